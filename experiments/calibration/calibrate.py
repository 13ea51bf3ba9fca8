"""Fit declared parameters to declared targets, into a folder, or go on with it; the same call does both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...model.authorship import identity, unseen
from ...model.processors import processors
from ...scenarios.arguments import COUNT, FLAG, FUNCTION, NAMES, PATH, TABLES, ArgumentKind, check_arguments, optional
from ...scenarios.errors import errors_in
from ...scenarios.message import Enumeration, MessageLanguage, message, sentence_of
from ..execution.provenance import provenance
from ..execution.runs import RunError, run_one
from ..execution.task import Make
from ..store.atomic_files import TEMPORARY, Lock, StoreError
from ..store.store import LOCK
from . import folder
from .evaluation import Evaluation, engine, evaluate
from .journal import NAME, Journal
from .loading import load_task
from .result import Calibration, fit
from .search import Halted, Search, SearchStage
from .task import Point, Task

__all__ = ["Halted", "calibrate"]


def calibrate(
    targets: str | Path | Mapping[str, Any] | Task,
    *,
    out: str | Path | None = None,
    trials: int | None = None,
    replace_other: bool = False,
    workers: int | None = None,
    make: Make = run_one,
    notice: Callable[[str], object] = lambda _: None,
    on_run: Callable[[], object] = lambda: None,
    on_change: Callable[[SearchStage], object] = lambda _: None,
    interrupted: Callable[[], bool] = lambda: False,
    begins: Callable[[], object] = lambda: None,
    command: Sequence[str] = (),
    lang: MessageLanguage = "en",
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
    replace_other : bool
        Begin anew in a folder that holds another calibration, or this one of other code: its files go first.
    workers : int, optional
        Processes; as many as there are processors if not given. Results do not depend on it.
    make : callable
        What makes a run, importable by its name; takes a case and a function to call after each week.
    notice, on_run, on_change, interrupted, begins : callable
        Told a sentence about what was put in order; called after each run; told the stage after each trial; asked
        before each trial whether to stop; called once nothing stands in the way, before the first trial.
    command : sequence of str
        The command line, for provenance.
    lang : str
        Language of the message where the targets file is not valid, ``en`` or ``zh``.

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
    check_arguments(
        lang,
        targets=(targets, ArgumentKind(lambda value: TABLES.fits(value) or isinstance(value, Task), TABLES.allowed)),
        out=(out, optional(PATH)),
        trials=(trials, optional(COUNT)),
        replace_other=(replace_other, FLAG),
        workers=(workers, optional(COUNT)),
        make=(make, FUNCTION),
        notice=(notice, FUNCTION),
        on_run=(on_run, FUNCTION),
        on_change=(on_change, FUNCTION),
        interrupted=(interrupted, FUNCTION),
        begins=(begins, FUNCTION),
        command=(command, NAMES),
    )
    with errors_in(lang):
        task = load_task(targets, trials=trials)
    target = Path(out) if out is not None else Path("results") / task.name
    folder.check_folder(target)
    target.mkdir(parents=True, exist_ok=True)
    lock = Lock(target / LOCK)
    try:
        for file in target.glob(f"*{TEMPORARY}"):
            file.unlink()
        try:
            folder.claim_folder(target, task, command, identity(make))
        except StoreError:
            if not replace_other:
                raise
            notice(message("calibration.discarded", files=Enumeration(folder.discard(target), ", ", "、")))
            folder.claim_folder(target, task, command, identity(make))
        for sentence in unseen(identity(make)):
            notice(sentence)
        begins()
        journal = Journal(target / NAME, task, notice)
        if journal.interrupted:
            notice(message("calibration.interrupted", count=journal.interrupted))
        with engine(workers or processors(), make) as runs:

            def run(point: Point, trial: int) -> Evaluation:
                return evaluate(task, point, trial, runs, on_run)

            search = Search(task, journal, run, on_change, interrupted)
            try:
                result = fit(search, provenance(command))
            except ValueError as error:
                raise RunError(message("calibration.none", reason=sentence_of(error))) from None
        result = replace(result, folder=target)
        folder.write(target, result)
    finally:
        lock.release()
    return result
