"""What a sweep will cost, measured on some weeks of its own city before it begins."""

from __future__ import annotations

import math
import pickle
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from ...model.extensions.bundle import ExtendedSettings
from ...model.parameters.settings import Settings
from ...model.processors import processors
from ..execution.edition import edition_of
from ..execution.executors import Happening, Lost
from ..execution.process_pool import Processes
from ..execution.runs import run_one
from ..execution.signals import Interrupted
from .plan import Plan
from .scheduler import BEAT

WEEKS = 8
"""Weeks that are tried."""

START = 2.0
"""Seconds of a processor that a process needs before its first run: imports, and kernels from the disk. Measured."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Cost of the runs that are left.

    Attributes
    ----------
    points, replicates, total, runs, weeks : int
        Of the design; runs of it, or of the shard; those that are left; weeks of a run.
    seconds : float
        On the workers asked for, their start included.
    bytes : float
        On the disk.
    most : bool
        Whether a rule may stop the sweep before.
    """

    points: int
    replicates: int
    total: int
    runs: int
    weeks: int
    seconds: float
    bytes: float
    most: bool


def estimate(
    plan: Plan,
    total: int,
    left: int,
    workers: int,
    *,
    serial: bool = False,
    limit: float | None = None,
    interrupted: Callable[[], bool] = lambda: False,
) -> Estimate:
    """Return what the runs that are left will cost.

    The first weeks of the first, the middle and the last point are run and timed; this compiles the kernels too,
    where they are not. A week later in a run costs more where problems pile up: take it as a rule of thumb.

    Somebody's own code may never end. So cities with extensions are tried in a process of their own, which can be
    ended.

    Parameters
    ----------
    plan : Plan
    total, left : int
        Runs of the design, and those that are left.
    workers : int
    serial : bool
        Try everything in this process.
    limit : float, optional
        Seconds a run may take. What takes longer in a try is taken to cost them.
    interrupted : callable
        Asked whether to stop; then what was not tried counts as nothing.
    """
    seconds = 0.0
    if left:
        points = sorted({0, len(plan.points) // 2, len(plan.points) - 1})
        with ExitStack() as opened:
            engine: Processes | None = None
            times: list[float] = []
            for point in points:
                settings = plan.settings(point)
                if serial or not isinstance(settings, ExtendedSettings):
                    times.append(_time(settings, plan.weeks, None if serial else 1))
                    continue
                if engine is None:
                    engine = Processes(1, run_one, limit)
                    opened.callback(engine.close)
                times.append(_time_apart(plan, point, engine, limit, interrupted))
                if interrupted():
                    break
        starting = START * math.ceil(workers / processors()) if workers > 1 else 0.0
        seconds = starting + left * sum(times) / len(times) / workers
    size = left * (900 + (plan.weeks * (len(plan.study.form.names) * 2.6 + 2) if plan.study.series else 0))
    study = plan.study
    return Estimate(
        len(plan.points), len(plan.seeds), total, left, plan.weeks, seconds, size, study.precision is not None,
    )  # fmt: skip


def _time(settings: Settings, weeks: int, threads: int | None) -> float:
    """Return the seconds of a run, by its first weeks in this process."""
    tried = min(WEEKS, weeks)
    try:
        _live(settings, 1, threads)  # compiles, and warms up
        start = time.perf_counter()
        founded = _live(settings, tried, threads)
    except Exception as error:
        if isinstance(error.__cause__, Interrupted):
            raise error.__cause__ from None
        return 0.0  # its run will have a row that says so
    return founded - start + (time.perf_counter() - founded) / tried * weeks


def _live(settings: Settings, weeks: int, threads: int | None) -> float:
    """Live the first weeks of a run as it will be made, a worker's by one thread; return when its city was founded."""
    edition = edition_of(settings)
    city = edition.begin(settings, threads=threads)
    founded = time.perf_counter()
    city.live(weeks)
    edition.end(city)
    return founded


def _time_apart(
    plan: Plan, point: int, engine: Processes, limit: float | None, interrupted: Callable[[], bool]
) -> float:
    """Return the seconds of a run, by runs of one week and of some in another process; the first warms up."""
    settings, tried = plan.settings(point), min(WEEKS, plan.weeks)
    walls: list[float] = []
    for weeks in (1, 1, tried):
        run = settings.run.model_copy(update={"weeks": weeks})
        short = pickle.dumps(settings.model_copy(update={"run": run}))
        engine.submit(replace(plan.job(point, 0), settings=short, series=False, outcomes=""))
        happened: list[Happening] = []
        while not happened:
            happened = engine.wait(BEAT)
            if interrupted():
                return 0.0
        told = happened[0]
        if isinstance(told, Lost) or told.row.origin == "time":
            return limit or 0.0
        if told.row.failed:
            return 0.0  # its run will have a row that says so
        walls.append(told.row.wall)
    _, one, some = walls
    return one + max(0.0, some - one) / max(1, tried - 1) * (plan.weeks - 1)
