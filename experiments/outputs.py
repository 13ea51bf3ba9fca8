"""Files of a result: all of them or none.

Files are written into a hidden folder beside the one asked for and moved when complete. Whatever goes wrong
before, the folder asked for is as it was.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .quoting import csv_cell
from .streams import UNFINISHED

if TYPE_CHECKING:
    import pandas as pd


class OutputError(ValueError):
    """The folder asked for cannot be one."""


@contextmanager
def folder(target: Path) -> Generator[Path]:
    """Give a folder to write into; at the end its files appear in `target`, on an exception nothing does.

    Entering fails, before any work is done, if nothing can be written there.

    Parameters
    ----------
    target : Path
        Made if it does not exist. Files of the same names in it are replaced, others stay.

    Raises
    ------
    OutputError
        If `target` is a file.
    OSError
        If it cannot be written.
    """
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target.name}: is a file; a folder is needed")
    existing = next(parent for parent in (target, *target.absolute().parents) if parent.exists())
    if not existing.is_dir():
        raise OutputError(f"{existing.name}: is a file; a folder is needed")
    try:
        stage = Path(tempfile.mkdtemp(prefix=".cogov-", dir=existing))
    except OSError as error:  # names a folder that the user does not know
        raise OSError(error.errno, error.strerror, str(target)) from None
    UNFINISHED.add(stage)
    try:
        yield stage
        _settle(stage, target)
    except OSError as error:
        if error.errno is None or error.filename != str(stage):
            raise
        raise OSError(error.errno, error.strerror, str(target)) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        UNFINISHED.discard(stage)


def _settle(stage: Path, target: Path) -> None:
    for file in stage.iterdir():
        with file.open("rb+") as handle:
            os.fsync(handle.fileno())
    stage.chmod(0o777 & ~_umask())  # mkdtemp's folders are private
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        stage.rename(target)
        return
    for file in sorted(stage.iterdir()):
        file.replace(target / file.name)


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
