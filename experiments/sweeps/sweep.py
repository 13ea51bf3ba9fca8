"""Run a study into a folder, or go on with it; the same call does both."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...model.authorship import unseen
from ...model.processors import processors
from ...model.stock import is_compiled
from ...scenarios import ScenarioError, to_toml
from ...scenarios.arguments import (
    COUNT,
    FLAG,
    FUNCTION,
    NAMES,
    NUMBERS,
    PATH,
    TABLES,
    TEXT,
    ArgumentKind,
    check_arguments,
    number,
    optional,
)
from ...scenarios.errors import errors_in
from ...scenarios.message import MessageLanguage, message
from ...scenarios.toml.safe_toml import decode, parse, read_bytes
from ...scenarios.writing import files_of_extensions
from ..design.loading import load_study
from ..design.study import Study
from ..execution.dask import Dask, client, require_dask
from ..execution.edition import edition_of
from ..execution.executors import Engine, Serial
from ..execution.process_pool import Processes
from ..execution.runs import run_one
from ..execution.task import Make, warm
from ..execution.worker_pool import end_if_imported_by_worker
from ..store import manifest as manifests
from ..store.atomic_files import StoreError, write_atomically
from ..store.commit_log import load_log
from ..store.finalize import CSV, SUMMARY, TABLE, Draw, conclude
from ..store.results import Results
from ..store.store import LEDGER, RUNS, Store, check_usable
from .estimate import Estimate, estimate
from .growth import arrange
from .pending import PendingRuns, in_shard
from .plan import Plan
from .scheduler import Tally, drive
from .stopping import StoppingRule

Shard = tuple[int, int]

STUDY_KIND = ArgumentKind(lambda value: TABLES.fits(value) or isinstance(value, Study | Plan), TABLES.allowed)
SHARD_KIND = ArgumentKind(lambda value: NUMBERS.fits(value) and len(value) == 2, "(1, 20)")

STUDY = "study.toml"


class ShardError(ValueError):
    """A shard that cannot be."""


class Declined(Exception):
    """The cost was not agreed to."""


def sweep(
    study: str | Path | Mapping[str, Any] | Study | Plan,
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
    dry: bool = False,
    part_runs: int | None = None,
    make: Make = run_one,
    agree: Callable[[Estimate], bool] | None = None,
    notice: Callable[[str], object] = lambda _: None,
    on_change: Callable[[Tally], object] = lambda _: None,
    interrupted: Callable[[], bool] = lambda: False,
    draw: Draw | None = None,
    command: Sequence[str] = (),
    lang: MessageLanguage = "en",
) -> Results:
    """Run a study into a folder; runs that are there already are not made again.

    Parameters
    ----------
    study : str, Path, mapping, Study or Plan
        A shipped study's name, a file, or tables as they would stand in a file. A plan has its own `replicates`, `make`
        and `check`.
    out : str or Path, optional
        Folder of the results; ``results/NAME`` if not given.
    replicates : int, optional
        Instead of what the study says; more than before goes on from there.
    workers : int, optional
        Processes; as many as there are processors that this process may use if not given. Results do not depend on it.
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
    dry : bool
        Check the study and estimate what it costs, in a time that does not grow with its points, and stop there.
    part_runs : int, optional
        Runs of a part (100 if not given): what a crash may cost, unless ten seconds pass first.
    make : callable
        What makes a run, importable by its name; takes a case and a function to call after each week. It is known by
        its content, so that runs of before and after an edit are never taken for each other.
    agree : callable, optional
        Called with an estimate of what is left; nothing is done unless it returns true. Without it nothing is
        estimated.
    notice, on_change, interrupted : callable
        Told a sentence about what was put in order; told the tally now and then; asked whether to stop.
    draw : callable, optional
        What writes pictures into the folder when every run has a row, called with the results and how many replicates
        count. ``cogov sweep`` hands in that of main effects; without it the folder ends with table, summary and
        metadata, and ``analyse(results).plot()`` or ``cogov plot DIR`` draw.
    command : sequence of str
        The command line, for the manifest.
    lang : str
        Language of the message where the study is not valid, ``en`` or ``zh``.

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
    end_if_imported_by_worker()  # before a study is read, which may take long
    check_arguments(
        lang,
        study=(study, STUDY_KIND),
        out=(out, optional(PATH)),
        replicates=(replicates, optional(COUNT)),
        workers=(workers, optional(COUNT)),
        dask=(dask, optional(TEXT)),
        serial=(serial, FLAG),
        shard=(shard, optional(SHARD_KIND)),
        limit=(limit, optional(number(0.001))),
        allow_stale=(allow_stale, FLAG),
        retry_failed=(retry_failed, FLAG),
        check=(check, FLAG),
        dry=(dry, FLAG),
        part_runs=(part_runs, optional(COUNT)),
        make=(make, FUNCTION),
        agree=(agree, optional(FUNCTION)),
        notice=(notice, FUNCTION),
        on_change=(on_change, FUNCTION),
        interrupted=(interrupted, FUNCTION),
        draw=(draw, optional(FUNCTION)),
        command=(command, NAMES),
    )
    if isinstance(study, Plan):
        plan = study
    else:
        with errors_in(lang):
            plan = Plan(load_study(study, replicates=replicates), make, check)
    folder = _folder(plan, out, shard)
    if dask is not None and not serial:
        require_dask()
    grows = arrange(plan, folder)
    manifest = manifests.build_manifest(plan.identity(), about(plan), command)
    check_usable(folder, manifest, plan.design, allow_stale)
    with errors_in(lang):
        design = None if dry else plan.design()  # looks at each point
    for said in (grows, *(each.sentence for each in plan.study.warnings), *unseen(plan.maker)):
        if said:
            notice(said)
    workers = workers or processors()
    total, left = _count_remaining(plan, folder, shard, retry_failed)
    if agree is not None:
        asked = 1 if serial else workers
        cost = estimate(plan, total, left, asked, serial=serial, limit=limit, interrupted=interrupted)
        if not interrupted() and not agree(cost):
            raise Declined
    elif left and not is_compiled():
        warm()  # kernels are compiled by one process
    if design is None:
        raise Declined
    with Store(folder, manifest, design, allow_stale=allow_stale, notice=notice, runs=part_runs or RUNS) as store:
        _keep_sources(plan, store)
        if left:
            for name in (TABLE, CSV, SUMMARY):  # of fewer runs
                (folder / name).unlink(missing_ok=True)
        done = _done(store, retry_failed)
        rounds = _rounds(plan, folder, done)
        agenda = PendingRuns(plan, done, rounds, shard)
        with _engine(workers, serial, dask, plan.make, limit, needed=left > 0) as engine:
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
            conclude(Results(folder), count, reached=rounds is None or rounds.stopped is not None, draw=draw)
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
        **({"edition": "agents"} if edition_of(study.scenario.settings).name == "agents" else {}),
    }


