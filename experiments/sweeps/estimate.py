"""What a sweep will cost, measured on some weeks of its own city before it begins."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from ..execution.edition import edition_of
from ..execution.processors import processors
from ..execution.signals import Interrupted
from .plan import Plan

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


def estimate(plan: Plan, total: int, left: int, workers: int) -> Estimate:
    """Return what the runs that are left will cost.

    The first weeks of the first, the middle and the last point are run here and timed; this compiles the kernels too,
    where they are not. A week later in a run costs more where problems pile up: take it as a rule of thumb.
    """
    seconds = 0.0
    if left:
        points = sorted({0, len(plan.points) // 2, len(plan.points) - 1})
        times = [_seconds(plan, point) for point in points]
        starting = START * math.ceil(workers / processors()) if workers > 1 else 0.0
        seconds = starting + left * sum(times) / len(times) / workers
    size = left * (900 + (plan.weeks * (len(plan.study.form.names) * 2.6 + 2) if plan.study.series else 0))
    study = plan.study
    return Estimate(
        len(plan.points), len(plan.seeds), total, left, plan.weeks, seconds, size, study.precision is not None,
    )  # fmt: skip


def _seconds(plan: Plan, point: int) -> float:
    settings = plan.settings(point)
    weeks = min(WEEKS, plan.weeks)
    edition = edition_of(settings)
    try:
        first = edition.begin(settings)
        first.live(1)  # compiles, and warms up
        edition.end(first)
        start = time.perf_counter()
        simulation = edition.begin(settings)
        founded = time.perf_counter()
        simulation.live(weeks)
        edition.end(simulation)
    except Exception as error:
        if isinstance(error.__cause__, Interrupted):
            raise error.__cause__ from None
        return 0.0  # its run will have a row that says so
    return founded - start + (time.perf_counter() - founded) / weeks * plan.weeks
