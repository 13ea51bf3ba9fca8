"""A quantity of runs, where it must lie, and whether it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np

from ..statistics.paired import paired_difference
from .pattern import Values

RequirementLevel = Literal["inside", "covers", "zero"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A quantity and where it must lie.

    Attributes
    ----------
    criterion : int
        Number of the criterion it belongs to.
    key : str
        What is looked at is said in the words below ``criterion.<key>``.
    subject : str
        The scenario, kind of actor or rule that it is asked of; empty if it is asked of all.
    low, high : float
        Ends of the range wanted.
    level : str
        ``inside``: the whole 95 % interval lies in the range, ends excluded. ``covers``: the interval covers 0.
        ``zero``: exactly 0, always.
    """

    criterion: int
    key: str
    subject: str = ""
    low: float = -inf
    high: float = inf
    level: RequirementLevel = "inside"


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """What the runs say of a requirement: the mean over the seeds with its 95 % interval, and whether that is met."""

    requirement: Requirement
    n: int
    value: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        """Whether the interval lies where it must."""
        if self.requirement.level == "covers":
            return self.low <= 0.0 <= self.high
        if self.requirement.level == "zero":
            return self.low == self.high == 0.0
        return self.requirement.low < self.low and self.high < self.requirement.high


def evaluate_requirement(requirement: Requirement, values: Sequence[float] | Values) -> RequirementResult:
    """Return the mean of values with its interval; a single value has none, and is its own.

    Raises
    ------
    ValueError
        Without values, or if one of them is not a number.
    """
    found = np.asarray(values, float)
    if not len(found) or not np.isfinite(found).all():
        raise ValueError(f"criterion {requirement.criterion}, {requirement.key}: finite values are needed")
    if len(found) == 1:
        return RequirementResult(requirement, 1, float(found[0]), float(found[0]), float(found[0]))
    mean = paired_difference(found, np.zeros(len(found)))
    assert mean.low is not None
    assert mean.high is not None
    return RequirementResult(requirement, len(found), mean.mean, mean.low, mean.high)
