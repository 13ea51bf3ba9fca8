"""A manifest that is damaged or missing, made again from the study, the scenario, the ledger and the parts.

The keys of the runs say whether it is the right one: they follow from settings, luck and what made the run, so a study
that gives every run its key is the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from ...scenarios.checking import Document
from ...scenarios.message import message
from ...scenarios.toml.safe_toml import decode, parse, read_bytes
from ...scenarios.toml.sanitize import load_json
from ..design.loading import load_study, parse_study
from ..design.study import Study
from ..store import manifest as manifests
from ..store import parquet, parquet_parts
from ..store.atomic_files import Lock, StoreError, list_folder
from ..store.commit_log import PartEntry, load_log
from ..store.store import DAMAGED, LEDGER, LOCK, fault_of, load_design
from .growth import arrange
from .plan import Plan
from .sweep import about

STUDY, SCENARIO = "study.toml", "scenario.toml"


def repair(
    folder: Path, study: str | Path | None = None, *, notice: Callable[[str], object] = lambda _: None
) -> dict[str, Any]:
    """Make the manifest of a folder again, put it there, and return it; the old one is set aside.

    Parameters
    ----------
    folder : Path
        Of a sweep's results.
    study : str or Path, optional
        The study, where the folder holds none (a list of points, or tables from Python).
    notice : callable
        Told of what the folder does not say, and what was put there instead.

    Raises
    ------
    StoreError
        If the folder does not hold what is needed, or the study is not the one that made its runs.
    ScenarioError
        If the study cannot be read.
    OSError
        If the folder cannot be written.
    """
    if not folder.is_dir():
        code = "file.not_folder2" if folder.exists() else "file.not_folder"
        raise StoreError(message(code, name=folder))
    entries = _entries(folder)
    if not entries:
        raise StoreError(message("file.no_parts", name=folder))
    asked = _study(folder, study)
    runs = pa.concat_tables([_runs(folder, entry) for entry in entries]).to_pylist()
    most = max(int(run["replicate"]) for run in runs) + 1
    rounds = _json(folder / "summary.json").get("rounds")
    whole = rounds if isinstance(rounds, int) and asked.precision is None else asked.replicates
    plan = Plan(replace(asked, replicates=max(most, whole)))
    arrange(plan, folder)
    _check_keys(folder, plan, runs)
    known = _versions(folder)
    if known is None:
        notice(message("sweep.versions"))
    manifest = manifests.build_manifest(
        {**plan.identity(), "code": runs[-1]["code"]}, about(plan), ["cogov", "repair", folder.name]
    )
    manifest["identity"]["versions"] |= known or {}
    manifest["restored"] = True
    lock = Lock(folder / LOCK)
    try:
        if (folder / manifests.NAME).exists():
            (folder / DAMAGED).mkdir(exist_ok=True)
            (folder / manifests.NAME).replace(folder / DAMAGED / manifests.NAME)
        manifests.write(folder, manifest)
    finally:
        lock.release()
    return manifest


def _entries(folder: Path) -> list[PartEntry]:
    """Return the parts that are whole: those of the ledger, and those whose line was lost."""
    result = load_log(folder / LEDGER)
    entries = [entry for entry in result.entries if not fault_of(folder, entry)]
    known = {entry.runs for entry in result.entries} | set(result.withdrawn)
    for file in list_folder(folder / "runs"):
        if file.name not in known and parquet_parts.is_whole(file):
            entry = parquet_parts.describe_part(file, round(file.stat().st_mtime, 3))
            entries += [] if fault_of(folder, entry) else [entry]
    return entries


def _runs(folder: Path, entry: PartEntry) -> pa.Table:
    columns = ("point", "replicate", "seed", "key", "settings", "code")
    return parquet.load_table(folder / "runs" / entry.runs, columns, parquet_parts.ATTEMPT).replace_schema_metadata()


def _study(folder: Path, source: str | Path | None) -> Study:
    """Return the study of a folder, with the resolved scenario that lies there, or the one that is named."""
    if source is not None:
        return load_study(source)
    for name in (STUDY, SCENARIO):
        if not (folder / name).is_file():
            raise StoreError(message("sweep.which", name=folder, file=name))
    text = decode(read_bytes(folder / STUDY, STUDY), STUDY)
    data = parse(text, STUDY)
    heading = data.get("study")
    if isinstance(heading, dict):
        said = cast("dict[str, Any]", heading)
        name = said.get("name") or _json(folder / "summary.json").get("study") or folder.resolve().name
        data["study"] = {**said, "scenario": SCENARIO, "name": name}
    data.pop("settings", None)  # the scenario is the resolved one, which holds them
    return parse_study(Document(STUDY), data, folder, text)


def _check_keys(folder: Path, plan: Plan, runs: list[dict[str, Any]]) -> None:
    """Refuse a study that does not make these runs."""
    points, wrong, stale = len(plan.points), 0, 0
    for run in runs:
        point = int(run["point"])
        if point >= points or plan.seeds[int(run["replicate"])] != run["seed"]:
            wrong += 1
        elif plan.key(point, int(run["replicate"])) != run["key"]:
            stale += run["settings"] != plan.digests[point]
            wrong += run["settings"] == plan.digests[point]
    if wrong or (stale and not _same_points(folder, plan)) or stale == len(runs):
        raise StoreError(message("sweep.not_study", name=folder, count=f"{wrong + stale:,}", all=f"{len(runs):,}"))


def _same_points(folder: Path, plan: Plan) -> bool:
    """Tell whether a folder's design is that of a plan: then runs of another key are of an earlier scenario."""
    try:
        there: Any = load_design(folder)
    except StoreError:
        return False
    names = [factor.name for factor in plan.study.factors]
    return set(names) <= set(there.column_names) and plan.columns() == [there.column(n).to_pylist() for n in names]


def _versions(folder: Path) -> dict[str, str] | None:
    """Return the deciding versions as the research object of a finished sweep tells them, or None."""
    for item in _items(_json(folder / "ro-crate-metadata.json").get("@graph")):
        said = dict(word.split(" ", 1) for word in _words(item.get("softwareRequirements")) if " " in word)
        if all(name in said for name in manifests.DECIDING):
            return {name: said[name] for name in manifests.DECIDING}
    return None


def _items(value: object) -> Iterator[dict[str, Any]]:
    for item in cast("list[Any]", value) if isinstance(value, list) else []:
        if isinstance(item, dict):
            yield cast("dict[str, Any]", item)


def _words(value: object) -> list[str]:
    return [word for word in cast("list[Any]", value) if isinstance(word, str)] if isinstance(value, list) else []


def _json(path: Path) -> dict[str, Any]:
    with suppress(OSError, RecursionError, ValueError):
        result = load_json(path.read_bytes())
        if isinstance(result, dict):
            return cast("dict[str, Any]", result)
    return {}
