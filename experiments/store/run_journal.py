"""A journal of runs: one line for each that was made, so that work that was killed goes on.

For studies whose runs come to a few figures each. A line holds the run's key; equal keys mean equal settings, equal
luck, and the same code, so that a line is taken whoever wrote it, and one of other code is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from ...scenarios.message import message
from .atomic_files import Lock, StoreError

NAME, LOCK = "runs.jsonl", "LOCK"


class RunJournal:
    """The runs of a folder, open for adding.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.

    Raises
    ------
    StoreError
        If another process writes there, or a line but the last is not as it was written.
    OSError
        If it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = Lock(folder / LOCK)
        try:
            self._path = folder / NAME
            self.known = self._load()
            self._file = self._path.open("ab")
        except BaseException:
            self._lock.release()
            raise

    def _load(self) -> dict[str, dict[str, Any]]:
        """Return the runs by key, and cut off a last line that a crash left torn."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        whole = content.rfind(b"\n") + 1
        lines = content[:whole].splitlines(keepends=True)
        if lines and _entry(lines[-1]) is None:  # a power cut can leave zeros, line end and all
            whole -= len(lines.pop())
        known: dict[str, dict[str, Any]] = {}
        for number, line in enumerate(lines, 1):
            if (entry := _entry(line)) is None:
                raise StoreError(message("store.line", name=self._path.parent, number=number, file=NAME))
            known[entry.pop("key")] = entry
        if whole < len(content):
            with self._path.open("r+b") as file:
                file.truncate(whole)
                file.flush()
                os.fsync(file.fileno())
        return known

    def add(self, key: str, run: Mapping[str, Any]) -> None:
        """Keep a run; it is on the disk when this returns."""
        self._file.write((json.dumps({"key": key, **run}) + "\n").encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.known[key] = dict(run)

    def __enter__(self) -> RunJournal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._lock.release()


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return cast("dict[str, Any]", entry) if isinstance(entry, dict) and isinstance(entry.get("key"), str) else None
