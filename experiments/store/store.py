"""A folder of results, open for writing: it takes rows, and knows which runs are done.

What is done is told by the ledger, as a set of keys. Opening a folder puts it in order whatever ended the last
writer: files that were not whole are removed, a torn last line is cut off, parts whose line was lost are taken up
again, and parts that are not as they were written are set aside, so that their runs are made anew.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from . import manifest as manifests
from . import parts
from .files import TEMPORARY, Lock, StoreError, digest_of, put
from .ledger import Entry, Ledger
from .row import Row

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
        What is asked; see :func:`.manifest.made`.
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
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder.name}: is a file; a folder is needed")
        foreign = folder.exists() and not (folder / manifests.NAME).exists() and any(
            file.name != LOCK and not file.name.endswith(TEMPORARY) and file.name not in ("runs", "series", DESIGN)
            and not file.name.startswith("shard-") for file in folder.iterdir()
        )  # fmt: skip
        if foreign:
            raise StoreError(
                f"{folder.name or folder}: holds something else; choose an empty folder, or a new one, with --out"
            )
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._notice, self._runs = folder, notice, runs
        self._lock = Lock(folder / LOCK)
        try:
            self.manifest = self._agreed(manifest, design, allow_stale)
            self._design = design
            for name in ("runs", "series"):
                (folder / name).mkdir(exist_ok=True)
            self._ledger = Ledger(folder / LEDGER)
            self.entries: dict[str, Entry] = {}
            self.ok: dict[tuple[int, int], str] = {}
            self.failed: dict[tuple[int, int], str] = {}
            self._put_in_order()
        except BaseException:
            self._lock.release()
            raise
        self._driver, self._number = secrets.token_hex(4), 0
        self._buffer: list[Row] = []
        self._since, self._patience = 0.0, FIRST

    def _agreed(self, manifest: dict[str, Any], design: pa.Table, allow_stale: bool) -> dict[str, Any]:
        """Write manifest and design of a new folder, or see whether those that are there are the same."""
        if not (self.folder / manifests.NAME).exists():
            self._put_design(design)
            manifests.write(self.folder, manifest)
            return manifest
        old = manifests.read(self.folder)
        try:
            there = read_design(self.folder)
        except StoreError as error:  # it follows from what is asked, if that is the same
            self._notice(f"{error}; it is made again")
            there = design if old["identity"] == manifest["identity"] else design.slice(0, 0)
        same = there.drop_columns(["settings"]).equals(design.drop_columns(["settings"]))
        agreed = manifests.revised(self.folder, old, manifest, same_points=same, allow_stale=allow_stale)
        if agreed is not old or not there.equals(design) or not (self.folder / DESIGN).exists():
            self._put_design(design)
        if agreed is not old:
            manifests.write(self.folder, agreed)
        return agreed

    def _put_design(self, design: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        pq.write_table(design, sink, compression="zstd")
        put(self.folder / DESIGN, sink.getvalue().to_pybytes())

    def _put_in_order(self) -> None:
        for folder in (self.folder, self.folder / "runs", self.folder / "series"):
            for file in folder.glob(f"*{TEMPORARY}"):
                file.unlink()
        found = self._ledger.found
        if found.bad:
            self._notice(f"{found.bad} lines of the ledger were not as written; what they said is in the parts")
        for entry in found.entries:
            if fault := fault_of(self.folder, entry):
                self._set_aside(entry, fault)
            else:
                self._note(entry)
        self._take_up(found.withdrawn)

    def _set_aside(self, entry: Entry, fault: str) -> None:
        aside = self.folder / DAMAGED
        aside.mkdir(exist_ok=True)
        self._ledger.withdraw(entry.runs, fault)
        for name, _, _ in entry.files():
            with suppress(FileNotFoundError):
                (self.folder / name).replace(aside / name.replace("/", "-"))
        self._notice(f"{fault}: set aside in {DAMAGED}; {len(entry.ok) + len(entry.failed)} runs are made again")

    def _take_up(self, withdrawn: dict[str, str]) -> None:
        """Take up parts that are whole and of which the ledger does not know; remove others."""
        known = {name for entry in self.entries.values() for name, _, _ in entry.files()}
        for file in sorted((self.folder / "runs").iterdir()):
            if f"runs/{file.name}" in known or file.name in withdrawn or not parts.is_whole(file):
                continue
            entry = parts.described(file, round(file.stat().st_mtime, 3))
            if not fault_of(self.folder, entry):
                self._ledger.commit(entry)
                self._note(entry)
                known |= {name for name, _, _ in entry.files()}
        for folder in ("runs", "series"):
            for file in sorted((self.folder / folder).iterdir()):
                if f"{folder}/{file.name}" not in known:
                    file.unlink()

    def _note(self, entry: Entry) -> None:
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
        found = self.ok.get(place, self.failed.get(place))
        return found == key or (found is not None and self._mixed)

    @property
    def _mixed(self) -> bool:
        return any(revision["changes"] for revision in self.manifest["revisions"])

    @property
    def due(self) -> float:
        """Seconds until a part should be written; infinite if nothing waits."""
        return self._since + self._patience - time.monotonic() if self._buffer else float("inf")

    def add(self, row: Row) -> None:
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
        entry = parts.write(self.folder, self._driver, self._number, self._buffer)
        self._ledger.commit(entry)
        self._buffer = []
        self._patience = min(SECONDS, 2 * self._patience)
        self._note(entry)

    def take(self, source: Path, entry: Entry) -> None:
        """Take over a part of another folder."""
        for name, _, _ in entry.files():
            put(self.folder / name, (source / name).read_bytes())
        self._ledger.commit(entry)
        self._note(entry)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


def fault_of(folder: Path, entry: Entry) -> str:
    """Return what is wrong with a committed part, or an empty string."""
    for name, digest, size in entry.files():
        path = folder / name
        try:
            if path.stat().st_size != size:
                return f"{name} has {path.stat().st_size} bytes instead of {size}"
            if digest_of(path) != digest:
                return f"{name} is not as it was written"
        except FileNotFoundError:
            return f"{name} is missing"
    return ""


def read_design(folder: Path) -> pa.Table:
    """Return the design of a folder.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    try:
        return pq.read_table(folder / DESIGN)
    except FileNotFoundError:
        raise StoreError(f"{folder.name}: {DESIGN} is missing") from None
    except pa.ArrowInvalid:
        raise StoreError(f"{folder.name}: {DESIGN} is not as it was written") from None
