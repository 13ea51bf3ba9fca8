"""Both editions side by side, week by week: whole numbers equal, others within a thousand-millionth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cogov.model.agents import GovernanceModel
from cogov.model.agents import columns as read_agents
from cogov.model.agents.indicators import NAMES as OF_AGENTS
from cogov.model.engine.columns import columns as read_engine
from cogov.model.engine.levers import Levers
from cogov.model.engine.measuring.indicators import NAMES as OF_ENGINE
from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.places import COMMUNITY
from cogov.model.parameters.settings import Settings

TOLERANCE = 1e-9
"""Largest difference of a number that is not whole, relative to its size if that is above 1."""

BEFORE_A_WEEK = frozenset({"place.need_share", "place.levers"})
"""Columns that a week begins with; at the founding they hold nothing yet."""

OF_COMMUNITIES = slice(Levers.HOTLINE, Levers.SERVICE_PURCHASE + 1)
"""Levers of grids, links, the vanguard, the hotline, deliberation and incentives: read in rows of communities only."""

# A column is named after the step in which it is set, so that the first difference is told and not what follows of it.
STEPS = (
    ("place.levers", "body.acts", "community.emergency_until", "community.struck", "group.linked", "grid.linked"),
    ("place.need_share", "case.key", "case.grid", "case.type", "case.born", "case.severity", "case.size",
     "case.contested", "case.losers"),
    ("body.hours", "body.burden", "body.coordination", "body.load", "body.overtime", "body.effort", "body.fatigue"),
    ("case.found_by", "case.first_reported", "case.reported", "case.reporter", "resident.reports"),
    ("case.accepted", "case.begins", "case.desk", "case.hops", "case.owner"),
    ("community.attendance", "community.agenda", "community.pledge", "case.meetings", "case.rounds", "case.decided",
     "case.work"),
    ("body.priorities",),
    ("resident.volunteered", "resident.belief", "resident.motive", "resident.fatigue", "community.members_serving"),
    ("case.asked", "case.helpers", "case.joint", "case.begun", "case.remaining", "body.left", "body.budget",
     "grid.volunteer_hours", "grid_worker.hours", "body.full"),
    ("case.stage", "body.success", "grid.solved", "grid.harm", "grid.let_down"),
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(name for step in STEPS for name in step)}


class Disagreement(AssertionError):
    """The first difference between the editions: the week, the column, the row, and what each of them has."""


@dataclass
class Agreement:
    """How far the editions were held against each other.

    Attributes
    ----------
    weeks, values, cases : int
        Weeks lived, values compared, cases born.
    largest : float
        Largest difference met, relative as in :data:`TOLERANCE`; `where` tells its column and week.
    events : dict of str to float
        What happened over all weeks, by indicator.
    """

    weeks: int = 0
    values: int = 0
    cases: int = 0
    largest: float = 0.0
    where: str = ""
    events: dict[str, float] = field(default_factory=dict)

    def add(self, other: Agreement) -> None:
        """Take in what was found of another city."""
        self.weeks += other.weeks
        self.values += other.values
        self.cases += other.cases
        if other.largest > self.largest:
            self.largest, self.where = other.largest, other.where
        for name, value in other.events.items():
            self.events[name] = self.events.get(name, 0.0) + value


def agree(settings: Settings, weeks: int | None = None) -> Agreement:
    """Let both editions live through the weeks of some settings.

    Parameters
    ----------
    settings : Settings
    weeks : int, optional
        Those of the settings if not given.

    Raises
    ------
    Disagreement
        At the first difference.
    """
    agents, engine = GovernanceModel(settings, register_citizens=False), Simulation(settings)
    found = Agreement()
    try:
        compare(found, "at the founding", read_agents(agents), read_engine(engine), leave=BEFORE_A_WEEK)
        for week in range(weeks or settings.run.weeks):
            agents.step()
            engine.step()
            when = f"in week {week}"
            compare(found, when, read_agents(agents), read_engine(engine))
            measured = {f"indicator.{name}": np.array(value) for name, value in agents.indicators.items()}
            compare(found, when, measured, {
                f"indicator.{name}": np.array(value) for name, value in zip(OF_ENGINE, engine.series[-1], strict=True)
            })  # fmt: skip
            found.weeks += 1
            for name, value in agents.indicators.items():
                found.events[name] = found.events.get(name, 0.0) + float(np.nan_to_num(value))
    finally:
        agents.release()
    found.cases = sum(agents.born.values())
    return found


def compare(
    found: Agreement,
    when: str,
    agents: Mapping[str, np.ndarray],
    engine: Mapping[str, np.ndarray],
    leave: frozenset[str] = frozenset(),
) -> None:
    """Hold columns of one name against each other, in the order of the week; raise at the first that differs."""
    if alone := sorted(set(agents) ^ set(engine)):
        raise Disagreement(f"{when}: one edition alone has {', '.join(alone)}")
    agents, engine = _read_levers(agents), _read_levers(engine)
    for name in sorted(agents, key=lambda name: _RANK.get(name, len(_RANK))):
        if name in leave:
            continue
        mine, theirs = agents[name], engine[name]
        if mine.shape != theirs.shape and mine.size + theirs.size > 0:
            raise Disagreement(f"{when}, {name}: agents have the shape {mine.shape}, the engine {theirs.shape}")
        if mine.size == 0:
            continue
        if "f" in (mine.dtype.kind, theirs.dtype.kind):
            mine, theirs = mine.astype(float), theirs.astype(float)
            apart = np.abs(mine - theirs) / np.maximum(1.0, np.maximum(np.abs(mine), np.abs(theirs)))
            apart = np.where(np.isnan(mine) & np.isnan(theirs), 0.0, apart)
        else:
            apart = np.asarray(mine != theirs, dtype=float)
        if not (apart <= TOLERANCE).all():
            place = np.unravel_index(np.argmin(apart <= TOLERANCE), apart.shape)
            row = f"[{', '.join(str(int(n)) for n in place)}]" if place else ""
            raise Disagreement(f"{when}, {name}{row}: agents {mine[place]!r}, engine {theirs[place]!r}")
        found.values += mine.size
        if (largest := float(apart.max())) > found.largest:
            found.largest, found.where = largest, f"{name} {when}"


def _read_levers(columns: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
    """Leave out levers that nobody reads in rows of larger places."""
    if "place.levers" not in columns:
        return columns
    levers = np.array(columns["place.levers"])
    levers[columns["place.tier"] > COMMUNITY, OF_COMMUNITIES] = 0.0
    return {**columns, "place.levers": levers}


def list_columns(settings: Settings) -> tuple[set[str], set[str]]:
    """Return the names of columns and indicators of the agents' edition and of the engine."""
    agents, engine = GovernanceModel(settings, register_citizens=False), Simulation(settings)
    names = set(read_agents(agents)) | set(OF_AGENTS), set(read_engine(engine)) | set(OF_ENGINE)
    agents.release()
    return names
