"""The state of a model in columns, by the names of ODD's tables: ``<entity>.<variable>``, rows in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import NDArray

from ..named_columns import NamedColumns
from ..parameters.places import CITY
from ..parameters.rules import DecisionRule, GoalRule, Invites, MechanismRule
from .case import AWAITING, NONE, OWNED
from .levers import Levers

if TYPE_CHECKING:
    from .model import GovernanceModel
    from .places import Place

RESIDENT = (
    "key", "grid", "group", "day_grid", "trust", "satisfaction", "yearly_satisfaction", "norm", "belief",
    "voice", "fatigue", "motive", "anchor", "tolerance", "contributor", "reporter_weight", "volunteered", "took_part",
    "near", "far", "reports",
)  # fmt: skip
BODY = (
    "key", "tier", "domain", "trade", "capacity", "mix", "willingness", "priorities", "success", "fatigue", "hours",
    "load", "burden", "coordination", "overtime", "left", "full", "budget", "effort", "acts",
)  # fmt: skip
CASE = (
    "key", "born", "severity", "work", "remaining", "size", "contested", "losers", "stage", "first_reported",
    "reported", "accepted", "begins", "decided", "hops", "meetings", "rounds", "asked", "joint", "begun", "found_by",
    "reporter",
)  # fmt: skip
COMMUNITY = (
    "key", "pledge", "agenda", "efficacy", "cohesion", "attendance", "members_serving", "need", "given",
    "emergency_until", "struck", "priorities",
)  # fmt: skip
GRID = (
    "key", "persons", "staff_rank", "trust", "norm", "day_trust", "linked", "harm", "solved", "let_down", "seen",
    "volunteer_hours",
)  # fmt: skip


WORDS = {
    "goals": get_args(GoalRule), "joint_work": get_args(MechanismRule), "decision_rule": get_args(DecisionRule),
    "invites": get_args(Invites),
}  # fmt: skip
"""Words of the levers that take one, in their order."""


_OTHERS: dict[str, Callable[[Any], np.ndarray]] = {
    "resident.party_member": lambda model: np.array(model.people.member),
    "resident.priorities": lambda model: np.array(model.people.priorities),
    "resident.priorities_anchor": lambda model: np.array(model.people.own_priorities),
    "body.kind": lambda model: np.array([body.kind_number for body in model.bodies]),
    "body.place": lambda model: np.array([model.places.index(body.place) for body in model.bodies]),
    "body.willingness_anchor": lambda model: np.array([body.anchor for body in model.bodies]),
    "body.priorities_anchor": lambda model: np.array([body.own_priorities for body in model.bodies]),
    "community.mix": lambda model: np.array([community.type_mix for community in model.communities]),
    "community.place": lambda model: np.array([model.places.index(each) for each in model.communities]),
    "place.key": lambda model: np.array([place.key for place in model.places], dtype=np.uint64),
    "place.tier": lambda model: np.array([place.tier for place in model.places]),
    "place.rural": lambda model: np.array([place.rural and place.tier < CITY for place in model.places]),
    "place.levers": lambda model: np.array([_write_levers(place) for place in model.places]),
    "place.need_share": lambda model: np.array([place.need_share for place in model.places]),
    "grid.agents": lambda model: np.array([len(grid.people) for grid in model.grids]),
    "grid.community": lambda model: np.array([grid.community.number for grid in model.grids]),
    "grid_worker.hours": lambda model: np.array([grid.worker.hours for grid in model.grids]),
    "group.key": lambda model: np.array([group.key for group in model.groups], dtype=np.uint64),
    "group.link_rank": lambda model: np.array([group.link_rank for group in model.groups]),
    "group.linked": lambda model: np.array([group.linked for group in model.groups]),
    "group.priorities": lambda model: np.array([group.priorities for group in model.groups]),
    "case.grid": lambda model: np.array([case.grid.number for case in model.cases], dtype=np.int64),
    "case.type": lambda model: np.array([case.type.number for case in model.cases], dtype=np.int64),
    "case.desk": lambda model: np.array([_row(case.desk) for case in model.cases], dtype=np.int64),
    "case.owner": lambda model: np.array([_row(case.owner) for case in model.cases], dtype=np.int64),
    "case.helpers": lambda model: np.array(
        [[_row(helper) for helper in case.helpers] for case in model.cases], dtype=np.int64
    ).reshape(len(model.cases), 4),
}

_LISTS = {"body": "bodies", "community": "communities", "grid": "grids", "case": "cases"}
_DTYPES: dict[str, type] = {"key": np.uint64, "decided": np.bool_, "contested": np.bool_, "remaining": np.float64}
"""Of columns of cases that would have another type where there are none."""

COLUMN_NAMES: tuple[str, ...] = (
    *(f"resident.{name}" for name in RESIDENT),
    *(f"body.{name}" for name in BODY),
    *(f"community.{name}" for name in COMMUNITY),
    *(f"grid.{name}" for name in GRID),
    *(f"case.{name}" for name in CASE),
    *_OTHERS,
)


class ColumnsOfModel(NamedColumns):
    """The columns of a model: its agents by name, a row each.

    Parameters
    ----------
    model : GovernanceModel
    """

    names = COLUMN_NAMES

    def __init__(self, model: GovernanceModel) -> None:
        self._model = model

    def read(self, name: str) -> Any:
        """Return a column."""
        if name in _OTHERS:
            return _OTHERS[name](self._model)
        entity, _, variable = name.partition(".")
        if entity == "resident":
            return np.array(getattr(self._model.people, variable))
        values = [getattr(thing, variable) for thing in getattr(self._model, _LISTS[entity])]
        return np.array(values, dtype=np.uint64 if variable == "key" else None if values else _DTYPES.get(variable))

    def write(self, name: str, values: NDArray[Any]) -> None:
        """Write checked values into what the column was read from."""
        entity, _, variable = name.partition(".")
        if entity == "resident":
            setattr(self._model.people, variable, np.array(values))
            return
        for thing, value in zip(getattr(self._model, _LISTS[entity]), values.tolist(), strict=True):
            setattr(thing, variable, value)
            if name == "case.decided" and value and thing.stage == AWAITING:
                thing.stage = OWNED


def columns(model: GovernanceModel) -> dict[str, np.ndarray]:
    """Return every state variable as an array with a row for each thing of its kind.

    The names are those of :func:`cogov.model.engine.columns.columns`. ``case.owner``, ``case.desk`` and
    ``case.helpers`` are rows of bodies, -1 for none; ``place.levers`` has the levers in force in the order of
    :class:`.levers.Levers`.
    """
    city = ColumnsOfModel(model)
    return {name: city.read(name) for name in COLUMN_NAMES}


def _write_levers(place: Place) -> list[float]:
    """Return the levers in force as numbers, a word as its number among those allowed; none before the first week."""
    levers = getattr(place, "levers", None)
    if levers is None:
        return [0.0] * len(fields(Levers))
    row: list[float] = []
    for field in fields(Levers):
        value = getattr(levers, field.name)
        if field.name in WORDS:
            value = WORDS[field.name].index(value)
        row.append(float(value + 1 if field.name == "scope" else value))
    return row


def _row(body: Any) -> int:
    return NONE if body is None else body.number
