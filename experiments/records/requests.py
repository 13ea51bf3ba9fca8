"""Requests as columns: when they came, when they were closed, of which type, place and department.

No name, address, telephone number or text is among them. Types, places and departments are kept by name only where ten
requests or more bear it; callers only as whole numbers that mean nothing outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .dates import OPEN, Moments

DAY, WEEK = 86_400, 604_800
"""Seconds."""

FEW = 10
"""Requests below which a name of a type, place or department is not kept."""

OTHERS = "…"
"""Stands for the names that few requests bear."""


@dataclass(frozen=True, slots=True)
class NameColumn:
    """A column of names: a number for each request, and the names; the last may stand for those that few bear."""

    codes: NDArray[np.int64]
    names: tuple[str, ...]

    def at(self, rows: Any) -> NameColumn:
        """Return the names of some requests."""
        return NameColumn(self.codes[rows], self.names)


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests in the order in which they came.

    Attributes
    ----------
    created, closed : array of int
        Seconds since 1970; closed is OPEN where that has not come.
    end : int
        The last moment that anything is known of: what is not closed by then is open.
    groups : dict
        ``type``, ``place`` and ``department``, those that the file has.
    due : array of int or None
        OPEN where no time is set.
    satisfied : array of int or None
        1, 0, or -1 where it is not known.
    reopened, reporter : array of int or None
        How often it was sent back or on; who reported it, as a number.
    aside : tuple of (str, int)
        Rows that were left out: why, and how many.
    """

    created: Moments
    closed: Moments
    end: int
    groups: Mapping[str, NameColumn] = field(default_factory=dict)
    due: Moments | None = None
    satisfied: NDArray[np.int64] | None = None
    reopened: NDArray[np.int64] | None = None
    reporter: NDArray[np.int64] | None = None
    aside: tuple[tuple[str, int], ...] = ()

    def __len__(self) -> int:
        return len(self.created)

    @property
    def closed_only(self) -> bool:
        """Whether every request is closed: an export of closed ones says nothing of those that stayed open."""
        return bool((self.closed != OPEN).all())

    @property
    def start(self) -> int:
        """Midnight of the first day."""
        return int(self.created[0]) // DAY * DAY

    @property
    def weeks(self) -> int:
        """Whole weeks in which requests came."""
        return max(1, (int(self.created[-1]) // DAY * DAY + DAY - self.start) // WEEK)

    def at(self, rows: Any) -> Requests:
        """Return some of the requests."""
        return replace(
            self,
            created=self.created[rows], closed=self.closed[rows],
            groups={key: names.at(rows) for key, names in self.groups.items()},
            due=None if self.due is None else self.due[rows],
            satisfied=None if self.satisfied is None else self.satisfied[rows],
            reopened=None if self.reopened is None else self.reopened[rows],
            reporter=None if self.reporter is None else self.reporter[rows],
        )  # fmt: skip

    def known_at(self, moment: int) -> Requests:
        """Return what was known at a moment: later requests do not exist, later closings have not come."""
        there = self.at(self.created < moment)
        return replace(there, closed=np.where(there.closed <= moment, there.closed, OPEN), end=min(self.end, moment))

    def since(self, moment: int) -> Requests:
        """Return the requests that came from a moment on."""
        return self.at(self.created >= moment)


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """Requests with the file that they are from: its name, digest, headings, and how its dates are written.

    `notices` are what a user should look at.
    """

    file: str
    digest: str
    headings: Mapping[str, str]
    dates: str
    requests: Requests
    notices: tuple[str, ...] = ()


def group_names(
    codes: NDArray[np.int64], words: Sequence[str], counted: NDArray[np.bool_], few: int = FEW
) -> NameColumn:
    """Return names by how many requests bear them; those that few bear, and the empty one, are one at the end.

    Parameters
    ----------
    codes : array of int
    words : sequence of str
    counted : array of bool
        Rows that stand for a request of their own.
    few : int
    """
    count = np.bincount(codes[counted], minlength=len(words))
    order = [place for place in np.argsort(-count, kind="stable") if count[place] >= few and words[place]]
    code = np.full(len(words), len(order), dtype=np.int64)
    code[order] = np.arange(len(order))
    result = code[codes]
    names = tuple(str(words[place]) for place in order)
    few_bear = bool((result == len(order)).any())
    return NameColumn(result, (*names, OTHERS) if few_bear else names)
