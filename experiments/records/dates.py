"""Moments from text, by DuckDB: one way of writing for a column, found from what stands in it.

A day may be written before or behind the month, and a year by two digits before or behind both. Where no date of a
column tells which, it is asked. No date before 1900 is taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...scenarios.city.tables import BLANKS
from ...scenarios.message import message
from ..store import parquet

if TYPE_CHECKING:
    import duckdb

Moments = NDArray[np.int64]
OPEN = np.iinfo(np.int64).min
"""Stands for a moment that has not come."""

EMPTY = (*sorted(BLANKS), "未办结", "未完成", "0000-00-00", "0000-00-00 00:00:00")
"""How offices write that something has not happened."""

FIRST_YEAR = 1900
"""Before this no request came: such a date is a fault of writing."""

SPAN = 12
"""Years over which dates of one column go at most, where years are written by two digits and the order is not told."""

_WIDE, _NARROW = "０１２３４５６７８９－：／．\u3000", "0123456789-:/. "
"""Digits and marks as wide as Chinese signs."""

_BLANK = ", ".join(f"'{word}'" for word in EMPTY)
_CHINESE = (
    "regexp_replace(regexp_replace(regexp_replace({text}, '\\s*[年月./]\\s*', '-', 'g'), '\\s*日\\s*', ' '), "
    "'\\s*[时分]\\s*', ':', 'g')"
)
_CLOCKS = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M")


def _read_marks(text: str) -> str:
    """Return the SQL of dates whose year stands first, with any marks between."""
    return f"try_cast(rtrim(rtrim({_CHINESE.format(text=text)}, '秒'), ': ') as timestamp)"


def _behind(first: str, second: str) -> str:
    """Return the SQL of dates whose year stands last, by four digits, or by two of this century."""
    date = f"{first}-{second}-%Y"
    forms = ", ".join(f"'{form}'" for form in (*(f"{date} {clock}" for clock in _CLOCKS), date))
    plain = "replace(replace(text, '/', '-'), '.', '-')"
    whole = f"regexp_replace({plain}, '^(\\d{{1,2}}-\\d{{1,2}}-)(\\d\\d)($|\\s)', '\\120\\2\\3')"
    return f"try_strptime({whole}, [{forms}])"


def _read_halves(text: str) -> str:
    """Return the SQL of dates whose year stands first, with a clock of twice twelve hours: 下午3:30, 03:30 PM."""
    whole = _CHINESE.format(text=text)
    for half, words in (("AM", "上午|早上|凌晨"), ("PM", "下午|晚上|中午")):
        whole = f"regexp_replace({whole}, '\\s*({words})\\s*([0-9:]+)', ' \\2 {half}')"
    forms = ", ".join(f"'%Y-%m-%d {clock}'" for clock in _CLOCKS if "%p" in clock)
    return f"try_strptime({whole}, [{forms}])"


def _leave_out_old(sql: str) -> str:
    """Return the SQL of moments without those of a year that cannot be meant."""
    return f"case when year({sql}) >= {FIRST_YEAR} then {sql} end"


_SHORT = _read_marks("('20' || text)")

WAYS: dict[str, str] = {
    way: _leave_out_old(sql)
    for way, sql in {
        "iso": "try_cast(text as timestamp)",
        "marked": _read_marks("text"),
        "halves": _read_halves("text"),
        "digits": "try_strptime(text, ['%Y%m%d%H%M%S', '%Y%m%d%H%M', '%Y%m%d'])",
        "month_first": _behind("%m", "%d"),
        "day_first": _behind("%d", "%m"),
        "year_first": f"case when regexp_matches(text, '^\\d\\d\\s*[-/.年]') then {_SHORT} end",
        "serial": "case when try_cast(text as double) between 20000 and 90000 then "
        "timestamp '1899-12-30' + to_microseconds(cast(round(try_cast(text as double) * 86400) as bigint) * 1000000) "
        "end",
    }.items()
}
"""SQL of each way of writing; of two that read as much the earlier is taken."""

ORDERS = ("month_first", "day_first", "year_first")
"""Ways that differ by the order of the parts alone, and may read one text differently."""

FORMS = message("records.dates_such")
_EPOCH = re.compile(r"1[0-9]{9}([0-9]{3})?(\.[0-9]+)?")


def is_epoch(cell: str) -> bool:
    """Tell whether a cell counts seconds or milliseconds since 1970.

    >>> is_epoch("1704067200"), is_epoch("1704067200000"), is_epoch("20240131083000")
    (True, True, False)
    """
    return bool(_EPOCH.fullmatch(cell.strip()))


@dataclass(frozen=True, slots=True)
class ParsedDates:
    """A column of moments.

    Attributes
    ----------
    moments : array of int
        Seconds since 1970, in the clock of the file; OPEN where the cell is empty or is no date.
    wrong : array of int
        Rows that hold something that is no date.
    filled : int
        Rows that hold something.
    way : str
    """

    moments: Moments
    wrong: NDArray[np.int64]
    filled: int
    way: str


class AmbiguousDates(ValueError):
    """Dates may be read in two ways, and differ."""


def parse_dates(text: pa.ChunkedArray, way: str = "") -> ParsedDates:
    """Return the moments of a column.

    Parameters
    ----------
    text : pyarrow.ChunkedArray
    way : str
        A key of WAYS, or empty to find it.

    Raises
    ------
    AmbiguousDates
        If nothing tells whether days stand before months.
    """
    table = pa.table({"number": pa.array(np.arange(len(text))), "cell": text})
    with parquet.connect({"cells": table}) as base:
        base.execute(
            f"create temp table texts as select number, trim(translate(cell, '{_WIDE}', '{_NARROW}')) as text, "
            f"lower(trim(cell)) in ({_BLANK}) as blank from cells"
        )
        if not way:
            way = _find_way(base)
        rows = base.sql(
            f"select epoch({WAYS[way]})::bigint as moment, blank from texts order by number"
        ).to_arrow_table()
    moment = rows["moment"].combine_chunks()
    known = ~np.asarray(moment.is_null())
    blank = np.asarray(rows["blank"].combine_chunks().to_numpy(zero_copy_only=False), dtype=bool)
    moments = np.where(known & ~blank, np.asarray(moment.fill_null(0)), OPEN)
    return ParsedDates(moments, np.flatnonzero(~known & ~blank), int((~blank).sum()), way)


def _find_way(base: duckdb.DuckDBPyConnection) -> str:
    """Return the way that reads most of the cells that are not blank."""
    query = base.sql
    counts: tuple[int, ...] = query(
        "select " + ", ".join(f"count({sql})" for sql in WAYS.values())
        + " from (select text from texts where not blank limit 2000)"
    ).fetchall()[0]  # fmt: skip
    found = dict(zip(WAYS, counts, strict=True))
    way = max(found, key=lambda each: found[each])
    if way not in ORDERS:
        return way
    read: dict[str, int] = {}
    spans: dict[str, float] = {}
    for each in ORDERS:
        many, span = query(
            f"select count(moment), (quantile_cont(epoch(moment), 0.99) - quantile_cont(epoch(moment), 0.01)) "
            f"from (select {WAYS[each]} as moment from texts where not blank)"
        ).fetchall()[0]
        read[each], spans[each] = int(many), float(span or 0.0)
    best = [each for each in ORDERS if read[each] == max(read.values())]
    # Read in a wrong order, days stand for years: then a column goes over thirty of them.
    near = [each for each in best if spans[each] <= SPAN * 365.25 * 86400] or best
    if len(near) > 1 and any(_differ(base, near[0], each) for each in near[1:]):
        raise AmbiguousDates
    return near[0]


def _differ(base: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    sql = f"select count(*) filter (where {WAYS[one]} <> {WAYS[other]}) from texts where not blank"
    return bool(base.sql(sql).fetchall()[0][0])


def ask_for_order() -> str:
    """Return how to say which comes first."""
    return message("records.dates_month")
