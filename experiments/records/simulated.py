"""Requests of a model city: what its hotline's records would be, to compare with real ones and to test their reading.

The model's clock is a week. A case that is reported in a week comes at a moment of it that is drawn evenly; one that
is closed in the same week is closed between then and the week's end, one closed later at any moment of that week.
Closed on paper is closed, since records cannot tell; a case that comes up again is a new request. One that lapses
stays open, as an office would have it; asked, its caller is not satisfied. What nobody reports is in no record, and
what a grid worker or member finds has no caller.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.engine.history import CaseEvent
from ...model.engine.simulation import Simulation
from ...model.engine.state import NOBODY, Bodies
from ...model.parameters.places import CITY, COMMUNITY, DISTRICT, STREET, lay_out
from ...model.parameters.settings import Settings
from ...model.parameters.world import DOMAINS, KINDS
from .dates import OPEN
from .requests import WEEK, NameColumn, Requests

FIRST = 1_388_361_600
"""Monday, 30 December 2013: week 0 of what is simulated begins as a year does, near enough for its seasons."""

WARM = 52
"""Weeks that are left out: the city is new, and its backlog still grows."""

NO_OFFICE = "nobody"
"""Who sees to a case that no desk has."""

_CLOSED = (CaseEvent.ON_PAPER, CaseEvent.RESOLVED)
_AT_DESK = (CaseEvent.PASSED_ON, CaseEvent.ACCEPTED, CaseEvent.FORCED, CaseEvent.ON_PAPER, CaseEvent.RESOLVED)


@dataclass(slots=True)
class _Request:
    """A report of a case, and what became of it."""

    reported: int
    type: int
    community: int
    reporter: int
    body: int = NOBODY
    hops: int = 0
    closed: int = -1
    lapsed: bool = False
    on_paper: bool = False


def simulate_requests(settings: Settings, seed: int, warm: int = WARM) -> Requests:
    """Return the requests of a run from a week on.

    Parameters
    ----------
    settings : Settings
    seed : int
        Luck of the run and of the moments within weeks.
    warm : int
        Weeks left out.
    """
    simulation = Simulation(settings, seed=seed, history=True)
    made = [each for each in _live(simulation) if each.reported >= warm]
    reported = np.array([each.reported for each in made], np.int64)
    ended = np.array([each.closed for each in made], np.int64)
    is_closed = ended >= 0
    luck = np.random.default_rng([seed, 20])
    within, later = luck.random(len(made)), luck.random(len(made))
    created = FIRST + ((reported + within) * WEEK).astype(np.int64)
    share = np.where(ended == reported, within + (1.0 - within) * later, later)
    moment = np.maximum(FIRST + ((ended + share) * WEEK).astype(np.int64), created)
    codes = np.array([each.type for each in made], np.int64)
    issues = settings.world.issues
    due = FIRST + (reported + 1 + np.array([kind.deadline_weeks for kind in issues.values()])[codes]) * WEEK - 1
    late = settings.behaviour.index.late_satisfied
    pleased = np.where(moment <= due, 1, (luck.random(len(made)) < late).astype(np.int64))
    pleased = np.where([each.on_paper for each in made], 0, pleased)
    offices = name_offices(simulation.city.bodies)
    places = tuple(node.name for node in lay_out(settings.world.city).tiers[COMMUNITY])
    requests = Requests(
        created,
        np.where(is_closed, moment, OPEN),
        FIRST + simulation.week * WEEK,
        {
            "type": NameColumn(codes, tuple(issues)),
            "department": offices.at(np.array([each.body for each in made], np.int64)),
            "place": NameColumn(np.array([each.community for each in made], np.int64), places),
        },
        due=due,
        satisfied=np.where(is_closed, pleased, np.where([each.lapsed for each in made], 0, -1)),
        reopened=np.array([each.hops for each in made], np.int64),
        reporter=np.array([each.reporter for each in made], np.int64),
    )
    return requests.at(np.argsort(created, kind="stable"))


def _live(simulation: Simulation) -> list[_Request]:
    """Live through a city, and return a request for each report of a case."""
    history = simulation.history
    assert history is not None
    found: list[_Request] = []
    latest: dict[int, _Request] = {}
    while simulation.week < simulation.settings.run.weeks:
        week = simulation.week
        simulation.step()
        cases = simulation.city.cases
        seen = np.flatnonzero(cases.reported[: int(cases.used[0])] == week)
        by_key = {int(cases.key[row]): int(row) for row in seen}
        records = history.last
        for key, what, body in zip(
            records.case.tolist(), records.what.tolist(), records.body.tolist(), strict=True
        ):  # fmt: skip
            if what == CaseEvent.REPORTED:
                row = by_key[key]
                latest[key] = _Request(week, int(cases.type[row]), int(cases.community[row]), int(cases.reporter[row]))
                found.append(latest[key])
                continue
            if (request := latest.get(key)) is None or request.closed >= 0:
                continue
            if what in _AT_DESK and body != NOBODY:
                request.body = body
            if what in _CLOSED:
                request.closed, request.on_paper = week, what == CaseEvent.ON_PAPER
            elif what == CaseEvent.LAPSED:
                request.lapsed = True
            elif what == CaseEvent.PASSED_ON:
                request.hops += 1
    return found


def name_offices(bodies: Bodies) -> NameColumn:
    """Return what each body is called in records, by row; the last row, -1, is nobody.

    Departments go by their domain; a party body and an office by its tier; all others by their kind.
    """
    tiers = {CITY: "city", DISTRICT: "district", STREET: "street", COMMUNITY: "community"}
    said: list[str] = []
    for kind, tier, domain in zip(bodies.kind, bodies.tier, bodies.domain, strict=True):
        name = KINDS[int(kind)]
        if name == "government" and int(tier) == DISTRICT:
            said.append(f"department of {DOMAINS[int(domain)]}")
        elif name in ("party", "government"):
            said.append(f"{tiers[int(tier)]} {'party body' if name == 'party' else 'office'}")
        else:
            said.append(name.replace("_", " "))
    words = tuple(dict.fromkeys([*said, NO_OFFICE]))
    codes = np.array([words.index(name) for name in [*said, NO_OFFICE]], np.int64)
    return NameColumn(codes, words)


def count_persons(settings: Settings) -> float:
    """Return how many persons live in a city."""
    return float(sum(node.persons for node in lay_out(settings.world.city).tiers[COMMUNITY]))


def measure_concentration(settings: Settings) -> float:
    """Return the sum of the squared shares that districts and types have of a city's cases.

    Cases cluster by district and type: if each has a factor of variance v of its own, the whole city's weekly number
    varies by v times this.
    """
    shares: NDArray[np.float64] = np.array([kind.share for kind in settings.world.issues.values()])
    persons = np.array([node.persons for node in lay_out(settings.world.city).tiers[DISTRICT]], np.float64)
    return float(((shares / shares.sum()) ** 2).sum() * ((persons / persons.sum()) ** 2).sum())
