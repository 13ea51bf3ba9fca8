"""The same question asked of a table that another model made: a row for each run, a column for each part.

A part is there (1) or not (0); the outcome is a number; runs that share their luck share a number in the column of
seeds. Every cell that D needs must be there with every seed: nobody, each part alone, all. Missing cells are named.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from ...model.indicators import Indicator
from ...scenarios import Problem, ScenarioError
from ...scenarios.arguments import (
    NAMES,
    NUMBERS,
    PATH,
    TEXT,
    ArgumentKind,
    check_arguments,
    faults_of_repetition,
    optional,
)
from ...scenarios.coercion import fault_of_number
from ...scenarios.errors import describe_value, enumerate_words, nearest, visible
from ...scenarios.message import MessageLanguage, message
from ...scenarios.scenario import Text
from ...scenarios.toml.safe_toml import decode, holds_nothing, read_bytes
from ..outcomes.own_indicator import OwnIndicator
from ..statistics.arrays import Floats
from . import shapley as games
from .factorial_result import FactorialResult
from .factors import MOST
from .measures import SCALES, WorthMeasure, WorthScale

_TRUE, _FALSE = ("1", "1.0", "true", "yes", "on"), ("0", "0.0", "false", "no", "off")

LARGEST = 200_000_000
"""Bytes of a table."""

SHOWN = 20
"""Errors that are told of one file."""


@dataclass(frozen=True)
class TableMultiplier(FactorialResult):
    """A factorial that was read from a table.

    Attributes
    ----------
    name : str
        Of the file.
    parts : tuple of str
    outcome : str
        Column of the outcome.
    seeds : tuple of str
        As written; ``1``, ``2``, … where there is no column of seeds and rows of a cell are numbered.
    paired : bool
        Whether rows of different cells share their luck.
    cells_run : tuple of int
        Coalitions that are there.
    numbers : ndarray, shape (seeds, coalitions)
    scale : str
        On which it is judged.
    low, high : float
        Ends of the outcome's range; infinite where it has none.
    better : int
        1 where more is better, -1 where less is.
    left_out : int
        Rows that no row of every other cell stands beside.
    """

    name: str
    parts: tuple[str, ...]
    outcome: str
    seeds: tuple[str, ...]
    paired: bool
    cells_run: tuple[int, ...]
    numbers: Floats
    scale: WorthScale
    low: float = -math.inf
    high: float = math.inf
    better: int = 1
    left_out: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts: their columns."""
        return self.parts

    @property
    def seed_count(self) -> int:
        """Replicates."""
        return len(self.seeds)

    @property
    def coalitions(self) -> Mapping[str, tuple[int, ...]]:
        """The coalitions that are there."""
        return {"given": self.cells_run}

    @property
    def asked_measures(self) -> tuple[WorthMeasure, ...]:
        """The outcome on the scale judged; as it is, and as a logarithm where that is possible, beside it."""

        def on(scale: WorthScale) -> WorthMeasure:
            return WorthMeasure(self.outcome, scale, self.low, self.high, self.better)

        bounded = math.isfinite(self.low) and math.isfinite(self.high)
        beside: list[WorthScale] = ["raw", "logit" if bounded else "log"]
        return (on(self.scale), *(on(scale) for scale in beside if scale != self.scale))

    def values(self, arm: str, column: str) -> Floats:
        """Return the outcome in each cell, (seeds, coalitions)."""
        del arm, column
        return self.numbers

    def indicator_of(self, measure: WorthMeasure) -> Indicator:
        """Return the column as tables and pictures ask for an indicator."""
        return as_indicator(self.outcome, self.low, self.high, self.better)


def as_indicator(outcome: str, low: float = -math.inf, high: float = math.inf, better: int = 1) -> Indicator:
    """Return a column as an indicator without a unit."""
    return OwnIndicator(
        outcome, "state", low, high, "own", better, outcome, outcome, outcome, outcome, own_unit=Text(en="", zh="")
    )


