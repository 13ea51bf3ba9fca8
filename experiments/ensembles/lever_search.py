"""A search for rules that nobody can better in one respect without losing in another, over plausible cities.

Levers are chosen by NSGA-II (Deb et al. 2002, IEEE Trans. Evol. Comput. 6:182; Optuna's). A policy's objectives are
means over cities and seeds, the same for all policies. The search is a function of its seed: runs are kept as they are
made, so that the same call, after a kill, walks the same way over runs that are there already.

What the search likes best it likes partly for luck. So its front is run again on further seeds and cities, and only
what is found there is told: objectives, which of them still stand on the front, and regret (:mod:`.policy_regret`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...model.engine.simulation import Simulation
from ...model.indicators import BY_NAME
from ...model.parameter import Quantity, quantities
from ...model.parameters.rules import Rules
from ...model.parameters.settings import Settings
from ...scenarios import Problem, Scenario, ScenarioError, load
from ...scenarios.arguments import faults_of_repetition
from ...scenarios.errors import nearest
from ...scenarios.message import message
from ..execution.runs import seeds
from ..statistics.arrays import Floats
from .observing import Observation, observe
from .stored_runs import RunOptions

if TYPE_CHECKING:
    from optuna import Study, Trial

LeverPoint = tuple[float | int, ...]
"""Values of the levers, in their order."""

LEVERS = (
    "rules.goals.strength", "rules.resources.share", "rules.mechanism.strength", "rules.mechanism.responsibility_lists",
    "rules.party_building.grid_coverage", "rules.deliberation.inclusiveness", "rules.participation.volunteer_service",
    "rules.law.service",
)  # fmt: skip
"""Levers that are searched unless others are named."""

OBJECTIVES = ("effectiveness", "coordination_cost", "equity")
"""What is sought unless other indicators are named: governs well, costs few hours, and is even among residents."""

Evaluate = Callable[[Sequence[LeverPoint]], Floats]
"""Gives the objectives of policies, (policies, objectives), all turned so that more is better."""


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What is searched.

    Attributes
    ----------
    scenario : Scenario
        Its rules stand where no lever moves them.
    levers : tuple of Quantity
        Each over its sweep range.
    objectives : tuple of str
        Indicators, each with a better end.
    population, generations, seed : int
    """

    scenario: Scenario
    levers: tuple[Quantity, ...]
    objectives: tuple[str, ...]
    population: int
    generations: int
    seed: int

    @property
    def directions(self) -> tuple[int, ...]:
        """1 for each objective of which more is better, -1 where less is."""
        return tuple(BY_NAME[name].better for name in self.objectives)

    def point(self, settings: Settings) -> LeverPoint:
        """Return where the levers stand in given settings."""
        values = {each.path: each for each in quantities(settings)}
        return tuple(
            int(values[each.path].default) if each.whole else values[each.path].default for each in self.levers
        )

    def rules(self, point: LeverPoint) -> Rules:
        """Return the rules of a policy: those of the scenario, its levers moved."""
        changes = {each.path: value for each, value in zip(self.levers, point, strict=True)}
        return load(self.scenario, changes=changes).settings.rules


def plan_search(
    scenario: Scenario,
    levers: Sequence[str] = (),
    objectives: Sequence[str] = (),
    *,
    population: int = 20,
    generations: int = 10,
    seed: int = 1,
    options: str = "",
) -> SearchPlan:
    """Return a search, checked.

    Parameters
    ----------
    scenario : Scenario
    levers, objectives : sequence of str
        Keys below ``rules``, and names of indicators; those of the module if not given.
    population, generations, seed : int
    options : str
        What stands before the names of parameters in messages.

    Raises
    ------
    ScenarioError
        With all that is wrong.
    """
    known = {each.path: each for each in quantities(scenario.settings) if each.path.startswith("rules.")}
    sought = {name: each for name, each in BY_NAME.items() if each.better}
    problems = faults_of_repetition(levers, f"{options}lever")
    problems += (repeated := faults_of_repetition(objectives, f"{options}objective"))
    for key in levers:
        if key not in known:
            what = message("search.no_lever", value=repr(key))
            problems.append(Problem(f"{options}lever", None, "", what, "", nearest(key, list(known))))
    for name in objectives:
        if name not in sought:
            what = message("search.no_objective", value=repr(name))
            problems.append(Problem(f"{options}objective", None, "", what, "", nearest(name, list(sought))))
    aims = tuple(objectives or OBJECTIVES)
    if not repeated and not 2 <= len(aims) <= MOST:
        problems.append(Problem(f"{options}objective", None, "", message("search.objectives", most=MOST)))
    if problems:
        raise ScenarioError(problems)
    chosen = tuple(known[key] for key in levers or LEVERS)
    return SearchPlan(scenario, chosen, aims, population, generations, seed)


