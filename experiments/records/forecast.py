"""The last fifth of the time, forecast from the first four, against a rival who only carries on what was last seen.

What was known at the split is all that a forecast may use: requests that were open then are open, whatever became of
them. The forecasts are those that a scenario rests on: the mean of weekly arrivals (by month, where two years or more
were seen), the share closed within so many weeks, the median of days, the shares of the types.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .blocks import sum_blocks, total
from .durations import quantile
from .facts import SEASONS
from .requests import DAY, OPEN, WEEK, Requests

HELD_OUT = 0.2
LAST = 4
"""Weeks whose mean the rival carries forward."""

RECENT = 13
"""Weeks from which the rival takes shares and times."""

LEAST = 10
"""Weeks of records below which nothing is held out."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast against what came.

    Attributes
    ----------
    key, part : str
        What was forecast; words stand below ``records.forecast.<key>``.
    unit : str
    forecast, rival, came : float
        Means over the weeks held out.
    error, rival_error : float
        Mean absolute errors: of the weeks for arrivals, else of the one figure.
    """

    key: str
    part: str
    unit: str
    forecast: float
    rival: float
    came: float
    error: float
    rival_error: float

    @property
    def skill(self) -> float:
        """Part of the rival's error that the forecast saves; below 0 it is worse."""
        return 1.0 - self.error / self.rival_error if self.rival_error > 0.0 else float("nan")


@dataclass(frozen=True, slots=True)
class HoldOut:
    """The split of some records, and how the later part was forecast.

    Attributes
    ----------
    moment : int
        Seconds since 1970 from which requests were held out.
    weeks, held_weeks : int
    forecasts : tuple of Forecast
    """

    moment: int
    weeks: int
    held_weeks: int
    forecasts: tuple[Forecast, ...]


def split_moment(requests: Requests) -> int:
    """Return the moment from which requests are held out: a whole number of weeks after the first midnight."""
    return requests.start + round((1.0 - HELD_OUT) * requests.weeks) * WEEK


def hold_out(requests: Requests) -> HoldOut | None:
    """Return how the last fifth of the time is forecast from the first four; None of records of a few weeks."""
    if requests.weeks < LEAST:
        return None
    moment = split_moment(requests)
    known, later = requests.known_at(moment), requests.since(moment)
    if not len(known) or not len(later):
        return None
    recent = known.since(moment - RECENT * WEEK)
    recent = recent if len(recent) else known
    forecasts = [_arrivals(known, later, moment, requests.weeks)]
    for horizon in (1, 4, 13):
        forecasts += _within(known, recent, later, horizon)
    forecasts += _median(known, recent, later)
    if "type" in requests.groups:
        forecasts.append(_mix(known, recent, later))
    return HoldOut(moment, round((moment - requests.start) / WEEK), later_weeks(later, moment), tuple(forecasts))


def later_weeks(later: Requests, moment: int) -> int:
    """Return how many whole weeks were held out."""
    return max(1, (int(later.created[-1]) // DAY * DAY + DAY - moment) // WEEK)


def weekly_counts(requests: Requests, start: int, weeks: int) -> NDArray[np.float64]:
    """Return the requests of each week from a moment on."""
    week = (requests.created - start) // WEEK
    return np.bincount(week[(week >= 0) & (week < weeks)], minlength=weeks).astype(float)


def _arrivals(known: Requests, later: Requests, moment: int, weeks: int) -> Forecast:
    seen = round((moment - known.start) / WEEK)
    before = weekly_counts(known, known.start, seen)
    came = weekly_counts(later, moment, later_weeks(later, moment))
    forecast = np.full(len(came), before.mean())
    if seen >= SEASONS:
        months = total(sum_blocks(known))["months"]
        rate = months[:12] / np.maximum(months[12:], 1.0) / (months[:12].sum() / months[12:].sum())
        days = moment + WEEK * np.arange(len(came)) + WEEK // 2
        forecast *= rate[days.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) % 12]
    rival = float(before[-LAST:].mean())
    return Forecast(
        "arrivals", "", "requests", float(forecast.mean()), rival, float(came.mean()),
        float(np.abs(forecast - came).mean()), float(np.abs(rival - came).mean()),
    )  # fmt: skip


def _single(key: str, part: str, unit: str, forecast: float, rival: float, came: float) -> list[Forecast]:
    if not np.isfinite([forecast, rival, came]).all():
        return []
    return [Forecast(key, part, unit, forecast, rival, came, abs(forecast - came), abs(rival - came))]


def _within(known: Requests, recent: Requests, later: Requests, horizon: int) -> list[Forecast]:
    def share(requests: Requests) -> float:
        whole = requests.end - requests.created >= horizon * WEEK
        if not whole.any():
            return float("nan")
        met = (requests.closed != OPEN) & (requests.closed - requests.created <= horizon * WEEK)
        return float(met[whole].mean())

    return _single("within", str(horizon), "share", share(known), share(recent), share(later))


def _median(known: Requests, recent: Requests, later: Requests) -> list[Forecast]:
    def median(requests: Requests) -> float:
        sums = total(sum_blocks(requests))
        return quantile(sums["ended_cells"], sums["open_cells"], 0.5) / DAY

    return _single("median", "", "days", median(known), median(recent), median(later))


def _mix(known: Requests, recent: Requests, later: Requests) -> Forecast:
    """Return the forecast of the shares of types; its error is half the sum of absolute differences."""
    size = len(known.groups["type"].names)
    one, last, came = (
        np.bincount(part.groups["type"].codes, minlength=size) / len(part) for part in (known, recent, later)
    )
    error, rival_error = (float(np.abs(share - came).sum() / 2.0) for share in (one, last))
    return Forecast("mix", "", "share", float("nan"), float("nan"), float("nan"), error, rival_error)
