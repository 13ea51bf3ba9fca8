"""From a baseline and new runs to a verdict: comparable, identical, numerically equal, or statistics and claims.

The level of a stage is shared out: 0.85 of it to the means, a twentieth each to the shapes, the tails and the claims.
With alpha = 0.01 and two stages that is 0.0028 and 0.0057 for the means. Under no change at most alpha of all
comparisons raise an alarm, in whichever stage.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..statistics.permutation import Shift, Tails, shape, shift, tails
from .baseline import Baseline
from .claims import judge_claims
from .comparison import BaselineComparison, Cell, CellVerdict, Tier
from .ensemble import Ensemble, Floats
from .measures import SCALES
from .standing import standing
from .state_hashes import HashDivergence, StateHashes, parting
from .suite import Suite

NUMERIC = 1e-9
"""Difference up to which numbers are equal but for rounding, as a part of the indicator's scale."""

_FEW = 1999
"""Exchanges where a size is wanted and no verdict."""

MEANS, SHAPES, TAILS, CLAIMS = 0.85, 0.05, 0.05, 0.05


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
    # Where settings are others no alarm is raised, so that alpha need not be shared between stages: with few seeds the
    # part of the first stage could be less than the smallest p there is, and nothing could ever be told.
    _, declared = _family(suite, old, new, stands.moved, indicators, suite.alpha)
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
        own={name: suite.indicator(name) for name in suite.own},
    )


def _family(
    suite: Suite, old: Ensemble, new: Ensemble, scenarios: Sequence[str], indicators: Sequence[str], level: float
) -> tuple[Tier, tuple[Cell, ...]]:
    """Compare some scenarios as one family of tests; those that differ most, measured by their margins, come first."""
    if not scenarios:
        return "declared", ()
    a, b = (each.table(scenarios, indicators) for each in (old, new))
    names = [(name, word) for name in scenarios for word in indicators]
    same = np.abs(a - b) <= NUMERIC * _scales(suite, names, a)
    tier = _tier(old, new, scenarios, bool(same.all()))
    margins = np.array([suite.margin(word, float(a[:, place].mean())) for place, (_, word) in enumerate(names)])
    cells = _cells(suite, names, a, b, same, margins, level, tier)
    return tier, tuple(
        sorted(cells, key=lambda cell: -abs(cell.effect) / cell.margin if cell.margin > 0.0 else -abs(cell.effect))
    )


def _scales(suite: Suite, names: Sequence[tuple[str, str]], a: Floats) -> Floats:
    """Return the scale of each cell: that of its unit, or the largest of the baseline for what is counted."""
    counted = np.abs(a).max(axis=0)
    return np.array([SCALES.get(suite.indicator(word).unit, counted[place]) for place, (_, word) in enumerate(names)])


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
