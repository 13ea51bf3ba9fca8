"""Limits that the second edition of the model must keep exactly (criterion 6), as far as whole runs show them.

More of them, and all of them in both editions, stand in ``tests/agreement/test_limits.py``: the single-server
queue, what requests cost, bodies of one mix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...model.engine.cases import Stage
from ...model.engine.measuring.indicators import NAMES
from ...model.engine.simulation import InvariantBroken, Simulation
from ...model.parameters.settings import Settings, merge
from .criteria import names_of_library, of_library
from .doses import Tables
from .pattern import Values
from .requirement import Requirement, RequirementResult, evaluate_requirement

WEEKS = 26

HOW: Tables = {
    "rules": {
        "goals": {"rule": "command", "strength": 0.0, "campaign": 0.7},
        "resources": {"rule": "district", "share": 0.0},
        "mechanism": {"rule": "hub", "strength": 0.0},
        "party_building": {"grid_own_budget": True},
        "deliberation": {
            "pledge": 1.0, "rounds": 5, "inclusiveness": 1.0, "voice_equality": 1.0, "invites": "affected",
            "decision_rule": "unanimity",
        },
    }
}  # fmt: skip
"""Levers that say how an institution works, of institutions that are off."""


def _live(seed: int, *changes: Tables) -> Simulation:
    table: Tables = {"run": {"weeks": WEEKS}, "world": {"city": of_library("middling")["world"]["city"]}}
    for change in changes:
        table = merge(table, change)
    return Simulation(Settings.model_validate(table), seed=seed).run()


def _series(simulation: Simulation, indicator: str) -> Values:
    return simulation.series[:, NAMES.index(indicator)]


def count_lost_cases(seed: int) -> float:
    """Return in how many scenarios of the library a week ended with a case lost, or in a state that cannot be."""
    broken = 0
    for name in names_of_library():
        table = merge(of_library(name), {"run": {"weeks": WEEKS}})
        try:
            Simulation(Settings.model_validate(table), seed=seed, check=True).run()
        except InvariantBroken:
            broken += 1
    return float(broken)


def tell_off_from_absent(seed: int) -> float:
    """Return 1 if levers of institutions that are off leave a trace in any bit, otherwise 0."""
    return float(_live(seed, HOW).digest() != _live(seed).digest())


def measure_unasked_joint_work(seed: int) -> float:
    """Return the largest share of cases worked on jointly in a week where nobody asks and nothing is pooled."""
    still = {"behaviour": {"work": {"initiative": 0.0}}}
    return float(np.nan_to_num(_series(_live(seed, still), "joint_share")).max())


def count_hops_too_many(seed: int) -> float:
    """Return how many cases are passed on more than once where every matter has its named owner."""
    cases = _live(seed, {"rules": {"mechanism": {"responsibility_lists": 1.0}}}).city.cases
    used = int(cases.used[0])
    return float(((cases.hops[:used] > 1) & (cases.stage[:used] != Stage.GONE)).sum())


def count_matters_of_nobody(seed: int) -> float:
    """Return in how many weeks matters are decided where no case is contested."""
    calm = {
        name: {**issue, "contestability": 0.0}
        for name, issue in Settings().model_dump(mode="json")["world"]["issues"].items()
    }
    meets = {"rules": {"deliberation": {"interval_weeks": 2, "inclusiveness": 0.5}}}
    passed = _series(_live(seed, meets, {"world": {"issues": calm}}), "matters_passed")
    return float(np.isfinite(passed).sum())


def measure_change_of_mind(seed: int) -> float:
    """Return the largest change of mean willingness where nobody adapts."""
    still = {"behaviour": {"adapt": dict.fromkeys(("temptation", "lead", "success", "anchor"), 0.0)}}
    return float(np.ptp(_series(_live(seed, still), "willingness")))


LIMITS: Mapping[str, Callable[[int], float]] = {
    "lost_cases": count_lost_cases,
    "off_absent": tell_off_from_absent,
    "silo_joint": measure_unasked_joint_work,
    "lists_hops": count_hops_too_many,
    "no_contest": count_matters_of_nobody,
    "fixed_willingness": measure_change_of_mind,
}
"""By the words below ``criterion.<key>``; each gives what must be exactly 0 for every seed."""


def judge_limits(seeds: int = 3, on_done: Callable[[], object] | None = None) -> list[RequirementResult]:
    """Live through limits with the seeds 1, 2, … and judge them."""
    results: list[RequirementResult] = []
    for key, measure in LIMITS.items():
        values: list[float] = []
        for seed in range(1, seeds + 1):
            values.append(measure(seed))
            if on_done is not None:
                on_done()
        results.append(evaluate_requirement(Requirement(6, key, level="zero"), values))
    return results
