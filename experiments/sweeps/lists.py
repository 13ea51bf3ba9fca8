"""Points listed in a CSV file beside the study: a column for each factor, a row for each point."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable
from pathlib import Path

from ...scenarios import Scenario, ScenarioError, names
from ...scenarios.checking import Document
from ...scenarios.guard import decoded, read_bytes
from ...scenarios.problems import Key, Problem, listed, nearest, shown, visible
from .factors import ROOTS, fault_of_name
from .form import Role
from .study import Factor, Value

SIZE = 64 << 20


def listed_points(
    document: Document,
    place: Key,
    name: str,
    folder: Path | None,
    factors: tuple[Factor, ...],
    role: Role | None,
    scenario: Scenario | None,
) -> tuple[tuple[Factor, ...], tuple[tuple[Value, ...], ...]]:
    """Return factors and points of a list.

    A column is headed by the name of a declared factor, or by the key of a setting, such as ``rules.goals.strength``;
    that becomes a factor ``rules_goals_strength``.

    Parameters
    ----------
    document : Document
        Receives the problems.
    place : tuple
        Where the study names the file.
    name : str
        Of the file, beside the study.
    folder : Path or None
        Of the study.
    factors : tuple of Factor
        Declared ones; all must have a column.
    role : str or None
        Of the part, if it has one role only.
    scenario : Scenario or None
        What is varied.
    """
    if folder is None or names.fault_of_name(name):
        document.report(place, f"{shown(name)} is not in the folder of the study")
        return factors, ()
    try:
        text = decoded(read_bytes(folder / name, visible(name), SIZE), visible(name))
    except ScenarioError as error:
        document.problems += error.problems
        return factors, ()
    table = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    lines = _line_numbers(text)

    def wrong(row: int, what: str, allowed: str = "", near: str = "") -> None:
        line = lines[row] if row < len(lines) else None
        document.problems.append(Problem(visible(name), line, "", what, allowed, near))

    if len(table) < 2:
        wrong(0, "has no points", "a heading and a row for each point")
        return factors, ()
    declared = {factor.name: factor for factor in factors}
    columns: list[Factor] = []
    for heading in (cell.strip() for cell in table[0]):
        if heading in declared:
            columns.append(declared[heading])
            continue
        root = heading.split(".")[0]
        own: Role | None = role or next((each for each, roots in ROOTS.items() if root in roots), None)
        short = heading.replace(".", "_")
        if own is None or root not in ROOTS[own] or "." not in heading or fault_of_name(short):
            wrong(0, f"{shown(heading)} is no factor and no setting", near=nearest(heading, declared))
        else:
            columns.append(Factor(short, own, key=heading))
    for factor in factors:
        if factor not in columns:
            wrong(0, f"has no column {factor.name}")
    if len({factor.name for factor in columns}) < len(columns):
        wrong(0, "has two columns of one name")
    if len(columns) < len(table[0]) or document.problems:
        return factors, ()
    rows: list[tuple[Value, ...]] = []
    for number, cells in enumerate(table[1:], 1):
        if len(cells) != len(columns):
            wrong(number, f"has {len(cells)} cells", f"{len(columns)}, as the heading has")
            continue
        row = tuple(_read(cell.strip(), factor) for cell, factor in zip(cells, columns, strict=True))
        for factor, value in zip(columns, row, strict=True):
            if factor.levels and value not in factor.levels:
                wrong(number, f"{shown(value)} is no level of {factor.name}", listed(list(factor.levels)))
                break
        else:
            rows.append(row)
            _try(rows[-1], columns, scenario, lambda what, near, row=number: wrong(row, what, near=near))
    return tuple(columns), tuple(rows)


def _try(
    row: tuple[Value, ...], columns: list[Factor], scenario: Scenario | None, wrong: Callable[[str, str], None]
) -> None:
    from ...scenarios import load

    if scenario is None:
        return
    changes = {
        key: item for factor, value in zip(columns, row, strict=True) for key, item in factor.changes(value).items()
    }
    try:
        load(scenario, changes=changes)
    except ScenarioError as error:
        for problem in error.problems:
            wrong(f"{problem.key}: {problem.what}", problem.suggestion)


def _read(cell: str, factor: Factor) -> Value:
    """Read a cell as a number or truth value where TOML would, else as a word."""
    if factor.levels:
        return cell
    try:
        value = tomllib.loads(f"value = {cell}")["value"] if len(cell) < 40 else cell
    except (tomllib.TOMLDecodeError, KeyError):
        return cell
    return value if isinstance(value, bool | int | float | str) else cell


def _line_numbers(text: str) -> list[int]:
    """Return the line on which each row that is not empty ends."""
    reader = csv.reader(io.StringIO(text))
    return [reader.line_num for row in reader if any(cell.strip() for cell in row)]
