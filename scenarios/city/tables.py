"""A table that an office keeps, as rows of text: CSV in UTF-8, UTF-16 or GBK, or a workbook of Excel or LibreOffice.

Nothing is guessed from how the file is called. A workbook is known by its first bytes. Text is UTF-8 if it can be, and
GBK (its superset GB 18030) if it cannot be and then reads as Chinese.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ..errors import Problem, ScenarioError, visible
from ..message import Bilingual, message
from ..toml.safe_toml import PACKED, holds_nothing, read_bytes

SIZE = 64 << 20
EXPANDED = 1 << 30
"""Bytes that a workbook may unpack to."""

WORKBOOKS = PACKED
MARKS = (",", "\t", ";", "|", "，")

BLANKS = frozenset({
    "", "-", "--", "---", "—", "——", "–", "－", "/", "\\", "?", "？", "无", "暂无", "空", "未知", "不详", "未填",
    "n/a", "na", "nan", "null", "none", "#n/a",
})  # fmt: skip
"""How offices write, in any column, that a cell says nothing."""

_CHINESE = re.compile("[\u4e00-\u9fff]")


_RUN = re.compile("[^\\x00-\\x7f]+")
_IN_WORD = re.compile("(?<=[A-Za-z])[^\\x00-\\x7f]{1,2}(?![^\\x00-\\x7f])")
"""One or two signs that are not of ASCII, behind a letter that is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of text with the line of each, from 1.

    Attributes
    ----------
    name : str
        Of the sheet in a workbook; empty for CSV.
    rows : tuple of tuple of str
    lines : tuple of int
    encoding : str
        Of CSV; empty for a workbook.
    merged : tuple of (int, int, int)
        Cells that are merged downwards in a workbook: first and last row, from 0, and column. Their text stands in
        the first row alone.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str = ""
    merged: tuple[tuple[int, int, int], ...] = ()

    def filled(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows with what stands in merged cells in each row over which they go."""
        rows = [list(row) for row in self.rows]
        for first, last, column in self.merged:
            for at in range(first + 1, min(last + 1, len(rows))):
                rows[at][column] = rows[first][column]
        return tuple(tuple(row) for row in rows)


def read_sheets(path: Path, name: str, limit: int = SIZE) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, hidden ones last, or the one of a CSV file; `name` is as its user named it.

    Raises
    ------
    ScenarioError
        If there is no such file, or it is no table.
    """
    data = read_bytes(path, name, limit)
    if not data.strip(b"\0\t\r\n "):
        raise _refusal(name, message("city.empty"))
    if data.startswith(WORKBOOKS):
        return _read_workbook(data, name)
    text, encoding = decode_text(data, name)
    if holds_nothing(text):
        raise _refusal(name, message("city.empty"))
    return (_read_csv(text, encoding, name),)


def decode_text(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a CSV file and its encoding.

    Raises
    ------
    ScenarioError
        If it is neither UTF-8, UTF-16 with a mark, nor Chinese in GBK.
    """
    encoding = find_encoding(data, name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refusal(name, _NOT_TEXT, data.count(b"\n", 0, error.start) + 1, _ENCODINGS) from None
    if "\0" in text:
        raise _refusal(name, message("city.holds_nul"), text.count("\n", 0, text.index("\0")) + 1, _ENCODINGS)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), encoding


def find_encoding(data: bytes, name: str) -> str:
    """Return the encoding of a text, or of the beginning of one.

    Raises
    ------
    ScenarioError
        If it is none that is read.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(data)
        return "utf-8-sig"
    except UnicodeDecodeError as error:
        where = error.start
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(data)
    except UnicodeDecodeError:
        text = ""
    beyond = sum(not sign.isascii() for sign in text)
    # In a table of Western Europe an accented letter and the one behind it read as one Chinese sign, within a word.
    inside = len(_IN_WORD.findall(text)) > 0.5 * len(_RUN.findall(text))
    if beyond and len(_CHINESE.findall(text)) >= 0.5 * beyond and not inside:
        return "gb18030"
    raise _refusal(name, _NOT_TEXT, data.count(b"\n", 0, where) + 1, _ENCODINGS)


def find_mark(text: str) -> str:
    """Return the sign that separates the columns: of the usual ones that which most of the first lines agree on.

    >>> find_mark("a;b,c;d"), find_mark("名称|人口"), find_mark("alone")
    (';', '|', ',')
    """
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.split("\n", 60)[:60] if line.strip()]
    found = {mark: sorted(line.count(mark) for line in lines)[len(lines) // 2 :] for mark in MARKS} if lines else {}
    best = max(found, key=lambda mark: found[mark][len(found[mark]) // 2], default=",")
    return best if found and found[best][len(found[best]) // 2] else ","


def _read_csv(text: str, encoding: str, name: str) -> Sheet:
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_mark(text), strict=True)
    last = 0
    try:
        for row in reader:
            line, last = last + 1, reader.line_num
            rows.append(tuple(clean_cell(cell) for cell in row))
            lines.append(line)
    except csv.Error as error:
        what = message("city.quotation_marks")
        what = what if "quote" in str(error) or "EOF" in str(error) or "end of" in str(error) else Bilingual(
            f"not valid CSV: {error}", f"不是有效的 CSV：{error}"
        )  # fmt: skip
        quoted = message("city.cell_mark")
        raise _refusal(name, what, last + 1, quoted) from None
    return Sheet(
        "", tuple(rows), tuple(lines), "GBK" if encoding == "gb18030" else "UTF-16" if encoding == "utf-16" else "UTF-8"
    )


def _read_workbook(data: bytes, name: str) -> tuple[Sheet, ...]:
    broken = message("city.workbook_can")
    kinds = message("city.xlsx_xls")
    try:
        if data.startswith(WORKBOOKS[0]):
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                if sum(part.file_size for part in parts.infolist()) > EXPANDED:
                    raise _refusal(name, message("city.unpacks_more"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = sorted(book.sheets_metadata, key=lambda each: each.visible != SheetVisibleEnum.Visible)
        sheets = [_sheet(book.get_sheet_by_name(each.name)) for each in shown if each.typ == SheetTypeEnum.WorkSheet]
    except PasswordError:
        raise _refusal(name, message("city.protected_password"), None, kinds) from None
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise _refusal(name, broken, None, kinds) from None
    there = tuple(sheet for sheet in sheets if sheet.rows)
    if not there:
        raise _refusal(name, message("city.holds_cells"))
    return there


def _sheet(sheet: CalamineSheet) -> Sheet:
    rows = [tuple(_text(cell) for cell in row) for row in sheet.to_python(skip_empty_area=False)]
    while rows and not any(rows[-1]):
        rows.pop()
    ranges = getattr(sheet, "merged_cell_ranges", None) or ()  # not of every kind of workbook
    down = [(top, bottom, left) for (top, left), (bottom, right) in ranges if left == right and top < bottom]
    merged = tuple(each for each in down if each[0] < len(rows))
    return Sheet(sheet.name, tuple(rows), tuple(range(1, len(rows) + 1)), merged=merged)


def _text(cell: Any) -> str:
    """Return a cell of a workbook as text: numbers without an idle point, dates as ISO 8601 has them."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return clean_cell(str(cell))


def is_blank(cell: str) -> bool:
    """Tell whether a cell says nothing.

    >>> is_blank("—"), is_blank("N/A"), is_blank("0")
    (True, True, False)
    """
    return cell.strip().casefold() in BLANKS


def clean_cell(cell: str) -> str:
    """Return a cell without blanks at its ends, also the wide, hard and invisible ones."""
    return cell.replace("\u00a0", " ").replace("\u3000", " ").replace("\ufeff", "").replace("\u200b", "").strip()


_NOT_TEXT = message("city.neither_utf")
_ENCODINGS = message("city.csv_file")


def _refusal(name: str, what: str, line: int | None = None, allowed: str = "") -> ScenarioError:
    return ScenarioError([Problem(visible(name, 200), line, "", what, allowed)])
