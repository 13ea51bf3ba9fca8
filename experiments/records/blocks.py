"""Sums over stretches of time, and intervals from leaving each of them out once.

Requests of one week are alike: a storm brings many at once, a full office delays all. So an interval that takes them
for independent is far too narrow. Here every figure is a function of sums over some twenty stretches of equal length;
it is computed again without each of them (the delete-one-block jackknife), and the spread of these gives the interval.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from .durations import CELLS, cell_of
from .requests import DAY, OPEN, WEEK, Requests

BLOCKS = 20
LEAST = 5
"""Stretches that an interval needs at least."""

HORIZONS = (1, 2, 4, 8, 13, 26)
"""Weeks within which a request may be closed."""

LONGEST = 520
"""Weeks of a duration known to the week, at most."""

Sums = Mapping[str, NDArray[np.float64]]
Statistic = Callable[[Sums], float]


@dataclass(frozen=True, slots=True)
class IntervalEstimate:
    """A figure with its 95 % interval; NaN where there is none, or where nothing is known.

    Attributes
    ----------
    value, low, high, error : float
        `error` is the standard error.
    n : int
        Requests that it rests on.
    """

    value: float
    low: float
    high: float
    error: float
    n: int


def sum_blocks(requests: Requests, blocks: int = BLOCKS) -> Sums:
    """Return sums by stretch of time, each an array with a row for each stretch."""
    weeks = requests.weeks
    count = max(1, min(blocks, weeks))
    edges = np.linspace(0, weeks, count + 1).round().astype(np.int64)
    week = np.minimum((requests.created - requests.start) // WEEK, weeks)  # the last, if not whole, is `weeks`
    block = np.clip(np.searchsorted(edges, week, side="right") - 1, 0, count - 1)
    result = _arrivals(requests, weeks, edges, week)
    closed = requests.closed != OPEN
    waited = np.where(closed, requests.closed, requests.end) - requests.created
    result |= {
        "requests": _table(block, None, count, 1),
        "closed": _table(block[closed], None, count, 1),
        "at_once": _table(block[closed & (waited < 3600)], None, count, 1),
        "ended_cells": _table(block[closed], cell_of(waited[closed]), count, CELLS),
        "open_cells": _table(block[~closed], cell_of(waited[~closed]), count, CELLS),
        "ended_weeks": _table(block[closed], np.minimum(waited[closed] // WEEK, LONGEST - 1), count, LONGEST),
        "open_weeks": _table(block[~closed], np.minimum(waited[~closed] // WEEK, LONGEST - 1), count, LONGEST),
    }
    for weeks_within in HORIZONS:
        # Only requests that came so long before the end that it is known.
        whole = requests.end - requests.created >= weeks_within * WEEK
        within = whole & closed & (waited <= weeks_within * WEEK)
        result[f"within_{weeks_within}"] = np.stack(
            [_table(block[within], None, count, 1)[:, 0], _table(block[whole], None, count, 1)[:, 0]], axis=1
        )
    result |= _answers(requests, block, count, closed)
    result |= _groups(requests, block, count, closed, waited)
    return result


def _table(block: NDArray[np.int64], column: NDArray[np.int64] | None, rows: int, columns: int) -> NDArray[np.float64]:
    at = block * columns + (0 if column is None else column)
    return np.bincount(at, minlength=rows * columns).reshape(rows, columns).astype(float)


def _arrivals(
    requests: Requests, weeks: int, edges: NDArray[np.int64], week: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Return number, sum and sum of squares of weekly and of daily counts, and counts and days by month."""
    by_week = np.bincount(week[week < weeks], minlength=weeks).astype(float)
    by_day = np.bincount((requests.created - requests.start) // DAY, minlength=7 * weeks)[: 7 * weeks].astype(float)
    days = requests.start + DAY * np.arange(7 * weeks)
    month = np.asarray(days.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) % 12)

    def moments(counts: NDArray[np.float64], factor: int) -> NDArray[np.float64]:
        parts = [counts[factor * low : factor * high] for low, high in pairwise(edges)]
        return np.array([[len(part), part.sum(), part @ part] for part in parts])

    months = np.zeros((len(edges) - 1, 24))
    for place, (low, high) in enumerate(pairwise(edges)):
        part = slice(7 * low, 7 * high)
        months[place, :12] = np.bincount(month[part], by_day[part], minlength=12)
        months[place, 12:] = np.bincount(month[part], minlength=12)
    return {"weekly": moments(by_week, 1), "daily": moments(by_day, 7), "months": months}


def _answers(
    requests: Requests, block: NDArray[np.int64], count: int, closed: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    result: dict[str, NDArray[np.float64]] = {}

    def share(name: str, yes: NDArray[np.bool_], all_: NDArray[np.bool_]) -> None:
        result[name] = np.stack(
            [_table(block[yes & all_], None, count, 1)[:, 0], _table(block[all_], None, count, 1)[:, 0]], axis=1
        )

    if requests.due is not None:
        timed = requests.due != OPEN
        met = closed & (requests.closed <= requests.due)
        # Open and not yet due: nobody knows.
        share("on_time", met, timed & (closed | (requests.due < requests.end)))
    if requests.satisfied is not None:
        share("satisfied", requests.satisfied == 1, requests.satisfied >= 0)
    if requests.reopened is not None:
        share("circulated", requests.reopened > 0, np.ones(len(requests), dtype=bool))
    return result


def _groups(
    requests: Requests, block: NDArray[np.int64], count: int, closed: NDArray[np.bool_], waited: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Return requests by name, and number, sum and sum of squares of log durations: of hours, and of weeks.

    Hours are those of requests that took longer than an hour, weeks those of all, from the middle of the week.
    """
    result = {
        f"{key}_requests": _table(block, names.codes, count, len(names.names)) for key, names in requests.groups.items()
    }
    longer = closed & (waited > 3600)
    for unit, rows, logs in (
        ("hours", longer, np.log(waited[longer] / 3600.0)),
        ("weeks", closed, np.log(waited[closed] // WEEK + 0.5)),
    ):
        result[unit] = np.stack(
            [np.bincount(block[rows], weights, minlength=count) for weights in (None, logs, logs**2)], axis=1
        ).astype(float)
        for key, names in requests.groups.items():
            size = len(names.names)
            at = block[rows] * size + names.codes[rows]
            parts = [np.bincount(at, weights, minlength=count * size) for weights in (None, logs)]
            result[f"{key}_{unit}"] = np.stack([part.reshape(count, size) for part in parts], axis=1).astype(float)
    return result


def total(sums: Sums) -> Sums:
    """Return the sums over all stretches."""
    return {key: table.sum(axis=0) for key, table in sums.items()}


def estimate(sums: Sums, statistic: Statistic, n: int) -> IntervalEstimate:
    """Return a figure with its interval from leaving out each stretch once."""
    whole = total(sums)
    value = statistic(whole)
    count = len(sums["requests"])
    nothing = float("nan")
    if count < LEAST or not np.isfinite(value):
        return IntervalEstimate(value, nothing, nothing, nothing, n)
    without = np.array(
        [statistic({key: whole[key] - table[place] for key, table in sums.items()}) for place in range(count)]
    )
    if not np.isfinite(without).all():
        return IntervalEstimate(value, nothing, nothing, nothing, n)
    error = float(np.sqrt((count - 1) / count * np.sum((without - without.mean()) ** 2)))
    reach = float(student.ppf(0.975, count - 1)) * error
    return IntervalEstimate(value, value - reach, value + reach, error, n)
