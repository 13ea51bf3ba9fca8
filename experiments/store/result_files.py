"""Files of a result: all of them or none.

Files are written into a hidden folder beside the one asked for and moved when complete. Whatever goes wrong
before, the folder asked for is as it was.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ...model.file import OutputError as OutputError
from ...model.file import is_standard_output, write_atomically
from ...scenarios.message import Enumeration, message
from ...scenarios.toml.sanitize import csv_cell, escape_unprintable
from ..execution.signals import UNFINISHED

if TYPE_CHECKING:
    import pandas as pd


PROVENANCE = "provenance.json"


@contextmanager
def folder(target: Path, command: str = "", notice: Callable[[str], object] = lambda _: None) -> Generator[Path]:
    """Give a folder to write into; at the end its files appear in `target`, on an exception nothing does.

    Entering fails, before any work is done, if nothing can be written there.

    Parameters
    ----------
    target : Path
        Made if it does not exist. Files of the same names in it are replaced; a link in it is followed, and a device
        or pipe written to. Files that an earlier call of this command wrote and this one does not are removed, for
        they tell of other runs; all others stay.
    command : str
        The command whose result it is. What another command left there would stay in part, and be told to come
        from this one.
    notice : callable
        Told which files were removed.

    Raises
    ------
    OutputError
        If `target` is a file or ``-``, holds the result of another command, or a folder in it has the name of a file.
    OSError
        If it cannot be written.
    """
    if is_standard_output(target):
        raise OutputError(message("usage.stdout2"))
    asked, target = target, Path(os.path.realpath(target))
    if blocked := next((each for each in (asked, *asked.parents) if each.exists() and not each.is_dir()), None):
        raise OutputError(message("file.is_file", name=blocked))
    existing = next(parent for parent in (target, *target.parents) if parent.exists())
    if not existing.is_dir():  # where a link on the way leads
        raise OutputError(message("file.is_file", name=existing))
    if command and (other := _command_of(target)) not in ("", command):
        raise OutputError(message("store.other_result", folder=asked, other=other, command=command))
    try:
        stage = Path(tempfile.mkdtemp(prefix=".cogov-", dir=existing))
    except OSError as error:  # names a folder that the user does not know
        raise OSError(error.errno, error.strerror, str(asked)) from None
    UNFINISHED.add(stage)
    try:
        yield stage
        written = _note_files(stage) if command else ()
        left = [name for name in _files_of(target) if name not in written] if written else []
        _settle(stage, target)
        if gone := _remove(target, left):
            notice(message("store.removed", folder=asked, files=Enumeration(gone)))
    except OSError as error:
        if error.errno is None or error.filename != str(stage):
            raise
        raise OSError(error.errno, error.strerror, str(asked)) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        UNFINISHED.discard(stage)


def _command_of(target: Path) -> str:
    """Return the command whose result a folder holds, or an empty string."""
    try:
        line = json.loads((target / PROVENANCE).read_text("utf-8"))["command"]
        return str(line[1]) if line[0] == "cogov" else ""
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def _note_files(stage: Path) -> tuple[str, ...]:
    """Write into the provenance of a result which files it has, and return them; none where it has no provenance."""
    path = stage / PROVENANCE
    if not path.is_file():
        return ()
    names = sorted(file.name for file in stage.iterdir())
    document = {**json.loads(path.read_text("utf-8")), "files": names}
    write_text(path, escape_unprintable(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)) + "\n")
    return tuple(names)


def _files_of(target: Path) -> list[str]:
    """Return the files of the result that a folder holds, as its provenance lists them; plain names alone."""
    try:
        names = json.loads((target / PROVENANCE).read_text("utf-8"))["files"]
        return [name for name in names if isinstance(name, str) and name == Path(name).name]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _remove(target: Path, names: Iterable[str]) -> list[str]:
    """Remove files of an earlier result, and return which were there; a link or a folder is its owner's."""
    gone = [name for name in names if (target / name).is_file() and not (target / name).is_symlink()]
    for name in gone:
        (target / name).unlink()
    return gone


def _settle(stage: Path, target: Path) -> None:
    for file in stage.iterdir():
        with file.open("rb+") as handle:
            os.fsync(handle.fileno())
    stage.chmod(0o777 & ~_umask())  # mkdtemp's folders are private
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        stage.rename(target)
        return
    files = sorted(stage.iterdir())
    for file in files:  # all of them before the first is moved
        if (target / file.name).is_dir():
            raise OutputError(message("store.folder_in", name=file.name, folder=target))
    for file in files:
        there = target / file.name
        if there.is_symlink() or (there.exists() and not there.is_file()):
            write_atomically(there, file.read_bytes())
        else:
            file.replace(there)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with LF line ends."""
    path.write_text(text, encoding="utf-8", newline="\n")


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame, as Parquet or CSV by the name of the file.

    In CSV, text that a spreadsheet would compute gets a leading apostrophe; numbers have all digits.
    """
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False, compression="zstd")
        return
    from pandas.api.types import is_numeric_dtype

    quoted = frame.copy()
    for column in quoted.columns:
        if not is_numeric_dtype(quoted[column]):
            quoted[column] = [csv_cell(str(cell)) for cell in quoted[column]]
    quoted.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
