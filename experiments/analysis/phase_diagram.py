"""Phase map: the outcome over two factors, with a sign where it is above or below its mean by more than luck.

Luck is that of the units which replicate a cell (:mod:`.layout`), and signs are those of all cells at once
(Bonferroni).

Where policies meet states, also which policy is best in each state, and in which share of lucks it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from ...scenarios.message import Enumeration, message
from .dataset import AnalysisError, Floats, Table, Whole
from .effects import main_effects
from .estimation import by_unit, cut_to_range, interval
from .levels import discretize
from .result import Finding, PhaseMap, constant, subject
from .robustness import by_name, grid, name_of

ACROSS = 24
"""Levels of a factor that a map has room for; numbers with more are cut into parts, words cannot be."""

_ROUNDING = 1e-12

Interval = tuple[float, float, float]
"""Mean, low and high."""


def phase(table: Table, factors: Sequence[str] = ()) -> Finding:
    """Return the map over two factors; without names, those with the greatest effects."""
    one, other = _pair(table, factors)
    if same := constant(table, "phase"):
        return same
    rows, columns = discretize(table, one), discretize(table, other)
    for name, cut in ((one, rows), (other, columns)):
        if len(cut.labels) > ACROSS:
            raise AnalysisError(
                message("analysis.room", name=table.name, factor=name, count=len(cut.labels), most=ACROSS)
            )
    live = np.isfinite(table.values).any(axis=1)
    codes = rows.codes * len(columns.labels) + columns.codes
    cells = len(rows.labels) * len(columns.labels)
    means, apart = _judge(table, (one, other), codes, cells)
    result: list[dict[str, Any]] = []
    for down, row in enumerate(rows.labels):
        for over, column in enumerate(columns.labels):
            place = down * len(columns.labels) + over
            mean, low, high = means[place]
            gap, gap_low, gap_high = apart[place]
            sign = sign_of(gap, gap_low, gap_high)
            result.append(
                {
                    "row": row,
                    "column": column,
                    "points": int((live & (codes == place)).sum()),
                    "mean": mean,
                    "low": low,
                    "high": high,
                    "apart": gap,
                    "sign": sign,
                }
            )
    frame = pd.DataFrame(result)
    if not bool(frame["mean"].notna().any()):
        raise AnalysisError(message("analysis.no_replicate", name=table.name))
    tables = {"cells": frame}
    kinds = dict.fromkeys(table.layout[name].structure for name in (one, other))
    best = _best(table)
    if best is not None:
        tables["best"] = best
    above, below = (sum(cell["sign"] == sign for cell in result) for sign in "+−")
    there = [cell for cell in result if np.isfinite(cell["mean"])]
    top, bottom = max(there, key=lambda cell: cell["mean"]), min(there, key=lambda cell: cell["mean"])
    met = None if best is None else grid(table)
    return PhaseMap(
        **subject(table, "phase"),
        tables=tables,
        row=one,
        column=other,
        row_levels=rows.labels,
        column_levels=columns.labels,
        structures=tuple(kinds),
        highest=top,
        lowest=bottom,
        known=len(there),
        above=above,
        below=below,
        policies=by_name(met.policies) if met else {},
        states=by_name(met.states) if met else {},
    )


def sign_of(mean: float, low: float, high: float) -> str:
    """Return the sign of a cell by its interval: above 0, below it, open; a blank where nothing is known.

    >>> sign_of(1.0, 0.5, 1.5), sign_of(-1.0, -2.0, -0.5), sign_of(1.0, -1.0, 3.0), sign_of(float("nan"), 0.0, 0.0)
    ('+', '−', '·', ' ')
    """
    if not np.isfinite(mean):
        return " "
    return "+" if low > 0 else "−" if high < 0 else "·"


def _judge(table: Table, names: tuple[str, str], codes: Whole, cells: int) -> tuple[list[Interval], list[Interval]]:
    """Return the mean of each cell, and how far it lies from the mean of all, with intervals over units.

    Levels that meet every unit are compared within it. Where the two factors were sampled apart, the interval is as
    wide as both samples together can make it.
    """
    placements = [table.layout[name] for name in names]
    inside = all(each.structure in ("crossed", "paired") for each in placements)
    several = {id(each.units): each for each in placements if each.units is not None} or {0: placements[0]}
    means: list[list[Interval]] = []
    apart: list[list[Interval]] = []
    for placement in several.values():
        own = by_unit(table, placement, codes, cells)
        whole = by_unit(table, placement, np.zeros_like(codes), 1)[0]
        middle = whole if inside else np.full_like(whole, np.nanmean(whole) if np.isfinite(whole).any() else np.nan)
        used = int(np.isfinite(own).any(axis=1).sum())
        gaps = own - middle
        gaps[np.abs(gaps) <= _ROUNDING * np.nanmax(np.abs(whole))] = 0.0
        means.append([cut_to_range(interval(row), table.indicator) for row in own])
        level = 1 - 0.05 / max(used, 1)
        nested = any(each.structure == "nested" for each in placements)
        apart.append([interval(row, level) for row in gaps] if inside or nested else pool_cells(gaps, level))
    return _widest(means), _widest(apart)


def pool_cells(gaps: Floats, level: float) -> list[Interval]:
    """Return the mean of each cell with an interval by the variance within all cells.

    That of a cell alone rests on few units, and so many cells at once ask for ends of its distribution that a few
    units do not have.

    Parameters
    ----------
    gaps : ndarray, shape (cells, units)
        NaN where a unit is not in a cell.
    level : float
    """
    there = np.isfinite(gaps)
    number, units = there.sum(axis=1), int(there.any(axis=0).sum())
    means = np.where(number > 0, np.where(there, gaps, 0.0).sum(axis=1) / np.maximum(number, 1), np.nan)
    groups = float((number > 0).sum()) * units / max(int(there.sum()), 1)  # cells that no unit shares
    degrees = int(units - groups)
    if degrees < 1:
        return [(float(mean), np.nan, np.nan) for mean in means]
    rest = np.where(there, gaps - means[:, None], 0.0)
    variance = float((rest**2).sum()) / (float(there.sum()) * degrees / units)
    half = float(stdtrit(degrees, (1 + level) / 2)) * np.sqrt(variance / np.maximum(number, 1))
    return list(zip(means.tolist(), (means - half).tolist(), (means + half).tolist(), strict=True))


def _widest(result: list[list[Interval]]) -> list[Interval]:
    """Return of each cell the widest interval, widened for as many as there are."""
    done: list[Interval] = []
    for each in zip(*result, strict=True):
        mean, low, high = max(each, key=lambda one: one[2] - one[1] if np.isfinite(one[1]) else np.inf)
        wider = len(result) ** 0.5
        done.append((mean, mean - wider * (mean - low), mean + wider * (high - mean)))
    return done


def _pair(table: Table, factors: Sequence[str]) -> tuple[str, str]:
    if len(factors) == 2 and factors[0] != factors[1]:
        return factors[0], factors[1]
    if factors:
        raise AnalysisError(message("analysis.two_factors", names=Enumeration(table.names)))
    if len(table.names) < 2:
        raise AnalysisError(message("analysis.one_only", name=table.name))
    spans, _, _ = main_effects(table)
    strong = [str(name) for name in spans["factor"]] if len(spans) else []
    order = [*strong, *(name for name in table.names if name not in strong)]
    return order[1], order[0]


def _best(table: Table) -> pd.DataFrame | None:
    """Return the best policy of each state, or None where not every policy meets every state with a result."""
    if not table.named("lever") or not table.named("uncertainty") or table.gaps:
        return None
    try:
        result = grid(table)
    except AnalysisError:
        return None
    if len(result.policies) < 2:
        return None
    values: Floats = table.direction * table.values[result.points]
    means = values.mean(axis=2)
    first = values == values.max(axis=0)
    share = (first / first.sum(axis=0)).mean(axis=2)
    rows: list[dict[str, Any]] = []
    for place, state in enumerate(result.states):
        winner = int(means[:, place].argmax())
        rows.append(
            {
                "state": name_of(state),
                "policy": name_of(result.policies[winner]),
                "outcome": table.direction * means[winner, place],
                "first_in": share[winner, place],
            }
        )
    return pd.DataFrame(rows)
