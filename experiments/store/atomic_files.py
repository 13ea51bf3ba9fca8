"""Files that are there whole or not at all, also after a power cut; and the lock on a folder of results."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ...model.file import TEMPORARY as TEMPORARY
from ...model.file import settle as settle
from ...model.file import write_atomically as write_atomically
from ...scenarios.message import message

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
        raise StoreError(message("store.unusable", name=folder, kind=type(error).__name__)) from error


_LITTER = re.compile(
    r"\.DS_Store|\.localized|\.AppleDouble|\.Spotlight-V100|\.Trashes|\.fseventsd|\.TemporaryItems|__MACOSX|Icon\r"
    r"|Thumbs\.db(:encryptable)?|ehthumbs(_vista)?\.db|desktop\.ini|\$RECYCLE\.BIN|System Volume Information"
    r"|\._.*|\.nfs[0-9a-f]+|\.fuse_hidden[0-9a-f]+|~\$.*|\.~lock\..*#|\.directory|\.Trash-\d+|@eaDir"
    r"|\.smbdelete.*|\.dropbox(\.attr)?|\.sync_.*|.*:Zone\.Identifier",
    re.IGNORECASE,
)


def is_litter(name: str) -> bool:
    """Tell whether a file is one that operating systems, office programs and file servers leave in folders.

    >>> is_litter(".DS_Store"), is_litter("thumbs.db"), is_litter("._table.csv"), is_litter("table.csv")
    (True, True, True, False)
    """
    return _LITTER.fullmatch(name) is not None


def list_folder(folder: Path) -> list[Path]:
    """Return what lies in a folder, in order, without what others leave there; nothing if there is no folder."""
    return sorted(file for file in folder.iterdir() if not is_litter(file.name)) if folder.is_dir() else []


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
                self._file.close()
                raise refusal_of_second(path) from None
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


def refusal_of_second(path: Path) -> StoreError:
    """Return the error for who wants to write where another process holds the lock; it names that process."""
    owner = ""
    with suppress(OSError):
        owner = path.read_bytes()[:200].decode("utf-8", "replace").strip()
    if not owner:
        return StoreError(message("store.locked", name=path.parent))
    return StoreError(message("store.locked_by", name=path.parent, owner=owner))


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
