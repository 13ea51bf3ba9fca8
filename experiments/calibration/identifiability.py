"""Whether the targets say anything about a parameter, in words: identified, bounded on one side, or not at all."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from .evaluation import Evaluation
from .task import Task

Identifiability = Literal["identified", "bounded_below", "bounded_above", "flat", "inert", "missed"]
"""``flat``: any value of the range does; ``inert``: and the misfit does not even depend on it.

``missed``: the best that was found misses a target by far: a narrow interval says only where the misfit is least."""

MISSED = 2.0
"""Tolerances by which the best may miss a target at most, for its values to be called identified."""

RIDGE = 0.7
"""Rank correlation from which two parameters are said to make up for each other."""

FEW = 10
"""Accepted points below which no correlation is told."""

INERT = 1e-9
"""Misfit below which a profile does not move at all."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parameters that make up for each other.

    Attributes
    ----------
    one, other : str
        Their keys.
    correlation : float
        Rank correlation over the points that are no worse than the best.
    points : int
        How many these are.
    """

    one: str
    other: str
    correlation: float
    points: int


def verdict(low: float, high: float, rise: float, missed: float = 0.0) -> Identifiability:
    """Return what is known of a parameter.

    Parameters
    ----------
    low, high : float
        Ends of the supported region; infinite where it goes to the end of the range.
    rise : float
        By how much the misfit differs over its profile.
    missed : float
        Tolerances by which the best misses the target that it misses most.

    Examples
    --------
    >>> verdict(1.2, 1.6, 9.0), verdict(1.2, float("inf"), 9.0), verdict(float("-inf"), float("inf"), 0.0)
    ('identified', 'bounded_below', 'inert')
    >>> verdict(1.2, 1.6, 9.0, missed=17.0)
    'missed'
    """
    if missed > MISSED and rise > INERT:
        return "missed"
    below, above = math.isfinite(low), math.isfinite(high)
    if below and above:
        return "identified"
    if below or above:
        return "bounded_below" if below else "bounded_above"
    return "inert" if rise <= INERT else "flat"


def ridges(task: Task, accepted: Sequence[Evaluation]) -> tuple[Pair, ...]:
    """Return the pairs of parameters that make up for each other among accepted points."""
    shares = np.array([task.shares(result.point) for result in accepted])
    result: list[Pair] = []
    if len(accepted) < FEW:
        return ()
    for one, other in itertools.combinations(range(len(task.parameters)), 2):
        pair = shares[:, [one, other]]
        if (np.ptp(pair, axis=0) == 0).any():
            continue
        correlation = float(np.corrcoef(rankdata(pair, axis=0), rowvar=False)[0, 1])
        if abs(correlation) >= RIDGE:
            result.append(Pair(task.parameters[one].key, task.parameters[other].key, correlation, len(accepted)))
    return tuple(result)
