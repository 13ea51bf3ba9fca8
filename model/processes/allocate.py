"""Effort goes to problems (资源协调).

What an organisation keeps for itself, (1 - share) of its effort, goes over the cells (community, issue type) in its
jurisdiction in proportion to p_o,d(y) Q_c,y needs_y,k, Q being assigned work. What it puts into the pool,

    share . (1 - loss . (1 - .7 reach)),   loss .05, .12, .22 for a community, a district, the city,

is spread over the pool's area towards the need of that resource that the own parts leave unmet, so that every cell
comes to stand at the same share of its need (water-filling in vessels as wide as the needs). One share for all cells
keeps the mix of resources right in each, and makes a pool of everything, without loss, do just what organisations with
even priorities do by themselves; levelling unmet amounts instead starved small cells and broke that limit. Volunteers'
hours are social resource of their community, spread by its residents' priorities.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..array_types import Column, Rows, Small, Whole
from ..compilation import kernel
from ..state import City, Kind, Stage

_ASSIGNED, _CITIZEN = int(Stage.ASSIGNED), int(Kind.CITIZEN)
_SOCIAL_RESOURCE = 3
_SCOPES = {"community": 0, "district": 1, "city": 2}


def allocate(city: City) -> None:
    """Spread this week's effort over the cells of work."""
    work, issues, territory, types = city.work, city.issues, city.territory, city.types
    organisations, communities, rules = city.organisations, city.communities, city.rules.resources
    b = city.behaviour.allocate
    _sum_need(issues.open, issues.grid, issues.type, issues.stage, issues.remaining, territory.home_of, work.needed)
    scope = _SCOPES.get(rules.rule, 0)
    share = rules.share if rules.rule != "separate" else 0.0
    loss = (b.loss_community, b.loss_district, b.loss_city)[scope]
    areas = (territory.communities, territory.districts, 1)[scope]
    pool = np.zeros((areas, work.effort.shape[2]))
    work.delivered, work.pooled, work.lost_in_pool = _allocate(
        organisations.kind, organisations.community, organisations.district, organisations.priorities,
        organisations.effort, territory.district_start, types.domain, types.needs, work.needed, communities.volunteers,
        communities.priorities, city.behaviour.volunteer.output, communities.reach, share, scope, loss,
        b.mechanism_relief, pool, work.effort, work.by_kind,
    )  # fmt: skip
    if share > 0.0:
        starts = territory.district_start
        if scope != 1:
            starts = np.arange(areas + 1) if scope == 0 else np.array([0, territory.communities])
        _empty_pool(starts, pool, types.needs, work.needed, work.effort)


@kernel
def _sum_need(
    n: int, grid: Rows, type_: Small, stage: Small, remaining: Column, home_of: Whole, needed: Column
) -> None:
    needed[:] = 0.0
    for j in range(n):
        if stage[j] == _ASSIGNED:
            needed[home_of[grid[j]], type_[j]] += remaining[j]


@kernel
def _allocate(
    kind: Small, community: Whole, district: Whole, priorities: Column, committed: Column, district_start: Whole,
    domain: Whole, needs: Column, needed: Column, volunteers: Column, resident_priorities: Column, output: float,
    reach: Column, share: float, scope: int, loss: float, relief: float, pool: Column, effort: Column, by_kind: Column,
) -> tuple[float, float, float]:  # fmt: skip
    """Spread own parts, fill the pools; return the effort delivered, the part of it pooled, and what pooling lost."""
    effort[:] = 0.0
    by_kind[:] = 0.0
    delivered, pooled, lost = 0.0, 0.0, 0.0
    for o in range(len(kind)):
        c = community[o]
        first, last = c, c + 1
        if c < 0:
            first, last = district_start[district[o]], district_start[district[o] + 1]
        reached = 0.0
        for c in range(first, last):
            reached += reach[c]
        cost = loss * (1.0 - relief * reached / (last - first))
        area = 0
        if scope == 0:
            area = first
        elif scope == 1:
            area = district[o]
        for r in range(needs.shape[1]):
            given = committed[o, r]
            if given == 0.0:
                continue
            delivered += given
            by_kind[kind[o]] += given
            if share > 0.0:
                pooled += share * given
                lost += share * given * cost
                # An organisation of a whole district spreads what it puts into communities' pools evenly over them.
                parts = last - first if scope == 0 else 1
                for a in range(parts):
                    pool[area + a, r] += share * given * (1.0 - cost) / parts
            _spread(priorities[o], (1.0 - share) * given, r, first, last, domain, needs, needed, effort)
    for c in range(len(volunteers)):
        given = output * volunteers[c]
        delivered += given
        by_kind[_CITIZEN] += given
        _spread(resident_priorities[c], given, _SOCIAL_RESOURCE, c, c + 1, domain, needs, needed, effort)
    return delivered, pooled, lost


@kernel
def _spread(
    priorities: Column, given: float, r: int, first: Any, last: Any, domain: Whole, needs: Column, needed: Column,
    effort: Column,
) -> None:  # fmt: skip
    """Spread one resource over communities ``first:last`` by priority, open work and need; else it lies idle."""
    total = 0.0
    for c in range(first, last):
        for y in range(needs.shape[0]):
            total += priorities[domain[y]] * needed[c, y] * needs[y, r]
    if total <= 0.0:
        return
    for c in range(first, last):
        for y in range(needs.shape[0]):
            effort[c, y, r] += given * priorities[domain[y]] * needed[c, y] * needs[y, r] / total


@kernel
def _empty_pool(starts: Whole, pool: Column, needs: Column, needed: Column, effort: Column) -> None:
    """Spread each pool over its area's unmet needs of that resource; what exceeds them lies idle."""
    types = needs.shape[0]
    for a in range(len(starts) - 1):
        first, last = starts[a], starts[a + 1]
        need, given = np.empty((last - first) * types), np.empty((last - first) * types)
        for r in range(needs.shape[1]):
            if pool[a, r] <= 0.0:
                continue
            for c in range(first, last):
                for y in range(types):
                    need[(c - first) * types + y] = needed[c, y] * needs[y, r]
                    given[(c - first) * types + y] = effort[c, y, r]
            level = met_share(need, given, pool[a, r])
            for c in range(first, last):
                for y in range(types):
                    effort[c, y, r] += max(0.0, level * needed[c, y] * needs[y, r] - effort[c, y, r])


@kernel
def met_share(need: Column, given: Column, amount: float) -> float:
    """Return the share f of its need that every cell reaches: sum of max(0, f need - given) = amount, f at most 1.

    Cells that stand above f already are left out and f found anew until none is; f falls each time, so that this ends
    after at most n rounds. Where a cell stands at f itself, rounding may lift f over it again: that ends it too.

    Parameters
    ----------
    need, given : array
        What each cell needs, and what it has.
    amount : float
        What there is to give.
    """
    level = np.inf
    count = len(need) + 1
    while True:
        wanted, has, many = 0.0, 0.0, 0
        for x in range(len(need)):
            if need[x] > 0.0 and given[x] < level * need[x]:
                wanted += need[x]
                has += given[x]
                many += 1
        if many == 0 or many >= count:
            return min(1.0, level)
        count = many
        level = (amount + has) / wanted
