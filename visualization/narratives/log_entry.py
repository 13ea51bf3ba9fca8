"""One entry of the log, and how its sentence comes to be said in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ...experiments.explanation.logged_scenario import LoggedScenario
from ...experiments.statistics.paired import Difference
from ...model.indicators import Indicator
from ...scenarios import Text
from ..language.formatting import change
from ..language.translations import Words, words

EntryKind = Literal[
    "lever", "event", "same", "first", "moved", "turned", "passing", "widest", "narrowest", "price", "official",
    "component", "bar", "sum", "doubt",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing to be told.

    Attributes
    ----------
    kind : str
        What sort of thing.
    week : int or None
        When, the first week being 0; None where it is about all weeks.
    actor : str
        Kind of actor, or table that differs; may be empty.
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

    kind: EntryKind
    text: Text
    week: int | None = None
    actor: str = ""
    cause: str = ""
    indicator: str = ""
    size: float | None = None
    low: float | None = None
    high: float | None = None
    isolated: bool = False


def sentence(key: str, about: Callable[[Words], dict[str, object]]) -> Text:
    """Return the sentence of a key in both languages; `about` gives what stands in its placeholders."""
    english, chinese = words("en"), words("zh")
    return Text(en=english(key, **about(english)), zh=chinese(key, **about(chinese)))


def name_scenario(logged: LoggedScenario, say: Words) -> str:
    """Return what a scenario is called, fit for a sentence."""
    return say.of(logged.scenario.title) or logged.scenario.name


def sureness(result: Difference, indicator: Indicator, say: Words) -> str:
    """Return the interval of a difference in words, or that there is a single pair of runs."""
    if result.low is None or result.high is None:
        return say("story.unsure")
    return say("story.sure", low=change(result.low, indicator), high=change(result.high, indicator), n=result.n)
