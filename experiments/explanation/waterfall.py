"""What each piece brought on the way from one city to another: bars whose sum is the difference of the two.

The pieces are put in one after the other, and what a piece brings is the step that it makes. Which step that is depends
on what is there already; so each pair of runs takes an order of its own, drawn once, and every second pair the reverse
of the one before it. With x_r,k the final value of an indicator in pair r after k pieces, a bar is the mean over pairs
of

    x_r,k - x_r,k-1,

and since the steps of a pair add up to its whole difference, the bars add up to the mean difference of the pairs: the
number that ``cogov compare`` gives with these seeds. It is the estimate of the Shapley value by sampled orders (Castro,
Gomez & Tejada 2009, Computers & Operations Research 36, 1726-1730), with antithetic pairs (Mitchell et al. 2022,
Journal of Machine Learning Research 23, 43). Intervals hold luck and order together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.engine.simulation import YEAR
from ...model.indicators import INDICATORS, NAMES
from ...model.parameters.settings import Settings
from ..execution.runs import seeds, with_seed
from ..statistics.paired import Difference, paired_difference
from .decomposition import IndicatorSeries
from .pieces import Piece, PieceUnit, combine, find_pieces

MECHANISM = (
    "proactive_share", "latent", "hops", "passed_on", "responsibility_assigned", "requests_accepted", "joint_share",
    "solved", "lapsed", "coordination_cost", "idle_effort", "overtime", "burden", "matters_passed", "matters_waiting",
    "volunteering", "participation", "norm", "trust", "satisfaction", "harm",
)  # fmt: skip
"""Indicators by which a bar tells how it came about: what is found, passed, accepted, solved, and the hours it took."""

MOST_TOLD = 4
"""Of these, as many as are told of a bar."""

STRETCH = 4
"""Weeks for which a step must last to count as begun: a month."""

_LEAST = {"share": 0.01, "index": 0.01, "points": 1.0, "weeks": 0.5, "hops": 0.1, "issues": 10.0}
_PART = 0.03  # of the level before, for amounts
_WEEKLY = 1.0  # points by which a week must differ to count
_QUARTER = 13
_ORDERS = 20_240_717  # begins the draw of orders; any other number gives other orders


@dataclass(frozen=True, slots=True)
class MechanismChange:
    """An indicator that moved with a piece.

    Attributes
    ----------
    indicator : str
    difference : Difference
        What the piece's step did to its final value.
    """

    indicator: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class WaterfallBar:
    """What one piece brought.

    Attributes
    ----------
    piece : Piece
    effect : Difference
        Its step in the final value, over the pairs.
    mechanism : tuple of MechanismChange
        What moved with it, the largest first, each in units of what is worth a word.
    weekly : ndarray of float64, shape (weeks,)
        Its step in every week, mean over the pairs.
    since : int or None
        The first week from which the step lasts; None if it never does.
    peak : tuple of int
        First and last week of the quarter in which the step is largest.
    """

    piece: Piece
    effect: Difference
    mechanism: tuple[MechanismChange, ...]
    weekly: NDArray[np.float64]
    since: int | None
    peak: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The way from one city to another.

    Attributes
    ----------
    indicator : str
    before, after : float
        Its final value in both cities, mean over the pairs.
    total : Difference
        After minus before; the bars add up to it.
    bars : tuple of WaterfallBar
        From the largest gain to the largest loss.
    """

    indicator: str
    before: float
    after: float
    total: Difference
    bars: tuple[WaterfallBar, ...]


