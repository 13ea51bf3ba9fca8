"""A Dask cluster: the same jobs, on however many machines.

On a cluster with a Slurm queue, ``dask-jobqueue`` (in the extra ``cluster``) starts the workers::

    from dask_jobqueue import SLURMCluster
    cluster = SLURMCluster(cores=8, processes=8, memory="16GB", walltime="08:00:00", queue="normal")
    cluster.scale(jobs=20)
    print(cluster.scheduler_address)        # for: cogov sweep STUDY --dask tcp://…

One thread a worker: a run holds its thread, and only a process can be ended. Rows come back to the driver, which alone
writes; a worker needs this program and no shared folder.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal, cast
from uuid import uuid4

from ...model.authorship import edits, identity
from ...model.kernel_cache import source_digest
from ...scenarios.message import message
from .executors import Finished, Happening, Lost
from .process_pool import GRACE
from .runs import RunError
from .task import Job, Make, RunRecord, execute_all

LOCAL = "local"
"""The address that stands for a cluster on this machine, started for the sweep."""

MADE_AGAIN = ("lost", "pending", "finished")
"""States of a run whose row is not here although it was done: it died with its worker, and is made or kept anew."""

FETCH = 5.0
"""Seconds to wait for rows that are said to be there; what does not come is asked for again later."""

QUIET = "127.0.0.1:0"
"""Where a cluster of our own tells of itself: any free port, for this machine only. Without an address Dask takes port
8787, and complains if another cluster on the machine has it."""

TASK, MOST = 0.5, 200
"""Seconds of work that a task is given, and runs at most."""

AHEAD = 3
"""Tasks for each thread that are handed out: one it is at, and two that wait."""

PATIENCE = 30.0
"""Seconds to wait for a scheduler and its first worker."""


MISSING = message("cluster.missing")


class ClusterMissing(Exception):
    """Dask is not installed, or there is no scheduler at the address."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Jobs that a worker makes one after another."""

    jobs: tuple[Job, ...]
    future: Any


