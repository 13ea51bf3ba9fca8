"""Organisations commit effort: what hours the rules cost, and what is left for work (投入).

    effort_ok = capacity_ok . willingness_o . (1 - burden_o) (1 - show_o)

The burden adds up running the organisation, assigned tasks and coordination. Joint work among the n organisations of a
community costs each partner the links that it keeps up: n - 1 when each works with each, one when a hub convenes, and
n - 1 for the hub (the branch, else the committee, else the first agency). A link costs

    c . m,   c = c0 . clip(open work / weekly arrivals of work in the community, .5, 4),

and a hub gives at most a quarter of its hours; joint work is then reached in proportion (hub bottleneck; Bitterman &
Koliba 2020). Organisations of a district take the mean over its communities.

Under assessment A a share show = A^2 / (1 + A^2) of what remains to party, government, committees and mass
organisations goes into appearances (形式主义: the optimum of a sqrt(real) + A sqrt(show), after Holmström & Milgrom
1991).
"""

from __future__ import annotations

import numpy as np

from ..array_types import Column, Rows, Small, Whole
from ..compilation import kernel
from ..state import City, Kind, Stage

_PARTY, _GOVERNMENT, _COMMITTEE = int(Kind.PARTY_BRANCH), int(Kind.GOVERNMENT), int(Kind.SELF_GOVERNING)
_ENTERPRISE, _MASS, _SOCIAL = int(Kind.ENTERPRISE), int(Kind.MASS_ORGANISATION), int(Kind.SOCIAL_ORGANISATION)
_REPORTED, _ASSIGNED = int(Stage.REPORTED), int(Stage.ASSIGNED)
SILO, PEER, HUB = 0, 1, 2
_RULES = {"silo": SILO, "peer": PEER, "hub": HUB}
_ECONOMIC, _SOCIAL_RESOURCE = 2, 3


def commit(city: City) -> None:
    """Work out every organisation's burden and the effort it commits this week."""
    organisations, communities, territory, rules = city.organisations, city.communities, city.territory, city.rules
    b = city.behaviour.commit
    _weigh_load(
        city.issues.open, city.issues.grid, city.issues.stage, city.issues.remaining, territory.home_of,
        territory.residents, city.behaviour.arise.base_rate, communities.load,
    )  # fmt: skip
    deliberation, participation = rules.deliberation, rules.participation
    meeting = b.meeting * deliberation.rounds / deliberation.interval_weeks if deliberation.interval_weeks else 0.0
    pooled = rules.resources.share if rules.resources.rule != "separate" else 0.0
    incentives = b.incentives * (participation.reward + participation.volunteer_service)
    _commit(
        organisations.kind, organisations.community, organisations.district, organisations.capacity,
        organisations.willingness, organisations.home_start, organisations.district_start, territory.district_start,
        communities.load, communities.attendance, communities.grid_coverage, communities.household_links,
        communities.law, city.capacity_factor, _RULES[rules.mechanism.rule], rules.mechanism.strength,
        rules.administration.command, appearance_share(rules.administration.assessment),
        (b.base, b.tasks_committee, b.tasks_others, b.link, b.load_low, b.load_high, b.hub_limit, meeting, b.attending,
         b.grid, b.links, b.law, b.accounts * pooled + b.lists * rules.mechanism.responsibility_lists, incentives,
         b.cap),
        communities.reach, organisations.burden, organisations.coordination, organisations.effort,
    )  # fmt: skip
    if participation.service_purchase > 0.0:
        _purchase(
            organisations.kind, organisations.district, organisations.effort, territory.districts,
            b.purchase_limit * participation.service_purchase,
        )  # fmt: skip


def appearance_share(assessment: float) -> float:
    """Return the share of effort that pressure of assessment turns to appearances, A^2 / (1 + A^2)."""
    return assessment * assessment / (1.0 + assessment * assessment)


@kernel
def _weigh_load(
    n: int, grid: Rows, stage: Small, remaining: Column, home_of: Whole, residents: Whole, rate: float, load: Column
) -> None:
    """Set each community's known open work in weeks of usual arrivals."""
    load[:] = 0.0
    for j in range(n):
        if stage[j] == _REPORTED or stage[j] == _ASSIGNED:
            load[home_of[grid[j]]] += remaining[j]
    for c in range(len(load)):
        usual = rate * residents[c]
        load[c] = load[c] / usual if usual > 0.0 else 0.0


