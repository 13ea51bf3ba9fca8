"""What records say of a city: each figure with its interval and the number of requests that it rests on.

The same is computed from a run of the model, whose requests are known to the week. So there are two shapes of the
Weibull distribution: one from durations as they are written, and one from the same durations cut to whole weeks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .blocks import HORIZONS, LONGEST, IntervalEstimate, Statistic, Sums, estimate, sum_blocks, total
from .durations import quantile, weibull_shape
from .requests import DAY, OPEN, WEEK, Requests

QUANTILES = (10, 25, 50, 75, 90)
"""Per cent of the requests that are closed after so many days."""

TOP = (1, 10)
"""Per cent of those who report, the most active first."""

ROUNDING = 1e-12
"""Part of a sum of squares below which what is left of it is rounding, and no variance."""

SEASONS = 104
"""Weeks from which a season can be told from a trend."""

_WEEKS = WEEK * np.arange(LONGEST + 1, dtype=float)


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure.

    Attributes
    ----------
    key : str
        What it is; words stand below ``records.fact.<key>``.
    part : str
        Which of several, such as the weeks or the month; may be empty.
    unit : str
        ``share``, ``days``, ``ratio``, ``per_1000`` (requests per 1,000 persons and week) or ``requests``.
    estimate : IntervalEstimate
    """

    key: str
    part: str
    unit: str
    estimate: IntervalEstimate


@dataclass(frozen=True, slots=True)
class Facts:
    """All figures of one set of requests.

    Attributes
    ----------
    facts : tuple of Fact
    unknown : tuple of (str, str)
        What cannot be known from these records, and why: keys below ``records.unknown``.
    """

    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]

    def find(self, key: str, part: str = "") -> IntervalEstimate | None:
        """Return a figure, or None if there is none."""
        return next((fact.estimate for fact in self.facts if (fact.key, fact.part) == (key, part)), None)


def describe(requests: Requests, persons: float | None = None) -> Facts:
    """Return what requests say.

    Parameters
    ----------
    requests : Requests
    persons : float, optional
        Who live where they come from.
    """
    sums = sum_blocks(requests)
    facts = [
        Fact(key, part, unit, estimate(sums, statistic, n)) for key, part, unit, statistic, n in _ask(sums, persons)
    ]
    facts += list(_by_few(requests))
    return Facts(tuple(facts), tuple(_unknown(requests, persons)))


def arrivals(requests: Requests, persons: float) -> IntervalEstimate:
    """Return the requests of 1,000 persons and week."""
    return estimate(sum_blocks(requests), _arrivals(persons), len(requests))


def _arrivals(persons: float) -> Statistic:
    return lambda sums: divide(1000.0 * sums["weekly"][1], sums["weekly"][0]) / persons


FactQuestion = tuple[str, str, str, Statistic, int]


def _ask(sums: Sums, persons: float | None) -> Iterator[FactQuestion]:
    """Yield each figure: key, part, unit, how it is computed from sums, and the requests that it rests on."""
    whole = total(sums)
    n, closed = int(whole["requests"][0]), int(whole["closed"][0])
    weeks = int(whole["weekly"][0])
    if persons:
        yield "arrivals", "", "per_1000", _arrivals(persons), n
    yield "weekly", "", "requests", lambda s: divide(s["weekly"][1], s["weekly"][0]), n
    if weeks >= 8:
        yield "dispersion_weekly", "", "ratio", lambda s: dispersion(s["weekly"]), n
        yield "dispersion_daily", "", "ratio", lambda s: dispersion(s["daily"]), n
        yield "clustering", "", "ratio", lambda s: clustering(s["weekly"]), n
    yield "closed", "", "share", lambda s: divide(s["closed"][0], s["requests"][0]), n
    yield "at_once", "", "share", lambda s: divide(s["at_once"][0], s["requests"][0]), n
    for horizon in HORIZONS:
        if whole[f"within_{horizon}"][1] > 0:
            yield "within", str(horizon), "share", _share(f"within_{horizon}"), int(whole[f"within_{horizon}"][1])
    for name in ("on_time", "satisfied", "circulated"):
        if name in whole and whole[name][1] > 0:
            yield name, "", "share", _share(name), int(whole[name][1])
    for share in QUANTILES:
        yield "days", str(share), "days", _days(share), n
    yield "shape", "", "ratio", lambda s: weibull_shape(s["ended_cells"], s["open_cells"]), n
    yield "shape_closed", "", "ratio", lambda s: weibull_shape(s["ended_cells"], 0.0 * s["open_cells"]), closed
    yield "shape_weeks", "", "ratio", lambda s: weibull_shape(s["ended_weeks"], s["open_weeks"], _WEEKS), n
    yield "shape_weeks_closed", "", "ratio", (
        lambda s: weibull_shape(s["ended_weeks"], 0.0 * s["open_weeks"], _WEEKS)
    ), closed  # fmt: skip
    for unit, name in (("hours", "explained"), ("weeks", "explained_weeks")):
        for key in ("type", "department", "place"):
            if f"{key}_{unit}" in whole:
                yield name, key, "share", _explain(key, unit), int(whole[unit][0])
    if weeks >= SEASONS:
        for month in range(12):
            yield "season", str(month + 1), "ratio", _season(month), int(whole["months"][month])


