"""The state by name, for whoever compares: ``<entity>.<variable>`` as in section 2 of ``model/ODD2.md``."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..parameters.places import COMMUNITY
from .cases import Stage
from .simulation import Simulation

_BODY = {
    "key": "key", "kind": "kind", "tier": "tier", "place": "place", "domain": "domain", "trade": "trade",
    "capacity": "capacity", "mix": "mix", "willingness": "w", "willingness_anchor": "w_anchor", "priorities": "p",
    "priorities_anchor": "p_anchor", "success": "success", "fatigue": "fatigue", "hours": "hours", "load": "load",
    "burden": "burden", "coordination": "coordination", "overtime": "overtime", "full": "full", "left": "left",
    "effort": "effort", "budget": "budget", "acts": "acts",
}  # fmt: skip
_RESIDENT = {
    "key": "key", "grid": "grid", "group": "household", "day_grid": "day_grid", "trust": "trust",
    "satisfaction": "satisfaction", "yearly_satisfaction": "yearly", "norm": "norm", "belief": "belief",
    "voice": "voice", "fatigue": "fatigue", "motive": "motive", "anchor": "anchor", "priorities": "x",
    "priorities_anchor": "x_anchor", "tolerance": "tolerance", "contributor": "contributor", "party_member": "member",
    "reporter_weight": "reporter_weight", "volunteered": "volunteered", "took_part": "took_part", "near": "near",
    "far": "far", "reports": "reports",
}  # fmt: skip
_COMMUNITY = (
    "mix", "pledge", "agenda", "efficacy", "cohesion", "attendance", "members_serving", "need", "given",
    "emergency_until", "struck",
)  # fmt: skip
_GRID = (
    "key", "persons", "agents", "staff_rank", "trust", "norm", "day_trust", "linked", "harm", "solved", "let_down",
    "seen",
)  # fmt: skip
_CASE = (
    "key", "grid", "type", "born", "severity", "work", "remaining", "size", "contested", "losers", "stage",
    "first_reported", "reported", "accepted", "begins", "decided", "desk", "owner", "hops", "meetings", "rounds",
    "asked", "joint", "begun", "found_by", "reporter",
)  # fmt: skip


def columns(simulation: Simulation) -> dict[str, np.ndarray]:
    """Return every state variable of section 2 by name, in copies; rows in the order of entities.

    Bodies, grids, communities and residents stand for each other by row, nobody being -1; places are in the order
    city, districts, streets, communities. ``case.size`` is the size class, ``case.helpers`` has a column a resource.
    """
    city = simulation.city
    places, communities, grids, cases = city.places, city.communities, city.grids, city.cases
    used = np.flatnonzero(cases.stage[: int(cases.used[0])] != Stage.GONE)
    found: dict[str, Any] = {
        "place.key": places.key, "place.tier": places.tier, "place.rural": places.rural,
        "place.levers": places.lever, "place.need_share": places.need,
        "community.key": communities.key, "community.place": communities.at[:, COMMUNITY],
        "community.priorities": communities.x,
        "grid.community": grids.community, "grid.volunteer_hours": grids.hours, "grid_worker.hours": grids.staff,
        "case.helpers": cases.helper[used], "group.key": city.households.key,
        "group.link_rank": city.households.link_rank, "group.linked": city.households.linked,
        "group.priorities": city.households.x,
    }  # fmt: skip
    found |= {f"community.{name}": getattr(communities, name) for name in _COMMUNITY}
    found |= {f"grid.{name}": getattr(grids, name) for name in _GRID}
    found |= {f"body.{name}": getattr(city.bodies, column) for name, column in _BODY.items()}
    found |= {f"resident.{name}": getattr(city.residents, column) for name, column in _RESIDENT.items()}
    found |= {f"case.{name}": getattr(cases, name)[used] for name in _CASE}
    return {name: np.array(column) for name, column in found.items()}
