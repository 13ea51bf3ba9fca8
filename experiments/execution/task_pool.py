"""Runs of any kind on several processes, each given back as it comes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from ...scenarios.message import message
from .runs import RunError
from .worker_pool import hold_signals, likely_cause, open_pool

TaskArguments = TypeVar("TaskArguments", bound=tuple[object, ...])
TaskResult = TypeVar("TaskResult")


def make_all(
    places: Sequence[TaskArguments], make: Callable[..., TaskResult], workers: int
) -> Generator[tuple[TaskArguments, TaskResult]]:
    """Make what is asked for and give each as it comes back.

    Parameters
    ----------
    places : sequence of tuple
        The arguments of each call.
    make : callable
        A module's own function.
    workers : int
        Processes; 1 makes all in this one.

    Raises
    ------
    RunError
        If a worker dies; what `make` raises passes through.
    """
    first = places if workers <= 1 else places[:1]  # kernels are compiled by one process
    for place in first:
        yield place, make(*place)
    if len(first) == len(places):
        return
    with open_pool(min(workers, len(places))) as pool:
        with hold_signals():
            futures = {pool.submit(make, *place): place for place in places[len(first) :]}
        yield from _collect(futures)


def _collect(
    futures: dict[Future[TaskResult], TaskArguments],
) -> Generator[tuple[TaskArguments, TaskResult]]:
    waiting: Iterable[Future[TaskResult]] = set(futures)
    try:
        while waiting:
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ready:
                yield futures[future], future.result()
    except BrokenProcessPool as error:
        raise RunError(message("run.died", cause=likely_cause())) from error
