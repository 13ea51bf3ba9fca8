"""Who acts, and which institutions are carried (7.1).

* hours_o = sum of capacity_ok (1 - vacancies) prod cuts, acts_o = [kind enabled and hours_o > 0]     (11), (12)
* a rule whose carriers, as declared in :mod:`...institutions`, are not there is off, in that row
* linked_i = [link_rank < household_links[c]]                                                         (13)
"""

from __future__ import annotations

from ...array_types import Column
from ...compilation import kernel
from ...institution import BRANCHES, CENTRE, CITIZENS, COMMITTEE, DEPARTMENT, GOVERNMENT, MEMBERS, PARTY
from ...parameters.places import CITY, COMMUNITY, DISTRICT, STREET
from ..gates import Gates
from ..levers import Goals, Levers, Mechanism
from ..state import (
    DOMAIN_COUNT,
    NOBODY,
    Bodies,
    Communities,
    Grids,
    Households,
    Places,
    Residents,
)

_CITY_CENTRE = 1
"""The row of the city's government body."""
_GOVERNMENT, _PARTY, _BRANCHES, _COMMITTEE = int(GOVERNMENT), int(PARTY), int(BRANCHES), int(COMMITTEE)
_CENTRE, _DEPARTMENT, _MEMBERS, _CITIZENS = int(CENTRE), int(DEPARTMENT), int(MEMBERS), int(CITIZENS)


@kernel
def put_in_force(
    citizens: bool, household_persons: float, gates: Gates, places: Places, communities: Communities,
    grids: Grids, households: Households, bodies: Bodies, residents: Residents,
) -> None:  # fmt: skip
    """Let follow from rules, cuts and vacancies who acts, what is carried, who is competent and who is linked."""
    _count_hours(bodies)
    _find_carriers(citizens, gates, places, communities, bodies)
    _name_competent(communities, bodies)
    _find_leads(places, communities, bodies)
    _link(household_persons, places, communities, grids, households, residents)


@kernel
def _count_hours(bodies: Bodies) -> None:
    for o in range(len(bodies.key)):
        hours = 0.0
        for k in range(4):
            hours += bodies.capacity[o, k] * (1.0 - bodies.vacancies[o]) * bodies.cut[o]
        bodies.hours_full[o] = hours if bodies.enabled[o] else 0.0
        bodies.acts[o] = bodies.hours_full[o] > 0.0


@kernel
def _find_carriers(citizens: bool, gates: Gates, places: Places, communities: Communities, bodies: Bodies) -> None:
    """Write the levers in force: what nobody carries is off."""
    for p in range(len(places.key)):
        lever = places.lever[p]
        lever[:] = places.raw[p]
        _drop_empty(lever)
        here = _find_here(p, citizens, places, communities, bodies)
        for rule in range(len(gates.start) - 1):
            first, last = gates.start[rule], gates.start[rule + 1]
            word = int(lever[gates.lever[first]]) if gates.worded[rule] else 0
            carried = True
            for each in range(gates.needs.shape[2]):
                need = gates.needs[rule, word, each]
                carried = carried and (need == 0 or need & here != 0)
            if not carried:
                for gate in range(first, last):
                    lever[gates.lever[gate]] = gates.off[gate]


@kernel
def _drop_empty(lever: Column) -> None:
    """Turn off a rule without strength, and the strength of no rule."""
    if lever[Levers.GOALS_STRENGTH] == 0.0:
        lever[Levers.GOALS] = 0.0
    if int(lever[Levers.GOALS]) == Goals.INDEPENDENT:
        lever[Levers.GOALS_STRENGTH] = 0.0
    if lever[Levers.SHARE] == 0.0:
        lever[Levers.POOL] = 0.0
    if lever[Levers.POOL] == 0.0:
        lever[Levers.SHARE] = 0.0
    if lever[Levers.MECHANISM_STRENGTH] == 0.0:
        lever[Levers.MECHANISM] = 0.0
    if int(lever[Levers.MECHANISM]) == Mechanism.SILO:
        lever[Levers.MECHANISM_STRENGTH] = 0.0


