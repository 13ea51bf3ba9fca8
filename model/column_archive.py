"""Columns in one file, with a header that says what they are: written whole, read with distrust.

The file is a NumPy archive (npz), stored uncompressed and read without pickle: `header` is canonical JSON, the rest are
columns. Nothing in it can grow when it is read, and no column is taken that is not of the shape and type expected.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .message import message, reason_of

Array = NDArray[np.generic]

_HEADER = "header.npy"
_MOST = 8 << 20  # bytes of a header; that of a city of a thousand named places has half a million


class ColumnArchive:
    """An archive that was opened; its columns are read one by one.

    Parameters
    ----------
    path : Path
    refusing : type of exception
        Is raised with a sentence that names the file.
    """

    def __init__(self, path: Path, refusing: type[Exception]) -> None:
        self.name = "".join(mark for mark in path.name if mark.isprintable())[:80]
        self._refusing = refusing
        data = self._content(path)
        self.size = len(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self.refusal(message("checkpoint.not_whole")) from error

    def refusal(self, what: str) -> Exception:
        """Return the exception that says what is wrong with the file."""
        return self._refusing(message("checkpoint.refused", name=self.name or "checkpoint", what=what))

    def header(self) -> Any:
        """Return the header."""
        data = self._member(_HEADER, _MOST)
        try:
            text = bytes(np.load(io.BytesIO(data), allow_pickle=False).astype(np.uint8)).decode("utf-8")
            return json.loads(text)
        except (ValueError, RecursionError, EOFError, OverflowError, MemoryError, TypeError, AttributeError) as error:
            raise self.refusal(message("checkpoint.header")) from error

    def _content(self, path: Path) -> bytes:
        try:
            # Not blocking: opening a pipe that nobody writes to would hang.
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError) as error:
            raise self.refusal(
                message("checkpoint.not_opened", reason=reason_of(error) if isinstance(error, OSError) else error)
            ) from error
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise self.refusal(message("checkpoint.not_regular"))
        with os.fdopen(handle, "rb") as file:
            return file.read()

    def _member(self, name: str, most: int) -> bytes:
        """Return an entry that is no larger than it may be; entries are not compressed, so that none can grow."""
        try:
            about = self._archive.getinfo(name)
            if about.compress_type != zipfile.ZIP_STORED or about.file_size > min(most, self.size):
                raise self.refusal(message("checkpoint.size", column=name.removesuffix(".npy")))
            return self._archive.read(about)
        except (
            KeyError,
            zipfile.BadZipFile,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            if isinstance(error, self._refusing):
                raise
            raise self.refusal(message("checkpoint.damaged", column=name.removesuffix(".npy"))) from error

    def column(self, name: str, like: Array) -> Array:
        """Return a column of the shape and type of another one."""
        data = io.BytesIO(self._member(f"{name}.npy", like.nbytes + 4096))
        try:
            np.lib.format.read_magic(data)
            shape, fortran, kind = np.lib.format.read_array_header_1_0(data)
        except (ValueError, OverflowError, MemoryError, RecursionError) as error:
            raise self.refusal(message("checkpoint.damaged", column=name)) from error
        body = data.read()
        if shape != like.shape or kind != like.dtype or fortran or len(body) != like.nbytes:
            raise self.refusal(message("checkpoint.shape", column=name))
        result = np.frombuffer(body, dtype=like.dtype).reshape(shape)
        if kind == np.float64:
            numbers = np.frombuffer(body, dtype=np.float64)
            if not np.isfinite(numbers).all():
                raise self.refusal(message("checkpoint.not_number", column=name))
        if kind == np.bool_ and (np.frombuffer(body, dtype=np.uint8) > 1).any():
            raise self.refusal(message("checkpoint.not_truth", column=name))
        return result


def write_columns(header: dict[str, Any], columns: Iterable[tuple[str, Array]]) -> bytes:
    """Return an archive; equal headers and columns give equal bytes."""
    text = json.dumps(header, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, column in (("header", np.frombuffer(text.encode(), np.uint8)), *columns):
            entry = io.BytesIO()
            np.lib.format.write_array(
                entry, np.asarray(np.ascontiguousarray(column)), version=(1, 0), allow_pickle=False
            )
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), entry.getvalue())
    return content.getvalue()
