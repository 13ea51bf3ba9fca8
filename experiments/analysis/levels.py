"""The levels of a factor: their labels, and a range that is cut into a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .dataset import Table, Whole

BINS = 6
"""Parts into which the range of a factor is cut that has more values than :data:`LEVELS`."""

LEVELS = 12


@dataclass(frozen=True, slots=True)
class Discretization:
    """A factor in few levels.

    Attributes
    ----------
    codes : ndarray of int, shape (points,)
    labels : tuple of str
        Of the levels; of a range that was cut, the middle of each part.
    """

    codes: Whole
    labels: tuple[str, ...]


def format_distinct(values: Sequence[float]) -> tuple[str, ...]:
    """Return numbers with as few digits as tell them apart, three at least.

    >>> format_distinct([0.0, 1 / 3, 0.5]), format_distinct([0.33333, 0.33344])
    (('0', '0.333', '0.5'), ('0.3333', '0.3334'))
    """
    for places in range(3, 18):
        texts = tuple(f"{value:.{places}g}".replace("-", "−") for value in values)
        if len(set(texts)) == len(set(values)):
            return texts
    return tuple(str(value) for value in values)


def discretize(table: Table, name: str, parts: int = BINS) -> Discretization:
    """Return the levels of a factor; a number with many values is cut into parts of equally many points."""
    codes, levels = table.levels(name)
    if table.numeric(name) and len(levels) > LEVELS:
        return cut_range(table, name, parts)
    return Discretization(
        codes, format_distinct(levels) if table.numeric(name) else tuple(str(level) for level in levels)
    )


def cut_range(table: Table, name: str, parts: int) -> Discretization:
    """Return the range of a number in parts of equally many points, each called by its middle."""
    values = table.design[name].to_numpy(dtype=float)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, parts + 1)[1:-1]))
    codes = np.searchsorted(edges, values, side="right")
    used = np.unique(codes)
    middles = format_distinct([float(np.median(values[codes == each])) for each in used])
    return Discretization(np.searchsorted(used, codes), middles)
