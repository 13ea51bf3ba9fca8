"""Where two runs part: the first week and column in which they differ.

Both cities live side by side, week by week, and their columns are compared at the end of each. Draws are keyed, so that
runs of one seed are equal to the last bit until something really differs: what comes first is a cause, not a
coincidence. Cases are compared by their key, since rows move when one of them is solved in one city only.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.engine.cases import Stage
from ...model.engine.simulation import Simulation
from ...model.engine.state import City
from ...model.indicators import NAMES
from ...model.parameters.settings import Settings

TABLES = ("residents", "bodies", "communities", "grids")
"""Tables that are compared row by row; their columns that only serve a week's reckoning are among them."""

_CASES = ("stage", "remaining", "owner", "desk", "hops")
_IN_FORCE = "lever"


@dataclass(frozen=True, slots=True)
class Parting:
    """The first difference in one column.

    Attributes
    ----------
    week : int
        The first week is 0.
    table, column : str
        Such as ``residents`` and ``trust``; ``places`` and ``lever`` for the rules in force.
    rows : int
        How many rows differ; all of them where the tables are not of one length.
    size : float or None
        Largest difference; None where the lengths differ.
    """

    week: int
    table: str
    column: str
    rows: int
    size: float | None

    @property
    def in_force(self) -> bool:
        """Whether the column only holds the rules themselves, and not yet what anybody makes of them."""
        return self.column == _IN_FORCE


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where two runs part.

    Attributes
    ----------
    weeks : int
        Weeks compared.
    partings : tuple of Parting
        One for each column that differed, in the order in which that happened.
    indicators : dict
        For each indicator that differed the first week in which it did.
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
        """The first difference beyond rules being put in force."""
        return next((parting for parting in self.partings if not parting.in_force), None)


async def find_divergence(
    one: Settings,
    other: Settings,
    *,
    weeks: int,
    pause: Callable[[], Awaitable[object]],
    tolerance: float = 0.0,
) -> Divergence:
    """Return where two runs of one seed part.

    Parameters
    ----------
    one, other : Settings
        Of the same seed; nothing else need agree.
    weeks : int
        Weeks to compare, or as many as the shorter run has.
    pause : callable
        Awaited after each week, so that the work can be cancelled there.
    tolerance : float
        Differences up to this size are none.
    """
    cities = Simulation(one), Simulation(other)
    weeks = min(weeks, one.run.weeks, other.run.weeks)
    partings: dict[tuple[str, str], Parting] = {}
    indicators: dict[str, int] = {}
    for week in range(weeks):
        for simulation in cities:
            simulation.step()
        for table, column, a, b in _columns(*(simulation.city for simulation in cities)):
            if (table, column) in partings:
                continue
            rows, size = _apart(a, b, tolerance)
            if rows:
                partings[table, column] = Parting(week, table, column, rows, size)
        one_row, other_row = (np.nan_to_num(city.series[week][: len(NAMES)]) for city in cities)  # extensions aside
        gap = np.abs(one_row - other_row)
        for place in np.flatnonzero(gap > tolerance):
            indicators.setdefault(NAMES[place], week)
        await pause()
    return Divergence(weeks, tuple(partings.values()), indicators)


def _columns(one: City, other: City) -> Iterator[tuple[str, str, NDArray[Any], NDArray[Any]]]:
    yield "places", _IN_FORCE, one.places.lever, other.places.lever
    yield from _cases(one, other)
    for table in TABLES:
        a, b = getattr(one, table), getattr(other, table)
        for column in type(a)._fields:
            yield table, column, np.asarray(getattr(a, column)), np.asarray(getattr(b, column))


def _cases(one: City, other: City) -> Iterator[tuple[str, str, NDArray[Any], NDArray[Any]]]:
    """Yield the columns of cases that live in both cities; `key` of all."""
    rows = [np.flatnonzero(city.cases.stage[: int(city.cases.used[0])] != Stage.GONE) for city in (one, other)]
    keys = [city.cases.key[row] for city, row in zip((one, other), rows, strict=True)]
    yield "cases", "key", keys[0], keys[1]
    _, first, second = np.intersect1d(keys[0], keys[1], assume_unique=True, return_indices=True)
    for name in _CASES:
        yield "cases", name, getattr(one.cases, name)[rows[0][first]], getattr(other.cases, name)[rows[1][second]]


def _apart(a: NDArray[Any], b: NDArray[Any], tolerance: float) -> tuple[int, float | None]:
    """Return how many rows of two columns differ, and by how much at most."""
    if a.shape != b.shape:
        return max(1, len(np.atleast_1d(a)), len(np.atleast_1d(b))), None
    if np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
        return 0, 0.0
    if a.dtype == np.uint64:  # keys: a difference of hashes has no size
        return int(np.count_nonzero(a != b)), None
    first, second = (np.atleast_1d(each).astype(np.float64) for each in (a, b))
    # Equal infinities (a column that says "none" so) are no gap; their difference would be none.
    gaps = np.abs(np.subtract(first, second, out=np.zeros(first.shape), where=first != second))
    gaps = np.nan_to_num(gaps.reshape(len(gaps), -1).max(axis=1, initial=0.0), posinf=np.inf)
    rows = int(np.count_nonzero(gaps > tolerance))
    sizes = gaps[np.isfinite(gaps) & (gaps > tolerance)]
    return rows, float(sizes.max()) if len(sizes) else None if rows else 0.0
