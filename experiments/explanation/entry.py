"""One entry of the log, and how its sentence comes to be said in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import Indicator
from ...model.simulation import YEAR
from ...scenarios import Scenario, Text
from ..differences import Difference, paired
from ..figures import change
from ..quoting import clean
from ..words import Words, words

Sort = Literal[
    "lever", "event", "same", "first", "moved", "turned", "passing", "widest", "narrowest", "price", "official",
    "component", "effort", "alone", "together", "doubt",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One of the two scenarios that the log is about.

    Attributes
    ----------
    scenario : Scenario
        As run.
    runs : tuple of ndarray, shape (weeks, indicators)
        Series of its replicates; the first is the one that is shown.
    """

    scenario: Scenario
    runs: tuple[NDArray[np.float64], ...]

    def finals(self, column: int) -> NDArray[np.float64]:
        """Return an indicator's mean over the last year, for each replicate."""
        return np.array([run[-YEAR:, column].mean() for run in self.runs])

    def name(self, say: Words) -> str:
        """Return what the scenario is called, fit for a sentence."""
        return clean(say.of(self.scenario.title)) or clean(self.scenario.name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be told.

    Attributes
    ----------
    kind : str
        What sort of thing.
    week : int or None
        When, the first week being 0; None where it is about all weeks.
    actor : str
        Kind of actor, or table that differs; may be empty.
    mechanism : str
        Name of the process, where it was isolated; may be empty.
    cause : str
        Key of what was changed, where it was isolated; may be empty.
    indicator : str
        May be empty.
    size : float or None
        By how much, in the indicator's unit.
    low, high : float or None
        95 % interval of the size; None with a single pair of runs.
    isolated : bool
        Whether a cause is claimed; otherwise the entry only says what happened at the same time.
    text : Text
        The sentence.
    """

    kind: Sort
    text: Text
    week: int | None = None
    actor: str = ""
    mechanism: str = ""
    cause: str = ""
    indicator: str = ""
    size: float | None = None
    low: float | None = None
    high: float | None = None
    isolated: bool = False


def said(key: str, about: Callable[[Words], dict[str, object]]) -> Text:
    """Return the sentence of a key in both languages; `about` gives what stands in its placeholders."""
    english, chinese = words("en"), words("zh")
    return Text(en=english(key, **about(english)), zh=chinese(key, **about(chinese)))


def gap(before: Told, after: Told, column: int) -> Difference:
    """Return the difference of an indicator's final value, over the replicates."""
    return paired(after.finals(column), before.finals(column))


def sureness(found: Difference, indicator: Indicator, say: Words) -> str:
    """Return the interval of a difference in words, or that there is a single pair of runs."""
    if found.low is None or found.high is None:
        return say("story.unsure")
    return say("story.sure", low=change(found.low, indicator), high=change(found.high, indicator), n=found.n)
