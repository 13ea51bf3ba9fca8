"""Compare scenarios on common random numbers: replicate r has the same seed, hence the same luck, in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..model.parameters.settings import Settings
from ..scenarios import Problem, Scenario, ScenarioError
from ..scenarios.arguments import (
    COUNT,
    FLAG,
    FUNCTION,
    NAMES,
    PATH,
    SCENARIOS,
    TABLES,
    check_arguments,
    optional,
)
from ..scenarios.form import form_of, shared_form
from ..scenarios.message import MessageLanguage, message
from ..scenarios.names import unique
from ..scenarios.overrides import Changes
from ..scenarios.twin import is_elsewhere, move
from .comparison import Comparison
from .design.outcome_file import OutcomeSource, load_outcomes
from .execution.breakdown import Breakdown, check_breakdown
from .execution.runs import RunResult, replicate, resolve_scenario, run_many, with_seed

KeepRuns = Callable[[Sequence[tuple[str, Settings]], int], list[RunResult]]
"""Makes so many runs of each of some named cities, city by city."""


class LengthError(ValueError):
    """The scenarios of a comparison run for different numbers of weeks."""


def resolve_scenarios(
    scenarios: Sequence[str | Path | Scenario],
    *,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    options: str = "",
    lang: MessageLanguage = "en",
) -> tuple[Scenario, ...]:
    """Return the scenarios of a comparison, with the seed of the first and of one length.

    Raises
    ------
    ValueError
        If there are fewer than two.
    ScenarioError
        If scenarios or changes are not valid, with every problem of all of them.
    LengthError
        If they run for different numbers of weeks.
    """
    if isinstance(scenarios, str | Path | Scenario):
        scenarios = [scenarios]
    if len(scenarios) < 2:
        raise ValueError(message("run.two_scenarios", count=len(scenarios)))
    result: list[Scenario] = []
    problems: dict[Problem, None] = {}  # in their order, and those of changes once
    for each in scenarios:
        try:
            record = resolve_scenario(each, seed=seed, weeks=weeks, changes=changes, options=options)
            result.append(_with_seed(record, result[0].settings.run.seed) if result else record)
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems, lang)
    chosen = tuple(result)
    first, run = chosen[0], chosen[0].settings.run
    for record in chosen:
        if record.settings.run.weeks != run.weeks:
            raise LengthError(
                message(
                    "run.lengths", one=first.name, weeks=run.weeks, other=record.name, more=record.settings.run.weeks
                )
            )
    return chosen


def move_together(scenarios: Sequence[Scenario], *, lang: MessageLanguage = "en") -> tuple[Scenario, ...]:
    """Return scenarios with their own rules and events, all in the place of the first.

    Raises
    ------
    ScenarioError
        If one of them names places, or types of case, that the first's place does not have.
    """
    try:
        return tuple(move(record, scenarios[0]) for record in scenarios)
    except ScenarioError as error:
        raise ScenarioError(error.problems, lang) from None


def _with_seed(record: Scenario, seed: int) -> Scenario:
    return record.model_copy(update={"settings": with_seed(record.settings, seed)})


def compare(
    scenarios: Sequence[str | Path | Scenario],
    *,
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    workers: int = 1,
    check: bool = False,
    start: str | Path | None = None,
    on_done: Callable[[], object] | None = None,
    same_world: bool = False,
    by: Breakdown | Sequence[Breakdown] = (),
    outcomes: OutcomeSource | None = None,
    keep: KeepRuns | None = None,
    lang: MessageLanguage = "en",
) -> Comparison:
    """Run scenarios on common random numbers and compare each with the first.

    Parameters
    ----------
    scenarios : sequence of str, Path or Scenario
        Two or more, each a name from the library, the path of a scenario file, or a record.
    replicates : int
        Paired runs; with one there are no intervals.
    seed : int, optional
        Of the first replicate; without it that of the first scenario.
    weeks : int, optional
        Instead of what the scenarios say.
    changes : mapping or sequence of str
        Settings to change in every scenario: ``{"rules.goals.strength": 0.5}`` or ``["rules.goals.strength=0.5"]``.
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every week.
    start : str or Path, optional
        A checkpoint: all runs branch from it, one past and many futures. The cities must be the one saved.
    on_done : callable, optional
        Called after each run.
    same_world : bool
        Run the rules and events of all in the place of the first (its city, people, types of case and bodies).
    by : {"community", "district", "type", "kind"}, or a sequence of them
        Parts of the city by which the last week is compared besides; see :meth:`Comparison.by`.
    outcomes : str, Path or mapping, optional
        Outcomes of your own that are compared besides: a file with tables ``[outcomes.NAME]``, or the tables.
    keep : callable, optional
        What makes the runs and keeps them, in place of `workers`, `check` and `on_done`: such as ``CityRuns(folder,
        scenario).weeks`` of :mod:`cogov.experiments.sweeps.city_runs`; neither `start` nor `by` go with it.
    lang : str
        Language of the message of an error, ``en`` or ``zh``.

    Raises
    ------
    ScenarioError
        If a scenario or a change is not valid.
    LengthError
        If the scenarios run for different numbers of weeks.
    RunError
        If a run fails.
    """
    check_arguments(
        lang,
        scenarios=(scenarios, SCENARIOS),
        replicates=(replicates, COUNT),
        workers=(workers, COUNT),
        check=(check, FLAG),
        start=(start, optional(PATH)),
        on_done=(on_done, optional(FUNCTION)),
        same_world=(same_world, FLAG),
        by=(by, NAMES),
        outcomes=(outcomes, optional(TABLES)),
        keep=(keep, optional(FUNCTION)),
    )
    chosen = resolve_scenarios(scenarios, seed=seed, weeks=weeks, changes=changes, lang=lang)
    begins = None if start is None else Path(start)
    breakdowns = check_breakdown(chosen, (by,) if isinstance(by, str) else by, lang=lang)
    own = {} if outcomes is None else load_outcomes(outcomes, chosen, lang=lang)
    labels = unique([record.name for record in chosen])
    moved: tuple[str, ...] = ()
    if same_world:
        moved = tuple(label for label, each in zip(labels, chosen, strict=True) if is_elsewhere(each, chosen[0]))
        chosen = move_together(chosen, lang=lang)
    cases = [
        case
        for label, record in zip(labels, chosen, strict=True)
        for case in replicate(label, record.settings, replicates, check, begins, breakdowns)
    ]
    if keep is not None:
        made = keep([(label, record.settings) for label, record in zip(labels, chosen, strict=True)], replicates)
    else:
        made = run_many(cases, workers=workers, on_done=on_done)
    form = shared_form([form_of(record.settings) for record in chosen])
    made = [run.keep(form) for run in made]
    runs = tuple(tuple(made[start : start + replicates]) for start in range(0, len(made), replicates))
    first = tuple(run.seed for run in runs[0])
    return Comparison(chosen, labels, first, chosen[0].settings.run.weeks, runs, moved, own)
