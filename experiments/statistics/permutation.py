"""Tests of "nothing has changed", over all cells (scenario and indicator) at once.

If nothing changed, old and new could be exchanged. Where a suite declares common random numbers, old and new of each
seed are a pair, and pairs are turned round at random; otherwise all runs are dealt anew to old and new. Either way a
seed moves with all its cells, so that their dependence is kept. Means: the largest |t| of any cell is compared with its
distribution over such exchanges (max-T: Westfall & Young 1993), which holds the chance of any false alarm. Shapes: the
largest two-sample Kolmogorov-Smirnov distance of any cell is compared in the same way, and so are tails: the least and
the largest run of each side, and the lowest and the highest tenth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

from .arrays import Floats

EXCHANGES = 9999
"""Random exchanges; with the one observed p is at least 1 / 10,000, below every level that a suite can have."""

_GLANCE, _FAR = 199, 0.05
_LUCK = 20
_ROUNDING = 1e-24  # of the sum of squares: variance below this is none


@dataclass(frozen=True, slots=True)
class Shift:
    """What differences of means say, one number for each cell.

    Attributes
    ----------
    mean : ndarray
        New minus old.
    p : ndarray
        Adjusted for all cells.
    half : ndarray
        Half-width of the simultaneous interval.
    detectable : ndarray
        The smallest shift that would be found with 80 % probability.
    critical : float
        The |t| that the largest of all cells exceeds by chance with probability `alpha`.
    """

    mean: Floats
    p: Floats
    half: Floats
    detectable: Floats
    critical: float


def shift(
    old: Floats, new: Floats, alpha: float, *, paired: bool = True, exchanges: int = EXCHANGES, luck: int = _LUCK
) -> Shift:
    """Test whether means moved.

    Parameters
    ----------
    old, new : ndarray, shape (seeds, cells)
    alpha : float
        Level of the simultaneous intervals.
    paired : bool
        Whether rows of `old` and `new` are pairs (common random numbers); otherwise they are two samples.
    exchanges : int
        How many random ones.
    luck : int
        Seed of the exchanges.
    """
    n = len(old)
    labels = _labels(n, exchanges, paired, luck)
    if paired:
        gaps = new - old
        largest = np.abs(_t(labels[:, n:], gaps, n, n - 1))
        error, freedom = gaps.std(axis=0, ddof=1) / np.sqrt(n), n - 1
    else:
        both = np.vstack((old, new))
        largest = np.abs(_t(labels, both - both.mean(axis=0), n, 2 * n - 2))
        error = np.sqrt((old.var(axis=0, ddof=1) + new.var(axis=0, ddof=1)) / n)
        freedom = 2 * n - 2
    observed = student(old, new, paired=paired)
    largest = largest.max(axis=1)
    p = (1.0 + (largest[:, np.newaxis] >= observed * (1.0 - 1e-12)).sum(axis=0)) / (exchanges + 1.0)
    critical = float(np.quantile(largest, 1.0 - alpha, method="higher"))
    half = np.where(error > 0.0, critical * error, 0.0)
    detectable = half + float(stdtrit(freedom, 0.8)) * error
    return Shift(new.mean(axis=0) - old.mean(axis=0), p, half, detectable, critical)


def student(old: Floats, new: Floats, *, paired: bool = True) -> Floats:
    """Return Student's |t| of each cell; arguments as for :func:`shift`."""
    n = len(old)
    values, freedom = (new - old, n - 1) if paired else (np.vstack((old, new)), 2 * n - 2)
    labels = np.ones((1, n)) if paired else np.repeat((-1.0, 1.0), n)[np.newaxis]
    return np.abs(_t(labels, values if paired else values - values.mean(axis=0), n, freedom))[0]


def _labels(n: int, number: int, paired: bool, luck: int) -> NDArray[np.int16]:
    """Return random exchanges, (number, 2 n): -1 where a run is dealt to old, +1 where to new."""
    chance = np.random.default_rng(luck)
    if paired:
        signs = chance.choice(np.array((-1, 1), dtype=np.int16), size=(number, n))
        return np.hstack((-signs, signs))
    return chance.permuted(np.tile(np.repeat(np.array((-1, 1), dtype=np.int16), n), (number, 1)), axis=1)