@dataclass(frozen=True, slots=True)
class WaterfallPlan:
    """The runs that a waterfall needs, pair by pair.

    Attributes
    ----------
    before, after : Settings
        Of one length; the seeds start with that of `before`.
    pieces : tuple of Piece
    replicates : int
        Pairs of runs.
    """

    before: Settings
    after: Settings
    pieces: tuple[Piece, ...]
    replicates: int

    def order(self, pair: int) -> tuple[int, ...]:
        """Return the order in which a pair puts the pieces in: their places."""
        drawn = np.random.default_rng(_ORDERS + pair // 2).permutation(len(self.pieces)).tolist()
        return tuple(drawn if pair % 2 == 0 else reversed(drawn))

    def chain(self, pair: int) -> tuple[Settings, ...]:
        """Return the runs of a pair: the city before, then with one piece more each, at last the city after."""
        seed = seeds(self.before.run.seed, self.replicates)[pair]
        order = [self.pieces[place] for place in self.order(pair)]
        between = [combine(self.before, self.after, order[:k]) for k in range(len(order))]
        return tuple(with_seed(settings, seed) for settings in (*between, self.after))

    def waterfall(self, chains: Sequence[Sequence[IndicatorSeries]], indicator: str = "effectiveness") -> Waterfall:
        """Return the waterfall of the pairs that are done.

        Parameters
        ----------
        chains : sequence
            For each pair from the first on the series (weeks, indicators) of :meth:`chain`.
        indicator : str

        Raises
        ------
        ValueError
            If no pair is done.
        """
        if not chains:
            raise ValueError("no pair of runs is done")
        finals = np.array([[series[-YEAR:].mean(axis=0) for series in chain] for chain in chains])
        column = NAMES.index(indicator)
        weekly = np.array([[series[:, column] for series in chain] for chain in chains])
        bars: list[WaterfallBar] = []
        for place, piece in enumerate(self.pieces):
            at = [self.order(pair).index(place) for pair in range(len(chains))]
            pairs = np.arange(len(chains))
            steps = finals[pairs, np.add(at, 1)] - finals[pairs, at]
            week = (weekly[pairs, np.add(at, 1)] - weekly[pairs, at]).mean(axis=0)
            bars.append(
                WaterfallBar(
                    piece,
                    _difference(steps[:, column]),
                    _mechanism(steps, finals[:, 0]),
                    week,
                    _since(week),
                    _peak(week),
                )
            )
        bars.sort(key=lambda bar: -bar.effect.mean)
        first, last = finals[:, 0, column], finals[:, -1, column]
        return Waterfall(
            indicator, float(first.mean()), float(last.mean()), paired_difference(last, first), tuple(bars)
        )


def plan_waterfall(before: Settings, after: Settings, *, replicates: int, unit: PieceUnit = "section") -> WaterfallPlan:
    """Return the runs that show what each piece of a change brought.

    Parameters
    ----------
    before, after : Settings
    replicates : int
        Pairs of runs; with one there are no intervals, and one order decides.
    unit : {"section", "institution"}
        How fine the rules are taken apart.

    Raises
    ------
    ValueError
        If they run for different numbers of weeks.
    """
    if before.run.weeks != after.run.weeks:
        raise ValueError(f"runs of {before.run.weeks} and {after.run.weeks} weeks cannot be compared")
    return WaterfallPlan(before, after, find_pieces(before, after, unit), replicates)


def _difference(steps: NDArray[np.float64]) -> Difference:
    return paired_difference(steps, np.zeros(len(steps)))


def _mechanism(steps: NDArray[np.float64], before: NDArray[np.float64]) -> tuple[MechanismChange, ...]:
    """Return what moved most with a step; what an indicator lacks in a city (NaN) is not told."""
    told: list[tuple[float, MechanismChange]] = []
    for name in MECHANISM:
        column = NAMES.index(name)
        values = steps[:, column]
        if not np.all(np.isfinite(values)):
            continue
        size = abs(float(values.mean())) / _least(name, float(before[:, column].mean()))
        if size > 1.0:
            told.append((size, MechanismChange(name, _difference(values))))
    told.sort(key=lambda pair: -pair[0])
    return tuple(change for _, change in told[:MOST_TOLD])


_UNITS = {each.name: each.unit for each in INDICATORS}


def _least(name: str, level: float) -> float:
    """Return the smallest step of an indicator that is worth a word."""
    return _LEAST.get(_UNITS[name]) or max(_PART * abs(level), 1e-9)


def _since(week: NDArray[np.float64]) -> int | None:
    """Return the first week of a month in which a step is noticeable in the direction that it has at the end."""
    sign = np.sign(week[-YEAR:].mean())
    clear = week * sign > _WEEKLY
    for start in range(len(clear) - STRETCH + 1):
        if clear[start : start + STRETCH].all():
            return start
    return None


def _peak(week: NDArray[np.float64]) -> tuple[int, int]:
    """Return the quarter in which a step is largest in size."""
    length = min(_QUARTER, len(week))
    means = np.convolve(week, np.ones(length) / length, mode="valid")
    start = int(np.abs(means).argmax())
    return start, start + length - 1
