"""A multiplier over states of the world: D in each state, and how it depends on the state.

D is what all parts bring together beyond the sum of what each brings alone, in each state and seed:
v(all) - v(nobody) - sum of (v(part) - v(nobody)). It is then looked at as a difference of policies is
(:mod:`.policy_contrast`): states are the units, the trend over each uncertainty is fitted, and two at once are a map.

Beside it stands the same in a city whose parts cannot multiply each other (the null control of
:mod:`cogov.experiments.multipliers.control_arms`): there D is 0 in every state but for what the design itself brings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from ...scenarios.message import message
from .contrast_result import SynergyOverStates
from .dataset import AnalysisError, Floats, Table
from .pairing import Pairs, pair_points
from .policy_contrast import tell_differences

METHOD = "synergy"


def synergy_over_states(
    table: Table,
    lever: str,
    alone: Sequence[str],
    everybody: str,
    nobody: str,
    *,
    worth: Callable[[Floats], Floats],
    scale: str = "raw",
) -> SynergyOverStates:
    """Return D in each state, and how it depends on the state.

    Parameters
    ----------
    table : Table
        Of the outcome.
    lever : str
        The factor that tells coalitions apart.
    alone : sequence of str
        Its levels at which one part is there.
    everybody, nobody : str
        Its levels at which all and none are.
    worth : callable
        From outcomes to what they are worth on the scale that is judged, more being a gain; see
        :meth:`cogov.experiments.multipliers.measures.WorthMeasure.worth`.
    scale : str
        That scale.

    Raises
    ------
    AnalysisError
        If a coalition does not meet every state.
    """
    pairs = pair_points(table, {lever: everybody}, {lever: nobody})
    with np.errstate(divide="ignore", invalid="ignore"):
        values = worth(table.values)
    values = np.where(np.isfinite(values), values, np.nan)  # an end of the range has no logarithm
    none = values[pairs.other]
    gaps = values[pairs.one] - none
    for part in alone:
        own = pair_points(table, {lever: part}, {lever: nobody})
        if not _same(own, pairs):
            raise AnalysisError(message("analysis.synergy_apart", name=table.name, part=part))
        gaps = gaps - (values[own.one] - none)
    found = tell_differences(replace(table, values=values), pairs, gaps, {lever: everybody}, {lever: nobody})
    unit = found.indicator.unit if scale == "raw" else "logarithm"
    told: dict[str, Any] = {each.name: getattr(found, each.name) for each in fields(found)}
    told |= {"method": METHOD, "measured": replace(found.indicator, better=1, unit=unit), "parts": tuple(alone)}
    return SynergyOverStates(**told)


def with_null(given: SynergyOverStates, null: SynergyOverStates) -> SynergyOverStates:
    """Return a synergy with that of the null control beside it, and the null control's trends as a table."""
    return replace(given, null=null, tables={**given.tables, "null_trends": null.tables["trends"]})


def _same(one: Pairs, other: Pairs) -> bool:
    return one.other.tolist() == other.other.tolist()
