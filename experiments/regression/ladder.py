"""From a baseline and new runs to a verdict: comparable, identical, numerically equal, or statistics and claims.

The level of a stage is shared out: nine tenths to the means, a twentieth to the shapes, a twentieth to the claims.
With alpha = 0.01 and two stages that is 0.003 and 0.006 for the means. Under no change at most alpha of all comparisons
raise an alarm, in whichever stage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ...model.indicators import NAMES
from .baseline import AGAIN, Baseline, NotComparable, parameters
from .claims import Judged, judged
from .ensemble import Ensemble, Floats
from .marks import Marks, Parting, parting
from .statistics import shape, shift
from .suite import Suite

Tier = Literal["identical", "numeric", "statistical"]
Verdict = Literal["identical", "numeric", "changed", "shape", "drift", "equivalent", "inconclusive"]

NUMERIC = 1e-9
"""Relative difference up to which numbers are equal but for rounding."""

_FEW = 1999
"""Exchanges where a size is wanted and no verdict."""

MEANS, SHAPES, CLAIMS = 0.9, 0.05, 0.05
FINE, CHANGED, INCONCLUSIVE = 0, 1, 4


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
    verdict: Verdict

    @property
    def effect(self) -> float:
        """New minus old."""
        return self.new - self.old

    @property
    def fails(self) -> bool:
        """Whether it raises an alarm."""
        return self.verdict in ("changed", "shape")


@dataclass(frozen=True)
class Comparison:
    """What comparing with a baseline says.

    Attributes
    ----------
    suite : str
    tier : str
        The first rung that answers.
    cells : tuple of Cell
        Those that differ most, measured by their margins, first.
    claims : tuple of Judged
    notices : tuple of str
        What is worth knowing and no alarm.
    partings : dict of str to Parting
        By scenario where the run of the first seed parts from that of old.
    alpha : float
    seeds : int
        Runs of each scenario.
    smallest : dict of tuple to float
        By scenario and indicator, the shift found with 80 % probability whatever luck is changed with it.
    gone : tuple of str
        Indicators of the baseline that the model does not have any more.
    unended : bool
        Whether time ran out before the last stage.
    """

    suite: str
    tier: Tier
    cells: tuple[Cell, ...]
    claims: tuple[Judged, ...]
    notices: tuple[str, ...]
    partings: dict[str, Parting]
    alpha: float
    seeds: int
    smallest: dict[tuple[str, str], float]
    gone: tuple[str, ...] = ()
    unended: bool = False

    @property
    def failed(self) -> int:
        """How many cells and claims raise an alarm, and indicators are gone."""
        return sum(each.fails for each in (*self.cells, *self.claims)) + len(self.gone)

    @property
    def total(self) -> int:
        """How many cells, claims and gone indicators there are."""
        return len(self.cells) + len(self.claims) + len(self.gone)

    @property
    def open(self) -> int:
        """How many cells and claims are inconclusive."""
        return sum(cell.verdict == "inconclusive" for cell in self.cells) + sum(claim.lost for claim in self.claims)

    def code(self, strict: bool = False) -> int:
        """Return the exit code; without an end, what is open is never a pass."""
        return CHANGED if self.failed else INCONCLUSIVE if self.unended or (strict and self.open) else FINE

    def cut_short(self) -> Comparison:
        """Return this comparison where what is open should have been looked at again and time ran out."""
        return replace(self, unended=True)


def compared(
    suite: Suite, baseline: Baseline, new: Ensemble, marks: dict[str, Marks] | None = None, how: str = ""
) -> Comparison:
    """Return how new runs of a suite compare with its baseline.

    Parameters
    ----------
    suite : Suite
    baseline : Baseline
    new : Ensemble
        The runs, with the seeds of the suite or those of its first stage.
    marks : dict of str to Marks, optional
        Of the new runs, to say where they part from those of old.
    how : str
        What stands between ``cogov regress`` and its options, for messages.

    Raises
    ------
    NotComparable
        With everything that keeps the two from being compared.
    """
    notices = comparable(suite, baseline, how)
    indicators = [word for word in suite.indicators if word in next(iter(baseline.values.values()))]
    number = len(next(iter(new.digests.values())))
    old = baseline.ensemble.first(number)
    level = next(level for runs, level in suite.stages if runs == number)
    a, b = (each.table([*suite.scenarios], indicators) for each in (old, new))
    tier = _tier(old, new, a, b)
    names = [(name, word) for name in suite.scenarios for word in indicators]
    margins = np.array([suite.margin(word, float(a[:, place].mean())) for place, (_, word) in enumerate(names)])
    cells = _cells(names, a, b, margins, level, tier, suite.paired)
    claims = judged(suite, new, CLAIMS * level, baseline.claims)
    partings: dict[str, Parting] = {}
    if tier != "identical" and marks is not None:
        found = {name: parting(baseline.marks[name], marks[name]) for name in suite.scenarios}
        partings = {name: each for name, each in found.items() if each is not None}
    order = sorted(cells, key=lambda cell: -abs(cell.effect) / cell.margin if cell.margin > 0.0 else 0.0)
    return Comparison(
        suite=suite.name,
        tier=tier,
        cells=tuple(order),
        claims=tuple(claims),
        notices=tuple(notices),
        partings=partings,
        alpha=suite.alpha,
        seeds=number,
        smallest=smallest(suite, baseline.ensemble),
        gone=tuple(word for word in next(iter(baseline.values.values())) if word not in NAMES),
    )


def smallest(suite: Suite, old: Ensemble) -> dict[tuple[str, str], float]:
    """Return the shifts that are found with 80 % probability where luck is not common, from the spread of old runs.

    A half of the seeds stands for a baseline and the other for new runs; all of them tell more, by the root of two.
    """
    names = [(name, word) for name in suite.scenarios for word in suite.indicators if word in old.values.get(name, {})]
    values = np.array([old.values[name][word] for name, word in names]).T
    half = len(values) // 2
    level = MEANS * suite.stages[-1][1]
    found = shift(values[:half], values[half : 2 * half], level, paired=False, exchanges=_FEW).detectable / np.sqrt(2.0)
    return dict(zip(names, found.tolist(), strict=True))


def comparable(suite: Suite, baseline: Baseline, how: str = "") -> list[str]:
    """Return what is new and does not matter; raise NotComparable with all that does."""
    wrong: list[str] = []
    notices: list[str] = []
    if baseline.name != suite.name:
        wrong.append(f"it is of the suite {baseline.name}, and this is {suite.name}")
    if tuple(baseline.seeds) != suite.seeds:
        wrong.append(
            f"it has {len(baseline.seeds)} seeds from {baseline.seeds[0]}, "
            f"the suite has {len(suite.seeds)} from {suite.seeds[0]}"
        )
    for what, ours in (("scenario", [*suite.scenarios]), ("indicator", [*suite.indicators])):
        theirs = [*baseline.values] if what == "scenario" else [*next(iter(baseline.values.values()), {})]
        # What the model has no more is no matter of the suite: that is a change, and told as one.
        missing = [word for word in theirs if word not in ours and (what == "scenario" or word in NAMES)]
        wrong += [f"{what} {word} is not in the suite any more" for word in missing]
        new = [word for word in ours if word not in theirs]
        if what == "scenario":
            wrong += [f"scenario {word} is not in the baseline" for word in new]
        else:
            notices += [f"indicator {word} is new and has nothing to be compared with" for word in new]
    for name, scenario in suite.scenarios.items():
        before, now = baseline.parameters.get(name, {}), parameters(scenario.settings)
        wrong += [
            f"{name}: {key} was {before[key]!r} and is {now[key]!r}"
            if key in now
            else f"{name}: {key} was {before[key]!r} and is gone"
            for key in before
            if now.get(key, _GONE) != before[key]
        ]
        if before and (added := [key for key in now if key not in before]):
            notices.append(f"{name}: settings that the baseline does not know: {', '.join(added[:8])}")
    if wrong:
        shown = wrong[:20] + ([f"and {len(wrong) - 20} more"] if len(wrong) > 20 else [])
        lines = "\n".join(f"  {line}" for line in shown)
        raise NotComparable(
            f"{suite.baseline.name}: cannot be compared with:\n{lines}\nif this is meant, {AGAIN.format(suite=how)}"
        )
    return notices


_GONE = object()


def _tier(old: Ensemble, new: Ensemble, a: Floats, b: Floats) -> Tier:
    if old.digests == new.digests:
        return "identical"
    return "numeric" if np.all(np.abs(a - b) <= NUMERIC * np.maximum(np.abs(a), np.abs(b))) else "statistical"


def _cells(
    names: list[tuple[str, str]], a: Floats, b: Floats, margins: Floats, alpha: float, tier: Tier, paired: bool
) -> list[Cell]:
    if tier == "statistical":
        equal = np.abs(a - b) <= NUMERIC * np.maximum(np.abs(a), np.abs(b))
        b = np.where(equal, a, b)
        means, shapes = shift(a, b, MEANS * alpha, paired=paired), shape(a, b, paired=paired)
        verdicts = _verdicts(a, b, means.mean, means.half, means.p, shapes.p, margins, alpha)
        rest = (means.half, means.p, shapes.p, means.detectable)
    else:
        rest = (np.zeros(len(names)), np.ones(len(names)), np.ones(len(names)), np.zeros(len(names)))
        verdicts: list[Verdict] = ["identical" if tier == "identical" else "numeric"] * len(names)
    half, p, shape_p, detectable = rest
    return [
        Cell(
            name, word, float(a[:, i].mean()), float(b[:, i].mean()), float(half[i]), float(margins[i]), float(p[i]),
            float(shape_p[i]), float(detectable[i]), verdicts[i],
        )
        for i, (name, word) in enumerate(names)
    ]  # fmt: skip


def _verdicts(
    a: Floats, b: Floats, mean: Floats, half: Floats, p: Floats, shape_p: Floats, margins: Floats, alpha: float
) -> list[Verdict]:
    # How far apart distributions lie: the mean distance of their quantiles.
    apart = np.abs(np.sort(a, axis=0) - np.sort(b, axis=0)).mean(axis=0)
    found: list[Verdict] = []
    for i, margin in enumerate(margins):
        if p[i] <= MEANS * alpha:
            found.append("changed" if abs(mean[i]) > margin else "drift")
        elif shape_p[i] <= SHAPES * alpha and apart[i] > margin:
            found.append("shape")
        else:
            inside = abs(mean[i]) + half[i] <= margin or half[i] == 0.0 == mean[i]
            found.append("equivalent" if inside else "inconclusive")
    return found