class Dask:
    """Runs jobs on a Dask cluster, several in one task: what a task costs the driver is then shared by its runs.

    How many is learned from what runs take, so that a task has some half a second of work. When a worker dies, the runs
    of its task are handed out again one by one, so that not all are blamed for the one that kills.

    Parameters
    ----------
    client : distributed.Client
    make : callable
        Importable by its name on the workers.
    limit : float or None
        Seconds a run may take; a worker that does not answer in twice that time is started anew.
    """

    def __init__(self, client: Any, make: Make, limit: float | None = None) -> None:
        self._client, self._make, self._limit = client, make, limit
        self._size = 1
        self._collected: list[Job] = []
        self._batches: dict[str, _Batch] = {}
        self._seen: dict[str, float] = {}  # when a worker was first seen with a task
        self._hung: list[Happening] = []
        self._news: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._unkept: set[str] = set()  # done once, and lost with the worker that kept the rows: Dask makes them again
        self._threads, self._looked = 1, 0.0
        self._check_code()

    def _check_code(self) -> None:
        digests = cast("dict[str, str]", self._client.run(source_digest))
        if wrong := [worker for worker, digest in digests.items() if digest != source_digest()]:
            raise RunError(message("cluster.other_model", count=len(wrong), all=len(digests)))
        maker = identity(self._make)
        for other in cast("dict[str, Any]", self._client.run(identity, self._make)).values():
            if said := edits(maker, other):
                raise RunError(message("cluster.function", changes=said))
        self._threads = max(1, len(digests))

    @property
    def busy(self) -> int:
        """Jobs it has."""
        held = sum(len(batch.jobs) for batch in self._batches.values())
        return held + len(self._collected) + len(self._hung)

    @property
    def room(self) -> int:
        """Jobs it would take at present."""
        return self._threads * AHEAD * self._size - self.busy

    def submit(self, job: Job) -> None:
        """Take a job."""
        self._collected.append(job)
        if len(self._collected) >= self._size:
            self._send()

    def _send(self) -> None:
        """Hand out what was collected."""
        if self._collected:
            jobs, self._collected = tuple(self._collected), []
            self._hand_out(jobs)

    def _hand_out(self, jobs: tuple[Job, ...]) -> None:
        name = f"cogov-{jobs[0].point}-{jobs[0].replicate}-{uuid4().hex}"
        future = self._client.submit(execute_all, jobs, self._make, self._limit, key=name, pure=False)
        self._batches[name] = _Batch(jobs, future)

        def report(_: Any) -> None:
            self._news.put(name)

        future.add_done_callback(report)

    def wait(self, seconds: float) -> list[Happening]:
        """Return what has happened since, waiting for the first thing at most so long."""
        self._send()
        names: list[str] = []
        with suppress(queue.Empty):
            names.append(self._news.get(timeout=min(seconds, 1.0)))
            while True:
                names.append(self._news.get_nowait())
        self._look()
        names = [name for name in {*names, *self._unkept} if name in self._batches]
        rows = self._rows([future for name in names if (future := self._batches[name].future).status == "finished"])
        self._unkept = {name for name in names if name not in rows and self._batches[name].future.status in MADE_AGAIN}
        result = [self._batches.pop(name) for name in names if name not in self._unkept]
        hung, self._hung = self._hung, []
        return hung + [happening for batch in result for happening in self._report(batch, rows)]

    def _rows(self, whole: list[Any]) -> dict[str, list[RunRecord]]:
        """Return what runs gave, by the names of their tasks, without those that were lost on the way here."""
        if not whole:
            return {}
        asked = {future.key: future for future in whole}  # of a list, Dask does not say which it skipped

        def gather() -> Any:
            return self._client.gather(asked, errors="skip", asynchronous=True)

        # It waits for what is made again; meanwhile nobody would see that that hangs.
        try:
            rows = cast("dict[str, list[RunRecord] | None]", self._client.sync(gather, callback_timeout=FETCH))
        except TimeoutError:
            return {}
        return {name: each for name, each in rows.items() if each is not None}

    def _report(self, batch: _Batch, rows: dict[str, list[RunRecord]]) -> list[Happening]:
        self._seen.pop(batch.future.key, None)
        if batch.future.key in rows:
            made = rows[batch.future.key]
            self._learn(made)
            return [Finished(job, row) for job, row in zip(batch.jobs, made, strict=True)]
        if batch.future.status in ("cancelled", "lost"):
            raise RunError(message("cluster.gone"))
        error = batch.future.exception()
        if type(error).__name__ != "KilledWorker":
            raise RunError(message("cluster.cannot", kind=type(error).__name__, reason=error))
        return self._blame(batch, "killed")

    def _blame(self, batch: _Batch, origin: Literal["killed", "time"]) -> list[Happening]:
        """Say that a run was lost, if it is known which; else hand out again, one by one, those that may be."""
        if len(batch.jobs) == 1:
            return [Lost(batch.jobs[0], origin)]
        for job in batch.jobs:
            self._hand_out((job,))
        return []

    def _learn(self, made: list[RunRecord]) -> None:
        """Choose how many runs a task shall have; it doubles at most from one to the next, and shrinks at once."""
        longest = max(row.wall for row in made)
        fitting = min(MOST, max(1, int(TASK / max(longest, 1e-4))))
        self._size = fitting if fitting <= self._size else min(fitting, 2 * self._size)

    def _look(self) -> None:
        """Count the workers now and then, and start those anew that hang."""
        now = time.monotonic()
        if now - self._looked < (1.0 if self._limit is not None else 10.0):
            return
        self._looked = now
        processing = cast("dict[str, tuple[str, ...]]", self._client.processing())
        self._threads = max(1, len(processing))
        if self._limit is None:
            return
        held = {name: worker for worker, names in processing.items() for name in names if name in self._batches}
        self._seen = {name: self._seen.get(name, now) for name in held}
        # A worker may have one more in hand than it is at, hence twice the limit.
        patience = 2 * (self._limit + TASK) + GRACE
        late = [name for name, since in self._seen.items() if now - since > patience]
        hung: list[_Batch] = []
        for name in late:
            batch = self._batches.pop(name)
            batch.future.release()
            self._seen.pop(name)
            hung.append(batch)
        if late:
            workers = sorted({held[name] for name in late})
            self._client.restart_workers(workers, timeout=PATIENCE, raise_for_error=False)
        for batch in hung:
            self._hung += self._blame(batch, "time")

    def close(self) -> None:
        """Give up what is not done."""
        futures = [batch.future for batch in self._batches.values()]
        self._batches.clear()
        self._collected.clear()
        with suppress(Exception):  # the scheduler may have gone
            self._client.cancel(futures, force=True)


def require_dask() -> None:
    """Refuse, before anything else is said, if Dask is not installed.

    Raises
    ------
    ClusterMissing
    """
    if find_spec("distributed") is None:
        raise ClusterMissing(MISSING)


@contextmanager
def client(address: str, workers: int) -> Generator[Any]:
    """Give a client of the scheduler at an address; for :data:`LOCAL` of a cluster started here.

    Raises
    ------
    ClusterMissing
        If Dask is not installed, or no scheduler answers.
    """
    try:
        from dask import config
        from distributed import Client, LocalCluster
    except ImportError:
        raise ClusterMissing(MISSING) from None
    # A worker's profiler looks at its threads a hundred times a second, and costs what a run could have.
    settings = {"distributed.scheduler.allowed-failures": 0, "distributed.worker.profile.enabled": False}
    with config.set(settings):
        if address == LOCAL:
            options: dict[str, Any] = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": QUIET}
            with LocalCluster(**options) as cluster, Client(cluster) as result:
                yield result
            return
        try:
            result = Client(address, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterMissing(message("cluster.no_answer", address=address, reason=error)) from None
        with result:
            try:
                result.wait_for_workers(1, timeout=PATIENCE)
            except TimeoutError:
                raise ClusterMissing(message("cluster.no_workers", address=address)) from None
            yield result
