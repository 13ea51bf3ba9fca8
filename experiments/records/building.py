"""Requests from the columns of an export: dates are read, words recognised, and rows set apart that are of no use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from ...scenarios import Problem, ScenarioError
from ...scenarios.city.headings import NOTHING, name_meaning
from ...scenarios.city.tables import is_blank
from ...scenarios.errors import describe_value, visible
from ...scenarios.message import Enumeration, message
from .dates import FORMS, OPEN, AmbiguousDates, Moments, ask_for_order, is_epoch, parse_dates
from .reading import RawTable, read_table
from .repeats import Repeats, find_repeats
from .requests import DAY, NameColumn, RecordsFile, Requests, group_names

MOST_NAMES = 2000
"""Different types, places or departments: a column with more holds names or texts of people."""

TOLERATED = 0.01
"""Part of the rows that may be unreadable; they are set apart and counted. More is a fault of the file."""

YEARS = 12
"""That a request may lie from the others."""

SHOWN = 5
"""Lines that a message names."""

_YES = {
    "满意", "非常满意", "基本满意", "很满意", "比较满意", "较满意", "十分满意", "是",
    "yes", "y", "true", "t", "1", "4", "5", "satisfied", "very satisfied",
}  # fmt: skip
_NO = {
    "不满意", "非常不满意", "很不满意", "不太满意", "较不满意", "一般", "否",
    "no", "n", "false", "f", "0", "2", "3", "dissatisfied", "unsatisfied", "not satisfied", "very dissatisfied",
    "neutral",
}  # fmt: skip
_UNKNOWN = {
    "", "-", "—", "未评价", "未评", "未回访", "无法联系", "未接通",
    "null", "none", "n/a", "nan", "unknown", "not asked", "no answer",
}  # fmt: skip
_GRADES = {"2", "3", "4", "5"}
"""Among these a 1 is the lowest grade, and else it is a yes."""


def read_requests(path: Path, name: str, columns: Mapping[str, str], dates: str = "") -> RecordsFile:
    """Return the requests of an export.

    Parameters
    ----------
    path : Path
    name : str
        The file as its user named it.
    columns : mapping
        Headings by meaning.
    dates : str
        How dates are written, where nothing tells it: ``month_first`` or ``day_first``.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    numbered = columns.get("id") != NOTHING
    return _Building(read_table(path, name, columns), dates, numbered=numbered).build()


