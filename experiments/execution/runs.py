"""Runs: one case after another or on several processes, with the same outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...model.engine.checkpoint import CheckpointError
from ...model.extensions.bundle import ExtendedSettings
from ...model.extensions.source import ExtensionError
from ...model.indicators import Indicator
from ...model.parameters.settings import Settings
from ...model.seed import SEEDS
from ...model.stock import is_compiled
from ...scenarios import Scenario, ScenarioError, load
from ...scenarios.arguments import COUNT, SCENARIO, check_arguments
from ...scenarios.errors import Problem
from ...scenarios.form import FORM, Form, form_of, measuring
from ...scenarios.message import MessageLanguage, message, name_indicator
from ...scenarios.overrides import DOOR, OPTION, Changes, parse_change, read_changes
from .breakdown import Breakdown
from .edition import LivingCity, edition_of
from .signals import Interrupted
from .worker_pool import end_if_imported_by_worker, hold_signals, likely_cause, open_pool

if TYPE_CHECKING:
    import pandas as pd


class RunError(Exception):
    """A run failed, or gave something that is not a number."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One run to make.

    Attributes
    ----------
    label : str
        The scenario's name in tables, unique among the scenarios of a comparison.
    settings : Settings
        All that decides the run, its seed and length included.
    check : bool
        Check conservation, bounds and finiteness after every week.
    start : Path or None
        A checkpoint to go on from, instead of founding the city; see :meth:`.edition.Edition.resume`.
    until : int or None
        Stop when so many weeks are done, instead of at the end.
    save : Path or None
        Where to leave a checkpoint at the end.
    by : tuple of str
        Parts of the city that are measured in the last week.
    """

    label: str
    settings: Settings
    check: bool = False
    start: Path | None = None
    until: int | None = None
    save: Path | None = None
    by: tuple[Breakdown, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run gave.

    Attributes
    ----------
    label : str
        As in the case.
    seed : int
        The luck it had.
    series : ndarray of float64, shape (weeks, indicators)
        Indicators in the order of :attr:`form`.
    final : dict
        Mean of each indicator over the last 52 weeks, or over all if there are fewer.
    digest : str
        SHA-256 of the series and of the last week's state.
    further : tuple of Indicator
        What extensions measured besides.
    parts : mapping of str to DataFrame
        By each breakdown that was asked for, the last week's indicators: a row for each part.
    """

    label: str
    seed: int
    series: NDArray[np.float64]
    final: dict[str, float]
    digest: str
    further: tuple[Indicator, ...] = ()
    parts: Mapping[Breakdown, pd.DataFrame] = field(default_factory=dict[Breakdown, "pd.DataFrame"])

    @property
    def form(self) -> Form:
        """What it measures, extensions included."""
        return measuring(FORM, self.further)

    def keep(self, form: Form) -> RunResult:
        """Return the run with those of its indicators that a form has; its digest is that of all."""
        if form.names == self.form.names:
            return self
        places = [self.form.names.index(name) for name in form.names]
        further = tuple(each for each in self.further if each.name in form.names)
        final = {name: self.final[name] for name in form.names}
        return replace(self, series=self.series[:, places], final=final, further=further)

    def frame(self) -> pd.DataFrame:
        """Return one row for each week: scenario, seed, week (the first is 0, as in events), indicators."""
        import pandas as pd  # here, since workers need no pandas and start sooner without

        frame = pd.DataFrame(self.series, columns=list(self.form.names))
        frame.insert(0, "scenario", self.label)
        frame.insert(1, "seed", self.seed)
        frame.insert(2, "week", np.arange(len(frame)))
        return frame

    def frame_of_parts(self, by: Breakdown) -> pd.DataFrame:
        """Return the last week by parts, a row for each: scenario, seed, the part, its indicators."""
        frame = self.parts[by].reset_index()
        frame.insert(0, "scenario", self.label)
        frame.insert(1, "seed", self.seed)
        return frame


def resolve_scenario(
    scenario: str | Path | Scenario,
    *,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    options: str = "",
    lang: MessageLanguage = "en",
) -> Scenario:
    """Return the scenario to run: loaded if it is a name or a path, with all changes applied.

    Parameters
    ----------
    scenario, seed, weeks, changes
        As in :func:`simulate`.
    options : str
        What stands before ``seed`` and ``weeks`` where the user wrote them, such as ``--``.
    lang : str
        Language of the error's message.

    Raises
    ------
    ScenarioError
        With every problem of the file and of the changes.
    """
    check_arguments(lang, scenario=(scenario, SCENARIO))
    if scenario == "":
        raise ScenarioError([Problem("scenario", None, "", message("scenario.no_name"))])
    own = [
        parse_change(f"run.{name}", value, f"{options}{name}")
        for name, value in (("weeks", weeks), ("seed", seed))
        if value is not None
    ]
    names = [change.document.file for change in own]
    try:
        return load(scenario, changes=[*read_changes(changes, OPTION if options else DOOR), *own])
    except ScenarioError as error:
        # The user wrote --weeks, and knows of no run.weeks.
        problems = [replace(each, key="") if each.file in names else each for each in error.problems]
        raise ScenarioError(problems, lang) from None


def with_seed(settings: Settings, seed: int) -> Settings:
    """Return settings with another seed."""
    return settings.model_copy(update={"run": settings.run.model_copy(update={"seed": seed})})


