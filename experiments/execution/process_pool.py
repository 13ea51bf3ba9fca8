"""Worker processes, each with a pipe of its own.

With a pipe for each it is known which run a process was at when it died or hung: that one is blamed, those behind it
in the same pipe are handed back untouched, and all other processes go on. The pool is thus rebuilt one process at a
time. A worker whose driver dies ends itself.
"""

from __future__ import annotations

import _thread
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, cast

from ...model.authorship import edits, identity
from ...scenarios.message import message
from .edition import load_agents
from .executors import Finished, Happening, Lost
from .runs import RunError
from .task import Job, Make, RunRecord, execute, needs_agents, warm
from .worker_pool import PATIENCE, hold_signals, likely_cause

WINDOW = 4
"""Jobs in a worker's pipe: while the driver writes a part, workers have something to do."""

GRACE = 2.0
"""Seconds beyond the limit after which a process that does not answer is ended."""

AHEAD = 1 << 16 if sys.platform == "linux" else 0
"""Bytes of jobs that may lie in a pipe unread: fewer than it holds, or driver and worker could wait for each other."""

STILLBORN = 3
"""Workers that may die in a row before they are ready."""


class _Worker:
    """A process, its pipe, and the jobs in it; the first is the one it is at."""

    def __init__(self, make: Make, limit: float | None, with_agents: bool) -> None:
        # spawn: the same everywhere, and safe beside the threads of Arrow and the browser.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        serving = (theirs, make, limit, identity(make), with_agents)
        self.process: SpawnProcess = context.Process(target=_serve, args=serving, daemon=True)
        with hold_signals():
            self.process.start()
        theirs.close()
        self.jobs: deque[Job] = deque()
        self.sent = 0  # of the jobs, those that were put into the pipe
        self.ready = False
        self.since = time.monotonic()

    def feed(self) -> None:
        """Send on what may lie in the pipe."""
        while self.sent < len(self.jobs):
            unread = sum(len(self.jobs[place].settings) + 500 for place in range(self.sent))
            if self.sent and unread + len(self.jobs[self.sent].settings) > AHEAD:
                return
            if not self.sent:
                self.since = time.monotonic()
            with suppress(OSError):  # it has died, which is seen next
                self.pipe.send(self.jobs[self.sent])
            self.sent += 1

    def pop_job(self) -> Job:
        """Return the job that an answer is to."""
        self.sent -= 1
        return self.jobs.popleft()

    def end(self) -> None:
        """Kill it, and take leave of it."""
        with suppress(OSError, ValueError):
            self.process.kill()
        with suppress(OSError, ValueError, AssertionError):
            self.process.join(PATIENCE)
        with suppress(OSError):
            self.pipe.close()


def _serve(pipe: Connection, make: Make, limit: float | None, maker: str | dict[str, Any], with_agents: bool) -> None:
    """Make runs until the pipe closes.

    What was imported here may have been edited, or given another value, since the driver imported it: then its driver
    is told, and no run made that would pass for one of the driver's function.
    """
    # Ctrl-C and the signals of a batch system reach every process; the driver decides what happens.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _thread.start_new_thread(_follow, ())
    with suppress(EOFError, OSError):
        if said := edits(maker, identity(make)):
            pipe.send(said)
            return
        warm()
        if with_agents:
            load_agents()
        pipe.send(None)
        while True:
            pipe.send(execute(cast(Job, pipe.recv()), make, limit))


def _follow() -> None:
    """End this process when its parent has ended, also in the middle of a run."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class Processes:
    """Worker processes on this machine.

    Parameters
    ----------
    workers : int
        How many.
    make : callable
        Importable by its name in the workers.
    limit : float or None
        Seconds a run may take. Looked at between weeks; where a run does not come to the end of its week, its process
        is ended :data:`GRACE` seconds later.
    """

    def __init__(self, workers: int, make: Make, limit: float | None = None) -> None:
        self._make, self._limit = make, limit
        self._workers: list[_Worker] = []
        self._news: list[Happening] = []
        self._back: deque[Job] = deque()  # jobs that stood behind one whose process died
        self._stillborn = 0
        self._wanted = workers
        self._with_agents = False  # whether a process loads them before it is ready: a run's time shall not count it

    @property
    def busy(self) -> int:
        """Jobs it has."""
        return sum(len(worker.jobs) for worker in self._workers) + len(self._back) + len(self._news)

    @property
    def room(self) -> int:
        """Jobs it would take at present."""
        return self._wanted * WINDOW - self.busy

    def submit(self, job: Job) -> None:
        """Take a job."""
        if len(self._workers) < self._wanted and all(worker.jobs for worker in self._workers):
            self._with_agents = self._with_agents or needs_agents(job)
            self._workers.append(_Worker(self._make, self._limit, self._with_agents))
        self._hand(job)

    def _hand(self, job: Job) -> None:
        worker = min(self._workers, key=lambda each: len(each.jobs))
        worker.jobs.append(job)
        worker.feed()

    def wait(self, seconds: float) -> list[Happening]:
        """Return what has happened since, waiting for the first thing at most so long."""
        pipes = {worker.pipe: worker for worker in self._workers}
        for each in wait(list(pipes), 0 if self._news else min(seconds, self._until_limit())):
            self._hear(pipes[cast(Connection, each)])
        now = time.monotonic()
        if self._limit is not None:
            for worker in list(self._workers):
                if worker.ready and worker.jobs and now - worker.since > self._limit + GRACE:
                    self._bury(worker, "time")
        for worker in self._workers:  # it may have died without a word in its pipe
            if not worker.process.is_alive() and not worker.pipe.poll():
                self._bury(worker, "killed")
                break
        while self._back and self._workers:
            self._hand(self._back.popleft())
        news, self._news = self._news, []
        return news

    def _until_limit(self) -> float:
        if self._limit is None:
            return 3600.0
        now = time.monotonic()
        left = [each.since + self._limit + GRACE - now for each in self._workers if each.ready and each.jobs]
        return max(0.0, min(left, default=3600.0)) + 0.01

    def _hear(self, worker: _Worker) -> None:
        """Take all answers that lie in a worker's pipe."""
        try:
            while worker.pipe.poll():
                row = cast("RunRecord | str | None", worker.pipe.recv())
                worker.since = time.monotonic()
                if isinstance(row, str):
                    raise RunError(message("run.no_import", row=row))
                if row is None:
                    worker.ready, self._stillborn = True, 0
                else:
                    self._news.append(Finished(worker.pop_job(), row))
                    worker.feed()
        except (EOFError, OSError):
            self._bury(worker, "killed")

    def _bury(self, worker: _Worker, why: str) -> None:
        """Put a new process in the place of one that died or hung."""
        worker.end()
        self._workers.remove(worker)
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= STILLBORN:
                raise RunError(message("run.before_begun", cause=likely_cause()))
        elif worker.jobs:
            self._news.append(Lost(worker.jobs.popleft(), "time" if why == "time" else "killed"))
        self._back.extend(worker.jobs)
        if self._back or not self._workers:
            self._workers.append(_Worker(self._make, self._limit, self._with_agents))

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            with suppress(OSError, ValueError):
                worker.process.kill()
        for worker in self._workers:
            worker.end()
        self._workers.clear()
