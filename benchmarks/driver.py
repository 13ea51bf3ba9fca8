"""How many runs a second the driver of a cluster keeps up with: sixteen workers that sleep instead of living a city.

A cluster is wide, and this machine is not. So its workers hand back, after a nap as long as a run takes, a result that
was made once; all that remains to do is what the scheduler, the driver and the results on the disk take.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import psutil
from dask.distributed import Client, LocalCluster

from cogov.experiments.design.loading import load_study
from cogov.experiments.execution.dask import QUIET
from cogov.experiments.execution.runs import RunResult, RunSpec, run_one
from cogov.experiments.sweeps.scheduler import Tally
from cogov.experiments.sweeps.sweep import sweep
from cogov.scenarios import load

from .section import Section
from .throughput import STUDY

WORKERS, NAP, RUNS, SKIPPED = 16, 0.018, 6000, 1500


def driver() -> Section:
    seen: list[tuple[float, float, int]] = []
    own = psutil.Process()

    def note(tally: Tally) -> None:
        times = own.cpu_times()
        seen.append((time.perf_counter(), times.user + times.system, tally.ok))

    study = {**STUDY, "seeds": {"replicates": RUNS // 2}}
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=QUIET, silence_logs=logging.CRITICAL
        ) as cluster,
        Client(cluster),
    ):
        out = Path(folder) / "results"
        sweep(load_study(study), out=out, make=nap, dask=cluster.scheduler_address, on_change=note)
    start = next(each for each in seen if each[2] >= SKIPPED)
    end = seen[-1]
    runs = end[2] - start[2]
    return Section(
        "The driver of a cluster",
        f"{WORKERS} workers of a Dask LocalCluster on this machine that sleep {1000 * NAP:.0f} ms and hand back a "
        f"ready result of 260 weeks, {RUNS:,} runs, results on the disk; from run {SKIPPED:,} on. The driver's time "
        "includes the scheduler, which is in its process here.",
        ("runs/s by the clock", "driver and scheduler, ms a run", "so at most, runs/s"),
        [(
            f"{runs / (end[0] - start[0]):,.0f}", f"{1000 * (end[1] - start[1]) / runs:.2f}",
            f"{runs / (end[1] - start[1]):,.0f}",
        )],
    )  # fmt: skip


def nap(case: RunSpec, on_week: Callable[[int], object]) -> RunResult:
    """Sleep as long as a run would take, and return one that was made before."""
    time.sleep(NAP)
    return _made(case.settings.run.weeks)


@cache
def _made(weeks: int) -> RunResult:
    return run_one(RunSpec("nap", load("synergy", changes={"run.weeks": weeks}).settings))
