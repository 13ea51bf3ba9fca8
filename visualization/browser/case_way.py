"""The way of one case (一件事的旅程): what happened to it from birth to end, as the history of the run has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.engine.history import CaseEvent
from .recording import Film

LATELY = 26
"""Weeks that a case offered to be followed may have been born before the week on show."""

OFFERED = 8
"""Cases offered."""

ENOUGH = 8
"""Desks that a case is sent to until a room has seen the point."""

HOLDING = (CaseEvent.PASSED_ON, CaseEvent.ACCEPTED, CaseEvent.FORCED)
"""What gives a case into other hands."""

ENDS = (CaseEvent.RESOLVED, CaseEvent.LAPSED)
"""After which nothing happens to it any more."""


@dataclass(frozen=True, slots=True)
class WayStep:
    """Something that happened to a case.

    Attributes
    ----------
    week : int
    what : CaseEvent
    body : int
        The body of the history's record; -1 for nobody.
    detail : int
        Who found it, or how it was solved; see :class:`.case_stories.CaseStories`.
    desk : int
        Where a case reported lies first; else -1.
    """

    week: int
    what: CaseEvent
    body: int
    detail: int
    desk: int


@dataclass(frozen=True, slots=True)
class CaseWay:
    """The way of a case in one city.

    Attributes
    ----------
    key : int
    type, grid : int
        Rows of the types of problem, and of the grids.
    steps : tuple of WayStep
        By week, and in a week in the order in which things happen.
    last : int
        The last week of the film.
    """

    key: int
    type: int
    grid: int
    steps: tuple[WayStep, ...]
    last: int

    @property
    def end(self) -> CaseEvent | None:
        """How it ended; None if it has not."""
        last = self.steps[-1].what
        return last if last in ENDS else None

    @property
    def weeks(self) -> int:
        """Weeks from birth to end, or to the end of the film."""
        return (self.steps[-1].week if self.end is not None else self.last) - self.steps[0].week

    def count(self, *kinds: CaseEvent) -> int:
        """Return how often something of these kinds happened."""
        return sum(1 for step in self.steps if step.what in kinds)

    @property
    def doors(self) -> int:
        """At how many desks it lay, each counted once."""
        desks = {step.desk for step in self.steps} | {step.body for step in self.steps if step.what in HOLDING}
        return len(desks - {-1})

    def stays(self, place: int) -> bool:
        """Tell whether a step passes the case on to where it already lies: it was not taken on, and stays."""
        step = self.steps[place]
        if step.what != CaseEvent.PASSED_ON:
            return False
        hands = (each.desk if each.what == CaseEvent.REPORTED else each.body for each in reversed(self.steps[:place])
                 if each.what in (CaseEvent.REPORTED, *HOLDING))  # fmt: skip
        return next(hands, -1) == step.body


def follow(film: Film, key: int) -> CaseWay | None:
    """Return the way of a case; None if it was not born in this city, or is not told."""
    stories = film.stories
    row = stories.find(key)
    if row < 0:
        return None
    steps = tuple(
        WayStep(
            int(stories.week[i]),
            CaseEvent(int(stories.what[i])),
            int(stories.body[i]),
            int(stories.detail[i]),
            int(stories.desk[i]),
        )
        for i in stories.of(row)
    )
    return CaseWay(key, int(stories.type[row]), int(stories.grid[row]), steps, film.weeks - 1)


def offer(before: Film, after: Film, week: int) -> list[int]:
    """Return keys of cases worth following: born in both cities in recent weeks, and told apart most by them.

    A case counts for much that goes from desk to desk or stays long in one city, and is solved with partners in the
    other.
    """
    share = min(before.stories.share, after.stories.share)
    common, here, there = np.intersect1d(before.stories.key, after.stories.key, return_indices=True)
    first, second = _fates(before), _fates(after)
    born = first["born"][here]
    fit = (born <= week) & (born > week - LATELY) & (before.stories.lot[here] < share)
    fit &= second["solved"][there]
    score = (
        np.minimum(ENOUGH, first["passed"][here]) - np.maximum(0, first["passed"][here] - ENOUGH) / 2.0
        + np.minimum(26, first["weeks"][here] - second["weeks"][there]) / 4.0
        + 2.0 * second["joined"][there] - second["passed"][there]
    )  # fmt: skip
    score[~fit] = -np.inf
    homes = after.layout.grids_home[after.stories.grid[there]]
    read_alike: set[tuple[int, int, int]] = set()  # as a list names them: two in one line would look like a mistake
    result: list[int] = []
    for k in np.argsort(-score, kind="stable"):
        name = (int(after.stories.type[there[k]]), int(homes[k]), int(born[k]))
        if not np.isfinite(score[k]) or len(result) == OFFERED:
            break
        if name not in read_alike:
            read_alike.add(name)
            result.append(int(common[k]))
    return result


def _fates(film: Film) -> dict[str, NDArray[Any]]:
    """Return what became of every case that is told."""
    stories, n = film.stories, len(film.stories.key)

    def week_of(what: CaseEvent, none: int) -> NDArray[Any]:
        weeks = np.full(n, none)
        here = stories.what == what
        weeks[stories.case[here]] = stories.week[here]
        return weeks

    def count(what: CaseEvent) -> NDArray[Any]:
        return np.bincount(stories.case[stories.what == what], minlength=n)

    order = np.argsort(stories.case, kind="stable")
    held = order[np.isin(stories.what[order], (CaseEvent.REPORTED, *HOLDING))]
    holder = np.where(stories.what[held] == CaseEvent.REPORTED, stories.desk[held], stories.body[held])
    moved = np.zeros(len(held), np.bool_)
    moved[1:] = (stories.case[held[1:]] == stories.case[held[:-1]]) & (holder[1:] != holder[:-1])
    moved &= stories.what[held] == CaseEvent.PASSED_ON
    born, solved = week_of(CaseEvent.BORN, 0), week_of(CaseEvent.RESOLVED, -1)
    lapsed = week_of(CaseEvent.LAPSED, -1)
    end = np.where(solved >= 0, solved, np.where(lapsed >= 0, lapsed, film.weeks - 1))
    return {
        "born": born,
        "solved": solved >= 0,
        "weeks": end - born,
        "passed": np.bincount(stories.case[held[moved]], minlength=n),
        "joined": count(CaseEvent.JOINED),
    }