@kernel
def joint_hours(partners: int, rule: int, link: float, limit: float) -> tuple[float, float, float]:
    """Return the share of hours that joint work costs a partner and the hub, and the part of it that is reached.

    Parameters
    ----------
    partners : int
        Organisations that work together.
    rule : int
        :data:`SILO`, :data:`PEER` or :data:`HUB`.
    link : float
        Share of hours that one link costs.
    limit : float
        Largest share of its hours that a hub gives.
    """
    if rule == SILO or partners < 2:
        return 0.0, 0.0, 1.0
    if rule == PEER:
        return (partners - 1) * link, (partners - 1) * link, 1.0
    asked = (partners - 1) * link
    given = min(limit, asked)
    reached = given / asked if asked > 0.0 else 1.0
    return link * reached, given, reached


@kernel
def _commit(
    kind: Small, community: Whole, district: Whole, capacity: Column, willingness: Column, home_start: Whole,
    own_start: Whole, district_start: Whole, load: Column, attendance: Column, coverage: Column, links: Column,
    law: Column, factor: Column, rule: int, strength: float, command: float, show: float, b: tuple[float, ...],
    reach: Column, burden: Column, coordination: Column, effort: Column,
) -> None:  # fmt: skip
    (base, tasks_committee, tasks_others, c_0, load_low, load_high, limit, meeting, attending, by_grid, by_links,
     by_law, by_accounts, by_incentives, cap) = b  # fmt: skip
    coordination[:] = 0.0
    for d in range(len(own_start) - 1):
        served = district_start[d + 1] - district_start[d]
        for c in range(district_start[d], district_start[d + 1]):
            partners = home_start[c + 1] - home_start[c] + own_start[d + 1] - own_start[d]
            link = c_0 * min(max(load[c], load_low), load_high) * strength
            hours, hub_hours, reached = joint_hours(partners, rule, link, limit)
            reach[c] = strength * reached if rule != SILO else 0.0
            hub = _hub(kind, home_start[c], home_start[c + 1], own_start[d], own_start[d + 1]) if rule == HUB else -1
            for o in range(home_start[c], home_start[c + 1]):
                coordination[o] += hub_hours if o == hub else hours
            for o in range(own_start[d], own_start[d + 1]):
                coordination[o] += (hub_hours if o == hub else hours) / served

    for o in range(len(kind)):
        k, c = kind[o], community[o]
        coordination[o] += by_accounts
        tasks = 0.0
        if k in (_PARTY, _COMMITTEE):
            coordination[o] += meeting * attendance[c]
        elif k in (_ENTERPRISE, _SOCIAL):
            coordination[o] += meeting * attendance[c] * attending
        if k == _COMMITTEE:
            coordination[o] += by_grid * coverage[c] + by_incentives
            tasks = tasks_committee * command
        elif k == _PARTY:
            coordination[o] += by_links * links[c]
            tasks = tasks_others * command
        elif k == _MASS:
            tasks = tasks_others * command
        elif k == _GOVERNMENT:
            coordination[o] += by_law * law[district_start[district[o]]]
        burden[o] = base + tasks + coordination[o]
        if burden[o] > cap:
            coordination[o] *= cap / burden[o]
            burden[o] = cap
        real = 1.0 if k in (_ENTERPRISE, _SOCIAL) else 1.0 - show
        for r in range(capacity.shape[1]):
            effort[o, r] = capacity[o, r] * factor[k] * willingness[o] * (1.0 - burden[o]) * real


@kernel
def _hub(kind: Small, home: int, home_end: int, own: int, own_end: int) -> int:
    """Return the row of the organisation that convenes: the branch, else the committee, the first agency, any."""
    for wanted in (_PARTY, _COMMITTEE):
        for o in range(home, home_end):
            if kind[o] == wanted:
                return o
    for o in range(own, own_end):
        if kind[o] == _GOVERNMENT:
            return o
    return home if home < home_end else own


@kernel
def _purchase(kind: Small, district: Whole, effort: Column, districts: int, part: float) -> None:
    """Let government buy services: part of its economic effort becomes social effort of the district's NGOs."""
    bought = np.zeros(districts)
    social = np.zeros(districts)
    for o in range(len(kind)):
        if kind[o] == _SOCIAL:
            social[district[o]] += effort[o, _SOCIAL_RESOURCE]
    for o in range(len(kind)):
        if kind[o] == _GOVERNMENT and social[district[o]] > 0.0:
            moved = part * effort[o, _ECONOMIC]
            effort[o, _ECONOMIC] -= moved
            bought[district[o]] += moved
    for o in range(len(kind)):
        if kind[o] == _SOCIAL and social[district[o]] > 0.0:
            effort[o, _SOCIAL_RESOURCE] += bought[district[o]] * effort[o, _SOCIAL_RESOURCE] / social[district[o]]
