"""Marks of a run: short digests of what each process of a week leaves behind, and of each indicator in every week.

They are kept in a baseline for one seed of each scenario, and say where a run first parts from the stored one, without
the code of old: in which week, in what which process leaves, and which indicators show it. A week is compiled as a
whole, so that marks are made at its end: each column belongs to the last process that writes it, and the first process
of the week whose columns differ is the first that shows the change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from ...model.engine.simulation import Simulation
from ...model.engine.state import City
from ...model.parameter import Record
from ...model.parameters.settings import Settings
from .measures import NAMES, fill_lacking

FOUNDING = "founding"

PROCESSES: dict[str, tuple[str, ...]] = {
    "turn_to": ("places.raw", "communities.surge", "communities.surging", "communities.surge_domain", "bodies.cut"),
    "put_in_force": (
        "places.lever", "places.government", "communities.right", "communities.first_desk", "communities.households",
        "grids.linked", "households.linked", "bodies.hours_full", "bodies.acts", "bodies.f", "residents.linked",
    ),
    "declare_emergencies": ("communities.emergency_until", "communities.emergency", "communities.struck"),
    "arise": (
        "places.need", "places.burst", "communities.born", "grids.arriving", "grids.luck", "cases.key", "cases.grid",
        "cases.community", "cases.type", "cases.born", "cases.severity", "cases.log_severity", "cases.size",
        "cases.contested", "cases.losers",
    ),
    "set_hours": (
        "places.grid_cut", "places.task", "grids.wage", "bodies.hours", "bodies.queued", "bodies.load", "bodies.burden",
        "bodies.coordination", "bodies.overtime", "bodies.mobilised", "bodies.fatigue", "bodies.show", "bodies.paid",
        "bodies.effort",
    ),
    "come_to_light": (
        "grids.staff", "bodies.full", "residents.reports", "cases.first_reported", "cases.reported", "cases.found_by",
        "cases.reporter", "cases.on_the_spot",
    ),
    "route": (
        "cases.desk", "cases.owner", "cases.hops", "cases.accepted", "cases.begins", "cases.lot",
    ),
    "deliberate": (
        "communities.met", "communities.decided", "communities.came_start", "communities.attendance",
        "communities.pledge", "communities.agenda", "residents.voice", "cases.work", "cases.decided", "cases.meetings",
        "cases.rounds",
    ),
    "align": ("bodies.p",),
    "volunteer": (
        "communities.members_serving", "communities.need_now", "households.x", "residents.belief", "residents.motive",
        "residents.fatigue", "residents.volunteered", "residents.took_part",
    ),
    "pool": ("places.pool",),
    "work": (
        "communities.given_now", "grids.hours", "bodies.luck", "bodies.turn", "bodies.start", "bodies.left",
        "bodies.budget", "cases.asked", "cases.helper", "cases.joint", "cases.begun",
    ),
    "close": (
        "communities.resolved", "communities.lapsed", "grids.grudge", "grids.harm", "grids.solved", "grids.let_down",
        "grids.seen", "bodies.closures", "bodies.on_time", "cases.remaining", "cases.stage", "cases.solver",
    ),
    "experience": (
        "communities.x", "grids.trust", "grids.norm", "grids.day_trust", "residents.trust", "residents.satisfaction",
        "residents.yearly", "residents.norm", "residents.x",
    ),
    "adapt": (
        "communities.efficacy", "communities.cohesion", "communities.need", "communities.given", "bodies.success",
        "bodies.w",
    ),
    "measure": ("places.need_sum", "ledger.counts", "ledger.durations", "ledger.tally"),
}  # fmt: skip
"""The columns that change, by the last process of the week that writes them, in the order of the week."""

LENGTH = 4
"""Hexadecimal digits of the mark of a process: two share one by chance in 1 of 65,536 cases; the next week tells."""

SHORT = 3
"""Those of an indicator in a week: in 1 of 4,000 cases a difference shows a week later than it might."""


class StateHashes(Record):
    """Marks of one run.

    Attributes
    ----------
    processes : tuple of str
        Those of its week, in order.
    founded : str
        Mark of the city before its first week.
    states : tuple of str
        For each week the marks of what each process left, joined.
    indicators : dict of str to str
        For each indicator its marks of all weeks, joined.
    """

    processes: tuple[str, ...] = Field(strict=False)
    founded: str
    states: tuple[str, ...] = Field(strict=False)
    indicators: dict[str, str]


@dataclass(frozen=True, slots=True)
class HashDivergence:
    """Where a run first differs from the stored one.

    Attributes
    ----------
    week : int
        The first week is 0.
    process : str
        The first of the week that shows it, or ``founding``; empty where only what was measured differs, or where the
        weeks have other processes than they had.
    indicators : tuple of str
        Those that differ in the first week in which any does.
    shown : int or None
        That week; None if none ever does.
    """

    week: int
    process: str
    indicators: tuple[str, ...]
    shown: int | None


def hash_states(settings: Settings, indicators: Sequence[str]) -> StateHashes:
    """Run settings once more and mark every week."""
    simulation, states = Simulation(settings), list[str]()
    founded = _mark_founding(simulation.city)
    while simulation.week < settings.run.weeks:
        simulation.step()
        states.append("".join(_mark(simulation.city, columns) for columns in PROCESSES.values()))
    series = fill_lacking(simulation.series)
    return StateHashes(
        processes=tuple(PROCESSES),
        founded=founded,
        states=tuple(states),
        indicators={
            name: "".join(_shorten(value.tobytes()) for value in series[:, NAMES.index(name)]) for name in indicators
        },
    )


def parting(old: StateHashes, new: StateHashes) -> HashDivergence | None:
    """Return where two runs first differ, or None where they do not."""
    shown, which = _first_shown(old, new)
    if old.founded != new.founded:
        return HashDivergence(0, FOUNDING, which, shown)
    for week, (before, after) in enumerate(zip(old.states, new.states, strict=False)):
        if old.processes == new.processes:
            pairs = zip(_split(before, LENGTH), _split(after, LENGTH), strict=True)
            place = next((place for place, (a, b) in enumerate(pairs) if a != b), None)
            if place is not None:
                return HashDivergence(week, new.processes[place], which, shown)
        elif before != after and old.states != new.states:
            return HashDivergence(week, "", which, shown)
    return None if shown is None else HashDivergence(shown, "", which, shown)


def _first_shown(old: StateHashes, new: StateHashes) -> tuple[int | None, tuple[str, ...]]:
    first: dict[str, int] = {}
    for name in old.indicators.keys() & new.indicators.keys():
        pairs = zip(_split(old.indicators[name], SHORT), _split(new.indicators[name], SHORT), strict=False)
        week = next((week for week, (a, b) in enumerate(pairs) if a != b), None)
        if week is not None:
            first[name] = week
    if not first:
        return None, ()
    week = min(first.values())
    return week, tuple(name for name in NAMES if first.get(name) == week)


def _split(marks: str, length: int) -> list[str]:
    return [marks[place : place + length] for place in range(0, len(marks), length)]


def _shorten(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=2).hexdigest()[:SHORT]


def _mark(city: City, columns: Sequence[str]) -> str:
    digest, used = hashlib.blake2b(digest_size=LENGTH // 2), int(city.cases.used[0])
    for column in columns:
        table, _, name = column.partition(".")
        values = getattr(getattr(city, table), name)
        digest.update(np.ascontiguousarray(values[:used] if table == "cases" else values).tobytes())
    return digest.hexdigest()


def _mark_founding(city: City) -> str:
    """Mark all that a city begins with; the ledger is empty then, and `came` and `room` are working space."""
    digest = hashlib.blake2b(digest_size=LENGTH)
    for table in (city.places, city.communities, city.grids, city.households, city.bodies, city.residents, city.types):
        for name, column in table._asdict().items():
            if name not in ("came", "room"):
                digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
