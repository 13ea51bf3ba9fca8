"""The columns of a city by name, ``<entity>.<variable>`` as in section 2 of ``model/ODD.md``: read, and written."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..named_columns import NamedColumns
from ..parameters.places import COMMUNITY
from .cases import Stage
from .state import City

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


_OTHERS = (
    "place.key", "place.tier", "place.rural", "place.levers", "place.need_share", "community.key", "community.place",
    "community.priorities", "grid.community", "grid.volunteer_hours", "grid_worker.hours", "case.helpers", "group.key",
    "group.link_rank", "group.linked", "group.priorities",
)  # fmt: skip

COLUMN_NAMES: tuple[str, ...] = (
    *_OTHERS,
    *(f"community.{name}" for name in _COMMUNITY),
    *(f"grid.{name}" for name in _GRID),
    *(f"body.{name}" for name in _BODY),
    *(f"resident.{name}" for name in _RESIDENT),
    *(f"case.{name}" for name in _CASE),
)


class ColumnsOfCity(NamedColumns):
    """The columns of a city of the compiled edition.

    Parameters
    ----------
    city : City
        As it is at present; when cases were given more room, it is another one.
    """

    names = COLUMN_NAMES

    def __init__(self, city: City) -> None:
        self._city = city

    def read(self, name: str) -> Any:
        """Return a column; of cases a copy, without those that ended in earlier weeks."""
        city, (entity, _, variable) = self._city, name.partition(".")
        if entity == "case":
            return getattr(city.cases, "helper" if variable == "helpers" else variable)[self._here()]
        if entity == "body":
            return getattr(city.bodies, _BODY[variable])
        if entity == "resident":
            return getattr(city.residents, _RESIDENT[variable])
        if name in _OTHERS:
            return _read_other(city, name)
        return getattr(getattr(city, "communities" if entity == "community" else "grids"), variable)

    def write(self, name: str, values: NDArray[Any]) -> None:
        """Write checked values into a column."""
        city, (entity, _, variable) = self._city, name.partition(".")
        if name == "case.decided":
            here = self._here()[values]
            city.cases.decided[here] = True
            agreed = here[city.cases.stage[here] == Stage.AWAITING]
            city.cases.stage[agreed] = Stage.OWNED
        elif entity == "case":
            getattr(city.cases, variable)[self._here()] = values
        elif entity == "body":
            getattr(city.bodies, _BODY[variable])[:] = values
        elif entity == "resident":
            getattr(city.residents, _RESIDENT[variable])[:] = values
        else:
            getattr(city.communities, variable)[:] = values

    def _here(self) -> NDArray[np.intp]:
        cases = self._city.cases
        return np.flatnonzero(cases.stage[: int(cases.used[0])] != Stage.GONE)


def _read_other(city: City, name: str) -> Any:
    places, communities, households = city.places, city.communities, city.households
    entity, _, variable = name.partition(".")
    if entity == "place":
        return getattr(places, {"levers": "lever", "need_share": "need"}.get(variable, variable))
    if name == "community.place":
        return communities.at[:, COMMUNITY]
    if name == "community.priorities":
        return communities.x
    if name == "grid.volunteer_hours":
        return city.grids.hours
    if name == "grid_worker.hours":
        return city.grids.staff
    if entity == "group":
        return getattr(households, {"priorities": "x"}.get(variable, variable))
    return getattr(communities if entity == "community" else city.grids, variable)
