"""One run of a sweep: what a worker is handed, what it hands back, and how it makes it."""

from __future__ import annotations

import os
import pickle
import platform
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from ...model.kernel_cache import source_digest
from ...model.parameters.settings import Settings
from ...scenarios import from_library, load
from ...scenarios.form import form_of
from ...scenarios.message import message
from ..outcomes.of_runs import evaluate, read_text
from ..outcomes.outcome import OutcomeValue
from .edition import edition_of
from .record import Origin, RunRecord
from .runs import RunError, RunResult, RunSpec, not_numbers, run_one, with_seed

Make = Callable[[RunSpec, Callable[[int], object]], RunResult]
"""Makes a run; calls the function it is given with the number of weeks done, after each. A module's own function."""


class TooLong(BaseException):
    """A run's time is over. Passes through ``except Exception``, as the one in :func:`.runs.run_one`."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run to make.

    Attributes
    ----------
    point, replicate, seed : int
        Which run it is.
    key, label, digest : str
        Its key, its name in messages, the digest of its point's settings.
    settings : bytes
        The pickled settings of the point.
    series, check : bool
        Whether to hand back every week; whether to check every week.
    outcomes : str
        The study's own, as a document; see :func:`cogov.experiments.outcomes.of_runs.documents`.
    exact : bool
        Whether weeks are handed back as float64, not as float32.
    """

    point: int
    replicate: int
    seed: int
    key: str
    label: str
    settings: bytes
    digest: str
    series: bool
    check: bool = False
    outcomes: str = ""
    exact: bool = False


@lru_cache(maxsize=16)
def _settings(content: bytes) -> Settings:
    return pickle.loads(content)


_WARM = {
    "run.weeks": 5,
    "world.city.streets_per_district": 1,
    "world.city.communities_per_street": 1,
    "world.city.townships_per_county": 1,
    "world.city.villages_per_township": 1,
    "world.city.agents_per_grid": 10,
}
"""A small city in which everything happens."""


@cache
def warm() -> None:
    """Load the kernels into this process, once: a run's time shall not count it."""
    with suppress(Exception):  # what is wrong will be told of a run
        settings = load(from_library("synergy"), changes=_WARM).settings
        city = edition_of(settings).begin(settings)
        city.live(settings.run.weeks)


def needs_agents(job: Job) -> bool:
    """Tell whether agents play a job."""
    return edition_of(_settings(job.settings)).name == "agents"


def execute(job: Job, make: Make, limit: float | None) -> RunRecord:
    """Make a run and return its row; whatever goes wrong in the model is told in the row and never raised.

    Parameters
    ----------
    job : Job
    make : callable
    limit : float or None
        Seconds after which the run is given up between two weeks.
    """
    warm()
    with suppress(Exception):  # what is wrong is told below, of the run
        edition_of(_settings(job.settings)).load()
    start, spent = time.monotonic(), time.process_time()

    def on_week(_: int) -> None:
        if limit is not None and time.monotonic() - start > limit:
            raise TooLong

    origin: Origin | Literal[""] = ""
    error = trace = digest = ""
    final: tuple[float, ...] = ()
    series, weeks = b"", 0
    own: dict[str, OutcomeValue] = {}
    try:
        settings = _settings(job.settings)
        settings, form = with_seed(settings, job.seed), form_of(settings)
        spec = RunSpec(job.label, settings, job.check)
        # Where nobody is to hear of a week many go together. Whoever makes runs her way is always given a hearer.
        outcome = run_one(spec) if limit is None and make is run_one else make(spec, on_week)
        values = np.asarray(outcome.series, dtype=np.float64)
        if values.shape != (settings.run.weeks, len(form.names)) or not_numbers(values, form).any():
            raise RunError(message("run.not_series", label=job.label))
        if job.outcomes:
            events = [-1 if event.week is None else event.week for event in settings.events]
            own = evaluate(read_text(job.outcomes, form), values, events, form)
        final, digest = tuple(float(outcome.final[name]) for name in form.names), outcome.digest
        weeks, series = len(values), values.astype("<f8" if job.exact else "<f4").tobytes() if job.series else b""
    except TooLong:
        origin, error = "time", too_long(limit)
    except MemoryError:
        origin, error = "memory", "too little memory"
    except Exception as failure:
        cause = failure.__cause__ if isinstance(failure, RunError) else None
        origin = "memory" if isinstance(cause, MemoryError) else "model"
        about = f"{type(failure).__name__}: {failure}" if str(failure) else type(failure).__name__
        error = str(failure) if isinstance(failure, RunError) else about
        trace = traceback.format_exc(limit=-20)
    return RunRecord(
        job.point, job.replicate, job.seed, job.key, job.digest, source_digest(), weeks, digest, final, series,
        origin, error[:2000], trace[:20_000], 1, time.monotonic() - start, time.process_time() - spent, _peak(),
        platform.node(), os.getpid(), time.time(), own,
    )  # fmt: skip


def execute_all(jobs: Sequence[Job], make: Make, limit: float | None) -> list[RunRecord]:
    """Make runs one after another, and return a row for each."""
    return [execute(job, make, limit) for job in jobs]


def lost(job: Job, origin: Literal["time", "killed"], attempts: int, limit: float | None) -> RunRecord:
    """Return the row of a run whose process was killed or hung too often."""
    error = too_long(limit) if origin == "time" else f"its process died {attempts} times"
    return RunRecord(
        job.point, job.replicate, job.seed, job.key, job.digest, source_digest(),
        origin=origin, error=error, attempts=attempts, host=platform.node(), finished=time.time(),
    )  # fmt: skip


def too_long(limit: float | None) -> str:
    """Return what is said of a run that took too long."""
    return f"took longer than {limit:g} s"


def _peak() -> float:
    """Return the largest memory this process had, in MB; 0 where it is not known."""
    if sys.platform == "win32":
        return 0.0
    # What the system counts for a process may be that of its parent, where it was started from a larger one.
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1e3
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
