"""How fast both editions of the second model are on this machine (criterion 8)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

from ...model.agents import GovernanceModel
from ...model.engine.initialisation.founded import forget_founded
from ...model.engine.simulation import Simulation
from ...model.parameters.settings import Settings, merge
from .criteria import of_library
from .doses import Tables
from .requirement import Requirement, RequirementResult

ROUNDS = 9
"""So many, that the second and the last but one are the ends of a 96 % interval of the median, whatever the times are
like: a machine that is busy for once makes one round long."""

THOUSAND: Tables = {
    "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2, "rural_counties": 1,
    "townships_per_county": 1, "villages_per_township": 2, "grids_per_community": 5, "persons_per_grid": 800,
    "agents_per_grid": 50,
}  # fmt: skip
"""1,000 citizens, who stand for 16,000 persons: cases arise at their real flow."""

MILLION: Tables = {
    "urban_districts": 4, "streets_per_district": 10, "communities_per_street": 20, "rural_counties": 1,
    "townships_per_county": 10, "villages_per_township": 20, "grids_per_community": 10, "persons_per_grid": 800,
    "agents_per_grid": 100,
}  # fmt: skip
"""A million citizens, who stand for eight million persons."""


def _settings(city: Tables | None, weeks: int) -> Settings:
    table = merge(of_library("synergy"), {"run": {"weeks": weeks}})
    table["world"]["city"] = dict(city) if city else Settings().model_dump(mode="json")["world"]["city"]
    return Settings.model_validate(table)


def time_default_city() -> float:
    """Return the seconds of a run of the default city over five years, founding included."""
    settings = _settings(None, 260)
    forget_founded()
    start = time.perf_counter()
    Simulation(settings).run()
    return time.perf_counter() - start


def count_runs_of_a_thousand() -> float:
    """Return the runs a second of 1,000 citizens over five years, founding included."""
    settings = _settings(THOUSAND, 260)
    forget_founded()
    start = time.perf_counter()
    Simulation(settings).run()
    return 1.0 / (time.perf_counter() - start)


def time_week_of_a_million() -> float:
    """Return the seconds of a week of a million citizens on one processor, after the first eight."""
    simulation = Simulation(_settings(MILLION, 16), threads=1)
    for _ in range(8):
        simulation.step()
    start = time.perf_counter()
    simulation.run()
    return (time.perf_counter() - start) / 8.0


def count_weeks_of_agents() -> float:
    """Return the weeks a second of 1,000 citizens in the agents' edition."""
    model = GovernanceModel(_settings(THOUSAND, 12))
    start = time.perf_counter()
    for _ in range(12):
        model.step()
    return 12.0 / (time.perf_counter() - start)


SPEEDS: Mapping[str, tuple[Callable[[], float], Requirement]] = {
    "default": (time_default_city, Requirement(8, "default_city", high=0.08)),
    "thousand": (count_runs_of_a_thousand, Requirement(8, "thousand", low=35.0)),
    "million": (time_week_of_a_million, Requirement(8, "million", high=0.2)),
    "agents": (count_weeks_of_agents, Requirement(8, "agents", low=20.0)),
}


def judge_speed(on_done: Callable[[], object] | None = None) -> list[RequirementResult]:
    """Time what criterion 8 names, nine times each after a run that compiles, and judge the median."""
    Simulation(_settings(THOUSAND, 8)).run()
    results: list[RequirementResult] = []
    for measure, requirement in SPEEDS.values():
        values: list[float] = []
        for _ in range(ROUNDS):
            values.append(measure())
            if on_done is not None:
                on_done()
        values.sort()
        results.append(RequirementResult(requirement, ROUNDS, median(values), values[1], values[-2]))
    return results