def _folder(plan: Plan, out: str | Path | None, shard: Shard | None) -> Path:
    folder = Path(out) if out is not None else Path("results") / plan.study.name
    if not next(each for each in (folder, *folder.absolute().parents) if each.exists()).is_dir():
        raise StoreError(message("file.below", name=folder))
    if shard is None:
        return folder
    number, shards = shard
    if not 1 <= number <= shards:
        raise ShardError(message("sweep.shard", number=number, count=shards))
    if plan.study.precision is not None:
        raise ShardError(message("sweep.no_shards"))
    return folder / f"shard-{number:0{len(str(shards))}d}-of-{shards}"


def _count_remaining(plan: Plan, folder: Path, shard: Shard | None, retry_failed: bool) -> tuple[int, int]:
    """Return how many runs there are, and how many of them are not done, without touching the folder."""
    entries = load_log(folder / LEDGER).entries
    keys = {key for entry in entries for _, _, key in entry.ok}
    if not retry_failed:
        keys |= {key for entry in entries for _, _, key in entry.failed}
    if not keys and shard is None:
        return plan.runs, plan.runs
    total = plan.runs if shard is None else sum(in_shard(plan.key(*place), shard) for place in plan.order())

    def done(point: int, replicate: int, key: str) -> bool:
        return key in keys

    if keys:
        rounds = _rounds(plan, folder, done)
        if rounds is not None and rounds.stopped is not None:
            return total, 0
    return total, sum(1 for _ in iter(PendingRuns(plan, done, None, shard).take, None))


def _done(store: Store, retry_failed: bool) -> Callable[[int, int, str], bool]:
    again = frozenset(store.failed) if retry_failed else frozenset[tuple[int, int]]()
    return lambda point, replicate, key: (point, replicate) not in again and store.done(point, replicate, key)


def _rounds(plan: Plan, folder: Path, done: Callable[[int, int, str], bool]) -> StoppingRule | None:
    """Return the rounds as what is done already leaves them."""
    if plan.study.precision is None:
        return None
    rounds = StoppingRule(plan.study.precision, len(plan.points), len(plan.seeds))
    results = Results(folder)
    for row in results.runs.to_dict("records"):
        point, replicate = int(row["point"]), int(row["replicate"])
        if point < len(plan.points) and replicate < len(plan.seeds) and done(point, replicate, str(row["key"])):
            final = {name: float(row[name]) for name in results.columns} if row["status"] == "ok" else None
            rounds.told(point, replicate, final)
    return rounds


def _keep_sources(plan: Plan, store: Store) -> None:
    """Put study and scenario beside the results, as they were when the folder was made."""
    beside = files_of_extensions(plan.study.scenario).items()
    for name, text in ((STUDY, plan.study.source), ("scenario.toml", to_toml(plan.study.scenario)), *beside):
        path = store.folder / name
        if text and (not path.exists() or (name == STUDY and _other_outcomes(path, text))):
            write_atomically(path, text.encode())


def _other_outcomes(path: Path, text: str) -> bool:
    """Tell whether a study that lies beside results declares other outcomes than the one that is asked for."""
    try:
        there = parse(decode(read_bytes(path, STUDY), STUDY), STUDY)
    except ScenarioError:
        return False  # as it was found; the manifest says what was asked
    asked = parse(text, STUDY)
    return there.get("outcomes") != asked.get("outcomes") or there.get("study") != asked.get("study")


@contextmanager
def _engine(
    workers: int, serial: bool, dask: str | None, make: Make, limit: float | None, *, needed: bool
) -> Generator[Engine]:
    if serial or not needed:
        engine: Engine = Serial(make, limit)
        yield engine
    elif dask is not None:
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
