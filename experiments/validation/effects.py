"""What each lever moves from end to end, and what a city loses without one kind of actor.

Both are read in the city of the criteria (:data:`.criteria.CITY`), all else the same, on common seeds. Nothing is
judged here: the criteria judge some of these effects, the tables show all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...model.parameters.world import KINDS
from .criteria import lay, of_library, under_load
from .doses import DoseChange, Tables, change_of, list_curves
from .settings_runs import run_all

SCENARIOS = ("middling", "fragmented", "synergy")
"""Where levers are moved; actors are removed from the first and the last of them."""

LOADS = (0.7, 1.0, 1.4)
"""Arrivals against the usual ones."""

ACTORS = (*KINDS, "citizen")


@dataclass(frozen=True, slots=True)
class Effects:
    """Changes of effectiveness in points.

    Attributes
    ----------
    levers : mapping
        By institution, variant and scenario: effectiveness at the largest dose less that at the smallest.
    removals : mapping
        By scenario, kind of actor and load: effectiveness of the whole city less that without the kind.
    seeds : int
        Runs of each setting.
    """

    levers: Mapping[tuple[str, str, str], DoseChange]
    removals: Mapping[tuple[str, str, float], DoseChange]
    seeds: int


def measure_effects(
    seeds: int = 20, workers: int = 1, changes: Tables | None = None, out: Path | None = None
) -> Effects:
    """Run both tables.

    Parameters
    ----------
    seeds : int
        Runs of each setting, with the seeds 1, 2, …; at least 2.
    workers : int
        Processes to run on; results do not depend on it.
    changes : tables, optional
        Laid over the settings of every run, to make the city smaller.
    out : Path, optional
        A folder in which runs are kept: after a kill the same call goes on.

    Raises
    ------
    ValueError
        With fewer than two seeds.
    """
    if seeds < 2:
        raise ValueError(f"seeds is {seeds}; an interval needs at least 2")
    laid = changes or {}
    curves = [curve for curve in list_curves() if not curve.emergency]
    ends = {
        (curve.institution, curve.variant, name, last): of_library(
            name, lay({**curve.fixed, curve.lever: curve.doses[-last]}), laid
        )
        for curve in curves
        for name in SCENARIOS
        for last in (0, 1)
    }
    cities = {
        (name, kind, load): of_library(
            name, under_load(load), {} if not kind else {"world": {"actors": {kind: {"enabled": False}}}}, laid
        )
        for name in (SCENARIOS[0], SCENARIOS[-1])
        for kind in ("", *ACTORS)
        for load in LOADS
    }
    wanted = [*ends.values(), *cities.values()]
    made = run_all(((table, seed) for table in wanted for seed in range(1, seeds + 1)), workers, out=out)

    def effectiveness(table: Tables) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        text = json.dumps(table, sort_keys=True)
        return np.array([made[text, seed]["effectiveness"] for seed in range(1, seeds + 1)])

    return Effects(
        {
            key[:3]: change_of(effectiveness(table) - effectiveness(ends[(*key[:3], 0)]))
            for key, table in ends.items()
            if key[3]
        },
        {
            (name, kind, load): change_of(effectiveness(cities[name, "", load]) - effectiveness(table))
            for (name, kind, load), table in cities.items()
            if kind
        },
        seeds,
    )