def seeds(first: int, replicates: int) -> tuple[int, ...]:
    """Return the seeds of replicates: `first` and those that follow it.

    Consecutive seeds are unrelated luck, since every draw is a hash of the seed; and each replicate can be
    looked at alone with ``cogov run --seed``.
    """
    return tuple((first + replicate) % SEEDS for replicate in range(replicates))


def replicate(
    label: str,
    settings: Settings,
    replicates: int,
    check: bool = False,
    start: Path | None = None,
    by: Sequence[Breakdown] = (),
) -> list[RunSpec]:
    """Return the cases of one scenario, one for each seed."""
    return [
        RunSpec(label, with_seed(settings, seed), check, start, by=tuple(by))
        for seed in seeds(settings.run.seed, replicates)
    ]


def run_one(case: RunSpec, on_week: Callable[[int], object] | None = None) -> RunResult:
    """Make one run.

    Parameters
    ----------
    case : RunSpec
        What to run.
    on_week : callable, optional
        Called with the number of weeks done, after each.

    Raises
    ------
    RunError
        If the model fails or an indicator is not finite; it names scenario, seed and week.
    CheckpointError
        If the case starts from a checkpoint that cannot be used, or that leaves no week to live.
    OSError
        If a checkpoint cannot be left.
    """
    week, form = 0, form_of(case.settings)
    if case.save is not None:
        edition_of(case.settings).check_kept(case.save)
    try:
        simulation = _begin(case)
        week, last = simulation.week, case.until or case.settings.run.weeks
        if case.start is not None and week >= last:
            raise CheckpointError(message("run.no_week", name=case.start.name, done=week, last=last))
        # Week by week where somebody counts, or where the week of an error is to be told.
        together = on_week is None and not case.check and not isinstance(case.settings, ExtendedSettings)
        while week < last:
            try:
                simulation.live(last if together else week + 1)
            except Exception:
                week = simulation.week if together else week
                raise
            week = simulation.week
            if on_week is not None:
                on_week(week)
        series = np.array(simulation.series, dtype=np.float64)
        parts: dict[Breakdown, pd.DataFrame] = {
            each: edition_of(case.settings).break_down(simulation, each) for each in case.by
        }
        final, digest = dict(simulation.final()), simulation.digest()
    except CheckpointError:
        raise
    except Exception as error:
        if isinstance(error.__cause__, Interrupted):  # a signal came while a kernel was being called
            raise error.__cause__ from None
        about: str = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if isinstance(error, ExtensionError):
            seed = case.settings.run.seed
            said = message("extension.in_run", label=case.label, seed=seed, week=week, what=error.args[0])
            raise RunError(said) from error
        raise RunError(f"{case.label}, seed {case.settings.run.seed}, week {week}: {about}") from error
    if (wrong := not_numbers(series, form)).any():
        week, place = (int(index[0]) for index in np.nonzero(wrong))
        name = name_indicator(form.names[place], form.indicators[place].zh)
        raise RunError(
            message("run.not_number", label=case.label, seed=case.settings.run.seed, week=week, indicator=name)
        )
    if case.save is not None:
        simulation.save(case.save)
    edition_of(case.settings).end(simulation)
    further = form.indicators[len(FORM.indicators) :]
    return RunResult(case.label, case.settings.run.seed, series, final, digest, further, parts)


def not_numbers(series: NDArray[np.float64], form: Form) -> NDArray[np.bool_]:
    """Tell where a series, (weeks, indicators), holds what is no number though there must be one."""
    lacking = np.array([each.may_lack for each in form.indicators])
    return ~np.isfinite(series) & ~(np.isnan(series) & lacking)


def _begin(case: RunSpec) -> LivingCity:
    edition = edition_of(case.settings)
    if case.start is None:
        return edition.begin(case.settings, check=case.check)
    return edition.resume(case.start, case.settings, check=case.check)


def run_many(
    cases: Sequence[RunSpec],
    *,
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
    on_outcome: Callable[[RunResult], object] | None = None,
) -> list[RunResult]:
    """Make runs and return their outcomes in the order of the cases, whatever the number of workers.

    Parameters
    ----------
    cases : sequence of RunSpec
        What to run.
    workers : int
        Processes; 1 runs in this one.
    on_done : callable, optional
        Called after each run.
    on_outcome : callable, optional
        Called with each outcome, before `on_done`, in the order in which they come.

    Raises
    ------
    RunError
        If a run fails or a worker dies. The first in the order of the cases is told.
    """

    def done(outcome: RunResult) -> RunResult:
        if on_outcome is not None:
            on_outcome(outcome)
        if on_done is not None:
            on_done()
        return outcome

    end_if_imported_by_worker()
    check_arguments(workers=(workers, COUNT))
    workers = min(workers, len(cases))
    # Kernels are compiled by one process: two at a time would do the work twice.
    alone = len(cases) if workers <= 1 else 0 if is_compiled() else 1
    first = [done(run_one(case)) for case in cases[:alone]]
    if alone >= len(cases):
        return first
    with open_pool(workers) as pool:
        with hold_signals():  # workers start as cases are handed in
            futures = [pool.submit(run_one, case) for case in cases[alone:]]
        waiting: set[Future[RunResult]] = set(futures)
        try:
            while waiting:
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ready:
                    done(future.result())
        except BrokenProcessPool as error:
            raise RunError(message("run.died", cause=likely_cause())) from error
        except RunError:
            wait(futures)
            raise next(error for future in futures if isinstance(error := future.exception(), RunError)) from None
        return first + [future.result() for future in futures]
