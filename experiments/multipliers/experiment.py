"""The multiplier experiment: a city for each coalition, on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from ...scenarios import Problem, Scenario, ScenarioError
from ...scenarios.errors import enumerate_words, nearest, visible
from ...scenarios.form import Form
from ...scenarios.message import Enumeration, MessageLanguage, message, name_indicator
from ...scenarios.overrides import Changes
from ...scenarios.scenario import form_of_scenario
from ..design.outcome_file import OutcomeSource, load_outcomes
from ..execution.course import AwaitedRun
from ..execution.runs import resolve_scenario, seeds, with_seed
from ..outcomes.of_runs import evaluate
from ..outcomes.outcome import Outcome
from ..outcomes.own_indicator import as_indicator
from . import budget
from .control_arms import CONTROLS, EXTRA, apply_arm, mean_acceptance
from .factorial import (
    VOLUNTEERS,
    Arm,
    ArmPlan,
    RunCells,
    count_runs,
    run_in_memory,
    run_plans,
    settings_of,
    volunteer_share,
)
from .factors import Player, choose_players
from .measures import OUTCOME, WorthMeasure, choose_measures
from .result import Multiplier
from .shapley import ends, star

BASELINE = "fragmented"
"""Whose rules stand where a player is absent, unless another scenario is named."""

WHOLE = 6
"""Players up to which every coalition is run (64 cities); beyond, those that D and the last-in effects need."""

T = TypeVar("T")


@dataclass(frozen=True)
class Design:
    """A multiplier experiment that is yet to be run.

    Attributes
    ----------
    scenario, baseline, players, outcome
        As of :class:`~.result.Multiplier`.
    replicates : int
    arms : tuple of str
        Controls and extra arms beside the factorial.
    plans : tuple of ArmPlan
        The factorial first, then the arms that can be laid out before anything was run: ``structure`` needs the mean
        acceptance of requests, and ``budget`` how many volunteer.
    own : mapping of str to Outcome
        Outcomes of your own; `outcome` may be one of them.
    option : str
        How to call the outcome in messages.
    """

    scenario: Scenario
    baseline: Scenario
    players: tuple[Player, ...]
    outcome: str
    replicates: int
    arms: tuple[str, ...]
    plans: tuple[ArmPlan, ...]
    own: Mapping[str, Outcome] = field(default_factory=dict[str, Outcome])
    option: str = "outcome"

    @property
    def idle(self) -> tuple[Player, ...]:
        """Players without whom the city is the same: they bring nothing, whatever happens."""
        own, against = self.scenario.settings, self.baseline.settings
        return tuple(player for player in self.players if player.absent(own, against) == own)

    @property
    def judged(self) -> WorthMeasure:
        """What is judged: the outcome on its scale."""
        form = form_of_scenario(self.scenario)
        declared = as_indicator(self.own[self.outcome]) if self.outcome in self.own else form.by_name[self.outcome]
        return choose_measures(declared, form.by_name)[0]

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
            one, other = visible(self.scenario.name), visible(self.baseline.name)
            what = message("multiplier.same", one=one, other=other, names=names)
            raise ScenarioError([Problem(option, None, "", what, message("multiplier.baseline"))])

    @property
    def runs(self) -> int:
        """How many runs it takes at most: cities that turn out equal are run once."""
        first = count_runs(self.plans, self.replicates)
        if "structure" in self.arms:
            first += count_runs([self.plan("structure", star(len(self.players)), acceptance=0.123456)], self.replicates)
        if "budget" in self.arms:
            first += len(self.plans[0].coalitions) * (self.replicates + min(budget.PILOT, self.replicates))
        return first

    def plan(self, arm: str, coalitions: Sequence[int], acceptance: float | None = None) -> ArmPlan:
        """Return an arm's plan."""
        city = self.scenario if arm == "given" else apply_arm(self.scenario, arm, *([acceptance] if acceptance else []))
        return plan_arm(arm, city, self.baseline, self.players, coalitions)


