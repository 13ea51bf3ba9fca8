"""The communities of a city from a CSV file: district, street, kind, name, grids, persons, agents."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ..model.parameter import Record
from ..model.parameters.world import Place
from .checking import Document, check_table, fault_of_item
from .errors import Key, Problem, ScenarioError, describe_value, enumerate_words, nearest, visible
from .message import message
from .toml.safe_toml import decode, holds_nothing, read_bytes

SIZE = 8 << 20
_CHINESE = {
    "区县": "district", "街乡": "street", "类型": "kind", "名称": "name", "网格数": "grids", "居民数": "residents",
    "人口": "persons", "主体数": "agents",
}  # fmt: skip
_KINDS = {"城市": "urban", "农村": "rural", "乡村": "rural"}
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def read_communities(path: Path, name: str, record: type[Record] = Place) -> tuple[list[dict[str, Any]], Document]:
    """Return the places of a CSV file, and the document that holds their lines and problems.

    Titles of columns may be Chinese (区县, 街乡, 类型, 名称, 网格数, 人口, 主体数; 居民数 in files that are to be
    upgraded), kinds too (城市, 农村).

    Parameters
    ----------
    path : Path
    name : str
        That of the file in messages.
    record : type
        What a row is: its fields are the columns.
    """
    document = Document(name)
    try:
        text = decode(read_bytes(path, name, SIZE), name)
    except ScenarioError as error:
        document.problems += error.problems
        return [], document
    if holds_nothing(text):
        document.problems.append(
            Problem(name, None, "", message("value.empty"), enumerate_words(tuple(record.model_fields)))
        )
        return [], document
    places: list[dict[str, Any]] = []
    columns: list[str] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    last = 0
    try:
        for row in reader:
            line, last = last + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not columns:
                columns = _heading(document, row, line, record)
                if not columns:
                    break
            elif (place := _place(document, columns, row, line, len(places), record)) is not None:
                places.append(place)
    except csv.Error as error:
        document.problems.append(Problem(name, reader.line_num, "", message("csv.invalid", reason=_reason(error))))
    if not document.problems and not places:
        document.problems.append(Problem(name, None, "", message("csv.none")))
    return places, document


_REASONS = {
    "unexpected end": "csv.reason_end",
    "new-line character": "csv.reason_line_end",
    "field larger": "csv.reason_field",
    "',' expected": "csv.reason_quote",
}
"""What Python's reader of CSV files says, and the codes of the same."""


def _reason(error: csv.Error) -> str:
    text = str(error)
    code = next((code for start, code in _REASONS.items() if text.startswith(start)), None)
    return message(code) if code else text


def check_districts(places: list[Any], document: Document, key: Key) -> None:
    """Report communities listed twice; two streets of a district may have communities of one name."""
    seen: dict[tuple[str, str, str], int | None] = {}
    for number, place in enumerate(places):
        line = document.line((*key, number))
        district, name = place["district"], place["name"]
        where_in = (district, place.get("street") or district, name)
        if where_in in seen:
            before = seen[where_in]
            values = {"name": describe_value(name), "district": describe_value(district)}
            what = message("csv.listed_twice_at", **values, line=before) if before else None
            document.report((*key, number), what or message("csv.listed_twice", **values))
        seen[where_in] = line


def _heading(document: Document, row: list[str], line: int, record: type[Record]) -> list[str]:
    expected = tuple(record.model_fields)
    columns = [_CHINESE.get(cell.strip(), cell.strip().lower()) for cell in row]
    before = len(document.problems)
    if len(columns) == 1 and (mark := next((mark for mark in ";\t|" if mark in columns[0]), "")):
        what = message("csv.separator", mark=message("csv.tab") if mark == "\t" else mark)
        document.problems.append(Problem(document.file, line, "", what, message("csv.commas")))
        return []
    for column in columns:
        if column not in expected:
            near = nearest(column, expected)
            document.problems.append(
                Problem(
                    document.file,
                    line,
                    "",
                    message("csv.unknown", name=describe_value(column)),
                    enumerate_words(expected),
                    near,
                )
            )
    for column in expected:
        if columns.count(column) != 1 and (record.model_fields[column].is_required() or column in columns):
            what = message("csv.missing" if column not in columns else "csv.twice", name=column)
            document.problems.append(Problem(document.file, line, "", what))
    return columns if len(document.problems) == before else []


def _place(
    document: Document, columns: list[str], row: list[str], line: int, number: int, record: type[Record]
) -> dict[str, Any] | None:
    """Check one row with the same form as a place in TOML."""
    if len(row) != len(columns):
        document.problems.append(
            Problem(document.file, line, "", message("csv.width", count=len(row), first=len(columns)))
        )
        return None
    cells: dict[str, Any] = {column: cell.strip() for column, cell in zip(columns, row, strict=True)}
    cells["kind"] = _KINDS.get(cells["kind"], cells["kind"])
    cells = {column: cell for column, cell in cells.items() if cell or record.model_fields[column].is_required()}
    for column, field in record.model_fields.items():
        if field.annotation is int and _WHOLE.fullmatch(cells[column]):
            cells[column] = int(cells[column])
    own = Document(document.file, {("row",): line})
    place = check_table(own, record, cells, ("row",))
    # In a table of rows the column says enough.
    document.problems += [
        Problem(
            problem.file,
            line,
            problem.key.removeprefix("row."),
            problem.what,
            problem.allowed,
            problem.suggestion,
        )
        for problem in own.problems
    ]
    if own.problems:
        return None
    try:
        record.model_validate(place)
    except ValidationError as error:
        named = visible(cast(str, place["name"]))
        faults = [fault_of_item(item) for item in error.errors(include_url=False)]
        document.problems += [Problem(document.file, line, named, fault) for fault in faults]
        return None
    document.lines["world", "city", "places", number] = line
    return place
