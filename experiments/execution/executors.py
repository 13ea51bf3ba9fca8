"""What runs the jobs of a sweep: this process, processes beside it, or a Dask cluster, behind one face."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal, Protocol

from .task import Job, Make, RunRecord, execute


@dataclass(frozen=True, slots=True)
class Finished:
    """A job has its row."""

    job: Job
    row: RunRecord


@dataclass(frozen=True, slots=True)
class Lost:
    """A job's process died, or was ended since it hung.

    Attributes
    ----------
    job : Job
    origin : str
        ``killed`` or ``time``.
    """

    job: Job
    origin: Literal["killed", "time"]


Happening = Finished | Lost


class Engine(Protocol):
    """Runs jobs; each that is submitted comes back once, finished or lost."""

    @property
    def busy(self) -> int:
        """Jobs it has."""
        ...

    @property
    def room(self) -> int:
        """Jobs it would take at present."""
        ...

    def submit(self, job: Job) -> None:
        """Take a job."""
        ...

    def wait(self, seconds: float) -> list[Happening]:
        """Return what has happened since, waiting for the first thing at most so long."""
        ...

    def close(self) -> None:
        """End at once whatever it still does; in bounded time."""
        ...


class Serial:
    """Runs each job in this process, when it is waited for: for debugging, and where there are no others.

    Parameters
    ----------
    make : callable
    limit : float or None
        Seconds a run may take; looked at between weeks.
    """

    def __init__(self, make: Make, limit: float | None = None) -> None:
        self._make, self._limit = make, limit
        self._jobs: deque[Job] = deque()

    @property
    def busy(self) -> int:
        """Jobs it has."""
        return len(self._jobs)

    @property
    def room(self) -> int:
        """Jobs it would take at present."""
        return 1 - len(self._jobs)

    def submit(self, job: Job) -> None:
        """Take a job."""
        self._jobs.append(job)

    def wait(self, seconds: float) -> list[Happening]:
        """Make the run."""
        if not self._jobs:
            return []
        job = self._jobs.popleft()
        return [Finished(job, execute(job, self._make, self._limit))]

    def close(self) -> None:
        """Forget what was not begun."""
        self._jobs.clear()
