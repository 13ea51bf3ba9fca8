"""Runs: one case after another or on several processes, with the same outcome."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from ..model.checkpoint import CheckpointError
from ..model.indicators import NAMES
from ..model.settings import Settings
from ..model.simulation import Simulation
from ..model.sources import is_compiled
from ..scenarios import Problem, Scenario, ScenarioError, load
from .streams import Interrupted

if TYPE_CHECKING:
    import pandas as pd

PATIENCE = 2.0
"""Seconds that each step of leaving a pool of processes may take."""

SEEDS = 2**63
"""Seeds are 0 … SEEDS - 1."""


class RunError(Exception):
    """A run failed, or gave something that is not a number."""


@dataclass(frozen=True, slots=True)
class Case:
    """One run to make.

    Attributes
    ----------
    label : str
        The scenario's name in tables, unique among the scenarios of a comparison.
    settings : Settings
        All that decides the run, its seed and length included.
    check : bool
        Check conservation, bounds and finiteness after every process.
    start : Path or None
        A checkpoint to go on from, instead of founding the city; see :meth:`cogov.model.Simulation.load`.
    until : int or None
        Stop when so many weeks are done, instead of at the end.
    save : Path or None
        Where to leave a checkpoint at the end.
    """

    label: str
    settings: Settings
    check: bool = False
    start: Path | None = None
    until: int | None = None
    save: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave.

    Attributes
    ----------
    label : str
        As in the case.
    seed : int
        The luck it had.
    series : ndarray of float64, shape (weeks, indicators)
        Indicators in the order of :data:`cogov.model.indicators.NAMES`.
    final : dict
        Mean of each indicator over the last 52 weeks, or over all if there are fewer.
    digest : str
        SHA-256 of the series and of the last week's state.
    """

    label: str
    seed: int
    series: NDArray[np.float64]
    final: dict[str, float]
    digest: str

    def frame(self) -> pd.DataFrame:
        """Return one row for each week: scenario, seed, week (the first is 0, as in events), indicators."""
        import pandas as pd  # here, since workers need no pandas and start sooner without

        frame = pd.DataFrame(self.series, columns=list(NAMES))
        frame.insert(0, "scenario", self.label)
        frame.insert(1, "seed", self.seed)
        frame.insert(2, "week", np.arange(len(frame)))
        return frame


def prepared(
    scenario: str | Path | Scenario,
    *,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Sequence[str] = (),
    options: str = "",
) -> Scenario:
    """Return the scenario to run: loaded if it is a name or a path, with all changes applied.

    Parameters
    ----------
    scenario, seed, weeks, changes
        As in :func:`simulate`.
    options : str
        What stands before ``seed`` and ``weeks`` where the user wrote them, such as ``--``.

    Raises
    ------
    ScenarioError
        With every problem of the file and of the changes.
    """
    if not isinstance(cast(object, scenario), str | Path | Scenario):
        raise TypeError(f"scenario is {scenario!r}; a name, the path of a file or a record is needed")
    if scenario == "":
        raise ScenarioError([Problem("scenario", None, "", "the name of the scenario is empty")])
    changes = [changes] if isinstance(changes, str) else list(changes)
    own = {name: f"run.{name}={value}" for name, value in (("weeks", weeks), ("seed", seed)) if value is not None}
    try:
        return load(scenario, changes=(*changes, *own.values()))
    except ScenarioError:
        problems = list(_problems(scenario, tuple(changes)))
        for name, change in own.items():
            problems += [
                replace(problem, file=f"{options}{name}", key="") for problem in _problems("fragmented", (change,))
            ]
        if not problems:  # they fit each alone and not together
            raise
        raise ScenarioError(problems) from None


def _problems(scenario: str | Path | Scenario, changes: tuple[str, ...]) -> tuple[Problem, ...]:
    try:
        load(scenario, changes=changes)
    except ScenarioError as error:
        return error.problems
    return ()


def seeds(first: int, replicates: int) -> tuple[int, ...]:
    """Return the seeds of replicates: `first` and those that follow it.

    Consecutive seeds are unrelated luck, since every draw is a hash of the seed; and each replicate can be
    looked at alone with ``cogov run --seed``.
    """
    return tuple((first + replicate) % SEEDS for replicate in range(replicates))


def replicated(
    label: str, settings: Settings, replicates: int, check: bool = False, start: Path | None = None
) -> list[Case]:
    """Return the cases of one scenario, one for each seed."""
    return [
        Case(label, settings.model_copy(update={"run": settings.run.model_copy(update={"seed": seed})}), check, start)
        for seed in seeds(settings.run.seed, replicates)
    ]


def made(case: Case, on_week: Callable[[int], object] | None = None) -> Outcome:
    """Make one run.

    Parameters
    ----------
    case : Case
        What to run.
    on_week : callable, optional
        Called with the number of weeks done, after each.

    Raises
    ------
    RunError
        If the model fails or an indicator is not finite; it names scenario, seed and week.
    CheckpointError
        If the case starts from a checkpoint that cannot be used.
    OSError
        If a checkpoint cannot be left.
    """
    week = 0
    try:
        simulation = _begun(case)
        week = simulation.week
        while week < (case.until or case.settings.run.weeks):
            simulation.step()
            week += 1
            if on_week is not None:
                on_week(week)
        series = np.array(simulation.series, dtype=np.float64)
        final, digest = dict(simulation.final()), simulation.digest()
    except CheckpointError:
        raise
    except Exception as error:
        if isinstance(error.__cause__, Interrupted):  # a signal came while a kernel was being called
            raise error.__cause__ from None
        about = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise RunError(f"{case.label}, seed {case.settings.run.seed}, week {week}: {about}") from error
    if not np.isfinite(series).all():
        week, place = (int(index[0]) for index in np.nonzero(~np.isfinite(series)))
        raise RunError(f"{case.label}, seed {case.settings.run.seed}, week {week}: {NAMES[place]} is not a number")
    if case.save is not None:
        simulation.save(case.save)
    return Outcome(case.label, case.settings.run.seed, series, final, digest)


