"""The multiplier experiment: a city for each coalition, on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ...scenarios import Problem, Scenario, ScenarioError
from ...scenarios.arguments import COUNT, FLAG, FUNCTION, check_arguments, optional
from ...scenarios.message import MessageLanguage, message, name_indicator
from ...scenarios.overrides import Changes
from ...scenarios.scenario import form_of_scenario
from ..design.outcome_file import OutcomeSource
from ..execution.course import AwaitedRun
from ..execution.runs import seeds, with_seed
from ..outcomes.of_runs import evaluate
from . import budget
from .control_arms import CONTROLS, EXTRA, mean_acceptance
from .design import Design, design_experiment
from .factorial import (
    VOLUNTEERS,
    Arm,
    RunCells,
    run_in_memory,
    run_plans,
    volunteer_share,
)
from .result import Multiplier
from .shapley import star


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
    check_arguments(
        lang,
        workers=(workers, COUNT),
        check=(check, FLAG),
        on_done=(on_done, optional(FUNCTION)),
        run=(run, optional(FUNCTION)),
    )
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
