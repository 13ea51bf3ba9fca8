"""Searching near a point: a few trials by a method that uses no derivatives, since problems are counted.

The misfit has small steps, so that the search ends at a thousandth of the ranges.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from .evaluation import Evaluation
from .search import Phase, Search
from .task import Point

CLOSE = 1e-3
"""Share of a range below which values are not told apart any more."""

STRIDE = 0.1
"""Share of each range by which a local search steps first."""


class _Enough(Exception):
    """The budget is spent."""


def refine(search: Search, budget: int) -> None:
    """Try values around the best, at most so many: between its neighbours if there is one parameter, else by simplex.

    Parameters
    ----------
    search : Search
    budget : int
    """
    if not budget:
        return
    search.enter("refine", budget)
    best = search.best.point
    if len(best) > 1:
        local(search, best, {}, budget, "refine")
        return
    here = search.task.shares(best)[0]
    tried = sorted(search.task.shares(each.point)[0] for each in search.evaluations)
    low = max((share for share in tried if share < here), default=0.0)
    high = min((share for share in tried if share > here), default=1.0)
    if high - low < CLOSE:
        return

    def misfit(share: float) -> float:
        return search.at(search.task.point([float(share)]), "refine").misfit

    minimize_scalar(misfit, bounds=(low, high), method="bounded", options={"xatol": CLOSE, "maxiter": budget})


def local(search: Search, start: Point, held: Mapping[int, float], budget: int, phase: Phase) -> Evaluation:
    """Return the best of at most so many trials around a point (Nelder and Mead's simplex).

    Parameters
    ----------
    search : Search
    start : tuple of float
        Where it begins.
    held : mapping
        By the place of a parameter: the value at which it stays.
    budget : int
        Trials beside the first.
    phase : str
        For which they count.
    """
    task = search.task
    free = [place for place in range(len(task.parameters)) if place not in held]
    first = tuple(held.get(place, value) for place, value in enumerate(start))
    tried = [search.at(first, phase)]
    if not free or not budget:
        return tried[0]
    shares = task.shares(first)

    def misfit(values: np.ndarray) -> float:
        if len(tried) > budget:
            raise _Enough
        for place, value in zip(free, values, strict=True):
            shares[place] = float(value)
        point = tuple(held.get(place, value) for place, value in enumerate(task.point(shares)))
        tried.append(search.at(point, phase))
        # A simplex cannot turn away from infinity; this is worse than anything that can be found.
        return min(tried[-1].misfit, 1e300)

    middle = np.array([shares[place] for place in free])
    steps = np.where(middle + STRIDE <= 1.0, STRIDE, -STRIDE)
    simplex = np.vstack([middle, middle + np.diag(steps)])
    with suppress(_Enough):
        minimize(
            misfit, middle, method="Nelder-Mead", bounds=[(0.0, 1.0)] * len(free),
            options={"initial_simplex": simplex, "xatol": CLOSE, "fatol": 0.0, "maxfev": 10 * budget},
        )  # fmt: skip
    return min(tried, key=lambda result: result.misfit)
