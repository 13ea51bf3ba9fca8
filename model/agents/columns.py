"""The state of a model in columns, by the names of ODD2's tables: ``<entity>.<variable>``, rows in its order."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from ..parameters.places import CITY
from ..parameters.rules import DecisionRule, GoalRule, Invites, MechanismRule
from .case import NONE
from .levers import Levers

if TYPE_CHECKING:
    from .model import AgentModel
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


def columns(model: AgentModel) -> dict[str, np.ndarray]:
    """Return every state variable as an array with a row for each thing of its kind.

    The names are those of :func:`cogov.model.engine.columns.columns`. ``case.owner``, ``case.desk`` and
    ``case.helpers`` are rows of bodies, -1 for none; ``place.levers`` has the levers in force in the order of
    :class:`.levers.Levers`.
    """
    people, found = model.people, {}
    for name in RESIDENT:
        found[f"resident.{name}"] = np.array(getattr(people, name))
    found["resident.party_member"] = np.array(people.member)
    found["resident.priorities"] = np.array(people.priorities)
    found["resident.priorities_anchor"] = np.array(people.own_priorities)
    found |= _gather("body", model.bodies, BODY)
    found["body.kind"] = np.array([body.kind_number for body in model.bodies])
    found["body.place"] = np.array([model.places.index(body.place) for body in model.bodies])
    found["body.willingness_anchor"] = np.array([body.anchor for body in model.bodies])
    found["body.priorities_anchor"] = np.array([body.own_priorities for body in model.bodies])
    found |= _gather("community", model.communities, COMMUNITY)
    found["community.mix"] = np.array([community.type_mix for community in model.communities])
    found["place.key"] = np.array([place.key for place in model.places], dtype=np.uint64)
    found["place.tier"] = np.array([place.tier for place in model.places])
    found["place.rural"] = np.array([place.rural and place.tier < CITY for place in model.places])
    found["place.levers"] = np.array([_write_levers(place) for place in model.places])
    found["place.need_share"] = np.array([place.need_share for place in model.places])
    found |= _gather("grid", model.grids, GRID)
    found["community.place"] = np.array([model.places.index(community) for community in model.communities])
    found["grid.agents"] = np.array([len(grid.people) for grid in model.grids])
    found["grid.community"] = np.array([grid.community.number for grid in model.grids])
    found["grid_worker.hours"] = np.array([grid.worker.hours for grid in model.grids])
    found["group.key"] = np.array([group.key for group in model.groups], dtype=np.uint64)
    for name in ("link_rank", "linked", "priorities"):
        found[f"group.{name}"] = np.array([getattr(group, name) for group in model.groups])
    found |= _gather("case", model.cases, CASE)
    found["case.grid"] = np.array([case.grid.number for case in model.cases], dtype=np.int64)
    found["case.type"] = np.array([case.type.number for case in model.cases], dtype=np.int64)
    found["case.desk"] = np.array([_row(case.desk) for case in model.cases], dtype=np.int64)
    found["case.owner"] = np.array([_row(case.owner) for case in model.cases], dtype=np.int64)
    helpers = [[_row(helper) for helper in case.helpers] for case in model.cases]
    found["case.helpers"] = np.array(helpers, dtype=np.int64).reshape(len(helpers), 4)
    return found


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


def _gather(entity: str, things: list[Any], names: tuple[str, ...]) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for name in names:
        values = [getattr(thing, name) for thing in things]
        found[f"{entity}.{name}"] = np.array(values, dtype=np.uint64 if name == "key" else None)
    return found


def _row(body: Any) -> int:
    return NONE if body is None else body.number
