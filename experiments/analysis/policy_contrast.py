"""Contrast: one policy less another, paired, in each state of the world, and how that depends on the state.

Points are paired that differ in the named factors alone. What luck is follows from the layout (:mod:`.layout`):

* states were *sampled*: a state is a unit. Its difference is the mean over its pairs and seeds. The trend over an
  uncertainty is least squares of the states' differences over all uncertainties that were drawn together, each number
  with its square (alone, where states are too few for squares); p is that of all its terms (F);
* states are a *grid*: a seed is a unit. In each seed the difference at each level is the mean over its pairs; the trend
  is that seed's slope over the levels, and its bend; p is that of the surer one (Bonferroni).

A policy may pay in the middle of a range and at neither end, so that a straight line alone would say that nothing
depends on it. A trend's change is that of the difference between the places at which it is least and greatest; its
interval allows for all pairs of places. p are Holm's over the uncertainties. Where the difference changes its sign, the
*crossing* is the first value at which the fitted curve (sampled) or the line through the levels (grid) is 0, told with
the values that the 95 % band of the curve leaves open, after Fieller 1954 (J. R. Stat. Soc. B 16:175).

Two factors at once are a *map* (:mod:`.contrast_map`). Where no lever is to be held against itself, :func:`contrast`
looks at what the design does bear: each factor moved alone from one point, or the outcome over two factors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...scenarios.message import message
from ..statistics.paired import ALPHA, holm
from .contrast_map import NO_MAP, map_difference
from .contrast_result import PolicyContrast
from .dataset import AnalysisError, Floats, Table
from .effects import centre, oat
from .estimation import interval
from .pairing import (
    Pairs,
    Policy,
    choose_conditions,
    choose_policies,
    difference_pairs,
    mean_by_state,
    mean_of_known,
    pair_points,
)
from .phase_diagram import phase
from .result import Finding, constant, subject
from .trends import Trend, grid_trend, sample_trends


def contrast(
    table: Table,
    of: Policy | None = None,
    against: Policy | None = None,
    over: Sequence[str] = (),
    factors: Sequence[str] = (),
) -> Finding:
    """Return what the design bears of differences: of two policies, of each factor alone, or over two factors.

    Parameters
    ----------
    table : Table
    of, against, over, factors
        As of :func:`contrast_policies`.

    Raises
    ------
    AnalysisError
        If a policy means nothing here, or the design bears none of them.
    """
    if of or against or _bears_policies(table):
        return contrast_policies(table, of, against, over, factors)
    if not factors and len(centre(table)[1]) > 1:
        return oat(table)
    return phase(table, factors)


def _bears_policies(table: Table) -> bool:
    """Tell whether levers are held against themselves: each level meets the same values of all else."""
    levers = table.named("lever")
    return bool(levers) and table.compared(levers[0]) and len(table.levels(levers[0])[1]) > 1


def has_two_policies(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a design, as a manifest has it, is one of two policies that meet the same states of the world."""
    if len(parts) != 2 or parts[0]["method"] not in ("grid", "factorial"):
        return False
    factors = [factor for part in parts for factor in part["factors"]]
    levers = [factor for factor in factors if factor["role"] == "lever"]
    return len(levers) == 1 < len(factors) and len(levers[0].get("values", levers[0].get("levels", ()))) == 2


def contrast_policies(
    table: Table,
    of: Policy | None = None,
    against: Policy | None = None,
    over: Sequence[str] = (),
    factors: Sequence[str] = (),
) -> Finding:
    """Return what one policy brings over another in each state, and how that depends on the state.

    Parameters
    ----------
    table : Table
    of, against : mapping, optional
        Levers by name at a level: ``{"convening": "hub"}`` and ``{"convening": "silo"}``; a number may be written as
        text. Not given: the last and the first level of the first lever.
    over : sequence of str
        Uncertainties to look at; all if not given, and where there are none the other levers.
    factors : sequence of str
        The two of the map; the two over which the difference changes most surely if not given.

    Returns
    -------
    PolicyContrast or ConstantOutcome

    Raises
    ------
    AnalysisError
        If a policy means nothing here, or no point has a partner.
    """
    of, against = choose_policies(table, of or None, against or None)
    pairs = pair_points(table, of, against)
    if same := constant(table, "contrast"):
        return same
    return tell_differences(table, pairs, difference_pairs(table, pairs), of, against, over, factors)