class _Building:
    """Columns of text on their way to requests."""

    def __init__(self, raw: RawTable, dates: str, *, numbered: bool) -> None:
        self.raw, self.way, self.numbered = raw, dates, numbered
        self.problems: list[Problem] = []
        self.aside: list[tuple[str, int]] = []
        self.notices: list[str] = []
        self.rows = raw.table.num_rows

    def build(self) -> RecordsFile:
        if not self.rows:
            self._report(None, "created", message("records.rows"), "")
            raise ScenarioError(self.problems)
        self._count_ragged()
        if self.raw.sheets:
            others = Enumeration(visible(each) for each in self.raw.sheets)
            self.notices.append(message("city.sheets_left", sheet=visible(self.raw.sheet), others=others))
        self.notices += [message("records.clock_left", heading=visible(heading)) for heading in self.raw.clocks]
        for meaning, heading in self.raw.empty:
            if self.raw.headings.get(meaning) != heading:
                self.notices.append(
                    message("city.empty_passed", meaning=name_meaning(meaning), heading=visible(heading))
                )
        created, closed, due = (self._moments(meaning) for meaning in ("created", "closed", "due"))
        repeats = None if created is None or closed is None else self._repeats(created, closed)
        once = np.ones(self.rows, dtype=bool) if repeats is None else ~repeats.rows
        satisfied, reopened = self._read_satisfaction(), self._whole("reopened")
        groups = {
            meaning: names for meaning in ("type", "place", "department") if (names := self._names(meaning, once))
        }
        reporter = self._reporter()
        if self.problems or created is None or closed is None or repeats is None:
            raise ScenarioError(self.problems)
        self.aside += repeats.aside
        self.notices += repeats.notices
        keep = once
        self._set_aside(message("records.time_which"), keep & (created == OPEN), "created")
        keep &= created != OPEN
        early = keep & (closed != OPEN) & (closed < created)
        self._set_aside(message("records.closed_before"), early, "closed")
        keep &= ~early
        if self.problems:
            raise ScenarioError(self.problems)
        if not keep.any():
            self._report(None, "created", message("records.row_time"), FORMS)
            raise ScenarioError(self.problems)
        due = None if due is None else self._end_of_days(due, closed)
        keep = self._drop_strays(created, keep)
        closed = self._open_late(created, closed, keep)
        order = np.flatnonzero(keep)
        order = order[np.argsort(created[order], kind="stable")]
        end = max(int(created[order].max()), int(closed[order].max()))
        found = Requests(
            created, closed, end, groups, due, satisfied, reopened, reporter
        ).at(order)  # fmt: skip
        result = replace(found, aside=tuple(self.aside))
        return RecordsFile(self.raw.file, self.raw.digest, self.raw.headings, self.way, result, tuple(self.notices))

    def _repeats(self, created: Moments, closed: Moments) -> Repeats | None:
        try:
            return find_repeats(self.raw, created, closed, numbered=self.numbered)
        except ScenarioError as error:
            self.problems += error.problems
            return None

    def _end_of_days(self, due: Moments, closed: Moments) -> Moments:
        """Take a time set as the end of its day where all are days, and closings are told to the minute."""
        timed, ended = due[due != OPEN], closed[closed != OPEN]
        if not len(timed) or (timed % DAY != 0).any() or not (ended % DAY != 0).any():
            return due
        self.notices.append(message("records.due_day", heading=visible(self.raw.headings["due"])))
        return np.where(due == OPEN, OPEN, due + DAY - 1)

    def _drop_strays(self, created: Moments, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Leave out rows that came many years before or after the others: such dates stand for none."""
        middle = int(np.median(created[keep]))
        stray = keep & (np.abs(created - middle) > YEARS * 365 * DAY)
        self._set_aside(message("records.came_many"), stray, "created")
        if self.problems:
            raise ScenarioError(self.problems)
        return keep & ~stray

    def _open_late(self, created: Moments, closed: Moments, keep: NDArray[np.bool_]) -> Moments:
        """Take for open what is closed years after the last came: such dates stand for none."""
        late = keep & (closed != OPEN) & (closed > int(created[keep].max()) + YEARS * 365 * DAY)
        self._set_aside(
            message("records.taken_open_closed"),
            late,
            "closed",
        )
        if self.problems:
            raise ScenarioError(self.problems)
        return np.where(late, OPEN, closed)

    def _report(self, row: int | None, meaning: str, what: str, allowed: str) -> None:
        line = None if row is None else self.raw.line_of([row])[0] or None
        heading = visible(self.raw.headings[meaning]) if meaning in self.raw.headings else name_meaning(meaning)
        self.problems.append(Problem(self.raw.file, line, heading, what, allowed))

    def _count_ragged(self) -> None:
        count = len(self.raw.ragged)
        if not count:
            return
        if count > TOLERATED * (self.rows + count):
            for line, cells, wanted in self.raw.ragged[:SHOWN]:
                what = message("records.cells_where", count=cells, wanted=wanted)
                self.problems.append(
                    Problem(
                        self.raw.file,
                        line or None,
                        "",
                        what,
                        message("records.cell_holds"),
                    )
                )
            return
        self.aside.append((message("records.more_fewer"), count))

    def _moments(self, meaning: str) -> Moments | None:
        if meaning not in self.raw.headings:
            return None
        try:
            parsed = parse_dates(self.raw.table[meaning], self.way)
            if len(parsed.wrong) > TOLERATED * parsed.filled and self.way:  # columns may be written in different ways
                parsed = parse_dates(self.raw.table[meaning])
        except AmbiguousDates:
            what = message("records.days_months", cell=self._example(meaning))
            self._report(0, meaning, what, ask_for_order())
            return None
        if meaning == "created":
            self.way = parsed.way
        if len(parsed.wrong) > TOLERATED * parsed.filled:
            for row in parsed.wrong[:SHOWN]:
                text = str(self.raw.table[meaning][int(row)].as_py())
                counted, cell = is_epoch(text), describe_value(text)
                what = message("records.date_epoch" if counted else "records.date", cell=cell)
                self._report(int(row), meaning, what, message("records.use_calendar") if counted else FORMS)
            if (more := len(parsed.wrong) - SHOWN) > 0:
                self._report(
                    None,
                    meaning,
                    message("records.more_cells", more=more),
                    FORMS,
                )
        elif len(parsed.wrong) and meaning != "created":
            wrong = np.zeros(self.rows, dtype=bool)
            wrong[parsed.wrong] = True
            self._set_aside(
                message("records.taken_open", column=self.raw.headings[meaning]),
                wrong,
                meaning,
            )
        return parsed.moments

    def _example(self, meaning: str) -> str:
        cells = self.raw.table[meaning]
        return describe_value(next((str(cell) for cell in cells.slice(0, 1000).to_pylist() if cell), ""))

    def _set_aside(self, why: str, rows: NDArray[np.bool_], meaning: str) -> None:
        count = int(rows.sum())
        if not count:
            return
        if count > 5 * TOLERATED * self.rows:
            first = np.flatnonzero(rows)[:SHOWN]
            lines = Enumeration(str(line) for line in self.raw.line_of([int(row) for row in first]))
            what = message("records.rows_lines", count=count, rows=self.rows, why=why, lines=lines)
            self._report(
                None,
                meaning,
                what,
                message("records.most_such", most=round(500 * TOLERATED)),
            )
            return
        self.aside.append((why, count))

    def _read_satisfaction(self) -> NDArray[np.int64] | None:
        if "satisfied" not in self.raw.headings:
            return None
        coded = pc.call_function("dictionary_encode", [self.raw.table["satisfied"].combine_chunks()])
        words = [str(word).strip().casefold() for word in coded.dictionary.to_pylist()]
        graded = bool(_GRADES & set(words))
        yes = _YES - {"1"} if graded else _YES
        value = np.array([1 if word in yes else 0 if word in {*_NO, "1"} else -1 for word in words])
        codes = np.asarray(coded.indices)
        for place, word in enumerate(words):
            if word not in _YES | _NO | _UNKNOWN and not is_blank(word):
                row = int(np.flatnonzero(codes == place)[0])
                allowed = message("records.satisfied_dissatisfied")
                self._report(
                    row,
                    "satisfied",
                    message("records.does_say", cell=describe_value(word)),
                    allowed,
                )
                if len(self.problems) > SHOWN:
                    break
        return value[codes]

    def _whole(self, meaning: str) -> NDArray[np.int64] | None:
        if meaning not in self.raw.headings:
            return None
        coded = pc.call_function("dictionary_encode", [self.raw.table[meaning].combine_chunks()])
        words = [normalize("NFKC", str(word)).strip().casefold() for word in coded.dictionary.to_pylist()]
        special = {"否": 0, "no": 0, "false": 0, "n": 0, "是": 1, "yes": 1, "true": 1, "y": 1}
        codes = np.asarray(coded.indices)
        value = np.zeros(max(1, len(words)), dtype=np.int64)
        for place, word in enumerate(words):
            if is_blank(word):
                value[place] = 0
            elif word in special:
                value[place] = special[word]
            elif word.isascii() and word.isdigit() and len(word) < 6:
                value[place] = int(word)
            else:
                row = int(np.flatnonzero(codes == place)[0])
                self._report(
                    row,
                    meaning,
                    message("records.number_times", cell=describe_value(word)),
                    message("records.yes_empty"),
                )
                if len(self.problems) > SHOWN:
                    break
        return value[codes]

    def _names(self, meaning: str, once: NDArray[np.bool_]) -> NameColumn | None:
        if meaning not in self.raw.headings:
            return None
        coded = pc.call_function(
            "dictionary_encode", [pc.call_function("utf8_trim_whitespace", [self.raw.table[meaning].combine_chunks()])]
        )
        words = ["" if is_blank(str(word)) else str(word) for word in coded.dictionary.to_pylist()]
        if len(words) > MOST_NAMES:
            what = message("records.holds_different", count=f"{len(words):,}")
            self._report(
                None,
                meaning,
                what,
                message("records.column_most", most=MOST_NAMES),
            )
            return None
        return group_names(np.asarray(coded.indices).astype(np.int64), words, once)

    def _reporter(self) -> NDArray[np.int64] | None:
        if "reporter" not in self.raw.headings:
            return None
        cells = self.raw.table["reporter"].combine_chunks()
        # Numbered by first appearance: what a caller is called is forgotten here.
        coded = pc.call_function("dictionary_encode", [cells])
        empty = np.array([is_blank(str(word)) for word in coded.dictionary.to_pylist()])
        codes = np.asarray(coded.indices).astype(np.int64)
        return np.where(empty[codes], -1, codes) if len(empty) else codes