def _share(name: str) -> Statistic:
    return lambda sums: divide(sums[name][0], sums[name][1])


def _days(share: int) -> Statistic:
    return lambda sums: quantile(sums["ended_cells"], sums["open_cells"], share / 100.0) / DAY


def _explain(key: str, unit: str) -> Statistic:
    return lambda sums: explained_share(sums[unit], sums[f"{key}_{unit}"])


def _season(month: int) -> Statistic:
    def factor(sums: Sums) -> float:
        counts, days = sums["months"][:12], sums["months"][12:]
        return divide(divide(counts[month], days[month]), divide(counts.sum(), days.sum()))

    return factor


def divide(part: float, whole: float) -> float:
    """Return a ratio; NaN where there is nothing to be a part of."""
    return float(part / whole) if whole else float("nan")


def dispersion(moments: NDArray[np.float64]) -> float:
    """Return variance over mean of counts, from their number, sum and sum of squares; 1 if they are independent."""
    n, sum_, squares = moments
    mean = divide(sum_, n)
    return divide(divide(squares - n * mean**2, n - 1), mean)


def clustering(moments: NDArray[np.float64]) -> float:
    """Return the squared coefficient of variation of the rate itself, (variance - mean) / mean^2.

    It does not depend on how many requests one of them stands for, as variance over mean does; 0 if weeks differ by
    chance alone.
    """
    return divide(dispersion(moments) - 1.0, divide(moments[1], moments[0]))


def explained_share(logs: NDArray[np.float64], groups: NDArray[np.float64]) -> float:
    """Return the share of the variance of log durations between groups: eta squared; NaN if all are as long.

    Parameters
    ----------
    logs : array (3,)
        Number, sum, and sum of squares of the logs.
    groups : array (2, groups)
        Number and sum of the logs in each group.
    """
    n, sum_, squares = logs
    count, sums = groups
    if n < 2:
        return float("nan")
    between = float(np.sum(np.divide(sums**2, count, out=np.zeros_like(sums), where=count > 0)) - sum_**2 / n)
    whole = float(squares - sum_**2 / n)
    return divide(between, whole) if whole > ROUNDING * float(squares) else float("nan")


def _by_few(requests: Requests) -> Iterator[Fact]:
    """Yield which part of the requests comes from the most active of those who report; known without an interval."""
    if requests.reporter is None:
        return
    counts = np.bincount(requests.reporter[requests.reporter >= 0])
    counts = np.sort(counts[counts > 0])[::-1]
    if not len(counts):
        return
    nothing = float("nan")
    for share in TOP:
        most = counts[: max(1, round(len(counts) * share / 100))]
        value = float(most.sum() / counts.sum())
        yield Fact("top", str(share), "share", IntervalEstimate(value, nothing, nothing, nothing, int(counts.sum())))
    once = float((counts == 1).mean())
    yield Fact("once", "", "share", IntervalEstimate(once, nothing, nothing, nothing, len(counts)))


def type_shares(requests: Requests) -> dict[str, IntervalEstimate]:
    """Return the share of each type with its interval."""
    return _name_shares(requests, "type")


def _name_shares(requests: Requests, key: str) -> dict[str, IntervalEstimate]:
    if key not in requests.groups:
        return {}
    sums = sum_blocks(requests)
    names = requests.groups[key].names

    def share(place: int) -> Statistic:
        return lambda s: divide(s[f"{key}_requests"][place], s[f"{key}_requests"].sum())

    return {name: estimate(sums, share(place), len(requests)) for place, name in enumerate(names)}


def _unknown(requests: Requests, persons: float | None) -> Iterator[str]:
    """Yield what these records cannot tell."""
    yield "unreported"
    yield "solved"
    if not persons:
        yield "arrivals"
    if requests.due is None:
        yield "on_time"
    if requests.satisfied is None:
        yield "satisfied"
    if requests.reopened is None:
        yield "circulated"
    if requests.reporter is None:
        yield "few"
    for key in ("type", "department", "place"):
        if key not in requests.groups:
            yield f"explained_{key}"
    if requests.weeks < SEASONS:
        yield "season"
    if requests.weeks < 8:
        yield "dispersion"
    if not (requests.closed != OPEN).any():
        yield "durations"
    yield "capacity_alone"