@kernel
def _find_here(p: int, citizens: bool, places: Places, communities: Communities, bodies: Bodies) -> int:
    """Return who is there at a place to carry rules, as bits; note whether it is governed."""
    acts, tier, c = bodies.acts, places.tier[p], places.first[p]
    departments, branches = False, False
    for o in range(communities.department[c], communities.department[c] + DOMAIN_COUNT):
        departments = departments or acts[o]
    for inside in range(places.first[p], places.last[p]):
        branches = branches or acts[communities.branch[inside]]
    office = acts[communities.office[c]]
    government = office or departments
    if tier == CITY:
        departments = False
        government = acts[_CITY_CENTRE]
    elif tier == DISTRICT:
        government = departments
    elif tier == STREET:
        departments = False
        government = office
    places.government[p] = government
    home = tier == COMMUNITY
    here = 0
    here |= _GOVERNMENT if government else 0
    here |= _PARTY if acts[places.lead[p]] else 0
    here |= _BRANCHES if branches else 0
    here |= _CENTRE if acts[_CITY_CENTRE] else 0
    here |= _DEPARTMENT if departments else 0
    here |= _COMMITTEE if home and acts[communities.committee[c]] else 0
    here |= _MEMBERS if home and communities.members[c] > 0 else 0
    here |= _CITIZENS if citizens else 0
    return here


@kernel
def _name_competent(communities: Communities, bodies: Bodies) -> None:
    """Write who is competent (19), and whose desk a report comes to, where committees are missing."""
    acts = bodies.acts
    for c in range(len(communities.key)):
        branch, committee, office = communities.branch[c], communities.committee[c], communities.office[c]
        for level in range(4):
            for d in range(DOMAIN_COUNT):
                own = branch if level == 0 else committee if level == 1 else office
                if level == 3:
                    own = communities.department[c] + d
                right = NOBODY
                for o in (own, office, committee, branch):
                    if right == NOBODY and acts[o]:
                        right = o
                communities.right[c, level * DOMAIN_COUNT + d] = right
        communities.first_desk[c] = NOBODY
        for o in (committee, office, branch):
            if communities.first_desk[c] == NOBODY and acts[o]:
                communities.first_desk[c] = o


@kernel
def _find_leads(places: Places, communities: Communities, bodies: Bodies) -> None:
    """Write f_o of 7.9: the share of the communities served whose pool has a lead that acts."""
    for o in range(len(bodies.key)):
        scope = int(places.lever[bodies.place[o], Levers.POOL]) - 1
        led = 0
        if scope >= 0:
            for c in range(bodies.first[o], bodies.last[o]):
                led += bodies.acts[places.lead[communities.at[c, scope]]]
        bodies.f[o] = led / (bodies.last[o] - bodies.first[o])


@kernel
def _link(
    household_persons: float, places: Places, communities: Communities, grids: Grids, households: Households,
    residents: Residents,
) -> None:  # fmt: skip
    for h in range(len(households.key)):
        c = households.community[h]
        links = places.lever[communities.at[c, COMMUNITY], Levers.HOUSEHOLD_LINKS]
        households.linked[h] = households.link_rank[h] < links
        for i in range(households.start[h], households.start[h + 1]):
            residents.linked[i] = households.linked[h]
    for c in range(len(communities.key)):
        here = 0
        for g in range(communities.grid_start[c], communities.grid_start[c + 1]):
            linked = 0
            for i in range(grids.resident_start[g], grids.resident_start[g + 1]):
                linked += residents.linked[i]
            grids.linked[g] = linked / grids.agents[g]
            here += linked
        communities.households[c] = 0.0
        if communities.members[c] > 0:
            communities.households[c] = here / (household_persons * communities.members[c])
