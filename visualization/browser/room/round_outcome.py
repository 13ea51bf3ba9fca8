"""What came out of a round: the city as the tables left it, and what each table's change does alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....experiments.statistics.paired import Difference, paired_difference
from ..configuration import SettingValue
from .actor_levers import ActorKind
from .sketch import SPREAD, CurveSpread, sample

SOLVED = "solved"
"""The number that tables guess: of 100 problems that fall due how many are truly solved, as every page says first."""

INDEX = "effectiveness"


@dataclass(frozen=True, slots=True)
class CityOutcome:
    """Runs of one city, one for each seed.

    Attributes
    ----------
    curve : CurveSpread
        Of the problems truly solved, of 100, week by week.
    finals : tuple of mapping
        Means of the last year by indicator, a run each.
    weeks : int
        Of a run.
    """

    curve: CurveSpread
    finals: tuple[Mapping[str, float], ...]
    weeks: int

    @property
    def figures(self) -> dict[str, float]:
        """Means over the runs, by indicator."""
        return {name: float(np.mean([each[name] for each in self.finals])) for name in self.finals[0]}

    @property
    def solved(self) -> tuple[float, ...]:
        """Problems solved of 100 in the last year, a run each."""
        return tuple(100.0 * each[SOLVED] for each in self.finals)

    @property
    def headline(self) -> float:
        """Problems solved of 100 in the last year, on average over the runs."""
        return float(np.mean(self.solved))

    @property
    def ends(self) -> tuple[float, float]:
        """Between which the middle 80 % of the runs are."""
        low, high = np.quantile(self.solved, SPREAD)
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class TableMove:
    """What a table changed in a round.

    Attributes
    ----------
    actor : str
    key : str
        The lever.
    before, after : float, int, str or bool
    """

    actor: ActorKind
    key: str
    before: SettingValue
    after: SettingValue


@dataclass(frozen=True, slots=True)
class RoundResult:
    """A round that was run.

    Attributes
    ----------
    number : int
    tables : tuple of str
        Actors that somebody played.
    values : dict
        Of all levers, as the city was run.
    moves : tuple of TableMove
        What was changed.
    guesses : dict
        Problems of 100 that a table thought would be solved, by actor.
    outcome : CityOutcome
    together : Difference
        What all changes did, in problems of 100, run by run.
    alone : dict
        What the changes of one table do if nobody else changes anything, by actor.
    """

    number: int
    tables: tuple[ActorKind, ...]
    values: Mapping[str, SettingValue]
    moves: tuple[TableMove, ...]
    guesses: Mapping[ActorKind, int]
    outcome: CityOutcome
    together: Difference
    alone: Mapping[ActorKind, Difference]

    @property
    def sum_of_parts(self) -> float:
        """What the tables' changes do alone, added up."""
        return sum(each.mean for each in self.alone.values())


def gather_runs(courses: Sequence[NDArray[np.float64]], finals: Sequence[Mapping[str, float]]) -> CityOutcome:
    """Return the outcome of some runs of one city.

    Parameters
    ----------
    courses : sequence of ndarray, shape (weeks,)
        Share of problems solved, week by week.
    finals : sequence of mapping

    Raises
    ------
    ValueError
        If there is no run.
    """
    if not finals:
        raise ValueError("no run")
    low, middle, high = 100.0 * np.quantile(courses, (SPREAD[0], 0.5, SPREAD[1]), axis=0)
    return CityOutcome(CurveSpread(sample(middle), sample(low), sample(high)), tuple(finals), len(courses[0]))


def compare_runs(outcome: CityOutcome, before: CityOutcome) -> Difference:
    """Return by how much more problems of 100 are solved than before, in runs of the same seeds."""
    return paired_difference(outcome.solved, before.solved)