def read_factorial(
    file: str | Path,
    parts: str | Sequence[str],
    outcome: str,
    *,
    pair: str = "",
    scale: str = "",
    bounds: tuple[float, float] | None = None,
    better: int = 1,
    options: str = "",
    lang: MessageLanguage = "en",
) -> TableMultiplier:
    """Read a factorial from a CSV file with a heading.

    Parameters
    ----------
    file : str or Path
    parts : str or sequence of str
        Columns that say whether a part is there: 0 or 1, false or true, no or yes, off or on. In one text parted by
        commas, or one by one.
    outcome : str
        Column of the outcome.
    pair : str
        Column of seeds: rows that share one share their luck. Without it rows of a cell are numbered in their order,
        and taken to be independent of other cells' rows.
    scale : str
        ``raw``, ``log`` or ``logit``: the scale that is judged. Not given: a logit with `bounds`, a logarithm where all
        outcomes are above 0, and as it is otherwise.
    bounds : tuple of float, optional
        Ends of the outcome's range.
    better : int
        1 where more is better, -1 where less is.
    options : str
        What stands before the names of parameters in messages, such as ``--``.
    lang : str
        Language of the message of an error.

    Raises
    ------
    ScenarioError
        With all that is wrong: columns, lines, cells that are missing.
    """
    check_arguments(
        lang,
        file=(file, PATH),
        parts=(parts, NAMES),
        outcome=(outcome, TEXT),
        pair=(pair, TEXT),
        scale=(scale, TEXT),
        bounds=(bounds, optional(ENDS)),
        better=(better, SIGN),
    )
    if isinstance(parts, str):
        parts = [name.strip() for name in parts.split(",")]
    path = Path(file)
    reader = _TableReader(path.name, tuple(parts), outcome, pair, options)
    try:
        text = decode(read_bytes(path, path.name, LARGEST), path.name)
        rows = reader.read(text)
        return reader.gather(rows, scale, bounds, better)
    except ScenarioError as error:
        raise ScenarioError(error.problems, lang) from None


ENDS = ArgumentKind(lambda value: NUMBERS.fits(value) and len(value) == 2, "(0, 100)")
SIGN = ArgumentKind(lambda value: value in (1, -1), "1, -1")


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    members: int
    seed: str
    value: float


