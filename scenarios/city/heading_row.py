"""Which row of a table of communities holds its headings, and what stands below and above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from .headings import PLACES, counts_part, place_columns, recognise_columns
from .tables import Sheet
from .units import unit_said

HEADINGS = 30
"""Rows among which the headings are looked for: above them stands a title, at most."""

NEEDED = ("name", "persons")

_NUMERAL = re.compile(r"[0-9][0-9., ]*")


def join_headings(top: Sequence[str], below: Sequence[str]) -> tuple[str, ...] | None:
    """Return two rows of headings as one, where cells of the upper are merged over several of the lower; else None.

    >>> join_headings(("社区", "人口", ""), ("", "户数", "常住人口"))
    ('社区', '户数', '常住人口')
    >>> join_headings(("社区", "人口", ""), ("甲", "3401", "")) is None
    True
    """
    width = max(len(top), len(below))
    upper, lower = ([*row, *[""] * (width - len(row))] for row in (top, below))
    under = [place for place in range(width) if lower[place]]
    spans = [place for place in range(width - 1) if upper[place] and not upper[place + 1] and lower[place + 1]]
    whole = [place for place in range(width) if upper[place] and not lower[place]]
    if not spans or not whole or any(any(sign.isdigit() for sign in lower[place]) for place in under):
        return None
    if any(upper[place] and place not in spans for place in under):  # a cell below a heading that is not merged
        return None
    return tuple(lower[place] or upper[place] for place in range(width))


def join_merged(sheet: Sheet) -> Sheet:
    """Return a sheet whose headings stand in one row, if they were in two of which the upper has merged cells."""
    for at, (top, below) in enumerate(pairwise(sheet.rows[:HEADINGS])):
        joined = join_headings(top, below)
        if joined is not None and set(NEEDED) <= recognise_columns(joined, PLACES).keys():
            return replace(sheet, rows=(*sheet.rows[:at], (), joined, *sheet.rows[at + 2 :]))
    return sheet


def find_headings(sheet: Sheet, mapping: Mapping[str, str]) -> int | None:
    """Return the row that holds the headings of names and persons, from 0; None if there is none."""
    for at, row in enumerate(sheet.rows[:HEADINGS]):
        found, missing = place_columns(row, mapping, PLACES)
        if missing or not set(NEEDED) <= found.keys():
            continue
        found, missing = place_columns(row, mapping, PLACES, empty_columns(sheet, at))
        if set(NEEDED) <= found.keys() or at + 1 == len(sheet.rows):
            return at
    return None


def empty_columns(sheet: Sheet, row: int) -> set[int]:
    """Return the columns that hold nothing below their heading, in a table that has rows."""
    body = sheet.rows[row + 1 :]
    filled = {place for cells in body for place, cell in enumerate(cells) if cell}
    return set(range(len(sheet.rows[row]))) - filled if filled else set()


def holds_numbers(row: Sequence[str]) -> bool:
    """Tell whether a row is one of the table rather than of headings: a number stands in it, and no known heading."""
    numbers = any(_NUMERAL.fullmatch(cell) and len(cell) > 1 for cell in row)
    return numbers and not recognise_columns(row, PLACES)


def guess_columns(sheet: Sheet, row: int) -> dict[str, str]:
    """Return the headings under which names stand, and numbers of persons: to be proposed, not to be taken."""
    result: dict[str, str] = {}
    body = [cells for cells in sheet.rows[row + 1 : row + 200] if sum(1 for cell in cells if cell) > 1]
    if len(body) < 2:  # perhaps a table on its side
        return result
    for place, heading in enumerate(sheet.rows[row]):
        cells = [cells[place] for cells in body if place < len(cells) and cells[place]]
        numbers = [cell for cell in cells if _NUMERAL.fullmatch(cell)]
        if not heading or not cells:
            continue
        if 2 * len(numbers) < len(cells) and len(set(cells)) > 0.8 * len(cells):
            result.setdefault("name", heading)
        if counts_part(heading):
            continue
        if len(numbers) > 0.8 * len(cells) and max(len(cell) for cell in numbers) >= 3:
            result.setdefault("persons", heading)
    return result


def unit_above(rows: Sequence[Sequence[str]]) -> int:
    """Return how many persons one of the table is, where a title says so: 单位：万人."""
    return max((unit for row in rows for cell in row if (unit := unit_said(cell)) is not None), default=1)
