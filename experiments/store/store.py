"""A folder of results, open for writing: it takes rows, and knows which runs are done.

What is done is told by the ledger, as a set of keys. Opening a folder puts it in order whatever ended the last
writer: files that were not whole are removed, a torn last line is cut off, parts whose line was lost are taken up
again, and parts that are not as they were written are set aside, so that their runs are made anew.
"""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from ...scenarios.message import message, sentence_of
from ..execution.record import RunRecord
from . import manifest as manifests
from . import parquet, parquet_parts
from .atomic_files import (
    TEMPORARY,
    Lock,
    StoreError,
    digest_of,
    is_litter,
    is_locked,
    list_folder,
    refusal_of_second,
    write_atomically,
)
from .commit_log import CommitLog, PartEntry

CONCLUDED = TABLE, CSV, SUMMARY = "table.parquet", "table.csv", "summary.json"
"""Files of a finished sweep."""

LOCK, LEDGER, DESIGN, DAMAGED = "LOCK", "ledger.jsonl", "design.parquet", "damaged"

RUNS, SECONDS, FIRST = 100, 10.0, 1.0
"""A part is written once it has so many runs, or so many seconds after its first run: what a crash may cost. The first
part is written sooner, and each waits up to twice as long as the one before, so that there is soon something to see."""


class Store:
    """A folder of results.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    manifest : dict
        What is asked; see :func:`.manifest.build_manifest`.
    design : pyarrow.Table
        One row for each point.
    allow_stale : bool
        Go on although code or scenario have changed since.
    notice : callable
        Called with a sentence for each thing that was put in order.
    runs : int
        Runs of a part.

    Attributes
    ----------
    ok, failed : dict of (int, int) to str
        Key of each run that is done, by point and replicate.

    Raises
    ------
    StoreError
        If another process writes there, or it holds something else.
    OSError
        If it cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        manifest: dict[str, Any],
        design: pa.Table,
        *,
        allow_stale: bool = False,
        notice: Callable[[str], object] = lambda _: None,
        runs: int = RUNS,
    ) -> None:
        _check_ours(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._notice, self._runs = folder, notice, runs
        self._lock = Lock(folder / LOCK)
        try:
            self.manifest = self._match_manifest(manifest, design, allow_stale)
            self._design = design
            self._outcomes = manifests.own_outcomes(self.folder, self.manifest)
            self._form = manifests.form(self.folder, self.manifest)
            for name in ("runs", "series"):
                (folder / name).mkdir(exist_ok=True)
            self._ledger = CommitLog(folder / LEDGER)
            self.entries: dict[str, PartEntry] = {}
            self.ok: dict[tuple[int, int], str] = {}
            self.failed: dict[tuple[int, int], str] = {}
            self._repair()
        except BaseException:
            self._lock.release()
            raise
        self._driver, self._number = secrets.token_hex(4), 0
        self._buffer: list[RunRecord] = []
        self._since, self._patience = 0.0, FIRST

    def _match_manifest(self, manifest: dict[str, Any], design: pa.Table, allow_stale: bool) -> dict[str, Any]:
        """Write manifest and design of a new folder, or see whether those that are there are the same."""
        if not (self.folder / manifests.NAME).exists():
            self._write_design(design)
            manifests.write(self.folder, manifest)
            return manifest
        old = manifests.load_manifest(self.folder)
        agreed, there = _agreement(self.folder, old, manifest, design, allow_stale, self._notice)
        if agreed["identity"].get("outcomes") != old["identity"].get("outcomes"):
            self._notice(message("store.outcomes_anew"))
            for name in CONCLUDED:  # of other outcomes; gone before the manifest says which
                (self.folder / name).unlink(missing_ok=True)
        if agreed is not old or not there.equals(design) or not (self.folder / DESIGN).exists():
            self._write_design(design)
        if agreed is not old:
            manifests.write(self.folder, agreed)
        return agreed

    def _write_design(self, design: pa.Table) -> None:
        write_atomically(self.folder / DESIGN, parquet.encode(design))

    def _repair(self) -> None:
        for folder in (self.folder, self.folder / "runs", self.folder / "series"):
            for file in folder.glob(f"*{TEMPORARY}"):
                file.unlink()
        result = self._ledger.found
        if result.bad:
            self._notice(message("store.ledger_lines", count=result.bad))
        for entry in result.entries:
            if fault := fault_of(self.folder, entry):
                self._set_aside(entry, fault)
            else:
                self._note(entry)
        self._take_up(result.withdrawn)

    def _set_aside(self, entry: PartEntry, fault: str) -> None:
        aside = self.folder / DAMAGED
        aside.mkdir(exist_ok=True)
        self._ledger.withdraw(entry.runs, fault)
        for name, _, _ in entry.files():
            with suppress(FileNotFoundError):
                (self.folder / name).replace(aside / name.replace("/", "-"))
        self._notice(message("store.aside", file=fault, folder=DAMAGED, count=len(entry.ok) + len(entry.failed)))

    def _take_up(self, withdrawn: dict[str, str]) -> None:
        """Take up parts that are whole and of which the ledger does not know; remove others."""
        known = {name for entry in self.entries.values() for name, _, _ in entry.files()}
        for file in list_folder(self.folder / "runs"):
            if f"runs/{file.name}" in known or file.name in withdrawn or not parquet_parts.is_whole(file):
                continue
            entry = parquet_parts.describe_part(file, round(file.stat().st_mtime, 3))
            if not fault_of(self.folder, entry):
                self._ledger.commit(entry)
                self._note(entry)
                known |= {name for name, _, _ in entry.files()}
        for folder in ("runs", "series"):
            for file in list_folder(self.folder / folder):
                if f"{folder}/{file.name}" not in known:
                    file.unlink()

    def _note(self, entry: PartEntry) -> None:
        self.entries[entry.runs] = entry
        for point, replicate, key in entry.failed:
            if (point, replicate) not in self.ok or self.ok[point, replicate] != key:
                self.failed[point, replicate] = key
                self.ok.pop((point, replicate), None)
        for point, replicate, key in entry.ok:
            self.ok[point, replicate] = key
            self.failed.pop((point, replicate), None)

    def done(self, point: int, replicate: int, key: str) -> bool:
        """Tell whether a run has a row: by its key, or where other versions are allowed by its place."""
        place = point, replicate
        result = self.ok.get(place, self.failed.get(place))
        return result == key or (result is not None and self._mixed)

    @property
    def _mixed(self) -> bool:
        return any(revision["changes"] for revision in self.manifest["revisions"])

    @property
    def due(self) -> float:
        """Seconds until a part should be written; infinite if nothing waits."""
        return self._since + self._patience - time.monotonic() if self._buffer else float("inf")

    def add(self, row: RunRecord) -> None:
        """Take a row; it is on the disk when its part is full, or soon after."""
        if not self._buffer:
            self._since = time.monotonic()
        self._buffer.append(row)
        if len(self._buffer) >= self._runs or self.due <= 0:
            self.flush()

    def flush(self) -> None:
        """Write what waits.

        Raises
        ------
        OSError
            If it cannot be written; what was committed before is as it was.
        """
        if not self._buffer:
            return
        self._number += 1
        entry = parquet_parts.write(
            self.folder, self._driver, self._number, self._buffer, self._outcomes, self._form,
            exact=manifests.is_exact(self.manifest),
        )  # fmt: skip
        self._ledger.commit(entry)
        self._buffer = []
        self._patience = min(SECONDS, 2 * self._patience)
        self._note(entry)

    def take(self, source: Path, entry: PartEntry) -> None:
        """Take over a part of another folder."""
        for name, _, _ in entry.files():
            write_atomically(self.folder / name, (source / name).read_bytes())
        self._ledger.commit(entry)
        self._note(entry)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


def check_usable(
    folder: Path, manifest: dict[str, Any], design: Callable[[], pa.Table], allow_stale: bool = False
) -> None:
    """Refuse a folder for what :class:`Store` would refuse it for, and touch nothing.

    `design` is called only where a folder has one to compare it with, since it takes long.

    Raises
    ------
    StoreError
        If another process writes there, or it holds something else.
    OSError
        If it cannot be written to.
    """
    _check_ours(folder)
    if is_locked(folder / LOCK):
        raise refusal_of_second(folder / LOCK)
    if (folder / manifests.NAME).exists():
        _agreement(folder, manifests.load_manifest(folder), manifest, design(), allow_stale, lambda _: None)
    above = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(above))


def _check_ours(folder: Path) -> None:
    """Refuse what is no folder of results, and not empty."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(message("file.is_file", name=folder))
    if not folder.exists() or (folder / manifests.NAME).exists():
        return
    if (folder / LEDGER).exists():
        raise StoreError(message("store.no_manifest", name=folder, file=manifests.NAME))
    for file in folder.iterdir():
        own = file.name in (LOCK, "runs", "series", DESIGN) or file.name.startswith("shard-")
        if not own and not file.name.endswith(TEMPORARY) and not is_litter(file.name):
            raise StoreError(message("file.other", name=folder))


