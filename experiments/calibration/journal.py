"""The journal of a calibration: every trial, in Optuna's own journal file, so that a killed calibration goes on.

Two Optuna studies share the file: ``search``, whose trials the sampler learns from, and ``further``, the trials that
are asked for by the refinement and the profiles, which it does not. A trial that was under way when the program was
killed is failed; the next one gets the same values, since what the sampler proposes depends on the seed, on the
number of finished trials and on their results alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...scenarios.message import message
from ..store.atomic_files import StoreError
from .evaluation import Evaluation, evaluation
from .task import Parameter, Point, Task

if TYPE_CHECKING:
    from optuna import Study
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

NAME = "journal.log"
FIGURES, ERROR = "figures", "error"


class Journal:
    """The trials of a calibration.

    Parameters
    ----------
    path : Path
        Of the file; made if it does not exist. Who opens it holds the lock on its folder.
    task : Task
    notice : callable
        Called with a sentence for each thing that was put in order.

    Raises
    ------
    StoreError
        If the file is not as it was written.
    OSError
        If it cannot be written.
    """

    def __init__(self, path: Path, task: Task, notice: Callable[[str], object]) -> None:
        import optuna
        from optuna.storages.journal import JournalFileBackend

        _repair(path, notice)
        self._task = task
        self._ranges: dict[str, BaseDistribution] = {each.key: _distribution(each) for each in task.parameters}
        with _quiet():
            storage = optuna.storages.JournalStorage(JournalFileBackend(os.fspath(path), lock_obj=_no_lock(path)))
            self._search, self._further = (
                optuna.create_study(storage=storage, study_name=name, load_if_exists=True)
                for name in ("search", "further")
            )
        self.interrupted = 0
        for trial in self._search.get_trials(deepcopy=False):
            if not trial.state.is_finished():
                self._search.tell(trial.number, state=optuna.trial.TrialState.FAIL)
                self.interrupted += 1
        self.trials = list(_complete_trials(self._search, task))
        self._known = {each.point: each for each in _complete_trials(self._further, task)}

    def further(self, point: Point) -> Evaluation | None:
        """Return what was found at a point that is not of the search, or None."""
        return self._known.get(point)

    def propose(self, evaluate: Callable[[Point], Evaluation]) -> Evaluation:
        """Let the sampler propose a point, evaluate it, and keep it."""
        import optuna

        # A sampler of its own for each trial, seeded by how many there are: what it draws is the same after a kill.
        seed = np.random.SeedSequence((self._task.search.seed, len(self.trials))).generate_state(1)[0]
        self._search.sampler = optuna.samplers.TPESampler(seed=int(seed), constant_liar=False)
        trial = self._search.ask(self._ranges)
        point = tuple(each.round_value(float(trial.params[each.key])) for each in self._task.parameters)
        result = evaluate(point)
        for name, value in _attributes(result).items():
            trial.set_user_attr(name, value)
        if result.failed:
            self._search.tell(trial, state=optuna.trial.TrialState.FAIL)
        else:
            self._search.tell(trial, result.misfit)
        self.trials.append(result)
        return result

    def add(self, result: Evaluation, *, search: bool) -> None:
        """Keep a trial whose point was not proposed by the sampler."""
        import optuna
        from optuna.trial import TrialState

        trial = optuna.create_trial(
            params={
                each.key: each.setting(value) for each, value in zip(self._task.parameters, result.point, strict=True)
            },
            distributions=self._ranges,
            value=None if result.failed else result.misfit,
            state=TrialState.FAIL if result.failed else TrialState.COMPLETE,
            user_attrs=_attributes(result),
        )
        (self._search if search else self._further).add_trial(trial)
        if search:
            self.trials.append(result)
        else:
            self._known[result.point] = result


def _attributes(result: Evaluation) -> dict[str, Any]:
    """Return what Optuna keeps of a trial beside its values: all figures, for the bootstrap, and why it failed."""
    return {ERROR: result.error} if result.figures is None else {FIGURES: result.figures.tolist()}


def _complete_trials(study: Study, task: Task) -> Generator[Evaluation]:
    """Yield the trials that came to an end, in their order; not those that were killed."""
    for trial in study.get_trials(deepcopy=False):
        if FIGURES in trial.user_attrs and trial.state.name == "COMPLETE":
            yield evaluation(task, _point(trial, task.parameters), np.array(trial.user_attrs[FIGURES], dtype=float))
        elif ERROR in trial.user_attrs and trial.state.is_finished():
            yield Evaluation(_point(trial, task.parameters), None, float("inf"), str(trial.user_attrs[ERROR]))


def _point(trial: FrozenTrial, parameters: Sequence[Parameter]) -> Point:
    return tuple(each.round_value(float(trial.params[each.key])) for each in parameters)


def _distribution(parameter: Parameter) -> BaseDistribution:
    from optuna.distributions import FloatDistribution, IntDistribution

    if parameter.declared.whole:
        return IntDistribution(int(parameter.low), int(parameter.high), log=parameter.log)
    return FloatDistribution(parameter.low, parameter.high, log=parameter.log)


def _repair(path: Path, notice: Callable[[str], object]) -> None:
    """Cut off a last line that a crash left torn; any other fault is no accident of writing, and is refused."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].splitlines(keepends=True)
    if lines and not _is_entry(lines[-1]):  # a power cut can leave zeros, line end and all
        whole -= len(lines.pop())
    for number, line in enumerate(lines, 1):
        if not _is_entry(line):
            raise StoreError(message("store.line", name=path.parent, number=number, file=path.name))
    if whole < len(content):
        with path.open("r+b") as file:
            file.truncate(whole)
            file.flush()
            os.fsync(file.fileno())
        notice(message("calibration.torn", name=path.name))


def _is_entry(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _no_lock(path: Path) -> Any:
    """Return a lock for Optuna that does nothing: the folder has one, which a kill does not leave behind."""
    from optuna.storages.journal import JournalFileOpenLock

    class Unlocked(JournalFileOpenLock):
        def acquire(self) -> bool:
            return True

        def release(self) -> None:
            return None

    return Unlocked(os.fspath(path))


@contextmanager
def _quiet() -> Generator[None]:
    """Keep Optuna from telling of every study it makes."""
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
