"""Columns of an export of requests, as text: CSV in UTF-8 or GBK, also packed by gzip, or a workbook.

Only the columns that a figure is computed from are read. What else stands in the file, such as names, addresses,
telephone numbers and the text of a request, is passed over: it stays in memory no longer than a block, and in no file.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa

from ...scenarios import Problem, ScenarioError
from ...scenarios.city.headings import REQUESTS, place_columns, read_mapping, report_missing
from ...scenarios.city.tables import WORKBOOKS, clean_cell, find_encoding, find_mark, read_sheets
from ...scenarios.errors import visible
from ...scenarios.message import message
from ...scenarios.toml.safe_toml import read_bytes
from ..store import parquet

HEAD = 1 << 18
"""Bytes from which encoding, separator and headings are seen."""

HEADINGS = 20
BOOK = 256 << 20
"""Bytes of a workbook, at most; larger ones are exported as CSV."""

NEEDED = ("created", "closed")
GZIP = b"\x1f\x8b"


@dataclass
class RawTable:
    """The mapped columns of a file as text.

    Attributes
    ----------
    file : str
        As its user named it.
    digest : str
        SHA-256 of the file.
    table : pyarrow.Table
        By meaning.
    headings : dict
        Heading by meaning.
    line_of : callable
        Line of each of some rows (numbers from 0).
    ragged : list of (int, int, int)
        Rows that were left out: line, cells, cells of the others.
    """

    file: str
    digest: str
    table: pa.Table
    headings: dict[str, str]
    line_of: Callable[[Sequence[int]], list[int]]
    ragged: list[tuple[int, int, int]] = field(default_factory=list)


def read_table(path: Path, name: str, columns: Mapping[str, str]) -> RawTable:
    """Return the columns of an export of requests.

    Parameters
    ----------
    path : Path
    name : str
        The file as its user named it.
    columns : mapping
        Headings by meaning, for those that are not known by themselves.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    mapping, problems = read_mapping([f"{meaning}={heading}" for meaning, heading in columns.items()], REQUESTS, "--")
    if problems:
        raise ScenarioError(problems)
    head = _read_head(path, name)
    if not head.strip(b"\0\t\r\n "):
        raise _refusal(name, None, message("records.empty"))
    if head.startswith(WORKBOOKS):
        return _read_workbook(path, name, mapping)
    return _read_csv(path, name, mapping, head)


def _read_head(path: Path, name: str) -> bytes:
    # The reader of small files knows what is no file at all, and says so.
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        size = 0
    if size <= HEAD or not path.is_file():
        data = read_bytes(path, name, HEAD)
        try:
            return gzip.decompress(data) if data.startswith(GZIP) else data
        except (OSError, EOFError, zlib.error) as error:
            raise _refusal(name, None, _broken(error)) from None
    try:
        with path.open("rb") as file:
            data = file.read(HEAD)
        if data.startswith(GZIP):
            with gzip.open(path, "rb") as packed:
                data = packed.read(HEAD)
    except PermissionError:
        raise _refusal(name, None, "may not be read (permission denied)") from None
    except (OSError, EOFError, zlib.error) as error:
        raise _refusal(name, None, _broken(error)) from None
    return data


def _broken(error: Exception) -> str:
    return message("records.cannot_unpacked", why=type(error).__name__)


def _read_csv(path: Path, name: str, mapping: Mapping[str, str], head: bytes) -> RawTable:
    # A cut sign at the end of the head is no fault of the encoding.
    encoding = find_encoding(head[: head.rfind(b"\n") + 1] or head, name)
    text = head.decode(encoding, "ignore").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise _refusal(name, text.count("\n", 0, text.index("\0")) + 1, message("records.holds_nul"))
    mark = find_mark(text)
    rows = _first_rows(text, mark)
    at, skip, headings = _find_headings(name, rows, mapping)
    found, _ = place_columns(headings, mapping, REQUESTS)
    if not any(any(row) for _, row in rows[at + 1 :]) and len(head) < HEAD:
        raise _refusal(name, skip, _NO_ROWS)
    ragged: list[tuple[int, int, int]] = []
    wide = len(headings)
    if at + 1 < len(rows) and len(rows[at + 1][1]) != wide and rows[at + 1][1]:
        what = message("records.cells_where", count=len(rows[at + 1][1]), wanted=wide)  # fmt: skip
        raise _refusal(name, rows[at + 1][0], what, _QUOTED)
    try:
        with open_packed(path) as file:
            table = parquet.load_csv(
                file, found, skip=skip, delimiter=mark, encoding="utf8" if encoding == "utf-8-sig" else encoding,
                on_ragged=lambda number, cells, wanted: ragged.append((number, cells, wanted)),
            )  # fmt: skip
    except pa.ArrowException as error:
        what = message("records.valid_csv", why=visible(str(error).split(":")[0]))
        raise _refusal(name, skip + 1, what, _QUOTED) from None
    except UnicodeDecodeError as error:
        what = message("records.begins_does", encoding=encoding)
        raise _refusal(name, None, what, error.reason) from None
    except (OSError, EOFError, zlib.error) as error:
        raise _refusal(name, None, _broken(error)) from None

    left_out = {number for number, _, _ in ragged}

    def line_of(numbers: Sequence[int]) -> list[int]:
        return _lines(path, encoding, mark, skip, [number + skip + 1 for number in numbers], left_out)

    result = RawTable(
        name, _digest(path), table, {meaning: headings[place] for meaning, place in found.items()}, line_of
    )
    shown = _lines(path, encoding, mark, skip, [number for number, _, _ in ragged[:20]], set())
    result.ragged = [(line, cells, wanted) for line, (_, cells, wanted) in zip(shown, ragged, strict=False)]
    result.ragged += [(0, cells, wanted) for _, cells, wanted in ragged[20:]]
    return result


