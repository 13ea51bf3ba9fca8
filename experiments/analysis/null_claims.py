"""What each method claims of a table in which some factors do nothing.

A method's claim is what it puts forward as more than luck: p of at most 0.05, "told from a dummy", a quasi-p of at
most 0.05, a sign in a map over what does nothing, a policy that is called the most robust though it has a twin, a rule
that is said to pay, a difference whose interval leaves out 0.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from ..design.study import Factor
from ..statistics.paired import ALPHA
from .contrast_result import PolicyContrast
from .dataset import Table
from .effects import main_effects, oat
from .morris import morris
from .payback import EffectCourse, quarters
from .phase_diagram import phase
from .policy_contrast import contrast_policies
from .prim import prim
from .result import PolicyRanking
from .robustness import regret
from .sobol import sobol
from .synergy_over_states import synergy_over_states

COALITION = "coalition"
"""Lever of a table of coalitions: which parts are there."""


@dataclass(frozen=True, slots=True)
class Claims:
    """How many were called an effect: of what does nothing, and of what acts."""

    idle: int
    idle_of: int
    acting: int
    acting_of: int

    def __add__(self, other: Claims) -> Claims:
        """Return both together."""
        return Claims(
            self.idle + other.idle,
            self.idle_of + other.idle_of,
            self.acting + other.acting,
            self.acting_of + other.acting_of,
        )


def _count_claims(shown: set[str], names: Sequence[str]) -> Claims:
    idle = [name for name in names if name.startswith("idle")]
    acting = [name for name in names if not name.startswith("idle")]
    return Claims(len(shown & set(idle)), len(idle), len(shown & set(acting)), len(acting))


def _effects(table: Table) -> Claims:
    spans, _, _ = main_effects(table)  # what is refused is not claimed
    return _count_claims(set(spans.loc[spans["p"] <= ALPHA, "factor"]), list(spans["factor"]))


def _oat(table: Table) -> Claims:
    curves = oat(table).tables["curves"]
    return _count_claims(set(curves.loc[curves["p"] <= ALPHA, "factor"]), list(dict.fromkeys(curves["factor"])))


def _morris(table: Table) -> Claims:
    frame = morris(table).tables["effects"]
    return _count_claims(set(frame.loc[frame["p"] <= ALPHA, "factor"]), list(frame["factor"]))


def _sobol(table: Table) -> Claims:
    frame = sobol(table).tables["indices"].iloc[:-1]
    return _count_claims(set(frame.loc[frame["distinct"], "factor"]), list(frame["factor"]))


def _prim(table: Table) -> Claims:
    box = prim(table).tables["box"]
    return _count_claims(set(box.loc[box["quasi_p"] <= ALPHA, "factor"]), table.names)


def _phase(table: Table) -> Claims:
    """Return whether a cell has a sign: over what does nothing, and over what acts."""
    result: list[bool] = []
    for start in ("idle", "act"):
        one, other = [name for name in table.names if name.startswith(start)][:2]
        result.append(bool(phase(table, (one, other)).tables["cells"]["sign"].isin(["+", "−"]).any()))
    return Claims(int(result[0]), 1, int(result[1]), 1)


def _regret(table: Table) -> Claims:
    """Return whether a policy is called the most robust that has a twin, and one that has none.

    The second table has the policies that differ in what acts alone.
    """
    kept = np.ones(table.points, dtype=bool)
    for name in table.named("lever"):
        if name.startswith("idle"):
            kept &= table.levels(name)[0] == 0
    design = cast("pd.DataFrame", table.design[kept]).reset_index(drop=True)
    alone = Table(table.name, table.outcome, design, table.factors, table.parts, table.values[kept])
    sure = [
        isinstance(each, PolicyRanking) and not each.doubts
        for each in (regret(table, resamples=100), regret(alone, resamples=100))
    ]
    return Claims(int(sure[0]), 1, int(sure[1]), 1)


def _timing(table: Table) -> Claims:
    """Return which levels are said to pay; each quarter's luck is that of the runs, carried on from week to week."""
    draws = np.random.default_rng(zlib.crc32(table.values.tobytes()))
    names = [name for name in table.names if table.compared(name)]
    result: set[str] = set()
    for name in names:
        units = table.layout[name].count or table.replicates
        luck = draws.normal(0.0, 1.0, (units, 1)) + draws.normal(0.0, 1.0, (units, 52))
        gap = luck + (0.0 if name.startswith("idle") else 5.0)
        if any(quarters(EffectCourse(name, "on", "off", gap), 1.0, len(names))["pays"]):
            result.add(name)
    return _count_claims(result, names)


