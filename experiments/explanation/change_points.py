"""When indicators part, where the gap is widest, and what got worse: records, without a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import Indicator
from ...scenarios.form import FORM
from ..statistics.paired import LEVEL, Difference, paired_difference, parting
from .logged_scenario import LoggedScenario, final_gap

_UNTOLD = {"log_harm"}  # harm on another scale

STRETCH = 4
"""Weeks for which a difference must last to count as a move: a month."""

INDICATORS, BY_NAME = FORM.indicators, FORM.by_name

_LEAST = {"share": 0.02, "index": 0.02, "points": 1.0, "weeks": 0.5, "hops": 0.1}
_PART = 0.05  # of the level, for numbers of problems
_TELLING = 5.0  # points by which official index and effectiveness must part before that is worth a word
_PRICES = ("coordination_cost", "burden", "overtime", "staff_fatigue", "fatigue", "show", "idle_effort", "paper_closed")


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator at the end of both scenarios.

    Attributes
    ----------
    indicator : Indicator
    before, after : float
        Mean over the last year and the replicates.
    difference : Difference
        After minus before.
    """

    indicator: Indicator
    before: float
    after: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class Move:
    """When an indicator began to differ noticeably, and what came of it.

    Attributes
    ----------
    kind : str
        `moved` if it differs at the end in the same direction, `turned` if in the other, `passing` if it does not.
    week : int
        The first week of the first stretch in which it differs.
    at_first : float
        The difference in that stretch.
    end : IndicatorChange
    """

    kind: Literal["moved", "turned", "passing"]
    week: int
    at_first: float
    end: IndicatorChange


@dataclass(frozen=True, slots=True)
class Extreme:
    """The week in which the difference in effectiveness is largest or smallest."""

    kind: Literal["widest", "narrowest"]
    week: int
    indicator: Indicator
    difference: Difference


@dataclass(frozen=True, slots=True)
class OfficialGap:
    """How far the official index moved away from effectiveness.

    Attributes
    ----------
    apart : Difference
        Of the gap between them.
    official, effectiveness : Difference
    before, after : float
        The gap in each scenario.
    parting : str
        As :func:`~cogov.experiments.statistics.paired.parting` names it.
    """

    apart: Difference
    official: Difference
    effectiveness: Difference
    before: float
    after: float
    parting: str


def noticeable(indicator: Indicator, before: LoggedScenario) -> float:
    """Return the smallest difference of an indicator that is worth a word."""
    if indicator.unit in _LEAST:
        return _LEAST[indicator.unit]
    return max(1.0, _PART * float(np.mean([run[:, _column(indicator)].mean() for run in before.runs])))


def first_move(before: LoggedScenario, after: LoggedScenario, indicator: Indicator) -> int | None:
    """Return the first week of the first stretch in which an indicator noticeably differs, or None.

    With several replicates their mean must differ, in each of these weeks with an interval that leaves zero out.
    """
    column = _column(indicator)
    gaps = np.stack([b[:, column] - a[:, column] for a, b in zip(before.runs, after.runs, strict=True)])
    sign = np.where(np.abs(gaps.mean(axis=0)) > noticeable(indicator, before), np.sign(gaps.mean(axis=0)), 0.0)
    if len(gaps) > 1:
        sign = np.where(_excludes_zero(gaps), sign, 0.0)
    for week in range(len(sign) - STRETCH + 1):
        if sign[week] and (sign[week : week + STRETCH] == sign[week]).all():
            return week
    return None


def _excludes_zero(gaps: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell for each week whether the interval of the mean leaves zero out."""
    from scipy.special import stdtrit  # here, for a log of one pair needs no statistics

    n = len(gaps)
    half = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * gaps.std(axis=0, ddof=1) / np.sqrt(n)
    return np.abs(gaps.mean(axis=0)) > half


def find_moves(before: LoggedScenario, after: LoggedScenario) -> list[Move]:
    """Return when each indicator began to differ noticeably and where it ended, in the order of weeks."""
    told = [each for each in INDICATORS if each.name not in _UNTOLD]
    moves = [move for indicator in told if (move := _find_move(before, after, indicator)) is not None]
    return sorted(moves, key=lambda move: move.week)


def _find_move(before: LoggedScenario, after: LoggedScenario, indicator: Indicator) -> Move | None:
    week = first_move(before, after, indicator)
    if week is None:
        return None
    column = _column(indicator)
    end = change_of(before, after, indicator)
    at_first = np.mean([
        (b[week : week + STRETCH, column] - a[week : week + STRETCH, column]).mean()
        for a, b in zip(before.runs, after.runs, strict=True)
    ])  # fmt: skip
    stays = abs(end.difference.mean) > noticeable(indicator, before)
    kind = "passing" if not stays else "moved" if at_first * end.difference.mean > 0 else "turned"
    return Move(kind, week, float(at_first), end)


def find_extremes(before: LoggedScenario, after: LoggedScenario) -> Iterator[Extreme]:
    """Yield the weeks in which the difference in effectiveness is largest and smallest, once it has begun."""
    indicator = BY_NAME["effectiveness"]
    start = first_move(before, after, indicator)
    if start is None:
        return
    column = _column(indicator)
    gaps = np.stack([b[:, column] - a[:, column] for a, b in zip(before.runs, after.runs, strict=True)])
    distance = np.abs(gaps.mean(axis=0)[start:])
    zero = np.zeros(len(gaps))
    widest, narrowest = int(distance.argmax()) + start, int(distance.argmin()) + start
    yield Extreme("widest", widest, indicator, paired_difference(gaps[:, widest], zero))
    yield Extreme("narrowest", narrowest, indicator, paired_difference(gaps[:, narrowest], zero))


def find_prices(before: LoggedScenario, after: LoggedScenario) -> Iterator[IndicatorChange]:
    """Yield what is noticeably worse at the end: first what coordination is known to cost, then all else."""
    others = [indicator.name for indicator in INDICATORS if indicator.name not in _PRICES]
    for name in (*_PRICES, *others):
        indicator = BY_NAME[name]
        result = final_gap(before, after, _column(indicator))
        worse = indicator.better * result.mean < 0 and abs(result.mean) > noticeable(indicator, before)
        if not worse or (result.low is not None and result.high is not None and result.low <= 0 <= result.high):
            continue
        yield change_of(before, after, indicator)


def find_official_gap(before: LoggedScenario, after: LoggedScenario) -> OfficialGap | None:
    """Return how the official index and effectiveness moved apart, or None where they did not."""
    column = _column(BY_NAME["performance_gap"])
    apart = final_gap(before, after, column)
    if abs(apart.mean) < _TELLING or (apart.low is not None and apart.low * (apart.high or 0.0) <= 0):
        return None
    official, effectiveness = (
        final_gap(before, after, _column(BY_NAME[name])) for name in ("official", "effectiveness")
    )
    earlier, later = (float(each.finals(column).mean()) for each in (before, after))
    return OfficialGap(apart, official, effectiveness, earlier, later, parting(later, earlier))


def change_of(before: LoggedScenario, after: LoggedScenario, indicator: Indicator) -> IndicatorChange:
    """Return an indicator at the end of both scenarios."""
    column = _column(indicator)
    return IndicatorChange(
        indicator,
        float(before.finals(column).mean()),
        float(after.finals(column).mean()),
        final_gap(before, after, column),
    )


_PLACES = {indicator.name: place for place, indicator in enumerate(INDICATORS)}


def _column(indicator: Indicator) -> int:
    return _PLACES[indicator.name]