class _TableReader:
    def __init__(self, name: str, parts: tuple[str, ...], outcome: str, pair: str, options: str) -> None:
        self.name, self.parts, self.outcome, self.pair, self.options = name, parts, outcome, pair, options
        self.problems: list[Problem] = []

    def _report(self, line: int | None, key: str, what: str, allowed: str = "", near: str = "") -> None:
        self.problems.append(Problem(self.name, line, key, what, allowed, near))

    def _end_if_wrong(self) -> None:
        if not self.problems:
            return
        more = len(self.problems) - SHOWN
        shown = self.problems[:SHOWN]
        if more > 0:
            shown.append(Problem(self.name, None, "", message("multiplier.more_lines", count=more)))
        raise ScenarioError(shown)

    def read(self, text: str) -> list[_Row]:
        """Return the rows, or raise with every line that is wrong."""
        if holds_nothing(text):
            raise ScenarioError([Problem(self.name, None, "", message("value.empty"), message("multiplier.table"))])
        lines = csv.reader(io.StringIO(text))
        try:
            first = next((cells for cells in lines if any(cell.strip() for cell in cells)), [])
            heads = [head.strip().lstrip("\ufeff") for head in first]
            places = self._places(heads)
            rows = [
                row
                for cells in lines
                if any(cell.strip() for cell in cells) and (row := self._row(lines.line_num, cells, heads, places))
            ]
        except csv.Error as error:
            raise ScenarioError([Problem(self.name, lines.line_num, "", str(error))]) from None
        if not rows and not self.problems:
            self._report(None, "", message("multiplier.no_rows"))
        self._end_if_wrong()
        return rows

    def _places(self, heads: Sequence[str]) -> dict[str, int]:
        option = self.options
        if not 2 <= len(self.parts) <= MOST:
            code = "multiplier.single" if len(self.parts) == 1 else "multiplier.players_given"
            what = message(code, n=len(self.parts))
            allowed = message("multiplier.number_of_parts", most=MOST)
            self.problems.append(Problem(f"{option}parts", None, "", what, allowed))
        named = [*((part, "parts") for part in self.parts), (self.outcome, "outcome")]
        if self.pair:
            named.append((self.pair, "pair"))
        seen: set[str] = set()
        for column, key in named:
            if column in seen:
                self.problems += faults_of_repetition((column, column), f"{option}{key}")
                continue
            seen.add(column)
            if column not in heads:
                what = message("multiplier.no_column", name=repr(visible(column)), file=self.name)
                allowed = enumerate_words(heads, len(heads))
                self.problems.append(Problem(f"{option}{key}", None, "", what, allowed, nearest(column, heads)))
            elif heads.count(column) > 1:
                self._report(1, column, message("multiplier.two_columns", name=repr(visible(column))))
        self._end_if_wrong()
        return {column: heads.index(column) for column, _ in named}

    def _row(self, line: int, cells: Sequence[str], heads: Sequence[str], places: Mapping[str, int]) -> _Row | None:
        if len(cells) != len(heads):
            self._report(line, "", message("multiplier.cells", count=len(cells), wanted=len(heads)))
            return None
        before, members = len(self.problems), 0
        for bit, part in enumerate(self.parts):
            cell = cells[places[part]].strip().lower()
            if cell in _TRUE:
                members |= 1 << bit
            elif cell not in _FALSE:
                self._report(line, part, message("multiplier.no_level", value=repr(visible(cell))), "0, 1")
        written = cells[places[self.outcome]].strip()
        value = _number(written)
        if value is None:
            self._report(line, self.outcome, message("multiplier.no_number", value=repr(visible(written))))
        seed = cells[places[self.pair]].strip() if self.pair else ""
        if self.pair and not seed:
            self._report(line, self.pair, message("value.missing"))
        return None if len(self.problems) > before or value is None else _Row(line, members, seed, value)

    def gather(
        self, rows: Sequence[_Row], scale: str, bounds: tuple[float, float] | None, better: int
    ) -> TableMultiplier:
        """Return the table of cells and seeds, or raise with every cell that is missing."""
        found: dict[tuple[int, str], _Row] = {}
        numbered: dict[int, int] = {}
        for row in rows:
            seed = row.seed
            if not self.pair:
                numbered[row.members] = numbered.get(row.members, 0) + 1
                seed = str(numbered[row.members])
            if (first := found.setdefault((row.members, seed), row)) is not row:
                self._report(row.line, self.pair, message("multiplier.cell_twice", line=first.line))
        seeds = tuple(dict.fromkeys(seed for _, seed in found))
        if not self.pair and numbered:  # rows that no row of another cell stands beside are left out, and told
            seeds = seeds[: min(numbered.values())]
        there = sorted({members for members, _ in found}, key=lambda members: (members.bit_count(), members))
        needed = games.star(len(self.parts))
        full = [each for each in there if all((each, seed) in found for seed in seeds)]
        for members in dict.fromkeys((*needed, *there)):
            lacking = [seed for seed in seeds if (members, seed) not in found]
            if lacking and (members in needed or self.pair):
                name = "+".join(self.parts[bit] for bit in games.players_of(members)) or "nobody"
                some = enumerate_words(lacking, 8) if len(lacking) < len(seeds) else ""
                code = "multiplier.cell_seeds" if some else "multiplier.cell_missing"
                self._report(None, "", message(code, cell=name, seeds=some))
        low, high = bounds or (-math.inf, math.inf)
        numbers = np.array([[found[members, seed].value for members in full] for seed in seeds if full], dtype=float)
        wrong = self._faults_of_bounds(bounds)
        self.problems += wrong
        for row in rows if not wrong else ():  # between ends that are none lies nothing
            if not low <= row.value <= high:
                self._report(row.line, self.outcome, message("multiplier.beyond", low=f"{low:g}", high=f"{high:g}"))
        if scale and scale not in SCALES:
            what = message("multiplier.no_scale", name=repr(visible(scale)))
            self.problems.append(Problem(f"{self.options}scale", None, "", what, enumerate_words(SCALES)))
        if scale == "logit" and bounds is None:
            self.problems.append(Problem(f"{self.options}scale", None, "", message("multiplier.logit_bounds")))
        self._end_if_wrong()
        natural: WorthScale = "logit" if bounds is not None else "log" if bool((numbers > 0.0).all()) else "raw"
        judged: WorthScale = cast("WorthScale", scale) if scale else natural
        return TableMultiplier(
            self.name, self.parts, self.outcome, seeds, bool(self.pair), tuple(full), numbers, judged, low, high,
            better, left_out=len(found) - numbers.size,
        )  # fmt: skip

    def _faults_of_bounds(self, bounds: tuple[float, float] | None) -> list[Problem]:
        """Return what is wrong with the ends of the outcome's range, once."""
        if bounds is None:
            return []
        if strange := [end for end in bounds if not math.isfinite(end)]:
            what: str = message("value.not_finite", value=describe_value(strange[0]))
        elif bounds[0] < bounds[1]:
            return []
        else:
            what = message("multiplier.bounds", low=f"{bounds[0]:g}", high=f"{bounds[1]:g}")
        return [Problem(f"{self.options}bounds", None, "", what, message("multiplier.bounds_allowed"))]


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return None if fault_of_number(value, whole=False) else value
