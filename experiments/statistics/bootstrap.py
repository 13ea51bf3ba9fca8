"""How sure the numbers of a factorial are: a paired bootstrap over seeds, one interval at a time and all at once.

A seed is one luck, met by every cell. Seeds are drawn with replacement and whole, so that what is common to the cells
stays so. Each statistic x is a mean over seeds; with its mean m and standard error s, and m*, s* the same of a redrawn
set, the interval is m ± q s, q being the 95 % quantile of |m* - m| / s* (bootstrap-t, symmetric: Efron & Tibshirani
1993, chapter 12; plain percentile intervals of twenty seeds are too short). For a family of statistics q is taken of
the largest of their |m* - m| / s* (max-T; Westfall & Young 1993), so that all intervals hold together. With ten seeds
or fewer a large family's q is ruled by redrawn sets that are almost one and the same seed; there Bonferroni's quantile
of Student's t, which needs no redrawing, takes its place where it is less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from .arrays import Floats
from .paired import LEVEL

DRAWS = 4000
LEAST = 5
"""Seeds below which there are no intervals: sets of one and the same seed would be too common among the redrawn."""

_LUCK = 20  # of the draws; one for all tables, so that equal data have equal intervals
_ROUNDING = 1e-12  # seeds that differ by rounding alone do not vary
_FAR = float(np.finfo(np.float64).max)  # the distance of a redrawn set of seeds that are all alike


@dataclass(frozen=True, slots=True)
class Estimates:
    """Means over seeds with their intervals, arrays of one shape.

    Attributes
    ----------
    mean : ndarray
    low, high : ndarray
        95 % intervals, each by itself; NaN with fewer than :data:`LEAST` seeds, the mean itself where all seeds agree.
    all_low, all_high : ndarray
        95 % intervals that hold for the whole family at once.
    """

    mean: Floats
    low: Floats
    high: Floats
    all_low: Floats
    all_high: Floats


def estimates(values: ArrayLike, *, draws: int = DRAWS) -> Estimates:
    """Return the means of a family of statistics over seeds, and how sure they are.

    Parameters
    ----------
    values : array_like, shape (seeds, statistics)
        Each statistic in each seed.
    draws : int
        Redrawn sets of seeds.
    """
    result = np.asarray(values, dtype=np.float64)
    if result.ndim != 2 or not result.size:
        raise ValueError(f"values have the shape {result.shape}; (seeds, statistics) is needed")
    n, mean = len(result), result.mean(axis=0)
    if n < LEAST:
        nothing = np.full_like(mean, np.nan)
        return Estimates(mean, nothing, nothing, nothing, nothing)
    apart = result - mean
    error = _error(np.ones((1, n)), apart, np.abs(result).max(axis=0))[0]
    varies = error > 0.0
    own, common = np.zeros_like(mean), 0.0
    if varies.any():
        distance = _distances(_redrawn(n, draws), apart[:, varies], np.abs(result[:, varies]).max(axis=0))
        own[varies] = np.quantile(distance, LEVEL, axis=0)
        together = float(np.quantile(distance.max(axis=1), LEVEL))
        bonferroni = float(stdtrit(n - 1, 1.0 - (1.0 - LEVEL) / 2.0 / varies.sum()))
        common = min(together, bonferroni)
    own[own >= _FAR], common = np.inf, np.inf if common >= _FAR else common  # too many sets tell nothing
    with np.errstate(invalid="ignore"):
        half, widest = (np.where(varies, factor * error, 0.0) for factor in (own, np.maximum(own, common)))
    return Estimates(mean, mean - half, mean + half, mean - widest, mean + widest)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two means over seeds, with its 95 % interval."""

    value: float
    low: float
    high: float


def ratio(above: ArrayLike, below: ArrayLike, *, draws: int = DRAWS) -> Ratio | None:
    """Return the ratio of two paired means, or None where it means nothing.

    It is refused where the denominator's own 95 % interval covers 0, or there are too few seeds for one. The standard
    error is that of the linearised ratio, (above - r below) / mean of below.

    Parameters
    ----------
    above, below : array_like, shape (seeds,)
    """
    a, b = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    sure = estimates(b[:, np.newaxis], draws=draws)
    if not (sure.low[0] > 0.0 or sure.high[0] < 0.0):
        return None
    n = len(a)
    value = float(a.mean() / b.mean())
    own = (a - value * b) / b.mean()
    error = float(own.std(ddof=1) / np.sqrt(n))
    if error <= _ROUNDING * max(1.0, abs(value)):
        return Ratio(value, value, value)
    counts = _redrawn(n, draws)
    mean_a, mean_b = counts @ a / n, counts @ b / n
    with np.errstate(divide="ignore", invalid="ignore"):
        redrawn = mean_a / mean_b
        rest = a[np.newaxis, :] - redrawn[:, np.newaxis] * b[np.newaxis, :]
        spread = np.sqrt((counts * rest**2).sum(axis=1) / (n - 1) / n) / np.abs(mean_b)
        distance = np.abs(redrawn - value) / spread
    half = float(np.quantile(np.nan_to_num(distance, nan=np.inf, posinf=np.finfo(np.float64).max), LEVEL)) * error
    return Ratio(value, value - half, value + half)


def _redrawn(n: int, draws: int) -> Floats:
    """Return how often each of n seeds stands in each redrawn set, (draws, n)."""
    luck = np.random.default_rng(_LUCK)
    return luck.multinomial(n, np.full(n, 1.0 / n), size=draws).astype(np.float64)


def _error(counts: Floats, apart: Floats, scale: Floats) -> Floats:
    """Return standard errors of the means of sets of seeds, (sets, statistics); exactly 0 where seeds agree."""
    n = len(apart)
    mean = counts @ apart / n
    squares = counts @ apart**2 / n
    variance = squares - mean**2
    variance[variance <= _ROUNDING * squares] = 0.0  # what is left where all are alike is rounding
    variance *= n / (n - 1)
    error = np.sqrt(variance / n)
    error[error <= _ROUNDING * scale] = 0.0
    return error


def _distances(counts: Floats, apart: Floats, scale: Floats) -> Floats:
    """Return how far redrawn means lie from the mean, in their own standard errors; far beyond all where that is 0."""
    error = _error(counts, apart, scale)
    far = np.full_like(error, _FAR)
    np.divide(np.abs(counts @ apart / len(apart)), error, out=far, where=error > 0.0)
    return far
