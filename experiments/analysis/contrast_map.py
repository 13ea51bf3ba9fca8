"""A difference of policies over two factors at once: in which cells which of the two brings more.

Signs are those of all cells at once (Bonferroni). Where states were sampled, ranges are cut so that a cell holds about
five of them, and the variance is that within all cells together; in a grid cells are its levels, and seeds are units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...scenarios.message import message
from .dataset import AnalysisError, Floats, Table, Whole
from .estimation import interval
from .levels import Discretization, cut_range, discretize
from .pairing import Pairs, mean_by_state, mean_of_known
from .phase_diagram import ACROSS, Interval, pool_cells, sign_of

_STATES = 5
"""States of a cell, about."""

_FEWEST, _MOST = 2, 6


@dataclass(frozen=True, slots=True)
class DifferenceMap:
    """The difference over two factors.

    Attributes
    ----------
    row, column : str
    row_levels, column_levels : tuple of str
    cells : DataFrame
        ``row``, ``column``, ``points`` (pairs), ``difference``, ``low``, ``high``, ``sign``.
    """

    row: str
    column: str
    row_levels: tuple[str, ...]
    column_levels: tuple[str, ...]
    cells: pd.DataFrame


NO_MAP = DifferenceMap("", "", (), (), pd.DataFrame())


def map_difference(
    table: Table, pairs: Pairs, gaps: Floats, states: Whole | None, names: tuple[str, ...]
) -> DifferenceMap:
    """Return the map over two factors; :data:`NO_MAP` without any.

    Parameters
    ----------
    table : Table
    pairs : Pairs
    gaps : ndarray, shape (pairs, replicates)
    states : ndarray of int, shape (pairs,), or None
        The sampled state of each pair; None where seeds are the units.
    names : tuple of str
        The two factors, rows first; empty for none.

    Raises
    ------
    AnalysisError
        If a factor has more levels than there is room for.
    """
    if not names:
        return NO_MAP
    rows, columns = (_levels(table, name, states) for name in names)
    for name, levels in zip(names, (rows, columns), strict=True):
        if len(levels.labels) > ACROSS:
            about = {"factor": name, "count": len(levels.labels), "most": ACROSS}
            raise AnalysisError(message("analysis.room", name=table.name, **about))
    across = len(columns.labels)
    codes = (rows.codes * across + columns.codes)[pairs.one]
    count = len(rows.labels) * across
    units = _by_seed(gaps, codes, count) if states is None else _by_state(gaps, states, codes, count)
    used = max(int(np.isfinite(units).any(axis=1).sum()), 1)
    level = 1 - 0.05 / used
    lines: list[Interval] = [interval(row, level) for row in units] if states is None else pool_cells(units, level)
    found: list[dict[str, Any]] = [
        {
            "row": rows.labels[place // across],
            "column": columns.labels[place % across],
            "points": int((codes == place).sum()),
            "difference": mean,
            "low": low,
            "high": high,
            "sign": sign_of(mean, low, high),
        }
        for place, (mean, low, high) in enumerate(lines)
    ]
    return DifferenceMap(names[0], names[1], rows.labels, columns.labels, pd.DataFrame(found))


def _levels(table: Table, name: str, states: Whole | None) -> Discretization:
    if states is None or not table.numeric(name):
        return discretize(table, name)
    parts = int(np.clip((len(np.unique(states)) / _STATES) ** 0.5, _FEWEST, _MOST))
    return cut_range(table, name, parts)


def _by_seed(gaps: Floats, codes: Whole, count: int) -> Floats:
    empty = np.full(gaps.shape[1], np.nan)
    return np.stack([mean_of_known(gaps[codes == cell]) if (codes == cell).any() else empty for cell in range(count)])


def _by_state(gaps: Floats, states: Whole, codes: Whole, count: int) -> Floats:
    """Return the difference of each state in the cells that it lies in, (cells, states)."""
    found = np.full((count, int(states.max()) + 1), np.nan)
    for cell in np.unique(codes):
        own = codes == cell
        means = mean_by_state(gaps[own], states[own])
        found[cell, : len(means)] = means
    return found
