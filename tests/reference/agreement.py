"""The reference and the engine side by side, week by week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from cogov.model.indicators.declaration import INDICATORS
from cogov.model.settings import Settings
from cogov.model.simulation import Simulation
from cogov.model.state import Count

from .city import City

TOLERANCE = 1e-9

OF_CITIZENS = ("key", "trust", "satisfaction", "yearly_satisfaction", "motive", "motive_anchor", "fatigue", "norm",
    "belief", "voice", "tolerance", "link_rank", "contributor", "party_member", "volunteered", "took_part",
    "priorities", "priority_anchor")  # fmt: skip
OF_ORGANISATIONS = ("key", "capacity", "willingness", "willingness_anchor", "priorities", "priority_anchor", "burden",
    "coordination", "effort", "domain")  # fmt: skip
OF_COMMUNITIES = ("mix", "consensus", "pledge", "agenda", "cohesion", "success", "attendance", "acceptance",
    "priorities", "volunteers", "members_volunteering", "load", "reach", "grid_coverage", "household_links", "law",
    "vanguard", "convened")  # fmt: skip
OF_GRIDS = ("trust", "norm", "linked", "harm", "solved", "let_down", "seen")
OF_PROBLEMS = ("key", "stage", "proactive", "severity", "work", "remaining", "born")


class Disagreement(AssertionError):
    """The first difference between reference and engine."""


@dataclass
class Agreement:
    """How far reference and engine were held against each other, and the largest difference met."""

    weeks: int = 0
    values: int = 0
    problems: int = 0
    largest: float = 0.0
    where: str = ""


def agree(settings: Settings, weeks: int | None = None) -> Agreement:
    """Run both for some weeks; raise :class:`Disagreement` at the first difference."""
    reference, engine = City(settings), Simulation(settings)
    found = Agreement()
    compare(found, "at the founding", state(reference, engine))
    for week in range(weeks or settings.run.weeks):
        reference.step()
        engine.step()
        compare(found, f"in week {week}", problems(reference, engine))
        compare(found, f"in week {week}", state(reference, engine))
        compare(found, f"in week {week}", counts(reference, engine, week))
        compare(found, f"in week {week}", indicators(reference, engine))
        found.weeks += 1
    found.problems = sum(count for (what, _), count in reference.ledger.counts.items() if what == "BORN")
    return found


def compare(found: Agreement, when: str, pairs: Iterator[tuple[str, Any, Any]]) -> None:
    """Hold pairs of values or columns against each other, up to the first that differs."""
    for name, mine, theirs in pairs:
        mine, theirs = np.asarray(mine), np.asarray(theirs)
        if mine.shape != theirs.shape and mine.size + theirs.size > 0:
            raise Disagreement(f"{when}, {name}: reference has the shape {mine.shape}, engine {theirs.shape}")
        if mine.size == 0:
            continue
        if mine.dtype.kind == "u" or theirs.dtype.kind == "u":  # keys: a difference of floats would hide their ends
            apart = (mine.astype(np.uint64) != theirs).astype(float)
        else:
            mine, theirs = mine.astype(float), theirs.astype(float)
            apart = np.abs(mine - theirs) / np.maximum(1.0, np.maximum(np.abs(mine), np.abs(theirs)))
        if not (apart <= TOLERANCE).all():
            place = np.unravel_index(np.argmin(apart <= TOLERANCE), apart.shape)
            row = f"[{', '.join(str(int(n)) for n in place)}]" if place else ""
            raise Disagreement(f"{when}, {name}{row}: reference {mine[place]!r}, engine {theirs[place]!r}")
        found.values += mine.size
        if apart.max() > found.largest:
            found.largest, found.where = float(apart.max()), f"{name} {when}"


def indicators(reference: City, engine: Simulation) -> Iterator[tuple[str, Any, Any]]:
    """Every indicator of the week that is measured in one pass; one that stands alone is written again in its test."""
    row = engine.series[-1]
    for number, indicator in enumerate(INDICATORS):
        yield indicator.name, reference.indicators[-1][indicator.name], row[number]


def counts(reference: City, engine: Simulation, week: int) -> Iterator[tuple[str, Any, Any]]:
    """How often what has happened, by week up to this one."""
    for count in Count:
        mine = [reference.ledger.counts[count.name, earlier] for earlier in range(week + 1)]
        yield f"ledger.{count.name}", mine, engine.city.ledger.counts[: week + 1, count]


def problems(reference: City, engine: Simulation) -> Iterator[tuple[str, Any, Any]]:
    """Every problem, in the order of the list, and how many stand at each stage."""
    table = engine.city.issues
    size = int(table.open)
    stages = [problem.stage for problem in reference.problems]
    yield "problems by stage", np.bincount(stages, minlength=6), np.bincount(table.stage[:size], minlength=6)
    yield "problems", len(stages), size
    for name in OF_PROBLEMS:
        yield f"problems.{name}", column(reference.problems, name), getattr(table, name)[:size]
    for name in ("reported", "assigned"):
        rows = [n for n, problem in enumerate(reference.problems) if getattr(problem, name) is not None]
        mine = [getattr(reference.problems[n], name) for n in rows]
        yield f"problems.{name} of those that were", mine, getattr(table, name)[:size][rows]


def state(reference: City, engine: Simulation) -> Iterator[tuple[str, Any, Any]]:
    """Every citizen, organisation, community and grid."""
    groups = (
        ("citizens", OF_CITIZENS),
        ("organisations", OF_ORGANISATIONS),
        ("communities", OF_COMMUNITIES),
        ("grids", OF_GRIDS),
    )
    for group, names in groups:
        for name in names:
            yield f"{group}.{name}", column(getattr(reference, group), name), getattr(getattr(engine.city, group), name)
    row_of = {citizen: row for row, citizen in enumerate(reference.citizens)}
    for place, name in ((6, "near"), (7, "far")):
        mine = [row_of[citizen.neighbours[place]] for citizen in reference.citizens]
        yield f"citizens.{name}", mine, getattr(engine.city.citizens, name)
    yield "organisations.kind", column(reference.organisations, "number"), engine.city.organisations.kind


def column(things: list, name: str) -> np.ndarray:
    """A quantity of many things in a row."""
    return np.array([getattr(thing, name) for thing in things], dtype=np.uint64 if name == "key" else None)
