"""Where two runs part: the first week, process and column in which they differ.

Both cities live side by side, process by process; behind each process their columns are compared. Draws are keyed, so
that runs of one seed are equal to the last bit until something really differs: what comes first is a cause, not a
coincidence. Problems are compared by their key, since rows move when one of them is solved in one city only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import NAMES
from ...model.indicators.measuring import measure
from ...model.initialisation import initialise
from ...model.settings import Settings
from ...model.state import City, Kind
from ...model.week import WEEK, Process

FOUNDING = "founding"
"""Stands for a process where two cities differ before their first week."""

_IN_FORCE = {
    "communities.grid_coverage", "communities.household_links", "communities.law", "communities.vanguard",
    "grids.linked", "shocks.arrival_factor", "shocks.capacity_factor",
}  # fmt: skip
TABLES = ("citizens", "organisations", "communities", "grids", "work")
_WEEKS = {"reported", "assigned", "took_part"}  # weeks, with a stand-in for never: their difference has no size

Columns = tuple[str, str, NDArray[np.generic], NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Parting:
    """The first difference in one column.

    Attributes
    ----------
    week : int
        The first week is 0.
    process : str
        After which the column differed, or :data:`FOUNDING`.
    table, column : str
        Such as ``citizens`` and ``trust``.
    rows : int
        How many rows differ; all of them where the tables are not of one length.
    size : float or None
        Largest difference; None where differences mean nothing (keys, weeks) or lengths differ.
    """

    week: int
    process: str
    table: str
    column: str
    rows: int
    size: float | None

    @property
    def in_force(self) -> bool:
        """Whether the column only holds a lever or a shock itself, and not yet what anybody makes of it."""
        return f"{self.table}.{self.column}" in _IN_FORCE


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where two runs part.

    Attributes
    ----------
    weeks : int
        Weeks compared.
    partings : tuple of Parting
        One for each column that ever differed, in the order in which that happened.
    indicators : dict
        For each indicator that ever differed the first week in which it did.
    """

    weeks: int
    partings: tuple[Parting, ...]
    indicators: dict[str, int]

    @property
    def first(self) -> Parting | None:
        """The first difference, or None if the runs are identical."""
        return self.partings[0] if self.partings else None

    @property
    def first_effect(self) -> Parting | None:
        """The first difference beyond levers and shocks being put in force."""
        return next((parting for parting in self.partings if not parting.in_force), None)


def step_through(city: City, week: int, processes: Sequence[Process], record: NDArray[np.float64]) -> Iterator[str]:
    """Live through a week of a city: yield the name of each process once it has run, then measure into `record`."""
    city.week = week
    for process in processes:
        process(city)
        yield process.__name__
    measure(city, record)


