"""What the second edition of the model must meet: criteria that were written down before its coefficients.

Each looks at quantities of runs and says in which range they must lie. A miss is reported and never tuned away. All
runs of one seed share their luck, so that differences are paired. The patterns (criterion 5) stand in the other modules
of this folder, and limits (criterion 6) and speed (criterion 8) in :mod:`.limits` and :mod:`.speed`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from ...model.parameters.settings import Settings, merge
from ...model.parameters.world import KINDS
from ...scenarios import from_library, library, load
from .doses import ACCEPTANCE, ADOPTION, DoseStudy, Tables, list_curves
from .pattern import Values
from .requirement import Requirement, RequirementResult, evaluate_requirement
from .settings_runs import run_all

Finals = Callable[[Tables, str], Values]
"""Gives an indicator's mean over the last year by seed, of runs of such settings."""

CITY: Tables = {"world": {"city": dict(DoseStudy().city)}, "run": {"weeks": 104}}
"""The city of the dose curves: six communities, 9,600 persons, two years of which the second counts."""

SECTIONS = ("goals", "resources", "mechanism")
"""The three coordinations of the seed text."""

HIGH_LOAD = 1.3

AGENTS = (10, 20, 40, 100, 200)
"""Resident agents that stand for the 200 persons of a grid."""


CriterionMeasure = Callable[[Finals], list[RequirementResult]]


def of_library(name: str, *changes: Tables) -> Tables:
    """Return the settings of a scenario of the second edition in the city of the criteria, with changes laid over."""
    table: Tables = load(from_library(f"{name}")).settings.model_dump(mode="json")
    for change in (CITY, *changes):
        table = merge(table, change)
    return table


def names_of_library() -> tuple[str, ...]:
    """Return the scenarios of the second edition."""
    return library()


def names_of_cities() -> tuple[str, ...]:
    """Return the scenarios that are cities of their own here.

    One whose events begin later than the city of the criteria lives is the same city as that without them. It would
    pass or fail twice what was passed or failed once.
    """
    found: dict[str, str] = {}
    for name in sorted(names_of_library(), key=lambda name: len(load(from_library(name)).settings.events)):
        table = of_library(name)
        weeks = table["run"]["weeks"]
        table["events"] = [each for each in table["events"] if each["week"] is None or each["week"] < weeks]
        found.setdefault(json.dumps(table, sort_keys=True), name)
    return tuple(sorted(found.values()))


def under_load(load_: float) -> Tables:
    """Return the change that multiplies the arrivals of cases."""
    return {"behaviour": {"arise": {"rate": Settings().behaviour.arise.rate * load_}}}


def measure_levers(finals: Finals) -> list[RequirementResult]:
    """1, live levers: of all levers in ``middling``, from end to end, what the 6th and the 12th strongest move."""
    ranked = rank_levers(finals)
    return [
        evaluate_requirement(Requirement(1, "sixth_lever", low=8.0), ranked[5]),
        evaluate_requirement(Requirement(1, "twelfth_lever", low=3.0), ranked[11]),
    ]


def rank_levers(finals: Finals, *changes: Tables) -> list[Values]:
    """Return what each lever moves in ``middling`` from end to end of its range, up or down, the strongest first.

    A lever with several words counts once, by its strongest. Which lever is the 6th is read from the same runs.
    """
    strongest: dict[str, Values] = {}
    for curve in list_curves():
        ends = [
            finals(of_library("middling", *changes, lay({**curve.fixed, curve.lever: dose})), "effectiveness")
            for dose in (curve.doses[0], curve.doses[-1])
        ]
        change = ends[1] - ends[0]
        change = change if change.mean() >= 0.0 else -change
        if curve.lever not in strongest or change.mean() > strongest[curve.lever].mean():
            strongest[curve.lever] = change
    return sorted(strongest.values(), key=lambda change: -change.mean())


def lay(levers: Mapping[str, Any]) -> Tables:
    """Return levers by path as tables.

    >>> lay({"rules.goals.rule": "command", "rules.goals.strength": 1.0})
    {'rules': {'goals': {'rule': 'command', 'strength': 1.0}}}
    """
    table: Tables = {}
    for path, value in levers.items():
        change: Any = value
        for part in reversed(path.split(".")):
            change = {part: change}
        table = merge(table, change)
    return table


def measure_room(finals: Finals) -> list[RequirementResult]:
    """2, no ceiling, no edge, no grain.

    No scenario of the library is near its ceiling. In none do organisations leave much of their hours unused. A tenth
    of all hours more or less moves the closing rate of ``fragmented`` by few points. How many agents stand for the
    same persons moves effectiveness by less than seeds do.
    """
    found: list[RequirementResult] = []
    for name in names_of_cities():
        table = of_library(name)
        found.append(evaluate_requirement(Requirement(2, "ceiling", name, high=88.0), finals(table, "effectiveness")))
        found.append(evaluate_requirement(Requirement(2, "idle", name, high=0.35), finals(table, "idle_effort")))
    scale = Settings().world.actors.capacity_scale
    usual = finals(of_library("fragmented"), "official_closing")
    for key, factor in (("less_capacity", 0.9), ("more_capacity", 1.1)):
        change = {"world": {"actors": {"capacity_scale": scale * factor}}}
        moved = 100.0 * (finals(of_library("fragmented", change), "official_closing") - usual)
        found.append(evaluate_requirement(Requirement(2, key, "fragmented", low=-6.0, high=6.0), moved))
    for name in names_of_cities():
        by_size = [
            finals(
                of_library(name, {"world": {"city": {"persons_per_grid": 200, "agents_per_grid": agents}}}),
                "effectiveness",
            )
            for agents in AGENTS
        ]
        means, spread = [float(each.mean()) for each in by_size], float(by_size[1].std(ddof=1))
        ratio = (max(means) - min(means)) / max(spread, 1e-9)
        found.append(evaluate_requirement(Requirement(2, "grain", name, high=1.0), [ratio]))
    return found


