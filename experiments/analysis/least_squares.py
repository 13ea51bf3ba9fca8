"""Least squares of the means of states over sampled numbers, each with its square where there are states enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from .dataset import Floats, Table, Whole

ROUNDING = 1e-12
"""Part of the size of values below which they do not differ."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Columns of a regression that stand for a factor: the number itself, or one for each level but the first."""

    name: str
    columns: Floats
    levels: tuple[str, ...]


def terms(table: Table, name: str, first: Whole) -> Terms:
    """Return the columns of a factor at the first point of each unit; those of levels are 0 or 1."""
    if table.numeric(name):
        return Terms(name, table.design[name].to_numpy(dtype=float)[first][:, None], ())
    codes, levels = table.levels(name)
    own = codes[first]
    return Terms(name, (own[:, None] == np.arange(1, len(levels))).astype(float), tuple(str(each) for each in levels))


@dataclass(frozen=True, slots=True)
class Fit:
    """A least-squares fit: coefficients, residuals' degrees of freedom and variance, and covariance over that."""

    coefficients: Floats
    unscaled: Floats
    degrees: int
    variance: float

    @property
    def covariance(self) -> Floats:
        """Covariance of the coefficients."""
        return self.variance * self.unscaled

    def p(self, columns: Sequence[int]) -> float:
        """Return p of all these coefficients being 0 (F)."""
        chosen = list(columns)
        own = self.coefficients[chosen]
        if not self.degrees:
            return np.nan
        f = float(own @ np.linalg.solve(self.unscaled[np.ix_(chosen, chosen)], own)) / self.variance / len(chosen)
        return float(fdtrc(len(chosen), self.degrees, max(f, 0.0)))


def least_squares(columns: Floats, values: Floats, magnitude: float = 0.0) -> Fit | None:
    """Return the least-squares fit of values; None if columns depend on each other.

    Residuals that are rounding alone (of values, or of the magnitude of what they are differences of) count as that
    much, so that what does nothing is not significant.
    """
    size = np.sqrt((columns**2).sum(axis=0))
    if not (size > 0).all() or np.linalg.matrix_rank(columns / size, tol=1e-9 * len(columns) ** 0.5) < columns.shape[1]:
        return None
    scaled = columns / size
    inverse = np.linalg.inv(scaled.T @ scaled)
    result = np.linalg.lstsq(scaled, values, rcond=None)[0]
    degrees = len(values) - columns.shape[1]
    rest = float(((values - scaled @ result) ** 2).sum())
    floor = (ROUNDING * max(magnitude, float(np.abs(values).max(initial=0.0))) + 1e-150) ** 2
    variance = max(rest / max(degrees, 1), floor)
    return Fit(result / size, inverse / np.outer(size, size), degrees, variance)
