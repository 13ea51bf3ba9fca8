"""Fit declared parameters to declared targets, into a folder, or go on with it; the same call does both."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..provenance import provenance
from ..runs import RunError, made
from ..store.files import TEMPORARY, Lock
from ..store.store import LOCK
from ..sweeps.jobs import Make
from . import folder
from .evaluation import Evaluation, engine, evaluated
from .journal import NAME, Journal
from .reading import load_task
from .result import Calibration, fitted
from .search import Halted, Search, Stage
from .task import Point, Task

__all__ = ["Halted", "calibrate"]


def calibrate(
    targets: str | Path | Mapping[str, Any] | Task,
    *,
    out: str | Path | None = None,
    trials: int | None = None,
    workers: int | None = None,
    make: Make = made,
    notice: Callable[[str], object] = lambda _: None,
    on_run: Callable[[], object] = lambda: None,
    on_change: Callable[[Stage], object] = lambda _: None,
    interrupted: Callable[[], bool] = lambda: False,
    command: Sequence[str] = (),
) -> Calibration:
    """Fit declared parameters to declared targets; trials that are in the folder already are not made again.

    Parameters
    ----------
    targets : str, Path, mapping or Task
        A shipped targets file's name, a file, or tables as they would stand in a file.
    out : str or Path, optional
        Folder of the results; ``results/NAME`` if not given.
    trials : int, optional
        Instead of what the file says; more than before goes on from there.
    workers : int, optional
        Processes; as many as there are processors if not given. Results do not depend on it.
    make : callable
        What makes a run, importable by its name; takes a case and a function to call after each week.
    notice, on_run, on_change, interrupted : callable
        Told a sentence about what was put in order; called after each run; told the stage after each trial; asked
        before each trial whether to stop.
    command : sequence of str
        The command line, for provenance.

    Returns
    -------
    Calibration
        Values, intervals, verdicts, residuals, as records and tidy frames.

    Raises
    ------
    ScenarioError
        If the targets file is not valid.
    StoreError
        If the folder cannot be used as it is.
    Halted
        If it was interrupted; the same call goes on.
    RunError
        If no trial gave a result.
    OSError
        If results cannot be written.
    """
    task = load_task(targets, trials=trials)
    target = Path(out) if out is not None else Path("results") / task.name
    folder.checked(target)
    target.mkdir(parents=True, exist_ok=True)
    lock = Lock(target / LOCK)
    try:
        for file in target.glob(f"*{TEMPORARY}"):
            file.unlink()
        folder.agreed(target, task, command)
        journal = Journal(target / NAME, task, notice)
        if journal.interrupted:
            notice(f"{journal.interrupted} trial was under way when the last driver ended; it is made again")
        with engine(workers or os.cpu_count() or 1, make) as runs:

            def run(point: Point, trial: int) -> Evaluation:
                return evaluated(task, point, trial, runs, on_run)

            search = Search(task, journal, run, on_change, interrupted)
            try:
                found = fitted(search, provenance(command))
            except ValueError as error:
                raise RunError(f"no trial gave a result: {error}") from None
        found = replace(found, folder=target)
        folder.write(target, found)
    finally:
        lock.release()
    return found