def _agreement(
    folder: Path,
    old: dict[str, Any],
    manifest: dict[str, Any],
    design: pa.Table,
    allow_stale: bool,
    notice: Callable[[str], object],
) -> tuple[dict[str, Any], pa.Table]:
    """Return the manifest under which a folder goes on, and the design that it has."""
    try:
        there = load_design(folder)
    except StoreError as error:  # it follows from what is asked, if that is the same
        notice(message("store.made_again", reason=sentence_of(error)))
        there = design if old["identity"] == manifest["identity"] else design.slice(0, 0)
    agreed = manifests.revise(
        folder, old, manifest, same_points=_same(there, design), grown=_grown(there, design), allow_stale=allow_stale
    )
    return agreed, there


_DERIVED = ("settings", "lever_point", "uncertainty_point")
"""Columns of a design that follow from its factors."""


def _same(there: pa.Table, design: pa.Table) -> bool:
    """Tell whether two designs have the same points by their factors."""
    names = [name for name in design.column_names if name not in _DERIVED]
    known = [name for name in there.column_names if name not in _DERIVED]
    return (
        names == known
        and len(there) == len(design)
        and all(there.column(name).to_pylist() == design.column(name).to_pylist() for name in names)
    )


def _grown(there: pa.Table, design: pa.Table) -> bool:
    """Tell whether a design has further points behind the same ones, whose settings are what they were."""
    first = design.slice(0, len(there))
    return (
        0 < len(there) < len(design)
        and _same(there, first)
        and there.column("settings").to_pylist() == first.column("settings").to_pylist()
    )


def fault_of(folder: Path, entry: PartEntry) -> str:
    """Return what is wrong with a committed part, or an empty string."""
    for name, digest, size in entry.files():
        path = folder / name
        try:
            if path.stat().st_size != size:
                return message("store.bytes", name=name, size=path.stat().st_size, expected=size)
            if digest_of(path) != digest:
                return message("store.not_as_written", name=name)
        except FileNotFoundError:
            return message("store.is_missing", name=name)
    return ""


def load_design(folder: Path) -> pa.Table:
    """Return the design of a folder.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    try:
        return parquet.load_table(folder / DESIGN)
    except FileNotFoundError:
        raise StoreError(message("store.missing_file", name=folder, file=DESIGN)) from None
    except pa.ArrowInvalid:
        raise StoreError(message("store.changed_file", name=folder, file=DESIGN)) from None
