"""How far the luck of the runs moves the best values: seeds are drawn again with replacement.

For each draw the best of all points that were tried is found anew; nothing is run for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .evaluation import Evaluation
from .task import Task

MIDDLE = (0.025, 0.975)
"""Quantiles between which 95 % lie."""

_AT_ONCE = 50


def bootstrap_interval(task: Task, evaluations: Sequence[Evaluation]) -> NDArray[np.float64] | None:
    """Return the ends of the middle 95 % of each parameter's best values, (2, parameters); None with one seed.

    Parameters
    ----------
    task : Task
    evaluations : sequence of Evaluation
        All points that were tried, with the figures of all seeds.
    """
    if task.search.seeds < 2:
        return None
    points = np.array([result.point for result in evaluations])
    figures = np.stack([result.figures for result in evaluations if result.figures is not None])
    luck = np.random.default_rng(task.search.seed)
    chosen: list[int] = []
    for first in range(0, task.profile.draws, _AT_ONCE):
        draws = min(_AT_ONCE, task.profile.draws - first)
        rows = luck.integers(task.search.seeds, size=(draws, task.search.seeds))
        # By weights and not by copies of the rows: (draws, seeds) times (points, seeds, targets).
        weights = np.stack([np.bincount(row, minlength=task.search.seeds) for row in rows]) / task.search.seeds
        means = np.einsum("ds,pst->dpt", weights, figures)
        chosen += task.misfit(means[:, :, None, :]).argmin(axis=1).tolist()
    return np.quantile(points[chosen], MIDDLE, axis=0)