class SideBySide:
    """Two cities that live through the same weeks, compared after every process.

    A page steps it between other work; :func:`divergence` runs it to the end.

    Parameters
    ----------
    one, other : Settings
        Of the same seed; nothing else need agree.
    processes, other_processes : sequence of functions
        The week of each city, with as many processes; `other_processes` is that of the first if not given.
    tolerance : float
        Differences up to this size are none.

    Attributes
    ----------
    week : int
        Weeks done.
    series : tuple of ndarray, shape (weeks, indicators)
        What was measured in both cities so far.
    effort : tuple of ndarray, shape (weeks, 7)
        Effort delivered by each kind of actor (:class:`~cogov.model.state.Kind`), in work units a week.
    """

    def __init__(
        self,
        one: Settings,
        other: Settings,
        *,
        processes: Sequence[Process] = WEEK,
        other_processes: Sequence[Process] | None = None,
        tolerance: float = 0.0,
    ) -> None:
        others = processes if other_processes is None else other_processes
        if len(processes) != len(others):
            raise ValueError(f"weeks of {len(processes)} and {len(others)} processes cannot be compared step by step")
        self.weeks = min(one.run.weeks, other.run.weeks)
        self.tolerance = tolerance
        self.week = 0
        self._processes = (processes, others)
        self._cities = (initialise(one), initialise(other))
        self._series = tuple(np.full((self.weeks, len(NAMES)), np.nan) for _ in self._cities)
        self._effort = tuple(np.zeros((self.weeks, len(Kind))) for _ in self._cities)
        self._partings: dict[tuple[str, str], Parting] = {}
        self._indicators: dict[str, int] = {}
        self._compare(FOUNDING)

    @property
    def series(self) -> tuple[NDArray[np.float64], ...]:
        """What was measured so far."""
        return tuple(record[: self.week] for record in self._series)

    @property
    def effort(self) -> tuple[NDArray[np.float64], ...]:
        """Effort by kind of actor so far."""
        return tuple(record[: self.week] for record in self._effort)

    def step(self) -> None:
        """Let one week pass in both cities."""
        weeks = [
            step_through(city, self.week, processes, record[self.week])
            for city, processes, record in zip(self._cities, self._processes, self._series, strict=True)
        ]
        for process, _ in zip(*weeks, strict=True):  # strict, so that both weeks come to their end and are measured
            self._compare(process)
        for city, effort in zip(self._cities, self._effort, strict=True):
            effort[self.week] = city.work.by_kind
        apart = np.abs(self._series[0][self.week] - self._series[1][self.week]) > self.tolerance
        for place in np.flatnonzero(apart):
            self._indicators.setdefault(NAMES[place], self.week)
        self.week += 1

    def run(self, on_week: Callable[[int], object] | None = None) -> SideBySide:
        """Live through the weeks that are left; what `on_week` raises ends it."""
        while self.week < self.weeks:
            self.step()
            if on_week is not None:
                on_week(self.week)
        return self

    def divergence(self) -> Divergence:
        """Return where the runs have parted so far."""
        return Divergence(self.week, tuple(self._partings.values()), dict(self._indicators))

    def _compare(self, process: str) -> None:
        for table, column, a, b in self._columns():
            if (table, column) in self._partings:
                continue
            rows, size = _apart(a, b, self.tolerance)
            if rows:
                size = None if column in _WEEKS else size
                self._partings[table, column] = Parting(self.week, process, table, column, rows, size)

    def _columns(self) -> Iterator[Columns]:
        one, other = self._cities
        for name in ("arrival_factor", "capacity_factor"):
            yield "shocks", name, getattr(one, name), getattr(other, name)
        for table in TABLES:
            yield from self._table(table, one, other)
        yield from self._problems(one, other)
        yield from self._table("ledger", one, other)  # last: it counts what the others show

    def _table(self, table: str, one: City, other: City) -> Iterator[Columns]:
        a, b = getattr(one, table), getattr(other, table)
        for f in fields(a):
            if (table, f.name) not in self._partings:
                yield table, f.name, np.asarray(getattr(a, f.name)), np.asarray(getattr(b, f.name))

    def _problems(self, one: City, other: City) -> Iterator[Columns]:
        """Yield the columns of problems, of those that both cities have; `key` of all."""
        names = [f.name for f in fields(one.issues)[1:] if ("issues", f.name) not in self._partings]
        if not names:
            return
        keys = one.issues.key[: one.issues.open], other.issues.key[: other.issues.open]
        if np.array_equal(*keys):
            rows: tuple[NDArray[np.intp], NDArray[np.intp]] = (np.arange(len(keys[0])), np.arange(len(keys[1])))
        else:
            _, first, second = np.intersect1d(*keys, assume_unique=True, return_indices=True)
            rows = (first, second)
        for name in names:
            if name == "key":
                yield "issues", name, *keys
            else:
                yield "issues", name, getattr(one.issues, name)[rows[0]], getattr(other.issues, name)[rows[1]]


def divergence(
    one: Settings,
    other: Settings,
    *,
    processes: Sequence[Process] = WEEK,
    other_processes: Sequence[Process] | None = None,
    tolerance: float = 0.0,
    on_week: Callable[[int], object] | None = None,
) -> Divergence:
    """Return where two runs of one seed part.

    Parameters
    ----------
    one, other, processes, other_processes, tolerance
        As in :class:`SideBySide`.
    on_week : callable, optional
        Called with the number of weeks done; what it raises ends the work.
    """
    together = SideBySide(one, other, processes=processes, other_processes=other_processes, tolerance=tolerance)
    return together.run(on_week).divergence()


def _apart(a: NDArray[np.generic], b: NDArray[np.generic], tolerance: float) -> tuple[int, float | None]:
    """Return how many rows of two columns differ, and by how much at most."""
    if a.shape != b.shape:
        if a.shape[1:] != b.shape[1:] or a.ndim == 0:
            return max(1, len(a), len(b)), None
        common = min(len(a), len(b))
        rows, _ = _apart(a[:common], b[:common], tolerance)
        return rows + max(len(a), len(b)) - common, None
    if np.array_equal(a, b):
        return 0, 0.0
    if a.dtype == np.uint64:  # keys: a difference of hashes has no size
        return int(np.count_nonzero(a != b)), None
    gaps = np.abs(np.atleast_1d(a).astype(np.float64) - np.atleast_1d(b).astype(np.float64))
    gaps = gaps.reshape(len(gaps), -1).max(axis=1, initial=0.0)
    rows = int(np.count_nonzero(gaps > tolerance))
    return rows, float(gaps.max()) if rows else 0.0
