"""Runs of a plan that is no study file: made in a folder, or gone on with, for experiments that need them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from ..store.results import Results
from .plan import Plan
from .scheduler import Tally
from .sweep import Shard, sweep


class RunWishes(Protocol):
    """How runs are made; results do not depend on it."""

    @property
    def workers(self) -> int:
        """Processes."""
        ...

    @property
    def dask(self) -> str | None:
        """Address of a Dask scheduler, or ``local``."""
        ...

    @property
    def limit(self) -> float | None:
        """Seconds a run may take."""
        ...

    @property
    def command(self) -> Sequence[str]:
        """The command line, for the manifest."""
        ...

    @property
    def notice(self) -> Callable[[str], object]:
        """Told a sentence about what was put in order."""
        ...

    @property
    def interrupted(self) -> Callable[[], int | None]:
        """Returns the number of the signal that asks to stop; None while there is none."""
        ...


def make_plan(
    plan: Plan, out: Path, how: RunWishes, on_change: Callable[[Tally], object], shard: Shard | None = None
) -> Results:
    """Make the runs of a plan that are not there yet, those that failed before among them.

    Parameters
    ----------
    plan : Plan
    out : Path
        Folder of the runs.
    how : RunWishes
    on_change : callable
        Told what is there, now and then.
    shard : tuple of int, optional
        Make only part i of n, from 1.

    Raises
    ------
    StoreError
        If the folder holds other runs, or another process writes there.
    OSError
        If it cannot be written.
    """
    return sweep(
        plan,
        out=out,
        workers=how.workers,
        serial=how.workers == 1 and how.dask is None and how.limit is None,  # a process can be ended
        dask=how.dask,
        shard=shard,
        limit=how.limit,
        retry_failed=True,
        notice=how.notice,
        on_change=on_change,
        interrupted=lambda: how.interrupted() is not None,
        command=how.command,
    )
