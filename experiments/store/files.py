"""Files that are there whole or not at all, also after a power cut; and the lock on a folder of results."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

TEMPORARY = ".part-being-written"
"""How names of files end that are not whole yet."""


_ATTEMPTS = 10


class StoreError(Exception):
    """A folder of results cannot be used as it is; the message says why and what to do."""


@contextmanager
def reading(folder: Path) -> Generator[None]:
    """Say in a sentence that files of a folder cannot be understood: anybody may have put anything there.

    What is a sentence already passes, and so do faults of the disk.

    Raises
    ------
    StoreError
        Instead of what anything but results as they were written leads to.
    """
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
        ours = type(error).__module__.partition(".")[0] == __name__.partition(".")[0]
        if ours or (isinstance(error, OSError) and error.errno is not None):  # Arrow's have no number
            raise
        raise StoreError(
            f"{folder.name}: cannot be used: something in it is not as it was written, or of another version of cogov "
            f"({type(error).__name__}; cogov verify may tell more, and COGOV_TRACEBACK=1 shows where)"
        ) from error


def put(path: Path, content: bytes) -> None:
    """Write a file: beside its place, to the disk, then into its place.

    Raises
    ------
    OSError
        If it cannot be written; then nothing is left of it.
    """
    beside = path.with_name(path.name + TEMPORARY)
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Write a folder's list of names to the disk; not every system can."""
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical(document: Any) -> str:
    """Return a document as JSON of one spelling."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


class Lock:
    """The right to write into a folder; the system takes it back when its process ends, however that is.

    Parameters
    ----------
    path : Path
        The file that is locked.

    Raises
    ------
    StoreError
        If another process has it.
    OSError
        If the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b")
        for attempt in range(_ATTEMPTS):
            try:
                _take(self._file.fileno())
                break
            except OSError:
                if attempt < _ATTEMPTS - 1:
                    time.sleep(0.1)  # somebody may only be looking whether it is taken
                    continue
                self._file.seek(0)
                owner = self._file.read(200).decode("utf-8", "replace").strip()
                self._file.close()
                who = f" ({owner})" if owner else ""
                raise StoreError(f"{path.parent.name}: another cogov is writing here{who}") from None
        self._file.seek(0)
        self._file.truncate()
        with suppress(OSError):  # a full disk: the lock holds without its note
            self._file.write(f"process {os.getpid()}".encode())
            self._file.flush()

    def release(self) -> None:
        """Give the right back."""
        with suppress(OSError):
            self._file.seek(0)
            self._file.truncate()
        with suppress(OSError):
            self._file.close()


def is_locked(path: Path) -> bool:
    """Tell whether some process is writing into the folder of a lock."""
    try:
        file = path.open("rb")
    except OSError:
        return False
    with file:
        try:
            _take(file.fileno())
        except OSError:
            return True
    return False


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, 1 << 20, os.SEEK_SET)  # behind the note, which others may read
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
