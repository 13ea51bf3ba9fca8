"""Either edition by the same few methods, for tests that both must pass."""

from __future__ import annotations

import copy
import math
from typing import Any, Protocol

import numpy as np

from cogov.model import random_draws as draws
from cogov.model.agents import Case, GovernanceModel
from cogov.model.agents import columns as read_agents
from cogov.model.agents.indicators import NAMES as OF_AGENTS
from cogov.model.engine.cases import NEVER
from cogov.model.engine.columns import columns as read_engine
from cogov.model.engine.ledger import Count
from cogov.model.engine.measuring.indicators import NAMES as OF_ENGINE
from cogov.model.engine.simulation import Simulation
from cogov.model.engine.state import NOBODY
from cogov.model.parameters.settings import Settings, merge
from cogov.model.parameters.world import KINDS, Actors

# Every tier and every kind: a street of two communities in town, a township of one village, 60 residents.
SMALL = {
    "world": {
        "city": {
            "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2, "rural_counties": 1,
            "townships_per_county": 1, "villages_per_township": 1, "grids_per_community": 2, "persons_per_grid": 500,
            "agents_per_grid": 10,
        },
    },
    "behaviour": {"arise": {"rate": 0.008}},
    "run": {"weeks": 12, "seed": 5},
}  # fmt: skip


def settle(*changes: dict) -> Settings:
    """Return settings of tables laid over each other; what they leave open of a kind of actor is as shipped."""
    table: dict = {"world": {"actors": Actors().model_dump(mode="json")}}
    for change in changes:
        # Types of case are replaced as a whole.
        if "issues" in change.get("world", {}):
            table["world"].pop("issues", None)
        table = merge(table, copy.deepcopy(change))
    return Settings.model_validate(table)


def disable(*kinds: str) -> dict:
    """Return settings in which some kinds of actor do not act."""
    return {"world": {"actors": {kind: {"enabled": False} for kind in kinds}}}


def name_case(number: int) -> np.uint64:
    """Return the key of the case that a test lets be born after so many others."""
    return np.uint64(draws.child(np.uint64(7), number))


class Edition(Protocol):
    """A city of one edition; `names` are those of its indicators."""

    seed: int
    week: int
    names: tuple[str, ...]

    def step(self) -> None:
        """Let a week pass."""
        ...

    def read(self) -> dict[str, np.ndarray]:
        """Return all columns."""
        ...

    @property
    def series(self) -> np.ndarray:
        """Indicators so far, a row a week."""
        ...

    def count_requests(self) -> int:
        """Return how often somebody was asked for help this week."""
        ...

    def bear(self, number: int, kind: int, work: float, severity: float) -> None:
        """Let a case of a type be born latent in the first grid, before the week begins; usual in size."""
        ...

    def make_even(self) -> None:
        """Make priorities of bodies and the mixes of domains of places alike in all domains."""
        ...


class Agents:
    """A city of the agents' edition."""

    names = OF_AGENTS

    def __init__(self, settings: Settings, seed: int | None = None) -> None:
        self.model = GovernanceModel(settings, rng=seed, register_citizens=False)
        self.seed = self.model.luck.seed

    @property
    def week(self) -> int:
        return self.model.week

    @property
    def series(self) -> np.ndarray:
        return self.model.series

    def step(self) -> None:
        self.model.step()

    def read(self) -> dict[str, np.ndarray]:
        return read_agents(self.model)

    def count_requests(self) -> int:
        return int(self.model.ledger.now("requests"))

    def bear(self, number: int, kind: int, work: float, severity: float) -> None:
        model = self.model
        case = Case(name_case(number), model.grids[0], model.types[kind], model.week)
        case.severity, case.work, case.remaining = severity, work, work
        model.cases.append(case)
        born = model.born
        born[0, kind] = born.get((0, kind), 0) + 1

    def make_even(self) -> None:
        for body in self.model.bodies:
            body.priorities, body.own_priorities = [0.2] * 5, [0.2] * 5
        for place in self.model.places:
            place.mix = [0.2] * 5


class Compiled:
    """A city of the compiled edition; every week is checked for impossible states."""

    names = OF_ENGINE

    def __init__(self, settings: Settings, seed: int | None = None) -> None:
        self.simulation = Simulation(settings, seed=seed, check=True)
        self.seed = self.simulation.seed

    @property
    def week(self) -> int:
        return self.simulation.week

    @property
    def series(self) -> np.ndarray:
        return self.simulation.series

    def step(self) -> None:
        self.simulation.step()

    def read(self) -> dict[str, np.ndarray]:
        return read_engine(self.simulation)

    def count_requests(self) -> int:
        return int(self.simulation.city.ledger.counts[self.week - 1, Count.REQUESTS])

    def bear(self, number: int, kind: int, work: float, severity: float) -> None:
        city = self.simulation.city
        cases, j = city.cases, int(city.cases.used[0])
        cases.used[0] = j + 1
        # A row that another case left behind is written anew.
        for name in cases._fields[1:]:
            getattr(cases, name)[j] = 0
        for name in ("first_reported", "reported", "accepted", "begins", "asked"):
            getattr(cases, name)[j] = NEVER
        for name in ("desk", "owner", "helper", "solver", "reporter", "found_by"):
            getattr(cases, name)[j] = NOBODY
        cases.key[j], cases.type[j], cases.born[j] = name_case(number), kind, self.week
        cases.severity[j], cases.log_severity[j] = severity, math.log(severity)
        cases.work[j] = cases.remaining[j] = work
        cases.size[j] = 1
        city.communities.born[0, kind] += 1

    def make_even(self) -> None:
        city = self.simulation.city
        city.bodies.p[:] = city.bodies.p_anchor[:] = 0.2
        city.communities.mix_domain[:] = city.places.mix[:] = 0.2


EDITIONS: dict[str, Any] = {"agents": Agents, "compiled": Compiled}


def run(city: Edition, weeks: int) -> Edition:
    """Let some weeks pass."""
    for _ in range(weeks):
        city.step()
    return city


def measure(city: Edition, name: str) -> np.ndarray:
    """Return an indicator week by week."""
    return city.series[:, city.names.index(name)]


def to_bits(city: Edition, leave: tuple[str, ...] = ()) -> bytes:
    """Return state and indicators to the last bit, some columns left out."""
    state = city.read()
    parts = [np.ascontiguousarray(state[name]).tobytes() for name in sorted(state) if name not in leave]
    return b"".join(parts) + city.series.tobytes()


def share_alike(parts: dict[str, float]) -> dict:
    """Return settings in which every kind of body has hours in the same proportion."""
    return {"world": {"actors": {kind: {"capacity": parts} for kind in KINDS}}}
