"""Moments from text, by DuckDB: one way of writing for a column, found from what stands in it.

A day may be written before or behind the month. Where no date of a column tells which, it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...scenarios.message import message
from ..store import parquet

if TYPE_CHECKING:
    import duckdb

Moments = NDArray[np.int64]
OPEN = np.iinfo(np.int64).min
"""Stands for a moment that has not come."""

EMPTY = (
    "",
    "-",
    "--",
    "—",
    "/",
    "null",
    "none",
    "nan",
    "n/a",
    "未办结",
    "无",
    "未完成",
    "0000-00-00",
    "0000-00-00 00:00:00",
)
"""How offices write that something has not happened."""

_BLANK = ", ".join(f"'{word}'" for word in EMPTY)
_CHINESE = (
    "regexp_replace(regexp_replace(regexp_replace(text, '\\s*[年月./]\\s*', '-', 'g'), '\\s*日\\s*', ' '), "
    "'\\s*[时分]\\s*', ':', 'g')"
)
_MARKED = f"try_cast(rtrim(rtrim({_CHINESE}, '秒'), ': ') as timestamp)"
_CLOCKS = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M")


def _behind(first: str, second: str) -> str:
    """Return the SQL of dates whose year stands last."""
    date = f"{first}-{second}-%Y"
    forms = ", ".join(f"'{form}'" for form in (*(f"{date} {clock}" for clock in _CLOCKS), date))
    return f"try_strptime(replace(replace(text, '/', '-'), '.', '-'), [{forms}])"


WAYS: dict[str, str] = {
    "iso": "try_cast(text as timestamp)",
    "marked": _MARKED,
    "digits": "try_strptime(text, ['%Y%m%d%H%M%S', '%Y%m%d%H%M', '%Y%m%d'])",
    "month_first": _behind("%m", "%d"),
    "day_first": _behind("%d", "%m"),
    "serial": "case when try_cast(text as double) between 20000 and 90000 then "
    "timestamp '1899-12-30' + to_microseconds(cast(round(try_cast(text as double) * 86400) as bigint) * 1000000) end",
}
"""SQL of each way of writing; of two that read as much the earlier is taken."""

FORMS = message("records.dates_such")


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
            "create temp table texts as select number, trim(cell) as text, "
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
    if way not in ("month_first", "day_first"):
        return way
    both = query(
        f"select count({WAYS['month_first']}), count({WAYS['day_first']}), "
        f"count(*) filter (where {WAYS['month_first']} <> {WAYS['day_first']}) from texts where not blank"
    ).fetchall()[0]
    month, day, differ = both
    if month == day and differ:
        raise AmbiguousDates
    return "month_first" if month >= day else "day_first"


def ask_for_order() -> str:
    """Return how to say which comes first."""
    return message("records.dates_month")
