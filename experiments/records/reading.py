"""Columns of an export of requests, as text: CSV in UTF-8 or GBK, also packed by gzip, or a workbook.

Only the columns that a figure is computed from are read. What else stands in the file, such as names, addresses,
telephone numbers and the text of a request, is passed over: it stays in memory no longer than a block, and in no file.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyarrow as pa

from ...scenarios import Problem, ScenarioError
from ...scenarios.city.heading_row import join_headings
from ...scenarios.city.headings import (
    NOTHING,
    REQUESTS,
    place_columns,
    read_mapping,
    recognise_columns,
    report_empty,
    report_missing,
    report_no_headings,
)
from ...scenarios.city.tables import WORKBOOKS, Sheet, clean_cell, find_encoding, find_mark, read_sheets
from ...scenarios.errors import visible
from ...scenarios.message import message
from ...scenarios.toml.safe_toml import holds_nothing, read_bytes
from ..store import parquet
from .clocks import CLOCK, SAMPLE, find_clocks, join_clocks
from .csv_rows import GZIP, CsvRows, Item, digest_cells, open_packed
from .dates import EMPTY

HEAD = 1 << 18
"""Bytes from which encoding, separator and headings are seen."""

HEADINGS = 20
BOOK = 256 << 20
"""Bytes of a workbook, at most; larger ones are exported as CSV."""

NEEDED = ("created", "closed")
COMMAND = '--{meaning} "{heading}"'
"""What is typed to name a column."""

_DATE = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}|20[0-9]{6}([0-9]{4,6})?$")


_SET = re.compile(
    r"时限|限时|期限|截止|到期|应办|应结|要求|计划|预计|\bdue|target|\bsla|deadline|expected|planned|limit"
)
"""In the heading of a time that was set."""


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
    digest_of : callable
        Digest of all cells of each of some rows, also of columns that are not read.
    ragged : list of (int, int, int)
        Rows that were left out: line, cells, cells of the others.
    empty : list of (str, str)
        Meaning and heading of columns that hold nothing and were passed over.
    clocks : list of str
        Headings of columns of clocks that belong to no day that is read.
    sheet : str
        Of a workbook, that which is read.
    sheets : list of str
        Others of it that hold requests too, and are not read.
    """

    file: str
    digest: str
    table: pa.Table
    headings: dict[str, str]
    line_of: Callable[[Sequence[int]], list[int]]
    digest_of: Callable[[Sequence[int]], list[bytes]]
    ragged: list[tuple[int, int, int]] = field(default_factory=list)
    empty: list[tuple[str, str]] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)


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
    empty: list[tuple[str, str]] = []
    while True:
        if head.startswith(WORKBOOKS):
            raw = _read_workbook(path, name, mapping, empty)
        else:
            raw = _read_csv(path, name, mapping, head, empty)
        # A column that holds nothing may stand before another that is known as well.
        found = [(meaning, raw.headings[meaning]) for meaning in raw.headings if _holds_nothing(raw.table[meaning])]
        found = [each for each in found if each not in empty and not each[0].endswith(CLOCK)]
        if not found:
            raw.empty = empty
            raw.table, raw.headings = join_clocks(raw.table, raw.headings)
            return raw
        empty += found
        mapping |= {meaning: NOTHING for meaning, _ in found if meaning in mapping}


def _holds_nothing(column: pa.ChunkedArray) -> bool:
    """Tell whether nothing stands in a column of a table that has rows."""
    return len(column) > 0 and all(str(word).strip().casefold() in EMPTY for word in column.unique().to_pylist())


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


def _read_csv(
    path: Path, name: str, mapping: Mapping[str, str], head: bytes, empty: Sequence[tuple[str, str]]
) -> RawTable:
    # A cut sign at the end of the head is no fault of the encoding.
    encoding = find_encoding(head[: head.rfind(b"\n") + 1] or head, name)
    text = head.decode(encoding, "ignore").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if holds_nothing(text) and len(head) < HEAD:
        raise _refusal(name, None, message("records.empty"))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _refusal(name, line, message("records.holds_nul"), message("city.csv_file"))
    mark = find_mark(text)
    rows = _first_rows(text, mark)
    at, skip, headings = _find_headings(name, rows, mapping)
    found = _place_filled(name, skip, headings, mapping, empty)
    found, clocks = find_clocks(found, headings, [row for _, row in rows[at + 1 :]])
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

    body = CsvRows(path, encoding, mark, skip, {number for number, _, _ in ragged})
    known = {meaning: headings[place] for meaning, place in found.items()}
    result = RawTable(name, _digest(path), table, known, body.find_lines, body.digest_rows, clocks=clocks)
    shown = body.find_left_out([number for number, _, _ in ragged[:20]])
    result.ragged = [(line, cells, wanted) for line, (_, cells, wanted) in zip(shown, ragged, strict=False)]
    result.ragged += [(0, cells, wanted) for _, cells, wanted in ragged[20:]]
    return result


def _place_filled(
    name: str, line: int, headings: Sequence[str], mapping: Mapping[str, str], empty: Sequence[tuple[str, str]]
) -> dict[str, int]:
    """Return the columns that are read, without those that hold nothing, or say which is needed and holds nothing."""
    passed = {heading for _, heading in empty}
    found, _ = place_columns(
        headings, mapping, REQUESTS, [place for place, heading in enumerate(headings) if heading in passed]
    )
    for meaning, heading in empty:
        if meaning in NEEDED and meaning not in found:
            if meaning == "created":
                raise ScenarioError([report_empty(name, line, meaning, heading, headings, COMMAND)])
            found[meaning] = headings.index(heading)  # nothing was closed so far: what that means is said later
    return found


