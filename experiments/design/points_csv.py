"""Points listed in a CSV file beside the study: a column for each factor, a row for each point."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ...scenarios import Scenario, ScenarioError, load, names
from ...scenarios.checking import Document
from ...scenarios.coercion import parse_text
from ...scenarios.errors import Key, Problem, describe_value, enumerate_words, nearest, visible
from ...scenarios.message import message
from ...scenarios.scenario import form_of_scenario
from ...scenarios.toml.safe_toml import decode, read_bytes
from .columns import fault_of_name
from .factors import ROOTS, as_set
from .study import Factor, FactorValue
from .study_schema import FactorRole

SIZE = 64 << 20


def load_points(
    document: Document,
    place: Key,
    name: str,
    folder: Path | None,
    factors: tuple[Factor, ...],
    role: FactorRole | None,
    scenario: Scenario | None,
) -> tuple[tuple[Factor, ...], tuple[tuple[FactorValue, ...], ...]]:
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
        document.report(place, message("study.not_folder", name=describe_value(name)))
        return factors, ()
    try:
        text = decode(read_bytes(folder / name, visible(name), SIZE), visible(name))
    except ScenarioError as error:
        document.problems += error.problems
        return factors, ()
    table = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    lines = _line_numbers(text)

    def wrong(row: int, what: str, allowed: str = "", near: str = "") -> None:
        line = lines[row] if row < len(lines) else None
        document.problems.append(Problem(visible(name), line, "", what, allowed, near))

    if len(table) < 2:
        wrong(0, message("study.no_points" if table else "value.empty"), message("study.rows"))
        return factors, ()
    declared = {factor.name: factor for factor in factors}
    columns: list[Factor] = []
    for heading in (cell.strip() for cell in table[0]):
        if heading in declared:
            columns.append(declared[heading])
            continue
        root = heading.split(".")[0]
        own: FactorRole | None = role or next((each for each, roots in ROOTS.items() if root in roots), None)
        short = heading.replace(".", "_")
        if (
            own is None
            or root not in ROOTS[own]
            or "." not in heading
            or fault_of_name(short, form_of_scenario(scenario))
        ):
            wrong(0, message("study.no_setting", name=describe_value(heading)), near=nearest(heading, declared))
        else:
            columns.append(Factor(short, own, key=heading))
    for factor in factors:
        if factor not in columns:
            wrong(0, message("study.no_column", name=factor.name))
    if len({factor.name for factor in columns}) < len(columns):
        wrong(0, message("study.two_columns"))
    if len(columns) < len(table[0]) or document.problems:
        return factors, ()
    rows: list[tuple[FactorValue, ...]] = []
    for number, cells in enumerate(table[1:], 1):
        if len(cells) != len(columns):
            wrong(number, message("study.cells_given", n=len(cells)), message("study.as_heading", count=len(columns)))
            continue
        row = tuple(_parse_cell(cell.strip(), factor) for cell, factor in zip(cells, columns, strict=True))
        for factor, value in zip(columns, row, strict=True):
            if value == "":
                wrong(number, message("study.cell_empty", name=_heading(factor)), message("study.every_cell"))
                break
            if factor.levels and value not in factor.levels:
                wrong(
                    number,
                    message("study.no_level", value=describe_value(value), name=factor.name),
                    enumerate_words(list(factor.levels)),
                )
                break
        else:
            rows.append(_coerce(row, columns, scenario, partial(wrong, number)))
    return tuple(columns), tuple(rows)


def _heading(factor: Factor) -> str:
    return factor.key if factor.key and not factor.levels else factor.name


def _coerce(
    row: tuple[FactorValue, ...],
    columns: list[Factor],
    scenario: Scenario | None,
    wrong: Callable[[str, str, str], None],
) -> tuple[FactorValue, ...]:
    """Return a row as the scenario takes it, with 4.0 as 4 where a whole number is meant, and report what is wrong."""
    if scenario is None:
        return row
    changes = {
        key: item for factor, value in zip(columns, row, strict=True) for key, item in factor.changes(value).items()
    }
    try:
        settings = load(scenario, changes=changes).settings
    except ScenarioError as error:
        for problem in error.problems:
            wrong(problem.about, problem.allowed, problem.suggestion)
        return row
    return tuple(as_set(settings, factor.key, value) for factor, value in zip(columns, row, strict=True))


def _parse_cell(cell: str, factor: Factor) -> FactorValue:
    """Read a cell as a number or truth value, as TOML or a spreadsheet writes it, else as a word."""
    if factor.levels:
        return cell
    value = parse_text(cell) if len(cell) < 40 else cell
    return value if isinstance(value, bool | int | float | str) else cell


def _line_numbers(text: str) -> list[int]:
    """Return the line on which each row that is not empty ends."""
    reader = csv.reader(io.StringIO(text))
    return [reader.line_num for row in reader if any(cell.strip() for cell in row)]
