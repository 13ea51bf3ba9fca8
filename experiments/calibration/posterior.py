"""Rejection ABC: which draws from the prior come closest to the targets, and how they are spread.

The prior is even over each range (over its logarithm, where the range is divided by ratios). Each draw has luck of its
own. The closest draws are accepted and weighted by Epanechnikov's kernel, whose width is the largest distance accepted
(Beaumont, Zhang and Balding 2002, Genetics 162:2025). There is no adjustment by regression.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bootstrap import MIDDLE
from .evaluation import Evaluation
from .task import Task

LEAST = 5
"""Draws that are accepted at least, if there are so many."""

EDGE = 0.05
"""A posterior that comes within this share of the end of the range is not bounded there by the targets."""

BY_CHANCE = 3.0
"""Of n even draws none falls into the last 3/n of a range in one case of twenty: (1 - 3/n)ⁿ is about e⁻³."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is left of the prior.

    Attributes
    ----------
    draws : tuple of Evaluation
        Those accepted, closest first.
    weights : ndarray, (draws,)
        They sum to 1.
    median, low, high : ndarray, (parameters,)
        Weighted quantiles.
    """

    draws: tuple[Evaluation, ...]
    weights: NDArray[np.float64]
    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def effective(self) -> float:
        """How many equally weighted draws would tell as much."""
        return float(1.0 / (self.weights**2).sum())

    @property
    def edge(self) -> float:
        """Share of a range that has to be empty at its end, if that is not to be chance."""
        return max(EDGE, BY_CHANCE / self.effective)


def posterior(task: Task, evaluations: Sequence[Evaluation]) -> Posterior:
    """Return the posterior of a calibration by its trials."""
    order = sorted(evaluations, key=lambda result: result.misfit)
    count = min(len(order), max(LEAST, round(task.search.accept * len(order))))
    accepted = order[:count]
    distances = np.sqrt([result.misfit for result in accepted])
    width = np.sqrt(order[min(count, len(order) - 1)].misfit)  # the first that is not accepted has weight 0
    kernel = 1.0 - (distances / width) ** 2 if width > 0 else np.ones(count)
    kernel = np.maximum(kernel, 0.0)
    weights = kernel / kernel.sum() if kernel.sum() > 0 else np.full(count, 1.0 / count)
    points = np.array([result.point for result in accepted])
    low, median, high = (
        np.array([weighted_quantile(column, weights, q) for column in points.T]) for q in (MIDDLE[0], 0.5, MIDDLE[1])
    )
    return Posterior(tuple(accepted), weights, median, low, high)


def weighted_quantile(values: NDArray[np.float64], weights: NDArray[np.float64], q: float) -> float:
    """Return a quantile of weighted values: where their cumulated weight, each counted to its middle, passes `q`.

    >>> weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([0.25, 0.25, 0.5]), 0.5)
    2.0
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(q, reached, values[order]))
