"""The ledger: which parts are whole, and which runs they hold. A part counts once its line is on the disk.

One JSON document a line, each with the CRC-32 of the rest, so that a torn or altered line is known. Only ever appended
to; the last line may be torn by a crash, and is then cut off: its parts tell themselves what the line said.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from ...scenarios.message import message
from .atomic_files import StoreError, canonical, settle

RunKey = tuple[int, int, str]
"""Point, replicate, key."""


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A committed part.

    Attributes
    ----------
    runs, series : str
        Names of its two files; `series` is empty if there are no weeks in it.
    runs_sha256, series_sha256 : str
    runs_bytes, series_bytes : int
    ok, failed : tuple of (int, int, str)
        Point, replicate and key of the runs in it.
    time : float
        When it was committed (seconds since 1970).
    """

    runs: str
    runs_sha256: str
    runs_bytes: int
    series: str
    series_sha256: str
    series_bytes: int
    ok: tuple[RunKey, ...]
    failed: tuple[RunKey, ...]
    time: float

    def files(self) -> Iterator[tuple[str, str, int]]:
        """Yield folder/name, SHA-256 and size of its files."""
        yield f"runs/{self.runs}", self.runs_sha256, self.runs_bytes
        if self.series:
            yield f"series/{self.series}", self.series_sha256, self.series_bytes


@dataclass(frozen=True, slots=True)
class LogContent:
    """What a ledger says.

    Attributes
    ----------
    entries : list of PartEntry
        In the order of committing, without those withdrawn.
    withdrawn : dict of str to str
        Parts that were found damaged, and why.
    whole : int
        Bytes up to the last whole line.
    bad : int
        Lines that could not be read, a torn last one aside.
    """

    entries: list[PartEntry]
    withdrawn: dict[str, str]
    whole: int
    bad: int


def line(document: dict[str, Any]) -> bytes:
    """Return a document as a line with its check."""
    text = canonical(document)
    return f'{text[:-1]},"crc32":"{zlib.crc32(text.encode()):08x}"}}\n'.encode()


def _parse(content: bytes) -> dict[str, Any] | None:
    """Return the document of a line, or None if it is not as it was written."""
    head, mark, check = content.rpartition(b',"crc32":"')
    if not mark or len(check) != 10 or not check.endswith(b'"}'):
        return None
    text = head + b"}"
    with suppress(ValueError):
        if int(check[:8], 16) == zlib.crc32(text):
            return cast("dict[str, Any]", json.loads(text))
    return None


def load_log(path: Path) -> LogContent:
    """Return what a ledger says; also while it is written."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return LogContent([], {}, 0, 0)
    except IsADirectoryError:
        raise StoreError(message("file.is_folder", name=path)) from None
    whole = content.rfind(b"\n") + 1
    entries: dict[str, PartEntry] = {}
    withdrawn: dict[str, str] = {}
    bad = 0
    for each in content[:whole].splitlines():
        document = _parse(each)
        if document is None:
            bad += 1
        elif "withdrawn" in document:
            withdrawn[document["withdrawn"]] = document["why"]
        else:
            runs: dict[str, Any] = {
                name: tuple((p, r, key) for p, r, key in document[name]) for name in ("ok", "failed")
            }
            entries[document["runs"]] = PartEntry(**{**document, **runs})
    kept = [entry for name, entry in entries.items() if name not in withdrawn]
    return LogContent(kept, withdrawn, whole, bad)


class CommitLog:
    """A ledger to write to; only the holder of the folder's lock has one.

    Parameters
    ----------
    path : Path
        Its file; a torn last line is cut off.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        result = load_log(path)
        with path.open("ab") as file:
            file.truncate(result.whole)
            os.fsync(file.fileno())
        settle(path.parent)
        self._size = result.whole
        self.found = result

    def commit(self, entry: PartEntry) -> None:
        """Append a part.

        Raises
        ------
        OSError
            If it cannot be written; then the ledger is as it was.
        """
        self._append(line(asdict(entry)))

    def withdraw(self, name: str, why: str) -> None:
        """Say of a part that it counts no more."""
        self._append(line({"withdrawn": name, "why": why}))

    def _append(self, content: bytes) -> None:
        with self._path.open("ab", buffering=0) as file:
            try:
                done = 0
                while done < len(content):
                    done += file.write(content[done:])
                os.fsync(file.fileno())
            except BaseException:  # a full disk, or a signal: half a line must not stay before the next
                with suppress(OSError):
                    file.truncate(self._size)
                raise
        self._size += len(content)
