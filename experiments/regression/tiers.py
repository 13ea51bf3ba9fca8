"""From a baseline and new runs to a verdict: comparable, identical, numerically equal, or statistics and claims.

The level of a stage is shared out: 0.85 of it to the means, a twentieth each to the shapes, the tails and the claims.
With alpha = 0.01 and two stages that is 0.0028 and 0.0057 for the means. Under no change at most alpha of all
comparisons raise an alarm, in whichever stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import BY_NAME
from ..execution.exit_codes import FINE, INCONCLUSIVE, NOT_COMPARABLE, NOT_MET
from ..statistics.permutation import Shift, Tails, shape, shift, tails
from .baseline import Baseline
from .claims import ClaimResult, judge_claims
from .ensemble import Ensemble, Floats
from .standing import standing
from .state_hashes import HashDivergence, StateHashes, parting
from .suite import Suite

Tier = Literal["identical", "numeric", "statistical", "declared"]
CellVerdict = Literal["identical", "numeric", "changed", "shape", "tails", "drift", "equivalent", "inconclusive"]

NUMERIC = 1e-9
"""Difference up to which numbers are equal but for rounding, as a part of the indicator's scale."""

_FEW = 1999
"""Exchanges where a size is wanted and no verdict."""

MEANS, SHAPES, TAILS, CLAIMS = 0.85, 0.05, 0.05, 0.05


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in one scenario.

    Attributes
    ----------
    old, new : float
        Means over the seeds.
    half : float
        Half-width of the simultaneous interval of the difference.
    margin : float
        The difference that matters.
    p, shape_p : float
        Adjusted for all cells; of equal means, and of equal distributions.
    detectable : float
        Shift that would have been found with 80 % probability.
    verdict : str
    tail, tail_p : float
        New minus old at the end of the distribution that stands out most; of equal ends.
    largest : float
        New minus old of the run, seed by seed, that differs most.
    seed : int
        Of that run.
    """

    scenario: str
    indicator: str
    old: float
    new: float
    half: float
    margin: float
    p: float
    shape_p: float
    detectable: float
    verdict: CellVerdict
    tail: float = 0.0
    tail_p: float = 1.0
    largest: float = 0.0
    seed: int = -1

    @property
    def effect(self) -> float:
        """New minus old."""
        return self.new - self.old

    @property
    def fails(self) -> bool:
        """Whether it raises an alarm."""
        return self.verdict in ("changed", "shape", "tails")


@dataclass(frozen=True)
class BaselineComparison:
    """What comparing with a baseline says.

    Attributes
    ----------
    suite : str
    tier : str
        The first rung that answers.
    cells : tuple of Cell
        Those that differ most, measured by their margins, first.
    claims : tuple of ClaimResult
    notices : tuple of str
        What is worth knowing and no alarm.
    partings : dict of str to HashDivergence
        By scenario where the run of the first seed parts from the stored one.
    alpha : float
    seeds : int
        Runs of each scenario.
    smallest : dict of tuple to float
        By scenario and indicator, the shift found with 80 % probability whatever luck is changed with it.
    gone : tuple of str
        Indicators of the baseline that the model does not have any more.
    unended : bool
        Whether time ran out before the last stage.
    earlier : dict of str to int
        By scenario whose last year is as it was and whose weeks before are not, in how many runs.
    uncompared : tuple of str
        Indicators that the baseline does not have.
    declared : tuple of str
        How the suite differs from that of the baseline, in lines.
    declared_cells : tuple of Cell
        Of the scenarios whose settings differ: what the difference makes. A family of its own, and no alarm.
    """

    suite: str
    tier: Tier
    cells: tuple[Cell, ...]
    claims: tuple[ClaimResult, ...]
    notices: tuple[str, ...]
    partings: dict[str, HashDivergence]
    alpha: float
    seeds: int
    smallest: dict[tuple[str, str], float]
    gone: tuple[str, ...] = ()
    unended: bool = False
    earlier: dict[str, int] = field(default_factory=dict[str, int])
    uncompared: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    declared_cells: tuple[Cell, ...] = ()

    @property
    def failed(self) -> int:
        """How many cells and claims raise an alarm, earlier weeks are others, and indicators are gone."""
        return sum(each.fails for each in (*self.cells, *self.claims)) + len(self.gone) + len(self.earlier)

    @property
    def total(self) -> int:
        """How many cells, claims, scenarios with other earlier weeks and gone indicators there are."""
        return len(self.cells) + len(self.claims) + len(self.gone) + len(self.earlier)

    @property
    def open(self) -> int:
        """How many cells and claims are inconclusive."""
        return sum(cell.verdict == "inconclusive" for cell in self.cells) + sum(claim.lost for claim in self.claims)

    def code(self, strict: bool = False) -> int:
        """Return the exit code; without an end, what is open is never a pass, nor is what is not compared as it was."""
        if self.failed:
            return NOT_MET
        if self.unended:
            return INCONCLUSIVE
        if self.declared:
            return NOT_COMPARABLE
        return INCONCLUSIVE if strict and self.open else FINE

    def truncate(self) -> BaselineComparison:
        """Return this comparison where what is open should have been looked at again and time ran out."""
        return replace(self, unended=True)


def compare_with_baseline(
    suite: Suite, baseline: Baseline, new: Ensemble, marks: dict[str, StateHashes] | None = None, how: str = ""
) -> BaselineComparison:
    """Return how new runs of a suite compare with its baseline.

    Parameters
    ----------
    suite : Suite
    baseline : Baseline
    new : Ensemble
        The runs, with the seeds of the suite or those of its first stage.
    marks : dict of str to StateHashes, optional
        Of the new runs, to say where they part from the stored ones.
    how : str
        What stands between ``cogov regress`` and its options, for messages.

    Raises
    ------
    NotComparable
        With everything that keeps the two from being compared.
    """
    stands = standing(suite, baseline, how)
    suite, baseline = stands.suite, stands.baseline
    stored = baseline.ensemble
    indicators = [word for word in suite.indicators if word not in stands.uncompared]
    number = len(next(iter(new.digests.values())))
    old = stored.first(number)
    level = next(level for runs, level in suite.stages if runs == number)
    tier, cells = _family(suite, old, new, stands.kept, indicators, level)
    _, declared = _family(suite, old, new, stands.moved, indicators, level)
    partings: dict[str, HashDivergence] = {}
    if tier != "identical" and marks is not None:
        result = {name: parting(baseline.marks[name], marks[name]) for name in stands.kept if name in baseline.marks}
        partings = {name: each for name, each in result.items() if each is not None}
    return BaselineComparison(
        suite=suite.name,
        tier=tier,
        cells=cells,
        claims=tuple(judge_claims(suite, new, CLAIMS * level, baseline.claims)),
        notices=stands.notices,
        partings=partings,
        alpha=suite.alpha,
        seeds=number,
        smallest=smallest(suite, stored, stands.kept),
        gone=stands.gone,
        earlier=_earlier(old, new, stands.kept, cells),
        uncompared=stands.uncompared,
        declared=stands.declared,
        declared_cells=declared,
    )


def _family(
    suite: Suite, old: Ensemble, new: Ensemble, scenarios: Sequence[str], indicators: Sequence[str], level: float
) -> tuple[Tier, tuple[Cell, ...]]:
    """Compare some scenarios as one family of tests; those that differ most, measured by their margins, come first."""
    if not scenarios:
        return "declared", ()
    a, b = (each.table(scenarios, indicators) for each in (old, new))
    names = [(name, word) for name in scenarios for word in indicators]
    same = np.abs(a - b) <= NUMERIC * _scales(names, a)
    tier = _tier(old, new, scenarios, bool(same.all()))
    margins = np.array([suite.margin(word, float(a[:, place].mean())) for place, (_, word) in enumerate(names)])
    cells = _cells(suite, names, a, b, same, margins, level, tier)
    return tier, tuple(
        sorted(cells, key=lambda cell: -abs(cell.effect) / cell.margin if cell.margin > 0.0 else -abs(cell.effect))
    )


def _scales(names: Sequence[tuple[str, str]], a: Floats) -> Floats:
    """Return the scale of each cell: 1 for parts, 100 for points, the largest of the baseline for what is counted."""
    counted = np.abs(a).max(axis=0)
    fixed = {"share": 1.0, "index": 1.0, "points": 100.0}
    return np.array([fixed.get(BY_NAME[word].unit, counted[place]) for place, (_, word) in enumerate(names)])


def _earlier(old: Ensemble, new: Ensemble, scenarios: Sequence[str], cells: Sequence[Cell]) -> dict[str, int]:
    """Return by scenario in how many runs earlier weeks are others, where no run differs in its last year."""
    result: dict[str, int] = {}
    for name in scenarios:
        if name in old.courses and name in new.courses and not any(c.largest for c in cells if c.scenario == name):
            gaps = np.abs(np.array(old.courses[name]) - np.array(new.courses[name]))
            if runs := int((gaps > NUMERIC).sum()):
                result[name] = runs
    return result


def smallest(suite: Suite, old: Ensemble, scenarios: Sequence[str] | None = None) -> dict[tuple[str, str], float]:
    """Return the shifts that are found with 80 % probability where luck is not common, from the spread of old runs.

    A half of the seeds stands for a baseline and the other for new runs; all of them tell more, by the root of two.
    """
    chosen = suite.scenarios if scenarios is None else scenarios
    names = [(name, word) for name in chosen for word in suite.indicators if word in old.values.get(name, {})]
    if not names:
        return {}
    values = np.array([old.values[name][word] for name, word in names]).T
    half = len(values) // 2
    level = MEANS * suite.stages[-1][1]
    result = shift(values[:half], values[half : 2 * half], level, paired=False, exchanges=_FEW).detectable / np.sqrt(
        2.0
    )
    return dict(zip(names, result.tolist(), strict=True))


def _tier(old: Ensemble, new: Ensemble, scenarios: Sequence[str], same: bool) -> Tier:
    """Return the first rung that answers; `same` if all means of the last year are equal but for rounding."""
    if all(old.digests[name] == new.digests[name] for name in scenarios):
        return "identical"
    courses = [
        (one, other)
        for name in scenarios
        for one, other in zip(old.courses.get(name, ()), new.courses.get(name, ()), strict=False)
    ]
    return "numeric" if same and all(abs(one - other) <= NUMERIC for one, other in courses) else "statistical"


def _cells(
    suite: Suite,
    names: Sequence[tuple[str, str]],
    a: Floats,
    b: Floats,
    same: NDArray[np.bool_],
    margins: Floats,
    alpha: float,
    tier: Tier,
) -> list[Cell]:
    nothing, certain = np.zeros(len(names)), np.ones(len(names))
    gaps = np.where(same, 0.0, b - a)
    furthest = np.abs(gaps).argmax(axis=0)
    largest = gaps[furthest, np.arange(len(names))]
    if tier == "statistical":
        b = np.where(same, a, b)
        means = shift(a, b, MEANS * alpha, paired=suite.paired)
        shapes, ends = shape(a, b, paired=suite.paired), tails(a, b, TAILS * alpha, paired=suite.paired)
        # Where seeds are pairs no single run may lie beyond the margin either.
        single = np.abs(largest) if suite.paired else nothing
        verdicts = _verdicts(a, b, means, shapes.p, ends, single, margins, alpha)
        rest = (means.half, means.p, shapes.p, means.detectable, ends.difference, ends.p)
    else:
        rest = (nothing, certain, certain, nothing, nothing, certain)
        verdicts: list[CellVerdict] = ["identical" if tier == "identical" else "numeric"] * len(names)
    half, p, shape_p, detectable, tail, tail_p = rest
    return [
        Cell(
            name, word, float(a[:, i].mean()), float(b[:, i].mean()), float(half[i]), float(margins[i]), float(p[i]),
            float(shape_p[i]), float(detectable[i]), verdicts[i], float(tail[i]), float(tail_p[i]), float(largest[i]),
            suite.seeds[furthest[i]] if largest[i] else -1,
        )
        for i, (name, word) in enumerate(names)
    ]  # fmt: skip


def _verdicts(
    a: Floats, b: Floats, means: Shift, shape_p: Floats, ends: Tails, single: Floats, margins: Floats, alpha: float
) -> list[CellVerdict]:
    mean, half = means.mean, means.half
    # How far apart distributions lie: the mean distance of their quantiles.
    apart = np.abs(np.sort(a, axis=0) - np.sort(b, axis=0)).mean(axis=0)
    result: list[CellVerdict] = []
    for i, margin in enumerate(margins):
        if means.p[i] <= MEANS * alpha:
            result.append("changed" if abs(mean[i]) > margin else "drift")
        elif shape_p[i] <= SHAPES * alpha and apart[i] > margin:
            result.append("shape")
        elif ends.p[i] <= TAILS * alpha and abs(ends.difference[i]) > margin:
            result.append("tails")
        else:
            inside = (abs(mean[i]) + half[i] <= margin and single[i] <= margin) or half[i] == 0.0 == mean[i]
            result.append("equivalent" if inside else "inconclusive")
    return result
