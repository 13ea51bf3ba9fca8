"""Step 1 (7.1): events happen. Rules in force place by place, surges, cuts, and who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parameters.events import step as step_events
from .body import Body
from .levers import in_force, read
from .sums import read_sum

if TYPE_CHECKING:
    from .model import GovernanceModel


def happen(model: GovernanceModel) -> None:
    """Let events happen (7.1): rules change place by place, problems surge, hours are cut; see who acts."""
    settings, week = model.settings, model.luck.week
    model.active = step_events(settings.events, week, model.active, lambda name, where: read_sum(model, name, where))
    active = tuple(sorted(model.active.items()))
    if active != model.rows_of:
        rows = settings.rows(model.layout, model.active)
        known = {id(rules): read(rules) for rules in rows.values()}
        model.rows = {address: known[id(rules)] for address, rules in rows.items()}
        model.rows_of = active
    for body in model.bodies:
        means = getattr(settings.world.actors, body.kind)
        body.find_hours(means.vacancies, _cuts(model, body), means.enabled)
    citizens = settings.world.actors.citizen.enabled
    for place in model.places:
        place.levers = in_force(place, model.rows[place.address], citizens)
    people = model.people
    for group in model.groups:
        group.linked = group.link_rank < group.grid.community.levers.household_links
        people.linked[group.people.start : group.people.stop] = group.linked
    for grid in model.grids:
        linked = sum(len(group.people) for group in grid.groups if group.linked)
        grid.linked = linked / len(grid.people)
    for community in model.communities:
        community.surges, struck = _surges(model, community.first)
        community.notice_surges(week, struck, settings.behaviour.hours.mobilise_weeks)


def _cuts(model: GovernanceModel, body: Body) -> float:
    """Return what cuts in force leave of a body's hours."""
    left = 1.0
    for number, began in model.active.items():
        event = model.settings.events[number]
        cut = event.capacity
        if cut is None or body.kind not in cut.actors or model.luck.week >= began + cut.weeks:
            continue
        if not event.where or any(
            model.layout.holds(node, body.place.node) for name in event.where for node in model.layout.find(name)
        ):
            left *= cut.factor
    return left


def _surges(model: GovernanceModel, community: int) -> tuple[dict[int, float], set[int]]:
    """Return what surges multiply arrivals by in a community, by type, and the domains that they strike."""
    factors: dict[int, float] = {}
    struck: set[int] = set()
    for number, began in model.active.items():
        event = model.settings.events[number]
        surge = event.surge
        if surge is None or model.luck.week >= began + surge.weeks:
            continue
        if event.where and not any(
            node.first <= community < node.last for name in event.where for node in model.layout.find(name)
        ):
            continue
        for kind in model.types:
            if kind.name in surge.types:
                factors[kind.number] = factors.get(kind.number, 1.0) * surge.factor
                if surge.factor > 1.0:
                    struck.add(kind.domain)
    return factors, struck