def _contrast(table: Table) -> Claims:
    """Return whether a lever that does nothing is said to bring something, and whether null trends are claimed.

    Trends are null of a lever that does nothing over anything, and of one that acts over what does nothing: two
    families, each with its own adjustment. What acts is to be found.
    """
    idle, act = (_contrast_lever(table, name) for name in ("idle", "act"))
    nulls = [name for name in act.rising if name.startswith("idle")]
    return Claims(int(_differs(idle)) + int(bool(idle.rising)) + int(bool(nulls)), 3, int(_differs(act)), 1)


def _contrast_map(table: Table) -> Claims:
    """Return whether a cell has a sign: of a lever that does nothing, and of one that acts."""
    signed = [
        bool(_contrast_lever(table, name).tables["map"]["sign"].isin(["+", "−"]).any()) for name in ("idle", "act")
    ]
    return Claims(int(signed[0]), 1, int(signed[1]), 1)


def _contrast_lever(table: Table, lever: str) -> PolicyContrast:
    """Return the contrast of a lever's last level with its first."""
    levels = table.levels(lever)[1]
    found = contrast_policies(table, {lever: levels[-1]}, {lever: levels[0]})
    assert isinstance(found, PolicyContrast)
    return found


def _synergy(table: Table) -> Claims:
    """Return whether parts that add up are said to bring more or less together, or more in some states than in others.

    The first two levers are the parts. What acts is found on the square of the outcome, on which they do not add up.
    """
    named = _as_coalitions(table)
    levels = (("one", "other"), "everybody", "nobody")
    found = synergy_over_states(named, COALITION, *levels, worth=lambda values: values)
    squared = synergy_over_states(named, COALITION, *levels, worth=lambda values: values**2)
    return Claims(int(_differs(found)) + int(bool(found.rising)), 2, int(_differs(squared)), 1)


def _as_coalitions(table: Table) -> Table:
    """Return a table with one lever, who is there, instead of one for each part; the other levers at their first."""
    one, other = table.levels("act")[0], table.levels("act2")[0]
    kept = table.levels("idle")[0] == 0
    names = np.array(["nobody", "one", "other", "everybody"])[one + 2 * other]
    design = table.design.assign(**{COALITION: names}).drop(columns=["act", "act2", "idle"])
    design = cast("pd.DataFrame", design[kept]).reset_index(drop=True)
    design["lever_point"] = pd.factorize(design["lever_point"])[0]
    lever = Factor(COALITION, "lever", key="rules", values=("nobody", "one", "other", "everybody")).document()
    states = tuple(factor for factor in table.factors if factor["role"] != "lever")
    parts = ({**table.parts[0], "factors": [lever]}, *table.parts[1:])
    return Table(table.name, table.outcome, design, (lever, *states), parts, table.values[kept])


def _differs(found: PolicyContrast) -> bool:
    return found.low > 0.0 or found.high < 0.0


JUDGES: Mapping[str, Callable[[Table], Claims]] = {
    "effects": _effects,
    "oat": _oat,
    "morris": _morris,
    "sobol": _sobol,
    "prim": _prim,
    "phase": _phase,
    "regret": _regret,
    "timing": _timing,
    "contrast": _contrast,
    "contrast map": _contrast_map,
    "synergy": _synergy,
}
"""What each method claims of a table."""
