"""The multiplier experiment: 2^k cities, one for each coalition, on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import numpy as np

from ...model.parameters.settings import Settings as SecondSettings
from ...scenarios import AnyScenario, Problem, ScenarioError
from ...scenarios.editions import check_editions, form_of_scenario
from ...scenarios.errors import enumerate_words, nearest, visible
from ...scenarios.form import FIRST, SECOND, Form
from ...scenarios.message import Enumeration, MessageLanguage, message
from ...scenarios.overrides import Changes
from ..execution.course import AwaitedRun
from ..execution.runs import resolve_scenario, seeds, with_seed
from . import budget
from .control_arms import CONTROLS, apply_control
from .factorial import Arm, ArmPlan, count_runs, run_plans, settings_of
from .factors import Player, choose_players
from .result import Multiplier
from .shapley import star

BASELINES = {FIRST.version: "fragmented", SECOND.version: "second/fragmented"}
"""Whose rules stand where a player is absent, by edition, unless another is named."""

T = TypeVar("T")


@dataclass(frozen=True)
class Design:
    """A multiplier experiment that is yet to be run.

    Attributes
    ----------
    scenario, baseline, players, outcome
        As of :class:`~.result.Multiplier`.
    replicates : int
    plans : tuple of ArmPlan
        The factorial first, then the controls.
    budget_neutral : bool
        Whether the budget-neutral arm is run too.
    """

    scenario: AnyScenario
    baseline: AnyScenario
    players: tuple[Player, ...]
    outcome: str
    replicates: int
    plans: tuple[ArmPlan, ...]
    budget_neutral: bool

    @property
    def idle(self) -> tuple[Player, ...]:
        """Players without whom the city is the same: they bring nothing, whatever happens."""
        own, against = self.scenario.settings, self.baseline.settings
        return tuple(player for player in self.players if player.absent(own, against) == own)

    def require_difference(self, option: str = "baseline") -> None:
        """Refuse a design in which every coalition is the same city: nothing could be answered.

        Parameters
        ----------
        option : str
            How to call the baseline in the message.

        Raises
        ------
        ScenarioError
        """
        if len(self.idle) == len(self.players):
            names = Enumeration(player.name for player in self.players)
            what = message(
                "multiplier.same", one=visible(self.scenario.name), other=visible(self.baseline.name), names=names
            )
            raise ScenarioError([Problem(option, None, "", what, message("multiplier.baseline"))])

    @property
    def runs(self) -> int:
        """How many runs it takes."""
        held = budget.runs(self.plans[0], self.replicates) if self.budget_neutral else 0
        return count_runs(self.plans, self.replicates) + held


def design_experiment(
    scenario: str | Path | AnyScenario,
    *,
    players: str | Sequence[str] = "rules",
    outcome: str = "effectiveness",
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    baseline: str | Path | AnyScenario | None = None,
    budget_neutral: bool = False,
    controls: bool = True,
    options: str = "",
    lang: MessageLanguage = "en",
) -> Design:
    """Return the design of an experiment; parameters as of :func:`multiplier`.

    `options` stands before the names of parameters in messages, such as ``--``.

    Raises
    ------
    ScenarioError
        With everything that is wrong with scenario, changes, players and outcome.
    """
    if replicates < 1:
        raise ValueError(message("run.replicates", value=replicates))
    problems: list[Problem] = []

    def attempt(ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except ScenarioError as error:
            problems.extend(error.problems)
            return None

    given = attempt(
        lambda: resolve_scenario(scenario, seed=seed, weeks=weeks, changes=changes, options=options, edition=None)
    )
    form = form_of_scenario(given)
    beside = BASELINES[form.version] if baseline is None else baseline
    against = attempt(lambda: resolve_scenario(beside, edition=None))
    if given and against:
        attempt(lambda: check_editions((given, against), (scenario, beside)))
    who = attempt(lambda: choose_players(players, f"{options}players", form))
    problems += _check_outcome(outcome, f"{options}outcome", form)
    neutral = f"{options}{'budget-neutral' if options else 'budget_neutral'}"
    if who and budget_neutral and any(player.actor for player in who):
        problems.append(Problem(neutral, None, "", message("multiplier.no_neutral")))
    if budget_neutral and form is not FIRST:
        problems.append(Problem(neutral, None, "", message("multiplier.neutral_of_first")))
    if problems or given is None or against is None or who is None:
        raise ScenarioError(dict.fromkeys(problems), lang)
    every = tuple(range(1 << len(who)))
    plans = [plan_arm("given", given, against, who, every)]
    if controls:
        plans += [plan_arm(name, apply_control(given, name), against, who, star(len(who))) for name in CONTROLS]
    return Design(given, against, who, outcome, replicates, tuple(plans), budget_neutral)


def _check_outcome(outcome: str, option: str, form: Form) -> list[Problem]:
    """Return what is wrong with an outcome: it is no indicator of the edition, or may have no value."""
    names = form.names
    if outcome not in names:
        what = message("multiplier.outcome", name=repr(visible(outcome)))
        return [Problem(option, None, "", what, enumerate_words(names, len(names)), nearest(outcome, names))]
    if form.by_name[outcome].may_lack:
        known = [each.name for each in form.indicators if not each.may_lack]
        what = message("multiplier.lacking", name=repr(outcome))
        return [Problem(option, None, "", what, enumerate_words(known, len(known)))]
    return []


def plan_arm(
    name: str, scenario: AnyScenario, baseline: AnyScenario, players: tuple[Player, ...], coalitions: Sequence[int]
) -> ArmPlan:
    """Return the plan of an arm: the city of each coalition."""
    cities = [settings_of(each, players, scenario.settings, baseline.settings) for each in coalitions]
    return ArmPlan(name, tuple(coalitions), tuple(cities))


def run_design(
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
    done = run_plans(design.plans, design.replicates, workers=workers, check=check, on_done=on_done)
    arms: dict[str, Arm] = {"given": done[0]}
    if design.budget_neutral:
        arms["budget"] = budget.balance(done[0], workers=workers, check=check, on_done=on_done)
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


async def run_factorial(
    design: Design, replicates: int, *, run: AwaitedRun, on_seed: Callable[[int], object]
) -> Multiplier:
    """Run the factorial of a design alone, on so many seeds, each run asked of `run`.

    Parameters
    ----------
    design : Design
        Of the second edition, which is the one that is played.
    replicates : int
    run : callable
        What it raises ends the work.
    on_seed : callable
        Called with the number of runs done, after the cells of each seed.
    """
    plan, names = design.plans[0], form_of_scenario(design.scenario).names
    shape = (replicates, len(plan.coalitions))
    finals, volunteering = np.empty((*shape, len(names))), np.empty(shape)
    order = seeds(design.scenario.settings.run.seed, replicates)
    for row, seed in enumerate(order):
        for column, settings in enumerate(plan.settings):
            course = await run(with_seed(cast("SecondSettings", settings), seed))
            finals[row, column] = [course.final[name] for name in names]
            volunteering[row, column] = course.series[:, names.index("volunteering")].mean()
        on_seed((row + 1) * shape[1])
    arm = Arm(plan.name, plan.coalitions, plan.settings, finals, volunteering)
    weeks = design.scenario.settings.run.weeks
    return Multiplier(design.scenario, design.baseline, design.players, design.outcome, order, weeks, {"given": arm})


def multiplier(
    scenario: str | Path | AnyScenario,
    *,
    players: str | Sequence[str] = "rules",
    outcome: str = "effectiveness",
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    baseline: str | Path | AnyScenario | None = None,
    budget_neutral: bool = False,
    controls: bool = True,
    workers: int = 1,
    check: bool = False,
    on_done: Callable[[], object] | None = None,
    lang: MessageLanguage = "en",
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
        administration; in the second edition law and virtue too), ``sections`` (both), ``actors`` (the seven kinds),
        or names of single ones.
    outcome : str
        Indicator whose mean of the last year is the worth of a coalition.
    replicates : int
        Seeds of each cell; below 5 there are no intervals.
    seed, weeks : int, optional
        Instead of what the scenario says.
    changes : mapping or sequence of str
        Settings to change: ``{"rules.goals.strength": 0.5}`` or ``["rules.goals.strength=0.5"]``.
    baseline : str, Path or Scenario
        The scenario whose rules stand where a player is absent; `fragmented` of the same edition if not given.
    budget_neutral : bool
        Run a second factorial in which every coalition has the hours of the baseline (:mod:`.budget`); in the first
        edition only.
    controls : bool
        Run the null control and the ceiling diagnosis too (:mod:`.control_arms`).
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every process.
    on_done : callable, optional
        Called after each run.
    lang : str
        Language of the message of an error, ``en`` or ``zh``.

    Raises
    ------
    ScenarioError
        If the scenario, a change, a player or the outcome is not valid, or every coalition would be the same city.
    RunError
        If a run fails.
    """
    design = design_experiment(
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
        lang=lang,
    )
    design.require_difference()
    return run_design(design, workers=workers, check=check, on_done=on_done)
