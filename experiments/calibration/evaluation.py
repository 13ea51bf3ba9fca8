"""What the model gives at a point: every target's scenario is run with every seed, on as many processes as there are.

All points meet the same seeds (common random numbers), so that the misfit is a fixed function of the point, and the
differences between points are not luck.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...scenarios import ScenarioError, load
from ...scenarios.form import form_of
from ...scenarios.message import message, name_indicator
from ..execution.executors import Engine, Finished, Serial
from ..execution.process_pool import Processes
from ..execution.runs import run_one
from ..execution.task import Job, Make, RunRecord, lost
from ..outcomes.of_runs import documents
from ..sweeps.scheduler import ATTEMPTS, BEAT
from .task import Point, Target, Task


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A point and what the model gives there.

    Attributes
    ----------
    point : tuple of float
        A value for each parameter.
    figures : ndarray of float64, shape (seeds, targets), or None
        What each run gave for each target; None if a run failed.
    misfit : float
        Infinite if a run failed.
    error : str
        Why it failed.
    """

    point: Point
    figures: NDArray[np.float64] | None
    misfit: float
    error: str = ""

    @property
    def failed(self) -> bool:
        """Whether a run failed."""
        return self.figures is None


def evaluation(task: Task, point: Point, figures: NDArray[np.float64]) -> Evaluation:
    """Return a point with its figures."""
    return Evaluation(point, figures, float(task.misfit(figures)))


@contextmanager
def engine(workers: int, make: Make = run_one) -> Generator[Engine]:
    """Give what makes runs: this process, or processes beside it; results do not depend on it."""
    if workers == 1:
        yield Serial(make)
        return
    processes = Processes(workers, make)
    try:
        yield processes
    finally:
        processes.close()


def evaluate(task: Task, point: Point, trial: int, engine: Engine, on_run: Callable[[], object]) -> Evaluation:
    """Run the model at a point.

    Parameters
    ----------
    task : Task
    point : tuple of float
    trial : int
        Number of the trial, on which its luck may hang.
    engine : Engine
    on_run : callable
        Called after each run.
    """
    try:
        jobs = _jobs(task, point, trial)
    except ScenarioError as error:  # values that do not fit together
        return Evaluation(point, None, float("inf"), "; ".join(problem.what for problem in error.problems)[:500])
    rows = _rows(jobs, engine, on_run)
    failed = next((row for place in sorted(rows) if (row := rows[place]).failed), None)
    if failed is not None:
        return Evaluation(point, None, float("inf"), f"seed {failed.seed}: {failed.error}"[:500])
    figures = np.empty((task.search.seeds, len(task.targets)))
    for column, target in enumerate(task.targets):
        scenario = list(task.scenarios).index(target.scenario)
        names = form_of(task.scenarios[target.scenario].settings).names
        for replicate in range(task.search.seeds):
            figures[replicate, column] = _figure(rows[scenario, replicate], target, names)
    here = np.isfinite(figures)
    lacking = [target.name for column, target in enumerate(task.targets) if not bool(here[:, column].all())]
    if lacking:  # nobody asked for help in the window, or nothing was put to a meeting
        return Evaluation(point, None, float("inf"), message("calibration.lacking", name=name_indicator(lacking[0])))
    return evaluation(task, point, figures)


def _jobs(task: Task, point: Point, trial: int) -> list[Job]:
    """Return the runs of a point; a job's point is the number of its scenario."""
    jobs: list[Job] = []
    for number, (name, scenario) in enumerate(task.scenarios.items()):
        settings = load(scenario, changes=task.changes(point)).settings
        digest = settings.digest()
        content = pickle.dumps(settings)
        here = [target for target in task.targets if target.scenario == name]
        series = any(not target.is_final for target in here)
        own = {target.indicator: target.own for target in here if target.own is not None}
        outcomes = json.dumps(documents(own)) if own else ""
        for replicate, seed in enumerate(task.seeds(trial)):
            key = hashlib.blake2b(f"{digest}\n{seed}".encode(), digest_size=16).hexdigest()
            jobs.append(Job(number, replicate, seed, key, name, content, digest, series, outcomes=outcomes))
    return jobs


def _rows(jobs: list[Job], engine: Engine, on_run: Callable[[], object]) -> dict[tuple[int, int], RunRecord]:
    """Make all runs; one whose process died is made again alone, and set apart if it dies again."""
    rows: dict[tuple[int, int], RunRecord] = {}
    waiting, suspects = deque(jobs), deque[Job]()
    losses: dict[tuple[int, int], int] = {}
    while len(rows) < len(jobs):
        while waiting and engine.room > 0 and not suspects:
            engine.submit(waiting.popleft())
        if suspects and not engine.busy:
            engine.submit(suspects.popleft())
        for happening in engine.wait(BEAT):
            job = happening.job
            place = job.point, job.replicate
            if isinstance(happening, Finished):
                rows[place] = happening.row
            else:
                losses[place] = losses.get(place, 0) + 1
                if losses[place] < ATTEMPTS:
                    suspects.append(job)
                    continue
                rows[place] = lost(job, happening.origin, losses[place], None)
            on_run()
    return rows


def _figure(row: RunRecord, target: Target, names: Sequence[str]) -> float:
    if target.own is not None:
        return row.outcomes[target.indicator].value
    place = names.index(target.indicator)
    if target.is_final:
        return row.final[place]
    weeks = np.frombuffer(row.series, dtype="<f4").reshape(row.weeks, len(names))[:, place].astype(np.float64)
    if target.first_week is None:
        return float(weeks[-target.weeks :].mean())
    return float(weeks[target.first_week : target.first_week + target.weeks].mean())
