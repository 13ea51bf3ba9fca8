"""Whether everything is as it was written, and the ledger says what the parts hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from . import manifest as manifests
from .completion import CSV, TABLE, csv, table
from .files import TEMPORARY, StoreError
from .ledger import Entry
from .ledger import read as read_ledger
from .results import Results
from .store import LEDGER, fault_of, read_design


def faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a folder of results, one sentence each.

    Every byte of every part is held against its SHA-256, the rows of each part against its ledger line, and the final
    table against the parts.

    Raises
    ------
    StoreError
        If the folder holds no results.
    """
    manifest = manifests.read(folder)
    found = read_ledger(folder / LEDGER)
    if found.bad:
        yield f"{LEDGER}: {found.bad} lines are not as written"
    if (folder / LEDGER).exists() and (folder / LEDGER).stat().st_size > found.whole:
        yield f"{LEDGER}: the last line is torn"
    known: set[str] = set()
    sound = True
    for entry in found.entries:
        known |= {name for name, _, _ in entry.files()}
        if fault := fault_of(folder, entry) or _disagreement(folder, entry):
            sound = False
            yield fault
    for name in ("runs", "series"):
        for file in sorted((folder / name).iterdir()) if (folder / name).is_dir() else ():
            if f"{name}/{file.name}" not in known:
                left = "was being written" if file.name.endswith(TEMPORARY) else "is not in the ledger"
                yield f"{name}/{file.name}: {left}"
    try:
        points = len(read_design(folder))
        if points != manifest["points"]:
            yield f"design.parquet: has {points} points, and {manifest['points']} were asked for"
            sound = False
    except StoreError as error:
        yield str(error)
        sound = False
    if sound and (folder / TABLE).exists():
        yield from _of_table(folder)


def _disagreement(folder: Path, entry: Entry) -> str:
    """Return how a part's rows differ from what the ledger says, or an empty string."""
    try:
        rows = pq.read_table(folder / "runs" / entry.runs, columns=["point", "replicate", "key", "status"]).to_pylist()
        said = {(*run, "ok") for run in entry.ok} | {(*run, "failed") for run in entry.failed}
        if {(row["point"], row["replicate"], row["key"], row["status"]) for row in rows} != said:
            return f"runs/{entry.runs}: holds other runs than the ledger says"
        if entry.series:
            pairs = pq.read_table(folder / "series" / entry.series, columns=["point", "replicate"]).to_pandas()
            if set(pairs.itertuples(index=False, name=None)) != {
                (point, replicate) for point, replicate, _ in entry.ok
            }:
                return f"series/{entry.series}: holds other runs than the ledger says"
    except (OSError, pa.ArrowException) as error:
        return f"runs/{entry.runs}: cannot be read ({error})"
    return ""


def _of_table(folder: Path) -> Iterator[str]:
    """Yield how the final table differs from what the parts hold."""
    results = Results(folder)
    rounds = int(results.summary.get("rounds", results.manifest["replicates"]))
    expected = table(results, rounds).reset_index(drop=True)
    try:
        there = pq.read_table(folder / TABLE, page_checksum_verification=True).to_pandas()
        if not there.equals(expected):
            yield f"{TABLE}: is not what the parts hold"
    except (OSError, pa.ArrowException):
        yield f"{TABLE}: is not as it was written"
    if (folder / CSV).exists() and not ((folder / CSV).is_file() and (folder / CSV).read_bytes() == csv(expected)):
        yield f"{CSV}: is not what the parts hold"
