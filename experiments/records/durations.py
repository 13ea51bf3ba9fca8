"""How long requests take: counts on a fine scale, the curve of those still open, quantiles, and the Weibull shape.

Time is cut into cells whose ends grow by some 4 %. Two million requests become some hundred counts, and what is
computed from them hardly differs. Open requests are right-censored: they took longer than they have waited.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Counts = NDArray[np.float64]

_FIRST, _GROWTH = 3600.0, 1.04
CELLS = 320
EDGES = np.concatenate([[0.0], _FIRST * _GROWTH ** np.arange(CELLS)])
"""Ends of the cells in seconds: an hour, and on to thirty years.

Below an hour nothing is told apart. What is closed so soon was often done when it was written down, and the logarithm
of two minutes would outweigh that of two months."""


def cell_of(seconds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the cell in which each duration lies."""
    return np.clip(np.searchsorted(EDGES, seconds, side="right") - 1, 0, CELLS - 1)


def survival(ended: Counts, open_: Counts) -> Counts:
    """Return the share still open at the beginning of each cell and at the end of the last (life table).

    Parameters
    ----------
    ended, open_ : array (CELLS,)
        Requests that were closed, and that were last seen open, in each cell.
    """
    leaving = ended + open_
    at_risk = leaving[::-1].cumsum()[::-1]
    exposed = at_risk - open_ / 2.0
    passing = 1.0 - np.divide(ended, exposed, out=np.zeros_like(ended), where=exposed > 0)
    return np.concatenate([[1.0], np.cumprod(np.maximum(passing, 0.0))])


def quantile(ended: Counts, open_: Counts, share: float) -> float:
    """Return the time in seconds after which a share is closed; NaN if that was never reached."""
    curve = survival(ended, open_)
    below = np.flatnonzero(curve <= 1.0 - share)
    if not len(below):
        return float("nan")
    place = int(below[0])
    if place == 0:
        return 0.0
    step = curve[place - 1] - curve[place]
    part = (curve[place - 1] - (1.0 - share)) / step if step > 0 else 1.0
    return float(EDGES[place - 1] + part * (EDGES[place] - EDGES[place - 1]))


def weibull_shape(ended: Counts, open_: Counts, edges: Counts = EDGES) -> float:
    """Return the maximum-likelihood shape of a Weibull distribution of durations known to the cell.

    With survival S(t) = exp(-(t / scale)^shape), the likelihood is the product of S(a) - S(b) over those closed in a
    cell [a, b) and of S at the middle of the cell over those seen open. Below 1 the hazard falls.

    Parameters
    ----------
    ended, open_ : array (n,)
    edges : array (n + 1,)
        Ends of the cells.
    """
    there, censored = np.flatnonzero(ended), np.flatnonzero(open_)
    if ended.sum() < 2 or len(there) < 2:
        return float("nan")
    weights, waits = ended[there], open_[censored]
    low, high = edges[there], edges[there + 1]
    until = (edges[censored] + edges[censored + 1]) / 2.0
    middle = float((weights @ np.sqrt(np.maximum(low, high / 4.0) * high)) / weights.sum())
    sizes = weights.sum() + waits.sum()

    def hazard(times: Counts, point: Counts) -> tuple[Counts, Counts]:
        """Return the cumulated hazard (t / scale)^shape and its slopes by the logs of shape and scale."""
        shape = np.exp(point[0])
        power = shape * (np.log(np.maximum(times, 1e-9)) - point[1])
        value = np.where(times > 0.0, np.exp(np.minimum(power, 500.0)), 0.0)
        return value, np.stack([value * power, -shape * value])

    def cost(point: Counts) -> tuple[float, Counts]:
        (start, start_slope), (end, end_slope) = hazard(low, point), hazard(high, point)
        width = np.maximum(end - start, 1e-12)
        seen = -start + np.log(-np.expm1(-width))
        slope = -start_slope + (end_slope - start_slope) / np.expm1(np.minimum(width, 500.0))
        open_, open_slope = hazard(until, point)
        value = float(open_ @ waits - seen @ weights) / sizes
        return value, (open_slope @ waits - slope @ weights) / sizes

    start = np.array([np.log(0.7), np.log(middle)])
    # Not L-BFGS-B: for two unknowns its library starts threads, which take longer than the search.
    result = minimize(cost, start, jac=True, method="BFGS", options={"gtol": 1e-8})
    return float(np.exp(result.x[0]))