def design_experiment(
    scenario: str | Path | Scenario,
    *,
    players: str | Sequence[str] = "sections",
    outcome: str = "",
    outcomes: OutcomeSource | None = None,
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    baseline: str | Path | Scenario | None = None,
    controls: bool = True,
    arms: str | Sequence[str] = (),
    whole: bool = False,
    options: str = "",
    lang: MessageLanguage = "en",
) -> Design:
    """Return the design of an experiment; parameters as of :func:`multiplier`.

    Parameters
    ----------
    options : str
        What stands before the names of parameters in messages, such as ``--``.

    Raises
    ------
    ScenarioError
        With everything that is wrong with scenario, changes, players, arms and outcome.
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

    given = attempt(lambda: resolve_scenario(scenario, seed=seed, weeks=weeks, changes=changes, options=options))
    against = attempt(lambda: resolve_scenario(BASELINE if baseline is None else baseline))
    who = attempt(lambda: choose_players(players, f"{options}players", None if given is None else given.settings))
    own: dict[str, Outcome] = {}
    if outcomes is not None and given is not None:
        own = attempt(lambda: load_outcomes(outcomes, [given], lang=lang)) or {}
    judged = outcome or next(iter(own), OUTCOME)
    if not problems or judged not in own:
        problems += _check_outcome(judged, f"{options}outcome", form_of_scenario(given), tuple(own))
    extra = attempt(lambda: _choose_arms(arms, f"{options}arms")) or ()
    if who and "budget" in extra and any(player.actor for player in who):
        problems.append(Problem(f"{options}arms", None, "", message("multiplier.no_neutral")))
    if problems or given is None or against is None or who is None:
        raise ScenarioError(dict.fromkeys(problems), lang)
    k = len(who)
    beside_it = (*(CONTROLS if controls else ()), *extra)
    bare = Design(given, against, who, judged, replicates, beside_it, (), own, f"{options}outcome")
    cells = tuple(range(1 << k)) if whole or k <= WHOLE else ends(k)
    plans = [bare.plan("given", cells)]
    plans += [bare.plan(arm, star(k)) for arm in beside_it if arm not in ("structure", "budget")]
    return replace(bare, plans=tuple(plans))


def _choose_arms(arms: str | Sequence[str], option: str) -> tuple[str, ...]:
    """Return the extra arms that are named."""
    written = arms.split(",") if isinstance(arms, str) else [str(name) for name in arms]
    names = [name.strip() for name in written if name.strip()]
    if wrong := [
        Problem(option, None, "", message("multiplier.arm", name=repr(visible(name))), enumerate_words(EXTRA),
                nearest(name, EXTRA))
        for name in names
        if name not in EXTRA
    ]:  # fmt: skip
        raise ScenarioError(wrong)
    return tuple(arm for arm in EXTRA if arm in names)


def _check_outcome(outcome: str, option: str, form: Form, own: tuple[str, ...]) -> list[Problem]:
    """Return what is wrong with an outcome: it is no indicator and not declared, or may have no value."""
    if outcome in own:
        return []
    names = (*own, *form.names)
    if outcome not in names:
        what = message("multiplier.outcome", name=repr(visible(outcome)))
        return [Problem(option, None, "", what, enumerate_words(names, len(names)), nearest(outcome, names))]
    if form.by_name[outcome].may_lack:
        known = [each.name for each in form.indicators if not each.may_lack]
        what = message("multiplier.lacking", name=name_indicator(outcome, form.by_name[outcome].zh))
        return [Problem(option, None, "", what, enumerate_words(known, len(known)))]
    return []


def plan_arm(
    name: str, scenario: Scenario, baseline: Scenario, players: tuple[Player, ...], coalitions: Sequence[int]
) -> ArmPlan:
    """Return the plan of an arm: the city of each coalition."""
    cities = [settings_of(each, players, scenario.settings, baseline.settings) for each in coalitions]
    return ArmPlan(name, tuple(coalitions), tuple(cities))


def run_design(design: Design, run: RunCells) -> Multiplier:
    """Run a design.

    Parameters
    ----------
    design : Design
    run : callable
        See :class:`.factorial.RunCells`.

    Raises
    ------
    RunError
        If a run fails.
    ScenarioError
        If a run has no value of the outcome that is judged.
    """
    arms = {arm.name: arm for arm in run_plans(design.plans, design.replicates, run, design.own)}
    given = arms["given"]
    if "structure" in design.arms:
        column = form_of_scenario(design.scenario).names.index("requests_accepted")
        accepted = mean_acceptance(given, column)
        plan = design.plan("structure", star(len(design.players)), acceptance=accepted)
        (arms["structure"],) = run_plans([plan], design.replicates, run, design.own)
    if "budget" in design.arms:
        pilot = min(budget.PILOT, design.replicates)
        (tried,) = run_plans([budget.plan_neutral(given, name="pilot")], pilot, run)
        # The same seeds, so that the change is that of the scale.
        change = tried.volunteering.mean(axis=0) - given.volunteering[:pilot].mean(axis=0)
        (arms["budget"],) = run_plans([budget.plan_neutral(given, change)], design.replicates, run, design.own)
    _require_values(design, arms)
    settings = design.scenario.settings.run
    order = ("given", *(arm for arm in (*CONTROLS, *EXTRA) if arm in arms))
    return Multiplier(
        design.scenario,
        design.baseline,
        design.players,
        design.outcome,
        seeds(settings.seed, design.replicates),
        settings.weeks,
        {name: arms[name] for name in order},
        design.own,
    )


def _require_values(design: Design, arms: Mapping[str, Arm]) -> None:
    """Refuse an outcome that some run has no value of: cells could not be compared on the same luck."""
    if design.outcome not in design.own:
        return
    values = np.concatenate([arm.own[design.outcome].ravel() for arm in arms.values()])
    if missing := int(np.isnan(values).sum()):
        about = {
            "name": name_indicator(design.outcome, design.own[design.outcome].title.zh),
            "count": missing,
            "all": len(values),
        }
        raise ScenarioError([Problem(design.option, None, "", message("multiplier.undefined", **about))])


async def run_factorial(
    design: Design, replicates: int, *, run: AwaitedRun, on_seed: Callable[[int], object]
) -> Multiplier:
    """Run the factorial of a design alone, on so many seeds, each run asked of `run`.

    Parameters
    ----------
    design : Design
    replicates : int
    run : callable
        What it raises ends the work.
    on_seed : callable
        Called with the number of runs done, after the cells of each seed.
    """
    plan, form = design.plans[0], form_of_scenario(design.scenario)
    names, share = form.names, {VOLUNTEERS: volunteer_share(form)}
    shape = (replicates, len(plan.coalitions))
    finals, volunteering = np.empty((*shape, len(names))), np.empty(shape)
    order = seeds(design.scenario.settings.run.seed, replicates)
    for row, seed in enumerate(order):
        for column, settings in enumerate(plan.settings):
            course = await run(with_seed(settings, seed))
            finals[row, column] = [course.final[name] for name in names]
            volunteering[row, column] = evaluate(share, course.series, (), form)[VOLUNTEERS].value
        on_seed((row + 1) * shape[1])
    arm = Arm(plan.name, plan.coalitions, plan.settings, finals, volunteering)
    weeks = design.scenario.settings.run.weeks
    return Multiplier(design.scenario, design.baseline, design.players, design.outcome, order, weeks, {"given": arm})


def multiplier(
    scenario: str | Path | Scenario,
    *,
    players: str | Sequence[str] = "sections",
    outcome: str = "",
    outcomes: OutcomeSource | None = None,
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    baseline: str | Path | Scenario | None = None,
    controls: bool = True,
    arms: str | Sequence[str] = (),
    whole: bool = False,
    workers: int = 1,
    check: bool = False,
    on_done: Callable[[], object] | None = None,
    run: RunCells | None = None,
    lang: MessageLanguage = "en",
) -> Multiplier:
    """Test whether the parts of a scenario bring more together than the sum of what each brings alone.

    Every coalition of players is a city of its own, and all cities meet the same luck. The grand coalition is the
    scenario itself; where a rule or an institution is absent, its levers stand as in the baseline. It is judged on
    minus the logarithm of harm (:mod:`.measures`) and passes controls (:mod:`.verdict`).

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name from the library, the path of a scenario file, or a record.
    players : str or sequence of str
        ``sections``, all that can be laid down, against none of it; ``rules`` (goals, resources, mechanism),
        ``institutions`` (party building, deliberation, participation, administration, law and virtue), ``actors``
        (the seven kinds), or names of single ones.
    outcome : str
        Indicator whose mean of the last year is judged, or one of `outcomes`; if not given the first of these, or
        ``harm``.
    outcomes : str, Path or mapping, optional
        Outcomes of your own: a file with tables ``[outcomes.NAME]``, or the tables. They are judged as they are, for
        nothing says which ends they have.
    replicates : int
        Seeds of each cell; below 5 there are no intervals, and below 10 they are wide.
    seed, weeks : int, optional
        Instead of what the scenario says.
    changes : mapping or sequence of str
        Settings to change: ``{"rules.goals.strength": 0.5}`` or ``["rules.goals.strength=0.5"]``.
    baseline : str, Path or Scenario
        The scenario whose rules stand where a player is absent; ``fragmented`` if not given.
    controls : bool
        Run the three controls too: null, fixed acceptance, exchangeable resources (:mod:`.control_arms`).
    arms : str or sequence of str
        Extra arms: ``load_half``, ``load_double``, ``complements``, ``budget`` (every coalition has the hours of the
        baseline: :mod:`.budget`).
    whole : bool
        Run every coalition also of more than six players; Shapley values need it.
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every week.
    on_done : callable, optional
        Called after each run.
    run : callable, optional
        What makes the runs, in place of `workers`, `check` and `on_done`: such as ``CityRuns(folder, scenario).cells``
        of :mod:`cogov.experiments.sweeps.city_runs`, which keeps them so that a killed experiment goes on.
    lang : str
        Language of the message of an error, ``en`` or ``zh``.

    Raises
    ------
    ScenarioError
        If the scenario, a change, a player, an arm or the outcome is not valid, or every coalition would be the same
        city.
    RunError
        If a run fails.
    """
    design = design_experiment(
        scenario,
        players=players,
        outcome=outcome,
        outcomes=outcomes,
        replicates=replicates,
        seed=seed,
        weeks=weeks,
        changes=changes,
        baseline=baseline,
        controls=controls,
        arms=arms,
        whole=whole,
        lang=lang,
    )
    design.require_difference()
    return run_design(design, run or run_in_memory(workers=workers, check=check, on_done=on_done))
