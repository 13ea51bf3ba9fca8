"""Pairs of points that differ in the policy alone, and the difference in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...scenarios.message import Enumeration, message
from .dataset import AnalysisError, Floats, Table, Whole
from .robustness import name_of

_ROUNDING = 1e-12

Policy = Mapping[str, Any]
"""Levers by name, each at a level."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Points that differ in the policy alone.

    Attributes
    ----------
    one, other : ndarray of int, shape (pairs,)
    """

    one: Whole
    other: Whole


def choose_policies(table: Table, of: Policy | None, against: Policy | None) -> tuple[Policy, Policy]:
    """Return the two policies that are meant, with the levels as the table has them.

    Raises
    ------
    AnalysisError
        If a policy means nothing here, or both are one.
    """
    levers = table.named("lever")
    if not levers:
        raise AnalysisError(message("analysis.contrast_levers", name=table.name))
    if of is None and against is None:
        levels = table.levels(levers[0])[1]
        return {levers[0]: levels[-1]}, {levers[0]: levels[0]}
    if of is None or against is None or set(of) != set(against) or not of:
        raise AnalysisError(message("analysis.contrast_sides"))
    sides = [{name: _level(table, name, level) for name, level in side.items()} for side in (of, against)]
    if sides[0] == sides[1]:
        raise AnalysisError(message("analysis.contrast_same"))
    return sides[0], sides[1]


def _level(table: Table, name: str, level: Any) -> Any:
    """Return the level of a lever that is meant."""
    levers = table.named("lever")
    if name not in levers:
        raise AnalysisError(
            message("analysis.contrast_lever", lever=repr(name), name=table.name, names=Enumeration(levers))
        )
    levels = table.levels(name)[1]
    for each in levels:
        if each == level or str(each) == str(level):
            return each
    if table.numeric(name):
        for each in levels:
            if f"{each:g}" == str(level) or np.isclose(float(each), _number(level), rtol=1e-9, atol=0.0):
                return each
    raise AnalysisError(
        message("analysis.contrast_level", lever=name, level=repr(level), names=Enumeration(map(str, levels)))
    )


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def pair_points(table: Table, of: Policy, against: Policy) -> Pairs:
    """Return the pairs of points that are equal in everything but the levers of the policies."""
    rest = [name for name in table.names if name not in of]

    def rows(policy: Policy) -> dict[tuple[Any, ...], int]:
        chosen = np.ones(table.points, dtype=bool)
        for name, level in policy.items():
            chosen &= (table.design[name] == level).to_numpy()
        places = np.flatnonzero(chosen)
        keys = (
            zip(*(table.design[name].to_numpy()[places] for name in rest), strict=True) if rest else [()] * len(places)
        )
        return {tuple(key): int(place) for key, place in zip(keys, places, strict=True)}

    one, other = rows(of), rows(against)
    shared = [key for key in one if key in other]
    if not shared:
        raise AnalysisError(
            message(
                "analysis.contrast_pairs", name=table.name, policy=name_of(of), levers=Enumeration(of, " and ", "、")
            )
        )
    return Pairs(np.array([one[key] for key in shared]), np.array([other[key] for key in shared]))


def choose_conditions(table: Table, of: Policy, over: Sequence[str]) -> tuple[str, ...]:
    """Return the factors over which a difference is looked at: those named, all uncertainties, or the other levers.

    Raises
    ------
    AnalysisError
        If one of them does not differ between pairs.
    """
    drawn = table.layout[next(iter(of))].structure == "paired"
    there = {role: [name for name in table.named(role) if name not in of] for role in ("uncertainty", "lever")}
    known = there["uncertainty"] if drawn else [*there["uncertainty"], *there["lever"]]
    for name in over:
        if name not in known:
            raise AnalysisError(message("analysis.contrast_over", factor=repr(name), name=table.name))
    usual = there["uncertainty"] or (there["lever"] if not drawn else [])
    return tuple(over) or tuple(name for name in usual if len(table.levels(name)[1]) > 1)


def difference_pairs(table: Table, pairs: Pairs) -> Floats:
    """Return the difference of each pair in each seed; one of rounding alone is none."""
    one, other = table.values[pairs.one], table.values[pairs.other]
    gaps = one - other
    size = np.nanmax(np.abs(np.stack([one, other])))
    gaps[np.abs(gaps) <= _ROUNDING * size] = 0.0
    return gaps


def mean_of_known(rows: Floats) -> Floats:
    """Return the mean of each column over the rows that have a number; NaN where none has."""
    there = np.isfinite(rows)
    count = there.sum(axis=0)
    total = np.where(there, rows, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def mean_by_state(gaps: Floats, states: Whole) -> Floats:
    """Return the mean difference of each sampled state; NaN where it has none."""
    count = int(states.max()) + 1
    there = np.isfinite(gaps)
    total, number = np.zeros(count), np.zeros(count)
    np.add.at(total, states, np.where(there, gaps, 0.0).sum(axis=1))
    np.add.at(number, states, there.sum(axis=1))
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
