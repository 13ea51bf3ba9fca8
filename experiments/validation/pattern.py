"""A pattern: which runs to make, what to look at in them, and within what range it must lie.

Everything is declared before a run is made: arms (a scenario with some settings changed), criteria (a quantity and the
range wanted), and how the quantity comes out of the runs. All arms of all patterns meet the same seeds, so that each
quantity has a value for every seed and differences are paired.

A criterion is met if the whole 95 % interval of its mean over the seeds (t) lies inside the range, ends excluded: a
figure that luck could move out of the range does not count, and neither does an effect of exactly nothing. Ratios are
averaged on the log scale. A pattern is met if all its criteria are, and met in part if some are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import NAMES
from ..execution.runs import RunResult
from ..statistics.paired import paired_difference

Values = NDArray[np.float64]
CriterionScale = Literal["mean", "ratio"]
Mark = Literal["met", "part", "unmet"]
PatternRole = Literal["held_out", "fitted", "informed"]
"""What a pattern is to the model: a test, the target of a fit, or the reason for a change of mechanism."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A quantity and the range in which it must lie.

    Attributes
    ----------
    key : str
        Within its pattern; what is looked at is said in the words below ``pattern.<pattern>.<key>``.
    low, high : float
        Ends of the range wanted.
    scale : str
        ``mean``, or ``ratio`` for a positive quantity whose logarithm is averaged.
    """

    key: str
    low: float = -inf
    high: float = inf
    scale: CriterionScale = "mean"


def above(key: str, low: float = 0.0, scale: CriterionScale = "mean") -> Criterion:
    """Return a criterion with a lower end only."""
    return Criterion(key, low=low, scale=scale)


def below(key: str, high: float = 0.0, scale: CriterionScale = "mean") -> Criterion:
    """Return a criterion with an upper end only."""
    return Criterion(key, high=high, scale=scale)


@dataclass(frozen=True, slots=True)
class PatternArm:
    """Runs of one scenario with some settings changed.

    Attributes
    ----------
    scenario : str
        A name from the library.
    changes : tuple of str
        As for ``--set``.
    """

    scenario: str
    changes: tuple[str, ...] = ()


Observer = Callable[[PatternArm, int], Mapping[str, float]]
"""Makes the run of an arm that has some seed in its own way, and returns figures of it by name. For what no indicator
shows: single problems, the effort of one kind of organisation."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Runs of an arm that an observer makes."""

    arm: PatternArm
    observer: Observer


class Runs:
    """The runs of all patterns, every arm with the same seeds.

    Parameters
    ----------
    outcomes : mapping of PatternArm to list of RunResult
        In the order of the seeds.
    figures : mapping of Watch to list of mapping
        What observers returned, in the order of the seeds.
    """

    def __init__(
        self, outcomes: Mapping[PatternArm, list[RunResult]], figures: Mapping[Watch, list[Mapping[str, float]]]
    ) -> None:
        self._outcomes = outcomes
        self._figures = figures

    def final(self, arm: PatternArm, indicator: str) -> Values:
        """Return an indicator's mean over the last year, by seed."""
        return np.array([run.final[indicator] for run in self._outcomes[arm]])

    def series(self, arm: PatternArm, indicator: str) -> Values:
        """Return an indicator, (seeds, weeks)."""
        return np.array([run.series[:, NAMES.index(indicator)] for run in self._outcomes[arm]])

    def mean(self, arm: PatternArm, indicator: str, first: int, end: int) -> Values:
        """Return an indicator's mean over the weeks ``first:end``, by seed."""
        return self.series(arm, indicator)[:, first:end].mean(axis=1)

    def figure(self, watch: Watch, name: str) -> Values:
        """Return what an observer found, by seed."""
        return np.array([each[name] for each in self._figures[watch]])


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that the model should show.

    Attributes
    ----------
    key : str
        ``p1`` … ``p12``; title and source are said in the words below ``pattern.<key>``.
    role : str
        ``fitted`` if a default was fitted to it, ``informed`` if the miss of it led to another mechanism (no number was
        fitted), otherwise ``held_out``: only then meeting it is an independent test.
    criteria : tuple of Criterion
    measure : function of Runs
        Gives the values of each criterion by seed; its docstring is the definition.
    arms, watched : tuple
        The runs it needs.
    """

    key: str
    criteria: tuple[Criterion, ...]
    measure: Callable[[Runs], Mapping[str, Values]]
    arms: tuple[PatternArm, ...] = ()
    watched: tuple[Watch, ...] = ()
    role: PatternRole = "held_out"


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What the runs say of a criterion: the mean over the seeds with its 95 % interval, and whether that is met."""

    criterion: Criterion
    n: int
    value: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        """Whether the whole interval lies inside the range wanted."""
        return self.criterion.low < self.low and self.high < self.criterion.high


@dataclass(frozen=True, slots=True)
class PatternVerdict:
    """What the runs say of a pattern."""

    pattern: Pattern
    findings: tuple[CriterionResult, ...]

    @property
    def mark(self) -> Mark:
        """Whether all of its criteria are met, or some, or none."""
        met = sum(finding.met for finding in self.findings)
        return "met" if met == len(self.findings) else "part" if met else "unmet"


def judge(pattern: Pattern, runs: Runs) -> PatternVerdict:
    """Return what the runs say of a pattern.

    Raises
    ------
    ValueError
        When its measure gives other criteria than it declares.
    """
    values = pattern.measure(runs)
    if set(values) != {criterion.key for criterion in pattern.criteria}:
        raise ValueError(f"{pattern.key} declares other criteria than it measures")
    return PatternVerdict(
        pattern, tuple(evaluate_criterion(criterion, values[criterion.key]) for criterion in pattern.criteria)
    )


def evaluate_criterion(criterion: Criterion, values: Values) -> CriterionResult:
    """Return the mean of a criterion's values with its interval.

    Raises
    ------
    ValueError
        With fewer than two values, or one that is not a number; of a ratio, when one is not positive.
    """
    if len(values) < 2 or not np.isfinite(values).all():
        raise ValueError(f"{criterion.key}: at least two finite values are needed")
    if criterion.scale == "ratio":
        if not (values > 0.0).all():
            raise ValueError(f"{criterion.key}: a ratio is not positive")
        value, low, high = np.exp(_interval(np.log(values)))
    else:
        value, low, high = _interval(values)
    return CriterionResult(criterion, len(values), float(value), float(low), float(high))


def _interval(values: Values) -> tuple[float, float, float]:
    mean = paired_difference(values, np.zeros(len(values)))
    assert mean.low is not None
    assert mean.high is not None
    return mean.mean, mean.low, mean.high


def gain_of_best(values: Values, against: Values) -> Values:
    """Return by how much the best of several options beats another one, by seed, without favouring luck.

    For each seed the best option is chosen by the means of the *other* seeds (leave one out), so that the luck that
    made it look best is not counted for it.

    Parameters
    ----------
    values : array (options, seeds)
    against : array (seeds,)
    """
    others = values.sum(axis=1, keepdims=True) - values
    return values[others.argmax(axis=0), np.arange(values.shape[1])] - against