MOST = 6
"""Objectives, at most: with more nearly every policy is on the front."""


def search_levers(
    plan: SearchPlan, evaluate: Evaluate, start: Sequence[LeverPoint] = ()
) -> tuple[list[LeverPoint], Floats]:
    """Return all policies that a search tried, with their objectives.

    Parameters
    ----------
    plan : SearchPlan
    evaluate : callable
    start : sequence of tuple
        Policies that the first generation holds.
    """
    study, sampler = _study(plan)
    for point in start:
        study.enqueue_trial(dict(zip(_names(plan), map(float, point), strict=True)))
    tried: list[LeverPoint] = []
    values: list[Floats] = []
    for _ in range(plan.generations):
        trials = [study.ask(sampler) for _ in range(plan.population)]
        points = [_point(plan, trial) for trial in trials]
        found = evaluate(points)
        for trial, each in zip(trials, found, strict=True):
            study.tell(trial, each.tolist())
        tried += points
        values.append(found)
    return tried, np.concatenate(values)


def _study(plan: SearchPlan) -> tuple[Study, dict[str, Any]]:
    import optuna
    from optuna.distributions import FloatDistribution, IntDistribution
    from optuna.study import StudyDirection

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.NSGAIISampler(population_size=plan.population, seed=plan.seed)
    upward = [StudyDirection.MAXIMIZE for _ in plan.objectives]
    study = optuna.create_study(directions=upward, sampler=sampler)
    ranges: dict[str, Any] = {}
    for each in plan.levers:
        low, high = each.sweep
        ranges[each.path] = IntDistribution(int(low), int(high)) if each.whole else FloatDistribution(low, high)
    return study, ranges


def _names(plan: SearchPlan) -> list[str]:
    return [each.path for each in plan.levers]


def _point(plan: SearchPlan, trial: Trial) -> LeverPoint:
    return tuple(
        int(trial.params[each.path]) if each.whole else round(float(trial.params[each.path]), 4) for each in plan.levers
    )


def find_front(values: Floats) -> NDArray[np.bool_]:
    """Tell which rows no other row betters in one column without losing in another; more is better.

    >>> find_front(np.array([[1.0, 3.0], [2.0, 2.0], [1.0, 2.0], [2.0, 2.0]])).tolist()
    [True, True, False, True]
    """
    no_worse = (values[:, None, :] >= values[None, :, :]).all(axis=2)
    better = (values[:, None, :] > values[None, :, :]).any(axis=2)
    return np.logical_not(np.any(no_worse & better, axis=0))


def last_year(simulation: Simulation) -> Mapping[str, float]:
    """Live through a city and return the means of its last year, of all indicators that have one."""
    simulation.run()
    return {name: float(value) for name, value in simulation.final().items() if not math.isnan(value)}


@dataclass(frozen=True)
class CityPanel:
    """Cities and luck in which policies are held against each other.

    Attributes
    ----------
    cities : tuple of Settings
    labels : tuple of str
    first_seed, seeds : int
    """

    cities: tuple[Settings, ...]
    labels: tuple[str, ...]
    first_seed: int
    seeds: int


def measure(plan: SearchPlan, panel: CityPanel, policies: Sequence[Rules], folder: Path, options: RunOptions) -> Floats:
    """Return the objectives of policies as indicators are, (policies, cities, seeds, objectives).

    Raises
    ------
    Interrupted, RunError, StoreError
        As of :func:`.observing.observe`.
    """
    lucks = seeds(panel.first_seed, panel.seeds)
    wanted: list[Observation] = []
    for rules in policies:
        for city, label in zip(panel.cities, panel.labels, strict=True):
            settings = city.model_copy(update={"rules": rules})
            wanted += [Observation(label, settings, seed, last_year) for seed in lucks]

    def tell(done: int, total: int) -> None:
        options.on_stage(folder.name, done, total)

    found = observe(wanted, folder, options, tell)
    values = np.array([[each.get(name, math.nan) for name in plan.objectives] for each in found])
    return values.reshape(len(policies), len(panel.cities), len(lucks), len(plan.objectives))
