"""When indicators part, where the gap is widest, and what got worse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import INDICATORS, Indicator
from ..differences import LEVEL, Difference, paired
from ..figures import change, level
from ..findings import BY_NAME
from ..words import Words
from .entry import Entry, Told, gap, said, sureness

STRETCH = 4
"""Weeks for which a difference must last to count as a move: a month."""

_LEAST = {"share": 0.02, "index": 0.02, "points": 1.0, "weeks": 0.5}
_PART = 0.05  # of the level, for numbers of problems
_TELLING = 5.0  # points by which official index and effectiveness must part before a sentence says so
_PRICES = ("coordination_cost", "burden", "fatigue", "show", "idle_effort", "paper_closed")


def least(indicator: Indicator, before: Told) -> float:
    """Return the smallest difference of an indicator that is told."""
    if indicator.unit in _LEAST:
        return _LEAST[indicator.unit]
    return max(1.0, _PART * float(np.mean([run[:, _column(indicator)].mean() for run in before.runs])))


def first_move(before: Told, after: Told, indicator: Indicator) -> int | None:
    """Return the first week of the first stretch in which an indicator noticeably differs, or None.

    With several replicates their mean must differ, in each of these weeks with an interval that leaves zero out.
    """
    column = _column(indicator)
    gaps = np.stack([b[:, column] - a[:, column] for a, b in zip(before.runs, after.runs, strict=True)])
    sign = np.where(np.abs(gaps.mean(axis=0)) > least(indicator, before), np.sign(gaps.mean(axis=0)), 0.0)
    if len(gaps) > 1:
        sign = np.where(_clear(gaps), sign, 0.0)
    for week in range(len(sign) - STRETCH + 1):
        if sign[week] and (sign[week : week + STRETCH] == sign[week]).all():
            return week
    return None


def _clear(gaps: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell for each week whether the interval of the mean leaves zero out."""
    from scipy.special import stdtrit  # here, for a log of one pair needs no statistics

    n = len(gaps)
    half = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * gaps.std(axis=0, ddof=1) / np.sqrt(n)
    return np.abs(gaps.mean(axis=0)) > half


def moves(before: Told, after: Told) -> list[Entry]:
    """Return when each indicator began to differ noticeably and where it ended, in the order of weeks."""
    found = [entry for indicator in INDICATORS if (entry := _move(before, after, indicator)) is not None]
    return sorted(found, key=lambda entry: entry.week or 0)


def _move(before: Told, after: Told, indicator: Indicator) -> Entry | None:
    week = first_move(before, after, indicator)
    if week is None:
        return None
    column = _column(indicator)
    found = gap(before, after, column)
    at_first = np.mean([
        (b[week : week + STRETCH, column] - a[week : week + STRETCH, column]).mean()
        for a, b in zip(before.runs, after.runs, strict=True)
    ])  # fmt: skip
    stays = abs(found.mean) > least(indicator, before)
    kind = "passing" if not stays else "moved" if at_first * found.mean > 0 else "turned"

    def about(say: Words) -> dict[str, object]:
        return {
            "week": week,
            "indicator": _called(indicator, say),
            "direction": say("story.higher" if at_first > 0 else "story.lower"),
            "scenario": after.name(say),
            **_ends(before, after, indicator, say),
        }

    return Entry(
        kind, said(f"story.{kind}", about), week=week, indicator=indicator.name, size=found.mean, low=found.low,
        high=found.high,
    )  # fmt: skip


def extremes(before: Told, after: Told) -> Iterator[Entry]:
    """Yield the weeks in which the difference in effectiveness is largest and smallest, once it has begun."""
    indicator = BY_NAME["effectiveness"]
    start = first_move(before, after, indicator)
    if start is None:
        return
    column = _column(indicator)
    gaps = np.stack([b[:, column] - a[:, column] for a, b in zip(before.runs, after.runs, strict=True)])
    distance = np.abs(gaps.mean(axis=0)[start:])
    for kind, week in (("widest", int(distance.argmax()) + start), ("narrowest", int(distance.argmin()) + start)):
        there = paired(gaps[:, week], np.zeros(len(gaps)))

        def about(say: Words, week: int = week, there: Difference = there) -> dict[str, object]:
            return {"week": week, "change": change(there.mean, indicator), "sure": sureness(there, indicator, say)}

        yield Entry(
            "widest" if kind == "widest" else "narrowest", said(f"story.{kind}", about), week=week,
            indicator=indicator.name, size=there.mean, low=there.low, high=there.high,
        )  # fmt: skip


def prices(before: Told, after: Told) -> Iterator[Entry]:
    """Yield what is noticeably worse at the end: first what coordination is known to cost, then all else."""
    others = [indicator.name for indicator in INDICATORS if indicator.name not in _PRICES]
    for name in (*_PRICES, *others):
        indicator = BY_NAME[name]
        found = gap(before, after, _column(indicator))
        worse = indicator.better * found.mean < 0 and abs(found.mean) > least(indicator, before)
        if not worse or (found.low is not None and found.high is not None and found.low <= 0 <= found.high):
            continue

        def about(say: Words, indicator: Indicator = indicator) -> dict[str, object]:
            return {
                "scenario": after.name(say),
                "indicator": _called(indicator, say),
                **_ends(before, after, indicator, say),
            }

        yield Entry(
            "price", said("story.price", about), indicator=name, size=found.mean, low=found.low, high=found.high
        )


def official(before: Told, after: Told) -> Iterator[Entry]:
    """Yield that the official index and effectiveness moved apart, where they did."""
    seen, true = BY_NAME["official"], BY_NAME["effectiveness"]
    apart = gap(before, after, _column(BY_NAME["performance_gap"]))
    if abs(apart.mean) < _TELLING or (apart.low is not None and apart.low * (apart.high or 0.0) <= 0):
        return
    moved = [gap(before, after, _column(indicator)) for indicator in (seen, true)]

    def about(say: Words) -> dict[str, object]:
        return {
            "official": change(moved[0].mean, seen),
            "true": change(moved[1].mean, true),
            "sure": sureness(moved[1], true, say),
        }

    yield Entry(
        "official", said("story.official", about), indicator="performance_gap", size=apart.mean, low=apart.low,
        high=apart.high,
    )  # fmt: skip


def _ends(before: Told, after: Told, indicator: Indicator, say: Words) -> dict[str, object]:
    column = _column(indicator)
    found = gap(before, after, column)
    return {
        "before": level(float(before.finals(column).mean()), indicator),
        "after": level(float(after.finals(column).mean()), indicator),
        "change": change(found.mean, indicator),
        "sure": sureness(found, indicator, say),
    }


def _called(indicator: Indicator, say: Words) -> str:
    return say.title(indicator) if say.language == "zh" else f"“{say.title(indicator)}”"


_PLACES = {indicator.name: place for place, indicator in enumerate(INDICATORS)}


def _column(indicator: Indicator) -> int:
    return _PLACES[indicator.name]
