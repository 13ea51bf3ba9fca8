"""Run a study into a folder, or go on with it; the same call does both."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...model.indicators import NAMES
from ...scenarios import to_toml
from ..runs import made
from ..store import manifest as manifests
from ..store.completion import CSV, SUMMARY, TABLE, conclude
from ..store.files import StoreError, put
from ..store.ledger import read as read_ledger
from ..store.results import Results
from ..store.store import LEDGER, RUNS, Store
from .agenda import Agenda, in_shard
from .engines import Engine, Serial
from .estimate import Estimate, estimate
from .jobs import Make
from .loop import Tally, drive
from .plan import Plan
from .processes import Processes
from .reading import load_study
from .rounds import Rounds
from .study import Study

Shard = tuple[int, int]


class ShardError(ValueError):
    """A shard that cannot be."""


class Declined(Exception):
    """The cost was not agreed to."""


def sweep(
    study: str | Path | Mapping[str, Any] | Study,
    *,
    out: str | Path | None = None,
    replicates: int | None = None,
    workers: int | None = None,
    serial: bool = False,
    dask: str | None = None,
    shard: Shard | None = None,
    limit: float | None = None,
    allow_stale: bool = False,
    retry_failed: bool = False,
    check: bool = False,
    part_runs: int | None = None,
    make: Make = made,
    agree: Callable[[Estimate], bool] = lambda _: True,
    notice: Callable[[str], object] = lambda _: None,
    on_change: Callable[[Tally], object] = lambda _: None,
    interrupted: Callable[[], bool] = lambda: False,
    command: Sequence[str] = (),
) -> Results:
    """Run a study into a folder; runs that are there already are not made again.

    Parameters
    ----------
    study : str, Path, mapping or Study
        A shipped study's name, a file, or tables as they would stand in a file.
    out : str or Path, optional
        Folder of the results; ``results/NAME`` if not given.
    replicates : int, optional
        Instead of what the study says; more than before goes on from there.
    workers : int, optional
        Processes; as many as there are processors if not given. Results do not depend on it.
    serial : bool
        Run in this process instead, where a debugger can see.
    dask : str, optional
        Address of a Dask scheduler, or ``local``.
    shard : tuple of int, optional
        Make only part i of n, from 1, in a folder of its own below `out`; see :func:`.merging.merge`.
    limit : float, optional
        Seconds a run may take.
    allow_stale : bool
        Go on although code or scenario are not those of the folder; what is there stays, and is marked.
    retry_failed : bool
        Make failed runs again.
    check : bool
        Check conservation, bounds and finiteness every week.
    part_runs : int, optional
        Runs of a part (100 if not given): what a crash may cost, unless ten seconds pass first.
    make : callable
        What makes a run, importable by its name; takes a case and a function to call after each week.
    agree : callable
        Called with the estimate of what is left; nothing is done unless it returns true.
    notice, on_change, interrupted : callable
        Told a sentence about what was put in order; told the tally now and then; asked whether to stop.
    command : sequence of str
        The command line, for the manifest.

    Returns
    -------
    Results
        The folder, with every run of the design, or fewer if interrupted or a shard.

    Raises
    ------
    ScenarioError
        If the study is not valid.
    StoreError
        If the folder cannot be used as it is.
    ShardError, ClusterMissing, Declined
        If the shard, the cluster or the cost is not possible.
    RunError
        If no run can be made at all; a run that fails is a row.
    OSError
        If results cannot be written.
    """
    plan = Plan(load_study(study, replicates=replicates), make, check)
    folder = _folder(plan, out, shard)
    workers = workers or os.cpu_count() or 1
    total, left = _left(plan, folder, shard, retry_failed)
    if not agree(estimate(plan, total, left, 1 if serial else workers)):
        raise Declined
    manifest = manifests.made(plan.identity(), about(plan), command)
    with Store(
        folder, manifest, plan.design(), allow_stale=allow_stale, notice=notice, runs=part_runs or RUNS
    ) as store:
        _keep_sources(plan, store)
        if left:
            for name in (TABLE, CSV, SUMMARY):  # of fewer runs
                (folder / name).unlink(missing_ok=True)
        done = _done(store, retry_failed)
        rounds = _rounds(plan, folder, done)
        agenda = Agenda(plan, done, rounds, shard)
        with _engine(workers, serial, dask, make, limit, needed=left > 0) as engine:
            try:
                drive(
                    plan, agenda, store, engine,
                    rounds=rounds, limit=limit, on_change=on_change, interrupted=interrupted,
                )  # fmt: skip
            except OSError:
                raise
            except BaseException:
                store.flush()  # what has come back is kept, whatever ends the sweep
                raise
        if shard is None:
            count = None if rounds is None else rounds.stopped
            conclude(Results(folder), count, reached=rounds is None or rounds.stopped is not None)
    return Results(folder)


def about(plan: Plan) -> dict[str, Any]:
    """Return what a manifest tells besides what decides results."""
    study = plan.study
    return {
        "name": study.name,
        "title": {"en": study.title.en, "zh": study.title.zh},
        "question": {"en": study.question.en, "zh": study.question.zh},
        "scenario": {"name": study.scenario.name, "digest": study.scenario.digest},
        "outcomes": list(study.outcomes),
        "points": len(plan.points),
        "replicates": study.replicates,
        "weeks": plan.weeks,
    }


def _folder(plan: Plan, out: str | Path | None, shard: Shard | None) -> Path:
    folder = Path(out) if out is not None else Path("results") / plan.study.name
    if not next(each for each in (folder, *folder.absolute().parents) if each.exists()).is_dir():
        raise StoreError(f"{folder.name}: is a file, or below one; a folder is needed")
    if shard is None:
        return folder
    number, shards = shard
    if not 1 <= number <= shards:
        raise ShardError(f"shard {number}/{shards}: the first is 1, the last {shards}")
    if plan.study.precision is not None:
        raise ShardError("a study with [precision] cannot be made in shards: when to stop hangs on all of them")
    return folder / f"shard-{number:0{len(str(shards))}d}-of-{shards}"


def _left(plan: Plan, folder: Path, shard: Shard | None, retry_failed: bool) -> tuple[int, int]:
    """Return how many runs there are, and how many of them are not done, without touching the folder."""
    entries = read_ledger(folder / LEDGER).entries
    keys = {key for entry in entries for _, _, key in entry.ok}
    if not retry_failed:
        keys |= {key for entry in entries for _, _, key in entry.failed}
    total = plan.runs if shard is None else sum(in_shard(plan.key(*place), shard) for place in plan.order())

    def done(point: int, replicate: int, key: str) -> bool:
        return key in keys

    if keys:
        rounds = _rounds(plan, folder, done)
        if rounds is not None and rounds.stopped is not None:
            return total, 0
    return total, sum(1 for _ in iter(Agenda(plan, done, None, shard).take, None))


def _done(store: Store, retry_failed: bool) -> Callable[[int, int, str], bool]:
    again = frozenset(store.failed) if retry_failed else frozenset[tuple[int, int]]()
    return lambda point, replicate, key: (point, replicate) not in again and store.done(point, replicate, key)


def _rounds(plan: Plan, folder: Path, done: Callable[[int, int, str], bool]) -> Rounds | None:
    """Return the rounds as what is done already leaves them."""
    if plan.study.precision is None:
        return None
    rounds = Rounds(plan.study.precision, len(plan.points), len(plan.seeds))
    for row in Results(folder).runs.to_dict("records"):
        point, replicate = int(row["point"]), int(row["replicate"])
        if point < len(plan.points) and replicate < len(plan.seeds) and done(point, replicate, str(row["key"])):
            final = {name: float(row[name]) for name in NAMES} if row["status"] == "ok" else None
            rounds.told(point, replicate, final)
    return rounds


def _keep_sources(plan: Plan, store: Store) -> None:
    """Put study and scenario beside the results, as they were when the folder was made."""
    for name, text in (("study.toml", plan.study.source), ("scenario.toml", to_toml(plan.study.scenario))):
        if text and not (store.folder / name).exists():
            put(store.folder / name, text.encode())


@contextmanager
def _engine(
    workers: int, serial: bool, dask: str | None, make: Make, limit: float | None, *, needed: bool
) -> Generator[Engine]:
    if serial or not needed:
        engine: Engine = Serial(make, limit)
        yield engine
    elif dask is not None:
        from .cluster import Dask, client

        with client(dask, workers) as connected:
            engine = Dask(connected, make, limit)
            try:
                yield engine
            finally:
                engine.close()
    else:
        engine = Processes(workers, make, limit)
        try:
            yield engine
        finally:
            engine.close()