def tell_differences(
    table: Table,
    pairs: Pairs,
    gaps: Floats,
    of: Policy,
    against: Policy,
    over: Sequence[str] = (),
    factors: Sequence[str] = (),
) -> PolicyContrast:
    """Return what differences in pairs of points say, and how they depend on the state.

    Parameters
    ----------
    table : Table
    pairs : Pairs
    gaps : ndarray, shape (pairs, replicates)
    of, against : mapping
        What the pairs differ in, as the table has it.
    over, factors
        As of :func:`contrast_policies`.
    """
    names = choose_conditions(table, of, over)
    placement = table.layout[next(iter(of))]
    if placement.structure == "paired":
        assert placement.units is not None
        states = placement.units[pairs.one]
        units, kind = mean_by_state(gaps, states), placement.unit
        trends = sample_trends(table, pairs, states, units, names)
    else:
        states, units, kind = None, mean_of_known(gaps), "seed"
        trends = [grid_trend(table, pairs, gaps, name) for name in names]
    known = units[np.isfinite(units)]
    mean, low, high = interval(known)
    chances = _adjust(trends)
    drawn = map_difference(table, pairs, gaps, states, _axes(table, of, trends, chances, factors))
    tables = {"trends": _trend_table(trends, chances), "curve": _curve(trends)}
    tables |= {"map": drawn.cells} if drawn is not NO_MAP else {}
    return PolicyContrast(
        **subject(table, "contrast"),
        tables={**tables, "gaps": _gaps(table, pairs, gaps, of)},
        of=dict(of),
        against=dict(against),
        mean=mean,
        low=low,
        high=high,
        unit=kind,
        units=int(known.size),
        pairs=len(pairs.one),
        rising=tuple(each.name for each, p in zip(trends, chances, strict=True) if p <= ALPHA),
        row=drawn.row,
        column=drawn.column,
        row_levels=drawn.row_levels,
        column_levels=drawn.column_levels,
    )


def _axes(
    table: Table, of: Policy, trends: Sequence[Trend], chances: Sequence[float], factors: Sequence[str]
) -> tuple[str, ...]:
    """Return the two factors of the map, rows first; none where there is one at most."""
    if factors:
        if len(factors) != 2 or factors[0] == factors[1]:
            raise AnalysisError(message("analysis.contrast_two"))
        return choose_conditions(table, of, factors)
    order = np.argsort([p if np.isfinite(p) else np.inf for p in chances], kind="stable")
    first = [trends[place].name for place in order[:2]]
    return (first[1], first[0]) if len(first) == 2 else ()


def _adjust(trends: Sequence[Trend]) -> list[float]:
    known = [each.p for each in trends if np.isfinite(each.p)]
    done = iter(holm(known))
    return [next(done) if np.isfinite(each.p) else float("nan") for each in trends]


def _trend_table(trends: Sequence[Trend], chances: Sequence[float]) -> pd.DataFrame:
    rows = [
        {
            "factor": each.name, "lowest": each.lowest, "highest": each.highest, "change": each.change, "low": each.low,
            "high": each.high, "p": p, "crossing": each.crossing, "crossing_low": each.crossing_low,
            "crossing_high": each.crossing_high,
        }
        for each, p in zip(trends, chances, strict=True)
    ]  # fmt: skip
    names = [
        "factor", "lowest", "highest", "change", "low", "high", "p", "crossing", "crossing_low", "crossing_high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _curve(trends: Sequence[Trend]) -> pd.DataFrame:
    rows = [
        {"factor": each.name, "level": label, "difference": mean, "low": low, "high": high}
        for each in trends
        for label, mean, low, high in zip(each.labels, each.means, each.lows, each.highs, strict=True)
    ]
    return pd.DataFrame(rows, columns=["factor", "level", "difference", "low", "high"])


def _gaps(table: Table, pairs: Pairs, gaps: Floats, of: Policy) -> pd.DataFrame:
    """Return the difference in each pair of points, by the factors that they share, with its interval over seeds."""
    rest = [name for name in table.names if name not in of]
    frame = table.design.iloc[pairs.one][rest].reset_index(drop=True)
    lines = [interval(row) for row in gaps]
    for place, column in enumerate(("difference", "low", "high")):
        frame[column] = [line[place] for line in lines]
    return frame
