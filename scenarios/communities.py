"""The communities of a city from a CSV file: district, kind, name, grids, residents."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any, cast

from ..model.world import Place
from .checking import Document, checked_table
from .guard import decoded, read_bytes
from .problems import Key, Problem, ScenarioError, listed, nearest, shown, visible

SIZE = 8 << 20
COLUMNS = tuple(Place.model_fields)

_CHINESE = {"区县": "district", "类型": "kind", "名称": "name", "网格数": "grids", "居民数": "residents"}
_KINDS = {"城市": "urban", "农村": "rural", "乡村": "rural"}
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def read_communities(path: Path, name: str) -> tuple[list[dict[str, Any]], Document]:
    """Return the places of a CSV file, and the document that holds their lines and problems.

    Titles of columns may be Chinese (区县, 类型, 名称, 网格数, 居民数), kinds too (城市, 农村).
    """
    document = Document(name)
    try:
        text = decoded(read_bytes(path, name, SIZE), name)
    except ScenarioError as error:
        document.problems += error.problems
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
                columns = _heading(document, row, line)
                if not columns:
                    break
            elif (place := _place(document, columns, row, line, len(places))) is not None:
                places.append(place)
    except csv.Error as error:
        document.problems.append(Problem(name, reader.line_num, "", f"not valid CSV: {error}"))
    if not document.problems and not places:
        document.problems.append(Problem(name, None, "", "lists no communities"))
    return places, document


def check_districts(places: list[Any], document: Document, key: Key) -> None:
    """Report communities listed twice, and districts that are urban in one place and rural in another."""
    kinds: dict[str, tuple[str, int | None]] = {}
    seen: dict[tuple[str, str], int | None] = {}
    for number, place in enumerate(places):
        line = document.line((*key, number))
        district, kind, name = place["district"], place["kind"], place["name"]
        before = seen.setdefault((district, name), line) if (district, name) in seen else None
        if (district, name) in seen:
            said = f" (line {before})" if before else ""
            document.report((*key, number), f"{shown(name)} of {shown(district)} is listed twice{said}")
        seen[district, name] = line
        first, where = kinds.setdefault(district, (kind, line))
        if first != kind:
            said = f" (line {where})" if where else ""
            document.report((*key, number), f"{shown(district)} is {kind} here and {first} before{said}")


def _heading(document: Document, row: list[str], line: int) -> list[str]:
    columns = [_CHINESE.get(cell.strip(), cell.strip().lower()) for cell in row]
    before = len(document.problems)
    if len(columns) == 1 and (mark := next((mark for mark in ";\t|" if mark in columns[0]), "")):
        shape = "a tab" if mark == "\t" else mark
        document.problems.append(Problem(document.file, line, "", f"columns are separated by {shape}", "commas"))
        return []
    for column in columns:
        if column not in COLUMNS:
            near = nearest(column, COLUMNS)
            document.problems.append(
                Problem(document.file, line, "", f"unknown column {shown(column)}", listed(COLUMNS), near)
            )
    for column in COLUMNS:
        if columns.count(column) != 1:
            what = "is missing" if column not in columns else "is there twice"
            document.problems.append(Problem(document.file, line, "", f"the column {column} {what}"))
    return columns if len(document.problems) == before else []


def _place(document: Document, columns: list[str], row: list[str], line: int, number: int) -> dict[str, Any] | None:
    """Check one row with the same form as a place in TOML."""
    if len(row) != len(columns):
        document.problems.append(
            Problem(document.file, line, "", f"has {len(row)} columns where the first line has {len(columns)}")
        )
        return None
    cells: dict[str, Any] = {column: cell.strip() for column, cell in zip(columns, row, strict=True)}
    cells["kind"] = _KINDS.get(cells["kind"], cells["kind"])
    for column in ("grids", "residents"):
        if _WHOLE.fullmatch(cells[column]):
            cells[column] = int(cells[column])
    own = Document(document.file, {("row",): line})
    place = checked_table(own, Place, cells, ("row",))
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
    if place["residents"] < place["grids"]:
        what = f"{place['residents']} residents cannot people {place['grids']} grids"
        document.problems.append(Problem(document.file, line, visible(cast(str, place["name"])), what))
        return None
    document.lines["world", "city", "places", number] = line
    return place
