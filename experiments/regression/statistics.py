"""Tests of "nothing has changed": paired by seed, over all cells (scenario and indicator) at once.

If nothing changed, old and new of one seed could be exchanged. Means: signs of the differences of a seed are flipped
together in all cells, and the largest |t| of any cell is compared with its distribution over flips (max-T: Westfall &
Young 1993), which holds the chance of any false alarm whatever the dependence. Shapes: old and new of a seed are
exchanged in the same way, and the largest two-sample Kolmogorov-Smirnov distance of any cell is compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

Floats = NDArray[np.float64]

FLIPS = 1999
"""Random flips; with the identity p is at least 1 / 2000."""

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
    """

    mean: Floats
    p: Floats
    half: Floats
    detectable: Floats


def shift(old: Floats, new: Floats, alpha: float, flips: int = FLIPS, luck: int = _LUCK) -> Shift:
    """Test whether means moved.

    Parameters
    ----------
    old, new : ndarray, shape (seeds, cells)
        Paired by row.
    alpha : float
        Level of the simultaneous intervals.
    flips : int
        Random flips of signs.
    luck : int
        Seed of the flips.
    """
    gaps = new - old
    n = len(gaps)
    observed = np.abs(_t(np.ones((1, n)), gaps))[0]
    signs = np.random.default_rng(luck).choice((-1.0, 1.0), size=(flips, n))
    largest = np.abs(_t(signs, gaps)).max(axis=1)
    p = (1.0 + (largest[:, np.newaxis] >= observed * (1.0 - 1e-12)).sum(axis=0)) / (flips + 1.0)
    critical = float(np.quantile(largest, 1.0 - alpha, method="higher"))
    error = gaps.std(axis=0, ddof=1) / np.sqrt(n)
    half = np.where(error > 0.0, critical * error, 0.0)
    return Shift(gaps.mean(axis=0), p, half, half + float(stdtrit(n - 1, 0.8)) * error)


def _t(signs: Floats, gaps: Floats) -> Floats:
    """Return Student's t of the means of differences with some signs flipped, (flips, cells); 0 where all are 0."""
    n = len(gaps)
    squares = (gaps**2).sum(axis=0)
    mean = signs @ gaps / n
    variance = np.maximum(squares - n * mean**2, _ROUNDING * squares) / (n - 1) / n
    return np.divide(mean, np.sqrt(variance), out=np.zeros_like(mean), where=variance > 0.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """What distances of distributions say, one number for each cell: Kolmogorov-Smirnov's D and its adjusted p."""

    distance: Floats
    p: Floats


def shape(old: Floats, new: Floats, flips: int = FLIPS, luck: int = _LUCK) -> Shape:
    """Test whether distributions over seeds have another shape or place; arguments as for :func:`shift`."""
    n, cells = old.shape
    pooled = np.vstack((old, new))
    order = np.argsort(pooled, axis=0, kind="stable")
    ranked = np.take_along_axis(pooled, order, axis=0)
    # The distance counts only behind the last of equal values.
    last = np.vstack((ranked[1:] != ranked[:-1], np.ones((1, cells), dtype=bool)))
    signs = np.random.default_rng(luck).choice(np.array((-1, 1), dtype=np.int16), size=(flips + 1, n))
    signs[0] = 1
    both = np.hstack((-signs, signs))
    distances = np.empty((flips + 1, cells))
    for cell in range(cells):
        steps = np.cumsum(both[:, order[:, cell]], axis=1, dtype=np.int16)
        distances[:, cell] = np.abs(steps[:, last[:, cell]]).max(axis=1) / n
    largest = distances[1:].max(axis=1)
    p = (1.0 + (largest[:, np.newaxis] >= distances[0] - 1e-12).sum(axis=0)) / (flips + 1.0)
    return Shape(distances[0], p)


def proportion_interval(found: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of a proportion (Clopper & Pearson 1934)."""
    tail = (1.0 - level) / 2.0
    low = 0.0 if found == 0 else float(betaincinv(found, of - found + 1, tail))
    high = 1.0 if found == of else float(betaincinv(found + 1, of - found, 1.0 - tail))
    return low, high
