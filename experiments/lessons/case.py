"""One case, followed in both cities of a scene: the same case, since what arises is drawn by key."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...model import random_draws as draws
from ...model.engine.history import CaseEvent
from ...model.engine.simulation import Simulation
from ...model.parameters.settings import Settings
from ...model.parameters.world import KINDS
from .city import build_city
from .lesson import OTHER, THIS, CaseChoice, Scene

WAIT = 104
"""Weeks that a case is followed for after it arose."""

TOLD = (
    CaseEvent.BORN, CaseEvent.REPORTED, CaseEvent.PASSED_ON, CaseEvent.ACCEPTED, CaseEvent.FORCED, CaseEvent.BLOCKED,
    CaseEvent.AGREED, CaseEvent.DECREED, CaseEvent.JOINED, CaseEvent.OVERDUE, CaseEvent.ON_PAPER, CaseEvent.RESOLVED,
    CaseEvent.LAPSED,
)  # fmt: skip
"""What is told of a case, in the order of a week."""

ENDS = (CaseEvent.RESOLVED, CaseEvent.LAPSED)


@dataclass(frozen=True, slots=True)
class CaseMoment:
    """Something that happened to the case.

    Attributes
    ----------
    week : int
    what : CaseEvent
    kind : str
        Kind of the body concerned; empty where there is none.
    tier : int
        Of that body: community 0, street 1, district 2, city 3; -1 where there is none.
    """

    week: int
    what: CaseEvent
    kind: str
    tier: int


@dataclass(frozen=True, slots=True)
class FollowedCase:
    """What became of a case in one city.

    Attributes
    ----------
    born : int
        The week in which it arose.
    moments : tuple of CaseMoment
        In order; the last is its end if it came within :data:`WAIT` weeks.
    """

    born: int
    moments: tuple[CaseMoment, ...]

    @property
    def ended(self) -> CaseMoment | None:
        """How it ended, or None if it is still open."""
        return next((moment for moment in self.moments if moment.what in ENDS), None)

    @property
    def weeks(self) -> int:
        """From the week in which it arose to its end, or as long as it was followed."""
        return (self.ended or self.moments[-1]).week - self.born if self.moments else 0


def follow_case(scene: Scene) -> dict[str, FollowedCase]:
    """Return the journeys of the scene's case, by city: ``this`` and ``other``; none where no such case arises in both.

    Raises
    ------
    ValueError
        If the scene follows no case.
    """
    if scene.case is None:
        raise ValueError("the scene follows no case")
    lived = {name: _live(build_city(scene, name).settings, scene.case.from_week) for name in (THIS, OTHER)}
    chosen = _choose(scene.case, *(lived[name] for name in (THIS, OTHER)))
    if chosen is None:
        return {}
    return {name: _tell(simulation, chosen) for name, simulation in lived.items()}


def _live(settings: Settings, from_week: int) -> Simulation:
    """Return the city some weeks after the case arose, with what happened to all cases."""
    simulation = Simulation(settings, history=True)
    while simulation.week < min(settings.run.weeks, from_week + WAIT):
        simulation.step()
    return simulation


def _choose(choice: CaseChoice, one: Simulation, other: Simulation) -> int | None:
    """Return the key of the first case of the type that arises in both cities, and is solved in both."""
    lived = [_find_solved(simulation, choice.from_week) for simulation in (one, other)]
    both = sorted((week, key) for key, week in lived[0].items() if lived[1].get(key) == week)
    keys = one.city.grids.arrivals_key[:, list(one.settings.world.issues).index(choice.type)]
    wanted: dict[int, set[int]] = {}
    for week, key in both:
        if week not in wanted:  # a case's key is that of its grid, type and week, and its rank among these
            wanted[week] = {int(draws.child(np.uint64(draws.child(each, week)), 0)) for each in keys}
        if key in wanted[week]:
            return key
    return None


def _find_solved(simulation: Simulation, from_week: int) -> dict[int, int]:
    """Return the cases that arose from a week on and were solved: by key the week in which they arose."""
    if simulation.history is None:
        raise ValueError("no history was kept")
    records = simulation.history.records
    solved = set(records.case[records.what == CaseEvent.RESOLVED].tolist())
    new = np.flatnonzero((records.what == CaseEvent.BORN) & (records.week >= from_week))
    return {int(records.case[row]): int(records.week[row]) for row in new if int(records.case[row]) in solved}


def _tell(simulation: Simulation, key: int) -> FollowedCase:
    """Return what happened to a case."""
    if simulation.history is None:
        raise ValueError("no history was kept")
    records, bodies = simulation.history.records, simulation.city.bodies
    rows = np.flatnonzero(records.case == np.uint64(key))
    moments: list[CaseMoment] = []
    for row in rows[np.lexsort((records.what[rows], records.week[rows]))]:
        body = int(records.body[row])
        kind, tier = (KINDS[int(bodies.kind[body])], int(bodies.tier[body])) if body >= 0 else ("", -1)
        moments.append(CaseMoment(int(records.week[row]), CaseEvent(int(records.what[row])), kind, tier))
    return FollowedCase(moments[0].week, tuple(moments))