_NO_ROWS = message("records.table_requests")
_QUOTED = message("records.cell_holds_separator")


def _first_rows(text: str, mark: str) -> list[tuple[int, list[str]]]:
    """Return the first rows with the line at which each ends, as far as they are whole."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for row in reader:
            rows.append((reader.line_num, [clean_cell(cell) for cell in row]))
            if len(rows) > HEADINGS:
                break
    except csv.Error:
        pass  # what follows is said by the reader of the whole
    return rows


def _find_headings(
    name: str, rows: Sequence[tuple[int, Sequence[str]]], mapping: Mapping[str, str]
) -> tuple[int, int, Sequence[str]]:
    """Return which row holds the headings, the line at which it ends, and the headings."""
    for at, (line, row) in enumerate(rows[:HEADINGS]):
        found, missing = place_columns(row, mapping, REQUESTS)
        if not missing and set(NEEDED) <= found.keys():
            return at, line, row
    if not rows:
        raise _refusal(name, None, message("records.empty"))
    line, row = max(rows[:HEADINGS], key=lambda each: len([cell for cell in each[1] if cell]))
    found, missing = place_columns(row, mapping, REQUESTS)
    needed = [meaning for meaning in NEEDED if meaning not in found]
    raise ScenarioError(report_missing(name, line, row, needed, missing, REQUESTS, "--{meaning} …"))


def _read_workbook(path: Path, name: str, mapping: Mapping[str, str]) -> RawTable:
    sheets = read_sheets(path, name, BOOK)
    for sheet in sheets:
        rows = [(line, list(row)) for line, row in zip(sheet.lines[:HEADINGS], sheet.rows, strict=False)]
        try:
            at, _, headings = _find_headings(name, rows, mapping)
        except ScenarioError:
            if sheet is sheets[-1]:
                raise
            continue
        found, _ = place_columns(headings, mapping, REQUESTS)
        body = [
            (line, row) for line, row in zip(sheet.lines, sheet.rows, strict=True) if line > rows[at][0] and any(row)
        ]
        table = pa.table(
            {meaning: pa.array([row[place] for _, row in body], pa.string()) for meaning, place in found.items()}
        )
        lines = [line for line, _ in body]
        known = {meaning: headings[place] for meaning, place in found.items()}
        return RawTable(name, _digest(path), table, known, partial(_at, lines))
    raise AssertionError("a workbook has a sheet")


def _at(lines: Sequence[int], numbers: Sequence[int]) -> list[int]:
    return [lines[number] for number in numbers]


@contextmanager
def open_packed(path: Path) -> Any:
    """Open a file, unpacked if gzip packed it."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        if packed:
            with gzip.open(file, "rb") as unpacked:
                yield cast(BinaryIO, unpacked)
        else:
            yield file


def _lines(path: Path, encoding: str, mark: str, skip: int, numbers: Iterable[int], left_out: set[int]) -> list[int]:
    """Return the line at which each row begins, by its number as the reader counts; for messages only."""
    wanted = sorted(set(numbers))
    result: dict[int, int] = {}
    if not wanted:
        return []
    with open_packed(path) as raw, io.TextIOWrapper(raw, encoding, "replace", newline="") as text:
        for _ in range(skip):
            text.readline()
        reader = csv.reader(text, delimiter=mark)
        number, last = skip, skip
        kept = skip
        try:
            for row in reader:
                line, last = last + 1, skip + reader.line_num
                if not row:
                    continue
                number += 1
                if number in left_out:
                    continue
                kept += 1
                at = kept if left_out else number
                if at in wanted:
                    result[at] = line
                    if len(result) == len(wanted):
                        break
        except csv.Error:
            pass
    return [result.get(number, 0) for number in numbers]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refusal(name: str, line: int | None, what: str, allowed: str = "") -> ScenarioError:
    return ScenarioError([Problem(visible(name, 200), line, "", what, allowed)])
