"""A pattern: which runs to make, what to look at in them, within what range it must lie, and what must miss it.

Everything is declared before a run is made: arms (a scenario with some settings changed), criteria (a quantity and
the range wanted), how the quantity comes out of the runs, and a null model: a city, or a calculation, without the
mechanism that the pattern is taken to tell of. All arms of all patterns meet the same seeds, so that each quantity has
a value for every seed and differences are paired.

A criterion is met if the whole 95 % interval of its mean over the seeds (t) lies inside the range, ends excluded, and
the null model's does not: a figure that luck could move out of the range does not count, an effect smaller than the one
declared does not, and neither does what comes out without the mechanism too. Ratios are averaged on the log scale. A
pattern is met if all its criteria are, and met in part if some are. What is an input of the model cannot fail, and is
never met: its figures are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...model.engine.simulation import Simulation
from ..statistics.paired import paired_difference

Values = NDArray[np.float64]
CriterionScale = Literal["mean", "ratio"]
Mark = Literal["met", "part", "unmet", "input"]
PatternRole = Literal["fitted", "input", "design", "seen", "late", "held_out"]
"""What a pattern is to the model: the target of a fit; put in, so that it cannot fail; aimed at when forms were chosen;
known when forms were chosen; written down long before, and run when nothing was to be chosen any more; or found for
this test alone."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A quantity and the range in which it must lie.

    Attributes
    ----------
    key : str
        Within its pattern; what is looked at is said in the words below ``pattern.<pattern>.<key>``.
    low, high : float
        Ends of the range wanted: the effect that counts. Without any the figure is told, and judges nothing.
    scale : str
        ``mean``, or ``ratio`` for a positive quantity whose logarithm is averaged.
    """

    key: str
    low: float = -inf
    high: float = inf
    scale: CriterionScale = "mean"

    @property
    def judges(self) -> bool:
        """Whether anything is wanted of it."""
        return isfinite(self.low) or isfinite(self.high)


def above(key: str, low: float = 0.0, scale: CriterionScale = "mean") -> Criterion:
    """Return a criterion with a lower end only."""
    return Criterion(key, low=low, scale=scale)


def below(key: str, high: float = 0.0, scale: CriterionScale = "mean") -> Criterion:
    """Return a criterion with an upper end only."""
    return Criterion(key, high=high, scale=scale)


Observer = Callable[[Simulation], Mapping[str, float]]
"""Lives through a city that was just founded, to its end, and returns figures of it by name. For what no indicator
shows: single cases, what each resident does. A function of a module."""


@dataclass(frozen=True, slots=True)
class PatternArm:
    """Runs of one scenario with some settings changed.

    Attributes
    ----------
    scenario : str
        A name of the library, or the path of a file.
    changes : tuple of str
        As for ``--set``.
    keeps : tuple of str
        Indicators of which every week is wanted.
    observer : callable or None
    """

    scenario: str
    changes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    observer: Observer | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What one run of an arm gave: last year's means, the weeks of what it keeps, its observer's figures."""

    final: Mapping[str, float]
    series: Mapping[str, tuple[float, ...]]
    figures: Mapping[str, float]


class Runs:
    """The runs of all patterns, every arm with the same seeds.

    Parameters
    ----------
    runs : mapping of PatternArm to list of Observed
        In the order of the seeds.
    """

    def __init__(self, runs: Mapping[PatternArm, list[Observed]]) -> None:
        self._runs = runs

    def final(self, arm: PatternArm, indicator: str) -> Values:
        """Return an indicator's mean over the last year, by seed."""
        return np.array([run.final[indicator] for run in self._runs[arm]])

    def series(self, arm: PatternArm, indicator: str) -> Values:
        """Return an indicator that the arm keeps, (seeds, weeks)."""
        return np.array([run.series[indicator] for run in self._runs[arm]])

    def mean(self, arm: PatternArm, indicator: str, first: int, end: int) -> Values:
        """Return the mean of an indicator that the arm keeps over the weeks ``first:end``, by seed."""
        return self.series(arm, indicator)[:, first:end].mean(axis=1)

    def figure(self, arm: PatternArm, name: str) -> Values:
        """Return what the arm's observer found, by seed."""
        return np.array([run.figures[name] for run in self._runs[arm]])


PatternMeasure = Callable[[Runs], Mapping[str, Values]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that the model should show.

    Attributes
    ----------
    key : str
        ``p1`` …; title, source, null model and how it could fail are said in the words below ``pattern.<key>``.
    role : str
        What it is to the model; only a pattern that is held out is an independent test.
    criteria : tuple of Criterion
    measure : function of Runs
        Gives the values of each criterion by seed; its docstring is the definition.
    arms : tuple of PatternArm
        The runs it needs, those of its null model included.
    null : function of Runs or None
        Gives the values of criteria by seed under the null model, of those that it speaks of.
    """

    key: str
    role: PatternRole
    criteria: tuple[Criterion, ...]
    measure: PatternMeasure
    arms: tuple[PatternArm, ...]
    null: PatternMeasure | None = None


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What the runs say of a criterion: the mean over the seeds with its 95 % interval, and the null model's."""

    criterion: Criterion
    n: int
    value: float
    low: float
    high: float
    null: CriterionResult | None = None

    @property
    def inside(self) -> bool:
        """Whether the whole interval lies inside the range wanted."""
        return self.criterion.low < self.low and self.high < self.criterion.high

    @property
    def trivial(self) -> bool:
        """Whether the null model gives what is wanted, too."""
        return self.null is not None and self.null.inside

    @property
    def met(self) -> bool:
        """Whether it is inside, and the null model is not."""
        return self.criterion.judges and self.inside and not self.trivial


@dataclass(frozen=True, slots=True)
class PatternVerdict:
    """What the runs say of a pattern."""

    pattern: Pattern
    findings: tuple[CriterionResult, ...]

    @property
    def mark(self) -> Mark:
        """Whether all of its criteria are met, or some, or none; or that it is an input, and cannot fail."""
        if self.pattern.role == "input":
            return "input"
        judging = [finding for finding in self.findings if finding.criterion.judges]
        met = sum(finding.met for finding in judging)
        return "met" if met == len(judging) else "part" if met else "unmet"


def judge(pattern: Pattern, runs: Runs) -> PatternVerdict:
    """Return what the runs say of a pattern.

    Raises
    ------
    ValueError
        When its measure gives other criteria than it declares.
    """
    values = pattern.measure(runs)
    null = pattern.null(runs) if pattern.null is not None else {}
    declared = {criterion.key for criterion in pattern.criteria}
    if set(values) != declared or not set(null) <= declared:
        raise ValueError(f"{pattern.key} declares other criteria than it measures")
    return PatternVerdict(
        pattern,
        tuple(evaluate_criterion(each, values[each.key], null.get(each.key)) for each in pattern.criteria),
    )


def evaluate_criterion(criterion: Criterion, values: Values, null: Values | None = None) -> CriterionResult:
    """Return the mean of a criterion's values with its interval, and that of the null model.

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
    under = None if null is None else evaluate_criterion(criterion, null)
    return CriterionResult(criterion, len(values), float(value), float(low), float(high), under)


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
