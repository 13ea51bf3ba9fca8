"""Whether everything is as it was written, and the ledger says what the parts hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from ...scenarios.message import message, sentence_of
from . import manifest as manifests
from . import parquet, parquet_parts
from .atomic_files import TEMPORARY, StoreError, list_folder
from .commit_log import PartEntry, load_log
from .finalize import CSV, TABLE, csv, table
from .results import Results
from .store import LEDGER, fault_of, load_design


def faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a folder of results, one sentence each.

    Every byte of every part is held against its SHA-256, the rows of each part against its ledger line, and the final
    table against the parts.

    Raises
    ------
    StoreError
        If the folder holds no results.
    """
    manifest = manifests.load_manifest(folder)
    if not manifests.is_whole(manifest):
        yield message("verify.again", file=manifests.NAME, name=folder)
    result = load_log(folder / LEDGER)
    if result.bad:
        yield message("verify.lines", file=LEDGER, count=result.bad)
    if (folder / LEDGER).exists() and (folder / LEDGER).stat().st_size > result.whole:
        yield message("verify.torn", file=LEDGER)
    known: set[str] = set()
    sound = True
    for entry in result.entries:
        known |= {name for name, _, _ in entry.files()}
        if fault := fault_of(folder, entry) or _disagreement(folder, entry):
            sound = False
            yield fault
    for name in ("runs", "series"):
        for file in list_folder(folder / name):
            if f"{name}/{file.name}" not in known:
                code = "verify.being_written" if file.name.endswith(TEMPORARY) else "verify.not_in_ledger"
                yield message(code, file=f"{name}/{file.name}")
    try:
        points = len(load_design(folder))
        if points != manifest["points"]:
            yield message("verify.points", count=points, asked=manifest["points"])
            sound = False
    except StoreError as error:
        yield sentence_of(error)
        sound = False
    if sound and (folder / TABLE).exists():
        yield from _of_table(folder)


def _disagreement(folder: Path, entry: PartEntry) -> str:
    """Return how a part's rows differ from what the ledger says, or an empty string."""
    try:
        rows = parquet.load_table(
            folder / "runs" / entry.runs, ("point", "replicate", "key", "status"), parquet_parts.ATTEMPT
        ).to_pylist()
        said = {(*run, "ok") for run in entry.ok} | {(*run, "failed") for run in entry.failed}
        if {(row["point"], row["replicate"], row["key"], row["status"]) for row in rows} != said:
            return message("verify.runs", name=entry.runs)
        if entry.series:
            pairs = parquet.load_table(
                folder / "series" / entry.series, ("point", "replicate"), parquet_parts.WEEK
            ).to_pandas()
            if set(pairs.itertuples(index=False, name=None)) != {
                (point, replicate) for point, replicate, _ in entry.ok
            }:
                return message("verify.series", name=entry.series)
    except (OSError, pa.ArrowException) as error:
        return message("verify.unreadable", name=entry.runs, reason=error)
    return ""


def _of_table(folder: Path) -> Iterator[str]:
    """Yield how the final table differs from what the parts hold."""
    results = Results(folder)
    rounds = int(results.summary.get("rounds", results.manifest["replicates"]))
    expected = table(results, rounds).reset_index(drop=True)
    try:
        there = parquet.load_table(folder / TABLE).to_pandas()
        if not there.equals(expected):
            yield message("verify.table", file=TABLE)
    except (OSError, pa.ArrowException):
        yield message("verify.changed", file=TABLE)
    if (folder / CSV).exists() and not ((folder / CSV).is_file() and (folder / CSV).read_bytes() == csv(expected)):
        yield message("verify.table", file=CSV)