def _begun(case: Case) -> Simulation:
    if case.start is None:
        return Simulation(case.settings, check=case.check)
    return Simulation.load(case.start, settings=case.settings, seed=case.settings.run.seed, check=case.check)


def outcomes(cases: Sequence[Case], *, workers: int = 1, on_done: Callable[[], object] | None = None) -> list[Outcome]:
    """Make runs and return their outcomes in the order of the cases, whatever the number of workers.

    Parameters
    ----------
    cases : sequence of Case
        What to run.
    workers : int
        Processes; 1 runs in this one.
    on_done : callable, optional
        Called after each run.

    Raises
    ------
    RunError
        If a run fails or a worker dies. The first in the order of the cases is told.
    """

    def done(outcome: Outcome) -> Outcome:
        if on_done is not None:
            on_done()
        return outcome

    if workers < 1:
        raise ValueError(f"workers is {workers}; at least 1 is needed")
    workers = min(workers, len(cases))
    # Kernels are compiled by one process: two at a time would do the work twice.
    alone = len(cases) if workers <= 1 else 0 if is_compiled() else 1
    first = [done(made(case)) for case in cases[:alone]]
    if alone >= len(cases):
        return first
    with _pool(workers) as pool:
        with undisturbed():  # workers start as cases are handed in
            futures = [pool.submit(made, case) for case in cases[alone:]]
        waiting: set[Future[Outcome]] = set(futures)
        try:
            while waiting:
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ready:
                    done(future.result())
        except BrokenProcessPool as error:
            raise RunError(f"a worker process died; {likely_cause()}") from error
        except RunError:
            wait(futures)
            raise next(error for future in futures if isinstance(error := future.exception(), RunError)) from None
        return first + [future.result() for future in futures]


def likely_cause() -> str:
    """Return why workers may have died: a script that each of them runs again, or memory."""
    script = getattr(sys.modules["__main__"], "__file__", None)
    with suppress(OSError):
        if script and "__main__" not in Path(script).read_text(encoding="utf-8", errors="replace"):
            return (
                f"{Path(script).name} lacks 'if __name__ == \"__main__\":', below which it must call this, "
                "since every worker imports it"
            )
    return "there may be too little memory for so many workers"


def _ignore_interrupts() -> None:
    # Ctrl-C reaches every process of the terminal; the parent decides what happens.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def undisturbed() -> Generator[None]:
    """Hold back the signals of a terminal, also for good in processes that start meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _pool(workers: int) -> Generator[ProcessPoolExecutor]:
    # spawn: the same everywhere, and safe beside the threads of Arrow and the browser.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_interrupts)
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        _abandon(pool)
        raise


def _abandon(pool: ProcessPoolExecutor) -> None:
    """End a pool's processes whatever state it is in, in bounded time."""
    manager: threading.Thread | None = cast(Any, pool)._executor_manager_thread
    processes: list[Any] = list((pool._processes or {}).values())
    hook = threading.excepthook

    def quiet(about: threading.ExceptHookArgs) -> None:
        if about.thread is not manager:  # which may find its pipes closed
            hook(about)

    threading.excepthook = quiet
    try:
        # In a thread, since an interrupt may have left the pool's locks taken.
        asked = threading.Thread(target=pool.shutdown, kwargs={"wait": False, "cancel_futures": True}, daemon=True)
        asked.start()
        asked.join(PATIENCE)
        for end in ("terminate", "kill"):
            until = time.monotonic() + PATIENCE
            for process in processes:
                with suppress(OSError, ValueError):
                    getattr(process, end)()
            for process in processes:
                with suppress(OSError, ValueError, AssertionError):
                    process.join(max(0.0, until - time.monotonic()))
        if manager is not None:
            manager.join(PATIENCE)
    finally:
        threading.excepthook = hook


def simulate(
    scenario: str | Path | Scenario,
    *,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Sequence[str] = (),
    replicates: int = 1,
    workers: int = 1,
) -> pd.DataFrame:
    """Run a scenario and return its weeks.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name from the library, the path of a scenario file, or a record.
    seed, weeks : int, optional
        Instead of what the scenario says.
    changes : sequence of str
        Settings to change, such as ``rules.goals.strength=0.5``.
    replicates : int
        Runs, with the seeds `seed`, `seed` + 1, …
    workers : int
        Processes to run on; results do not depend on it.

    Returns
    -------
    DataFrame
        One row for each run and week: ``scenario``, ``seed``, ``week`` (the first is 0) and a column for each
        indicator of :data:`cogov.model.indicators.INDICATORS`.

    Raises
    ------
    ScenarioError
        If the scenario or a change is not valid.
    RunError
        If a run fails.
    """
    import pandas as pd

    if replicates < 1:
        raise ValueError(f"replicates is {replicates}; at least 1 is needed")
    record = prepared(scenario, seed=seed, weeks=weeks, changes=changes)
    runs = outcomes(replicated(record.name, record.settings, replicates), workers=workers)
    return pd.concat([run.frame() for run in runs], ignore_index=True)