def measure_actors(finals: Finals) -> list[RequirementResult]:
    """3, every actor counts: without one of the seven kinds effectiveness differs by a point or more, up or down."""
    found: list[RequirementResult] = []
    for name, load_ in (("middling", 1.0), ("synergy", HIGH_LOAD)):
        whole = finals(of_library(name, under_load(load_)), "effectiveness")
        for kind in (*KINDS, "citizen"):
            absent = of_library(name, under_load(load_), {"world": {"actors": {kind: {"enabled": False}}}})
            change = whole - finals(absent, "effectiveness")
            change = change if change.mean() >= 0.0 else -change
            found.append(evaluate_requirement(Requirement(3, f"removal_{name}", kind, low=1.0), change))
    return found


def measure_decisions(finals: Finals) -> list[RequirementResult]:
    """4, decisions go both ways: meetings adopt some matters and not others, and requests are accepted and refused.

    A seed in which for a quarter nothing was put to a meeting, or nobody asked, says nothing here. The three rules of
    decision differ in how many contested matters they pass, where half of all cases are contested.
    """
    found: list[RequirementResult] = []
    for name in names_of_cities():
        for key, (low, high) in (("adoption", ADOPTION), ("requests_accepted", ACCEPTANCE)):
            values = finals(of_library(name), key)
            values = values[np.isfinite(values)]
            if len(values) > 1:
                found.append(evaluate_requirement(Requirement(4, key, name, low=low, high=high), values))
    contested = {
        "world": {
            "issues": {
                name: {**issue, "contestability": 0.5}
                for name, issue in Settings().model_dump(mode="json")["world"]["issues"].items()
            }
        }
    }
    meets = {"rules.deliberation.interval_weeks": 4, "rules.deliberation.inclusiveness": 0.4}

    def count(rule: str) -> Values:
        levers = lay({**meets, "rules.deliberation.decision_rule": rule})
        return finals(of_library("middling", contested, levers), "matters_passed")

    passed = {rule: count(rule) for rule in ("majority", "two_thirds", "unanimity")}
    for first, second in combinations(passed, 2):
        found.append(
            evaluate_requirement(Requirement(4, f"passed_{first}_{second}", low=0.0), passed[first] - passed[second])
        )
    return found


NULL: Tables = {
    "behaviour": {
        "work": {"substitution": 1.0}, "route": {"fit_base": 1.0}, "hours": {"overtime": 0.0},
        "adapt": dict.fromkeys(("temptation", "lead", "success", "anchor"), 0.0),
    }
}  # fmt: skip
"""A city in which nothing can multiply: hours replace each other, nobody looks for fit, works overtime or adapts."""


def measure_null(finals: Finals) -> list[RequirementResult]:
    """7, the null: where nothing can multiply, three coordinations together bring what they bring one by one.

    The coordinations are those of ``synergy``, on the logarithm of harm.
    """
    rules = of_library("synergy")["rules"]
    off = of_library("fragmented")["rules"]

    def reach(*sections: str) -> Values:
        mixed = {section: rules[section] if section in sections else off[section] for section in SECTIONS}
        return -finals(of_library("synergy", NULL, {"rules": mixed}), "log_harm")

    nobody = reach()
    whole = reach(*SECTIONS) - nobody
    parts = sum((reach(section) - nobody for section in SECTIONS), np.zeros(len(nobody)))
    return [evaluate_requirement(Requirement(7, "null", level="covers"), whole - parts)]


MEASURES: Mapping[int, CriterionMeasure] = {
    1: measure_levers,
    2: measure_room,
    3: measure_actors,
    4: measure_decisions,
    7: measure_null,
}


def list_runs(measures: Sequence[CriterionMeasure], seeds: int) -> list[tuple[Tables, int]]:
    """Return the runs that criteria need, each once, by asking them with values that mean nothing."""
    wanted: dict[str, Tables] = {}

    def note(table: Tables, indicator: str) -> Values:
        del indicator
        wanted.setdefault(json.dumps(table, sort_keys=True), table)
        return np.linspace(0.4, 0.6, seeds)

    for measure in measures:
        measure(note)
    return [(table, seed) for table in wanted.values() for seed in range(1, seeds + 1)]


def judge_criteria(
    numbers: Sequence[int] = tuple(MEASURES),
    *,
    seeds: int = 8,
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
    out: Path | None = None,
) -> list[RequirementResult]:
    """Run criteria and judge them.

    Parameters
    ----------
    numbers : sequence of int
        Of the criteria wanted, among :data:`MEASURES`.
    seeds : int
        Runs of each setting, with the seeds 1, 2, …; at least 2.
    workers : int
        Processes to run on; results do not depend on it.
    on_done : callable, optional
        Called after each run.
    out : Path, optional
        Folder in which runs are kept as they are made, and found again.

    Raises
    ------
    ValueError
        With fewer than two seeds.
    StoreError
        If the folder cannot be used as it is.
    """
    if seeds < 2:
        raise ValueError(f"seeds is {seeds}; an interval needs at least 2")
    measures = [MEASURES[number] for number in numbers]
    made = run_all(list_runs(measures, seeds), workers, on_done, out)

    def finals(table: Tables, indicator: str) -> Values:
        text = json.dumps(table, sort_keys=True)
        return np.array([made[text, seed][indicator] for seed in range(1, seeds + 1)])

    return [result for measure in measures for result in measure(finals)]
