"""Runs of bare settings, of which means of the last year are wanted; in a folder each is kept as it is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ...model.engine.simulation import Simulation
from ...model.kernel_cache import source_digest
from ...model.parameters.settings import Settings
from ..store.run_journal import RunJournal

SettingsRun = tuple[str, int]
"""Settings as canonical JSON, and a seed."""


def run_all(
    points: Iterable[tuple[Mapping[str, Any], int]],
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
    out: Path | None = None,
) -> dict[SettingsRun, Mapping[str, float]]:
    """Run settings with seeds, each pair once however often it is wanted; return last year's means by both.

    Parameters
    ----------
    points : iterable of (tables, seed)
    workers : int
        Processes to run on; results do not depend on it.
    on_done : callable, optional
        Called after each run, also of those that were found.
    out : Path, optional
        Folder in which runs are kept as they are made, and found again.

    Raises
    ------
    StoreError
        If the folder cannot be used as it is.
    """
    wanted = list(dict.fromkeys((json.dumps(table, sort_keys=True), seed) for table, seed in points))
    found: dict[SettingsRun, Mapping[str, float]] = {}

    def take(point: SettingsRun, final: Mapping[str, float]) -> None:
        found[point] = final
        if on_done is not None:
            on_done()

    with nullcontext() if out is None else RunJournal(out) as journal:
        known: Mapping[str, Mapping[str, Any]] = {} if journal is None else journal.known
        for point in wanted:
            if (kept := known.get(_key(point))) is not None:
                take(point, kept["final"])
        missing = [point for point in wanted if point not in found]
        for point, final in zip(missing, _make(missing, workers), strict=True):
            if journal is not None:
                journal.add(_key(point), {"final": final})
            take(point, final)
    return {point: found[point] for point in wanted}


def _key(point: SettingsRun) -> str:
    """Return the key of a run: equal keys, equal results; another model has another key."""
    text, seed = point
    return hashlib.blake2b(f"{text}\n{source_digest()}\n{seed}".encode(), digest_size=16).hexdigest()


def _make(points: Sequence[SettingsRun], workers: int) -> Iterator[Mapping[str, float]]:
    if workers == 1 or not points:
        yield from map(_run, points)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield from pool.map(_run, points, chunksize=8)


def _run(point: SettingsRun) -> Mapping[str, float]:
    text, seed = point
    return Simulation(Settings.model_validate_json(text), seed=seed).run().final()