_NO_ROWS = message("records.table_requests")
_QUOTED = message("records.cell_holds_separator")


def _first_rows(text: str, mark: str) -> list[tuple[int, list[str]]]:
    """Return the first rows with the line at which each ends, as far as they are whole."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for row in reader:
            rows.append((reader.line_num, [clean_cell(cell) for cell in row]))
            if len(rows) > SAMPLE:
                break
    except csv.Error:
        pass  # what follows is said by the reader of the whole
    return rows


def _find_headings(
    name: str, rows: Sequence[tuple[int, Sequence[str]]], mapping: Mapping[str, str]
) -> tuple[int, int, Sequence[str]]:
    """Return which row holds the headings, the line at which it ends, and the headings."""
    for at, (line, row) in enumerate(rows[:HEADINGS]):
        below = rows[at + 1] if at + 1 < len(rows) else (line, ())
        joined = join_headings(row, below[1])
        for place, ends, headings in ((at + 1, below[0], joined), (at, line, row)):
            if headings is None:
                continue
            found, missing = place_columns(headings, mapping, REQUESTS)
            if not missing and set(NEEDED) <= found.keys():
                return place, ends, headings
    if not rows:
        raise _refusal(name, None, message("records.empty"))
    line, row = max(rows[:HEADINGS], key=lambda each: len([cell for cell in each[1] if cell]))
    said = any(heading != NOTHING for heading in mapping.values())
    if not said and any(_DATE.match(cell) for cell in row) and not recognise_columns(row, REQUESTS):
        raise ScenarioError([report_no_headings(name, line, REQUESTS, NEEDED)])
    found, missing = place_columns(row, mapping, REQUESTS)
    needed = [meaning for meaning in NEEDED if meaning not in found]
    likely = _guess_columns(row, [cells for number, cells in rows if number > line], found)
    beyond = {"closed": message("records.closed_needed")}
    raise ScenarioError(report_missing(name, line, row, needed, missing, REQUESTS, COMMAND, likely, beyond))


def _guess_columns(headings: Sequence[str], body: Sequence[Sequence[str]], found: Mapping[str, int]) -> dict[str, str]:
    """Return the headings of the first columns of moments that are not known: to be proposed, not to be taken.

    A time by which something should be done is no time at which it was.
    """
    dated: list[str] = []
    for place, heading in enumerate(headings):
        cells = [cells[place] for cells in body if place < len(cells) and cells[place]]
        if place in found.values() or _SET.search(heading.casefold()):
            continue
        if heading and cells and 2 * sum(bool(_DATE.match(cell)) for cell in cells) > len(cells):
            dated.append(heading)
    return dict(zip([meaning for meaning in NEEDED if meaning not in found], dated, strict=False))


def _read_workbook(path: Path, name: str, mapping: Mapping[str, str], empty: Sequence[tuple[str, str]]) -> RawTable:
    sheets = read_sheets(path, name, BOOK)
    for number, sheet in enumerate(sheets):
        rows = [(line, list(row)) for line, row in zip(sheet.lines[:HEADINGS], sheet.rows, strict=False)]
        try:
            at, line, headings = _find_headings(name, rows, mapping)
        except ScenarioError:
            if sheet is sheets[-1]:
                raise
            continue
        found = _place_filled(name, line, headings, mapping, empty)
        found, clocks = find_clocks(found, headings, sheet.rows[at + 1 : at + SAMPLE])
        body = [
            (line, whole)
            for line, row, whole in zip(sheet.lines, sheet.rows, sheet.filled(), strict=True)
            if line > rows[at][0] and any(row)
        ]
        table = pa.table(
            {meaning: pa.array([row[place] for _, row in body], pa.string()) for meaning, place in found.items()}
        )
        lines = [line for line, _ in body]
        known = {meaning: headings[place] for meaning, place in found.items()}
        digests = partial(_at, [digest_cells(row) for _, row in body])
        others = [each.name for each in sheets[number + 1 :] if _holds_requests(name, each, mapping)]
        return RawTable(
            name, _digest(path), table, known, partial(_at, lines), digests,
            clocks=clocks, sheet=sheet.name, sheets=others,
        )  # fmt: skip
    raise AssertionError("a workbook has a sheet")


def _holds_requests(name: str, sheet: Sheet, mapping: Mapping[str, str]) -> bool:
    """Tell whether a sheet is a table of requests with rows."""
    rows = [(line, list(row)) for line, row in zip(sheet.lines[:HEADINGS], sheet.rows, strict=False)]
    try:
        at, _, _ = _find_headings(name, rows, mapping)
    except ScenarioError:
        return False
    return any(any(row) for row in sheet.rows[at + 1 :])


def _at(items: Sequence[Item], numbers: Sequence[int]) -> list[Item]:
    return [items[number] for number in numbers]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refusal(name: str, line: int | None, what: str, allowed: str = "") -> ScenarioError:
    return ScenarioError([Problem(visible(name, 200), line, "", what, allowed)])
