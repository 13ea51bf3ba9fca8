"""The multiplier experiment: 2^k cities, one for each coalition, on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ...model.indicators import NAMES
from ...scenarios import Problem, Scenario, ScenarioError
from ...scenarios.problems import listed, nearest, visible
from ..runs import prepared, seeds
from . import budget
from .cells import Arm, Plan, made, runs_of, settings_of
from .controls import CONTROLS, controlled
from .games import star
from .players import Player, chosen
from .result import Multiplier

BASELINE = "fragmented"
T = TypeVar("T")


@dataclass(frozen=True)
class Design:
    """A multiplier experiment that is yet to be run.

    Attributes
    ----------
    scenario, baseline, players, outcome
        As of :class:`~.result.Multiplier`.
    replicates : int
    plans : tuple of Plan
        The factorial first, then the controls.
    budget_neutral : bool
        Whether the budget-neutral arm is run too.
    """

    scenario: Scenario
    baseline: Scenario
    players: tuple[Player, ...]
    outcome: str
    replicates: int
    plans: tuple[Plan, ...]
    budget_neutral: bool

    @property
    def runs(self) -> int:
        """How many runs it takes."""
        held = budget.runs(self.plans[0], self.replicates) if self.budget_neutral else 0
        return runs_of(self.plans, self.replicates) + held


def designed(
    scenario: str | Path | Scenario,
    *,
    players: str | Sequence[str] = "rules",
    outcome: str = "effectiveness",
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Sequence[str] = (),
    baseline: str | Path | Scenario = BASELINE,
    budget_neutral: bool = False,
    controls: bool = True,
    options: str = "",
) -> Design:
    """Return the design of an experiment; parameters as of :func:`multiplier`.

    `options` stands before the names of parameters in messages, such as ``--``.

    Raises
    ------
    ScenarioError
        With everything that is wrong with scenario, changes, players and outcome.
    """
    if replicates < 1:
        raise ValueError(f"replicates is {replicates}; at least 1 is needed")
    problems: list[Problem] = []

    def tried(ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except ScenarioError as error:
            problems.extend(error.problems)
            return None

    given = tried(lambda: prepared(scenario, seed=seed, weeks=weeks, changes=changes, options=options))
    against = tried(lambda: prepared(baseline))
    who = tried(lambda: chosen(players, f"{options}players"))
    if outcome not in NAMES:
        what = f"no indicator is called {visible(outcome)!r}"
        problems.append(
            Problem(f"{options}outcome", None, "", what, listed(NAMES, len(NAMES)), nearest(outcome, NAMES))
        )
    if who and budget_neutral and any(player.actor for player in who):
        what = "actors have no budget-neutral arm, for an absent actor takes its hours along"
        problems.append(Problem(f"{options}{'budget-neutral' if options else 'budget_neutral'}", None, "", what))
    if problems or given is None or against is None or who is None:
        raise ScenarioError(dict.fromkeys(problems))
    every = tuple(range(1 << len(who)))
    plans = [planned("given", given, against, who, every)]
    if controls:
        plans += [planned(name, controlled(given, name), against, who, star(len(who))) for name in CONTROLS]
    return Design(given, against, who, outcome, replicates, tuple(plans), budget_neutral)


def planned(
    name: str, scenario: Scenario, baseline: Scenario, players: tuple[Player, ...], coalitions: Sequence[int]
) -> Plan:
    """Return the plan of an arm: the city of each coalition."""
    cities = [settings_of(each, players, scenario.settings, baseline.settings) for each in coalitions]
    return Plan(name, tuple(coalitions), tuple(cities))


def conducted(
    design: Design, *, workers: int = 1, check: bool = False, on_done: Callable[[], object] | None = None
) -> Multiplier:
    """Run a design.

    Parameters
    ----------
    design : Design
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every process.
    on_done : callable, optional
        Called after each of the design's runs.

    Raises
    ------
    RunError
        If a run fails.
    """
    done = made(design.plans, design.replicates, workers=workers, check=check, on_done=on_done)
    arms: dict[str, Arm] = {"given": done[0]}
    if design.budget_neutral:
        arms["budget"] = budget.balanced(done[0], workers=workers, check=check, on_done=on_done)
    arms |= {arm.name: arm for arm in done[1:]}
    run = design.scenario.settings.run
    return Multiplier(
        design.scenario,
        design.baseline,
        design.players,
        design.outcome,
        seeds(run.seed, design.replicates),
        run.weeks,
        arms,
    )


def multiplier(
    scenario: str | Path | Scenario,
    *,
    players: str | Sequence[str] = "rules",
    outcome: str = "effectiveness",
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Sequence[str] = (),
    baseline: str | Path | Scenario = BASELINE,
    budget_neutral: bool = False,
    controls: bool = True,
    workers: int = 1,
    check: bool = False,
    on_done: Callable[[], object] | None = None,
) -> Multiplier:
    """Test whether the parts of a scenario bring more together than the sum of what each brings alone.

    Every coalition of players is a city of its own, and all cities meet the same luck: 2^k cells. The grand coalition
    is the scenario itself; where a rule or an institution is absent, its levers stand as in the baseline.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name from the library, the path of a scenario file, or a record.
    players : str or sequence of str
        ``rules`` (goals, resources, mechanism), ``institutions`` (party building, deliberation, participation,
        administration), ``sections`` (both), ``actors`` (the seven kinds), or names of single ones.
    outcome : str
        Indicator whose mean of the last year is the worth of a coalition.
    replicates : int
        Seeds of each cell; below 5 there are no intervals.
    seed, weeks : int, optional
        Instead of what the scenario says.
    changes : sequence of str
        Settings to change, such as ``rules.goals.strength=0.5``.
    baseline : str, Path or Scenario
        The scenario whose rules stand where a player is absent.
    budget_neutral : bool
        Run a second factorial in which every coalition has the hours of the baseline (:mod:`.budget`).
    controls : bool
        Run the null control and the ceiling diagnosis too (:mod:`.controls`).
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every process.
    on_done : callable, optional
        Called after each run.

    Raises
    ------
    ScenarioError
        If the scenario, a change, a player or the outcome is not valid.
    RunError
        If a run fails.
    """
    design = designed(
        scenario,
        players=players,
        outcome=outcome,
        replicates=replicates,
        seed=seed,
        weeks=weeks,
        changes=changes,
        baseline=baseline,
        budget_neutral=budget_neutral,
        controls=controls,
    )
    return conducted(design, workers=workers, check=check, on_done=on_done)
