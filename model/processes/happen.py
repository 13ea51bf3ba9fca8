"""Events apply: rules change, shocks strike (事件).

Rules in force are those of the timetable, which follows from the settings, with what processes have changed since laid
over them. A process of one's own changes rules by assigning others to ``city.rules``: it holds from then on, in what
reads the rules at once, in what stands with the communities from the next week on (or as soon as the process calls
:func:`put_in_force`), until an event or another process says otherwise of the same lever.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..array_types import Column, Flags, Whole
from ..compilation import kernel
from ..rules import Rules
from ..settings import change_rules
from ..state import City, Kind


def happen(city: City) -> None:
    """Put the rules and shocks of this week in force."""
    pending = city.rules is not city.settled
    note_changes(city)
    if not city.settings.events and not pending:
        return
    for event in city.settings.events:
        if event.rules and event.week == city.week and city.imposed:
            city.imposed = without(city.imposed, event.rules)
    rules = rules_in_force(city)
    if pending or (rules is not city.settled and rules != city.settled):
        city.rules = rules
        put_in_force(city)
    city.arrival_factor[:] = 1.0
    city.capacity_factor[:] = 1.0
    for event in city.settings.events:
        shock, cut = event.surge, event.capacity
        if shock is not None and event.week <= city.week < event.week + shock.weeks:
            rural = city.territory.rural
            struck = {"everywhere": rural | ~rural, "urban": ~rural, "rural": rural}[shock.where]
            for name in set(shock.types):
                city.arrival_factor[struck, city.types.names.index(name)] *= shock.factor
        if cut is not None and event.week <= city.week < event.week + cut.weeks:
            for name in set(cut.actors):
                city.capacity_factor[Kind[name.upper()]] *= cut.factor


def rules_in_force(city: City) -> Rules:
    """Return the rules of this week: the timetable's, with what processes changed laid over them."""
    rules = next(rules for week, rules in reversed(city.timetable) if week <= city.week)
    return change_rules(rules, city.imposed) if city.imposed else rules


def note_changes(city: City) -> None:
    """Note the levers that a process has changed since rules were last put in force."""
    if city.rules is city.settled:
        return
    imposed = {table: dict(levers) for table, levers in city.imposed.items()}
    for table, levers in differing(city.settled, city.rules).items():
        imposed.setdefault(table, {}).update(levers)
    city.imposed = imposed


def differing(before: Rules, after: Rules) -> dict[str, dict[str, Any]]:
    """Return the levers of `after` that are not as before, by table."""
    old, new = before.model_dump(), after.model_dump()
    different = {
        table: {lever: value for lever, value in levers.items() if value != old[table][lever]}
        for table, levers in new.items()
    }
    return {table: levers for table, levers in different.items() if levers}


def without(imposed: dict[str, dict[str, Any]], stated: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return changes without those of levers that are stated anew."""
    left = {
        table: {lever: value for lever, value in levers.items() if lever not in stated.get(table, {})}
        for table, levers in imposed.items()
    }
    return {table: levers for table, levers in left.items() if levers}


def put_in_force(city: City) -> None:
    """Write the institutions in force to the communities: each only where the actor that carries it is there.

    Grid workers need a committee, household links and leadership a party branch, legal service a government, meetings a
    committee or a branch to convene them. The share of linked residents of each grid follows.
    """
    note_changes(city)
    rules: Rules = city.rules
    city.settled = rules
    organisations, communities = city.organisations, city.communities
    branch = _has_at_home(city, Kind.PARTY_BRANCH)
    committee = _has_at_home(city, Kind.SELF_GOVERNING)
    governed = np.isin(
        city.territory.district_of, organisations.district[organisations.kind == Kind.GOVERNMENT]
    )  # fmt: skip
    communities.grid_coverage[:] = np.where(committee, rules.party_building.grid_coverage, 0.0)
    communities.household_links[:] = np.where(branch, rules.party_building.household_links, 0.0)
    communities.vanguard[:] = np.where(branch, rules.party_building.vanguard, 0.0)
    communities.law[:] = np.where(governed, rules.administration.law, 0.0)
    communities.convened[:] = branch | committee
    _link(
        city.territory.resident_start, city.territory.home_of, communities.household_links,
        city.citizens.link_rank, city.grids.linked,
    )  # fmt: skip


def _has_at_home(city: City, kind: Kind) -> Flags:
    organisations = city.organisations
    at_home = organisations.community[organisations.kind == kind]
    return np.bincount(at_home, minlength=city.territory.communities) > 0


@kernel
def _link(resident_start: Whole, home_of: Whole, links: Column, rank: Column, linked: Column) -> None:
    """Set the share of each grid's residents linked to a party member: those whose rank lies below coverage."""
    for g in range(len(home_of)):
        count = 0
        for i in range(resident_start[g], resident_start[g + 1]):
            if rank[i] < links[home_of[g]]:
                count += 1
        linked[g] = count / (resident_start[g + 1] - resident_start[g])
