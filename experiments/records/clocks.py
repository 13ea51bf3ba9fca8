"""A day in one column and its clock in another: known by what stands in both, and read as one moment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from ...scenarios.city.headings import plain_heading
from ...scenarios.city.tables import is_blank
from .dates import EMPTY

MOMENTS = ("created", "closed", "due")
"""Meanings of columns of moments."""

CLOCK = ".clock"
"""Behind a meaning: the column of its clock."""

SAMPLE = 1000
"""Rows from which it is seen whether a column holds days or clocks."""

_CLOCK = re.compile(
    r"(上午|下午|早上|晚上|中午|凌晨)?\s*[0-9]{1,2}\s*[:：时]\s*[0-9]{1,2}(\s*[:：分]\s*[0-9]{0,2}(\.[0-9]+)?秒?)?"
    r"\s*([AaPp]\.?[Mm]\.?)?"
)
_DAY = re.compile(r"[0-9]{1,4}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,4}\s*日?|(19|20)[0-9]{6}")
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_NATURE = re.compile(r"日期|时间|时刻|钟点|date|time|clock|day")
"""What a heading says of a moment besides which one it is."""


def find_clocks(
    found: Mapping[str, int], headings: Sequence[str], body: Iterable[Sequence[str]]
) -> tuple[dict[str, int], list[str]]:
    """Return the columns that are read with those of clocks, and the headings of clocks that belong to none.

    A clock belongs to a day if their headings are the same but for the words date and time (受理日期, 受理时间), or
    if it stands behind the day and its heading says nothing else (受理日期, 时间).

    Parameters
    ----------
    found : mapping
        Places of columns by meaning. Where that of a moment holds clocks alone, its day is taken for it.
    headings : sequence of str
    body : iterable of sequence of str
        Rows below the headings, a sample.

    Returns
    -------
    places : dict
        Places by meaning; those of clocks have :data:`CLOCK` behind the meaning.
    left_out : list of str
    """
    rows = list(body)
    days = {place for place in range(len(headings)) if _all_match(_DAY, rows, place)}
    clocks = {place for place in range(len(headings)) if _all_match(_CLOCK, rows, place)}
    result, taken = dict(found), set(found.values())
    for meaning in (each for each in MOMENTS if each in found):
        place = found[meaning]
        if place in days and (other := _partner(place, clocks - taken, headings)) is not None:
            result[f"{meaning}{CLOCK}"] = other
        elif place in clocks and (other := _partner(place, days - taken, headings)) is not None:
            result[meaning], result[f"{meaning}{CLOCK}"] = other, place
        taken |= set(result.values())
    return result, [headings[place] for place in sorted(clocks - taken)]


def _all_match(pattern: re.Pattern[str], rows: Sequence[Sequence[str]], place: int) -> bool:
    """Tell whether all that stands in a column is of a form, and something does."""
    cells = [_MIDNIGHT.sub("", row[place].strip()) for row in rows if place < len(row) and not is_blank(row[place])]
    cells = [cell for cell in cells if cell.casefold() not in EMPTY]
    return bool(cells) and all(pattern.fullmatch(cell) for cell in cells)


def _partner(place: int, others: set[int], headings: Sequence[str]) -> int | None:
    """Return the column that belongs to one of days, or of clocks, or None."""
    stem = _stem(headings[place])
    same = [other for other in others if stem and _stem(headings[other]) == stem]
    if len(same) == 1:
        return same[0]
    behind = place + 1
    return behind if behind in others and not _stem(headings[behind]) else None


def _stem(heading: str) -> str:
    return _NATURE.sub("", plain_heading(heading))


def join_clocks(table: pa.Table, headings: Mapping[str, str]) -> tuple[pa.Table, dict[str, str]]:
    """Return columns with days and clocks joined, and their headings by meaning."""
    known = dict(headings)
    for meaning in (each for each in MOMENTS if f"{each}{CLOCK}" in headings):
        clock = f"{meaning}{CLOCK}"
        days, clocks = (table[each].to_pylist() for each in (meaning, clock))
        joined = [_join(day or "", time or "") for day, time in zip(days, clocks, strict=True)]
        table = table.drop_columns([clock]).set_column(
            table.column_names.index(meaning), meaning, pa.chunked_array([pa.array(joined, pa.string())])
        )
        known[meaning] = f"{known[meaning]} + {known.pop(clock)}"
    return table, known


def _join(day: str, clock: str) -> str:
    plain, clock = _MIDNIGHT.sub("", day.strip()), clock.strip()
    return f"{plain} {clock}" if _DAY.fullmatch(plain) and _CLOCK.fullmatch(clock) else day
