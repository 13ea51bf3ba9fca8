"""Rows that stand for one request twice: they bear one order number, or are equal in all that the file has."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from ...scenarios import Problem, ScenarioError
from ...scenarios.errors import visible
from ...scenarios.message import message
from .dates import EMPTY, OPEN, Moments
from .reading import RawTable
from .requests import DAY

OWN = 0.05
"""Part of the rows that differ by their order numbers at least; below it the column numbers something else."""


TWICE = 1 / 3
"""Part of the rows that are equal to an earlier one, from which an export holds everything twice."""

MANY = 1 / 2
"""Part of the rows that are equal to an earlier one, from which it is asked whether an export holds everything twice,
where times are days alone: then that may be or not."""


@dataclass
class Repeats:
    """Rows to leave out, and what is said of them.

    Attributes
    ----------
    rows : array of bool
    aside : list of (str, int)
        Why, and how many.
    notices : list of str
    """

    rows: NDArray[np.bool_]
    aside: list[tuple[str, int]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def find_repeats(raw: RawTable, created: Moments, closed: Moments, *, numbered: bool = True) -> Repeats:
    """Return the rows that repeat a request: all of one order number but the one closed last, all equal ones but one.

    Equal rows are those whose cells are equal in all columns, also in those that are not read. Where no column numbers
    the orders, two requests may well be equal: in an export of Boston without its numbers and addresses 4 % are, though
    its clock has minutes. Then they are counted, and told. Only where most rows come again, and their times are no days
    alone, the export holds everything twice. Where they are days alone, nothing tells, and it is asked.

    Parameters
    ----------
    raw : RawTable
    created, closed : array of int
    numbered : bool
        False where it was said that nothing numbers the orders: then equal rows of days alone are requests.

    Raises
    ------
    ScenarioError
        If half of the rows or more repeat another, and times are days alone.
    """
    if "id" in raw.headings:
        found = _of_one_number(raw, closed)
        if found is not None:
            return found
    alike = pd.DataFrame({meaning: _encode(raw, meaning) for meaning in raw.headings}).duplicated(keep=False).to_numpy()
    result = Repeats(np.zeros(len(created), dtype=bool))
    if "id" in raw.headings:
        result.notices.append(message("records.number_of_none", heading=visible(raw.headings["id"])))
    rows = np.flatnonzero(alike)
    if not len(rows):
        return result
    equal = pd.Series(raw.digest_of(rows.tolist())).duplicated().to_numpy()
    if not equal.any():
        return result
    equal_rows = rows[equal]
    days = _are_days(created, closed)
    if not days and len(equal_rows) >= TWICE * len(created):
        result.rows[equal_rows] = True
        result.aside.append((message("records.equal_rows"), len(equal_rows)))
        return result
    if days and numbered and len(equal_rows) >= MANY * len(created):
        about = {"count": f"{len(equal_rows):,}", "rows": f"{len(created):,}"}
        what = message("records.equal_days", **about)
        raise ScenarioError([Problem(raw.file, None, "", what, message("records.equal_asked"))])
    result.notices.append(message("records.equal_counted", count=f"{len(equal_rows):,}"))
    return result


def _are_days(created: Moments, closed: Moments) -> bool:
    """Tell whether the times of a file are days alone: a few at midnight are none where the others have a clock."""
    days = (created % DAY == 0) & ((closed == OPEN) | (closed % DAY == 0))
    return 2 * int(days.sum()) > len(days)


def _of_one_number(raw: RawTable, closed: Moments) -> Repeats | None:
    """Return the rows that repeat an order number; None if the column numbers no orders."""
    codes = _encode(raw, "id")
    told = codes >= 0
    if len(np.unique(codes[told])) < OWN * told.sum():
        return None
    # The last of each number in this order is the one closed last; of several, the first of the file.
    order = np.lexsort((-np.arange(len(codes)), closed, codes))
    last = np.append(codes[order][1:] != codes[order][:-1], True)
    repeats = np.zeros(len(codes), dtype=bool)
    repeats[order[~last]] = True
    repeats &= told
    result = Repeats(repeats)
    if count := int(repeats.sum()):
        result.aside.append((message("records.same_number", heading=visible(raw.headings["id"])), count))
    return result


def _encode(raw: RawTable, meaning: str) -> NDArray[np.int64]:
    """Return a column as numbers, equal where the cells are; -1 where they hold nothing."""
    coded = pc.call_function("dictionary_encode", [raw.table[meaning].combine_chunks()])
    nothing = np.array([str(word).strip().casefold() in EMPTY for word in coded.dictionary.to_pylist()], dtype=bool)
    codes = np.asarray(coded.indices).astype(np.int64)
    return np.where(nothing[codes], -1, codes) if len(nothing) else codes