def _t(labels: NDArray[np.generic], values: Floats, n: int, freedom: int) -> Floats:
    """Return Student's t, (exchanges, cells), 0 where all values are 0.

    `values` are differences of pairs, (n, cells), or two centred samples, (2 n, cells).
    """
    squares = (values**2).sum(axis=0)
    mean = labels.astype(np.float64) @ values / n
    # Two samples: the variance of a difference of means is 2 s² / n, and n / 2 mean² of the squares lies between them.
    samples = len(values) // n
    within = np.maximum(squares - n / samples * mean**2, _ROUNDING * squares)
    variance = within * samples / freedom / n
    return np.divide(mean, np.sqrt(variance), out=np.zeros_like(mean), where=variance > 0.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """What distances of distributions say, one number for each cell: Kolmogorov-Smirnov's D and its adjusted p."""

    distance: Floats
    p: Floats


def shape(old: Floats, new: Floats, *, paired: bool = True, exchanges: int = EXCHANGES, luck: int = _LUCK) -> Shape:
    """Test whether distributions over seeds have another shape or place; arguments as for :func:`shift`.

    A glance at few exchanges comes first: where no cell comes near the level of any suite, that is the answer.
    """
    if exchanges > _GLANCE:
        glance = shape(old, new, paired=paired, exchanges=_GLANCE, luck=luck)
        if glance.p.min(initial=1.0) > _FAR:
            return glance
    n, cells = old.shape
    pooled = np.vstack((old, new))
    order = np.argsort(pooled, axis=0, kind="stable")
    ranked = np.take_along_axis(pooled, order, axis=0)
    # The distance counts only behind the last of equal values.
    last = np.vstack((ranked[1:] != ranked[:-1], np.ones((1, cells), dtype=bool)))
    seen = np.repeat(np.array((-1, 1), dtype=np.int16), n)[np.newaxis]
    both = np.vstack((seen, _labels(n, exchanges, paired, luck)))
    distances = np.empty((exchanges + 1, cells))
    for cell in range(cells):
        steps = np.cumsum(both[:, order[:, cell]], axis=1, dtype=np.int16)
        distances[:, cell] = np.abs(steps[:, last[:, cell]]).max(axis=1) / n
    largest = distances[1:].max(axis=1)
    p = (1.0 + (largest[:, np.newaxis] >= distances[0] - 1e-12).sum(axis=0)) / (exchanges + 1.0)
    return Shape(distances[0], p)


@dataclass(frozen=True, slots=True)
class Tails:
    """What the ends of distributions say, one number for each cell.

    Attributes
    ----------
    difference : ndarray
        New minus old at that end which stands out most.
    p : ndarray
        Adjusted for all cells and ends.
    """

    difference: Floats
    p: Floats


def tails(
    old: Floats, new: Floats, alpha: float, *, paired: bool = True, exchanges: int = EXCHANGES, luck: int = _LUCK
) -> Tails:
    """Test whether the ends of distributions moved; arguments as for :func:`shift`, `alpha` being the level.

    The differences of the k-th least runs, k = 1, a tenth, all but a tenth, and all, are each measured by their spread
    over the exchanges, and the largest of all is compared. Where several ends of a cell are significant the one that
    moved most is told. As for shapes a glance comes first.
    """
    if exchanges > _GLANCE:
        glance = tails(old, new, alpha, paired=paired, exchanges=_GLANCE, luck=luck)
        if glance.p.min(initial=1.0) > _FAR:
            return glance
    n, cells = old.shape
    pooled = np.vstack((old, new))
    order = np.argsort(pooled, axis=0, kind="stable")
    ranked = np.take_along_axis(pooled, order, axis=0)
    seen = np.repeat(np.array((-1, 1), dtype=np.int16), n)[np.newaxis]
    is_new = np.vstack((seen, _labels(n, exchanges, paired, luck))) > 0
    tenth = -(-n // 10)
    ends = sorted({1, tenth, n + 1 - tenth, n})
    places = np.arange(1, 2 * n + 1, dtype=np.int16)
    largest = np.zeros(exchanges + 1)
    moved, observed = np.zeros((len(ends), cells)), np.zeros((len(ends), cells))
    for cell in range(cells):
        count = np.cumsum(is_new[:, order[:, cell]], axis=1, dtype=np.int16)
        for end, k in enumerate(ends):
            gaps = ranked[(count >= k).argmax(axis=1), cell] - ranked[(places - count >= k).argmax(axis=1), cell]
            spread = np.sqrt((gaps**2).mean())
            if spread > 0.0:
                sizes = np.abs(gaps) / spread
                np.maximum(largest, sizes, out=largest)
                moved[end, cell], observed[end, cell] = gaps[0], sizes[0]
    bars = np.sort(largest[1:])
    p = np.asarray(
        (1.0 + exchanges - np.searchsorted(bars, observed * (1.0 - 1e-12), side="left")) / (exchanges + 1.0),
        dtype=np.float64,
    )
    # Of the ends that are significant the one that moved most; else the one that is nearest to it.
    rank = np.where(p <= alpha, 2.0 + np.abs(moved) / (1.0 + np.abs(moved).max(initial=0.0)), 1.0 - p)
    most = rank.argmax(axis=0)
    across = np.arange(cells)
    return Tails(moved[most, across], p[most, across])


def proportion_interval(result: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of a proportion (Clopper & Pearson 1934)."""
    tail = (1.0 - level) / 2.0
    low = 0.0 if result == 0 else float(betaincinv(result, of - result + 1, tail))
    high = 1.0 if result == of else float(betaincinv(result + 1, of - result, 1.0 - tail))
    return low, high
