"""4. Cases come to light, and small ones are settled on the spot (7.4).

    residents: u < min(1, residents_base + residents_trust day_trust_g + residents_hotline hotline[c])
    worker:    v < grid visibility_y [staff hours_g > eps];    a member: z < links linked_g                     (29)

A report comes to the committee's desk, or by hotline to the competent body's at a cost to the city centre. What grid
workers can settle they do; the hours that they have left are their committee's.
"""

from __future__ import annotations

import numpy as np

from ... import random_draws as draws
from ...array_types import Column
from ...compilation import kernel
from ...parameters import streams
from ...parameters.places import COMMUNITY
from ..cases import NEVER, Cases, FoundBy, Stage
from ..coefficients import Record
from ..ledger import Count, Ledger, WeekTally
from ..levers import Levers
from ..state import DOMAIN_COUNT, EPSILON, MARGIN, NOBODY, Bodies, Communities, Grids, Places, Residents, Types
from .set_hours import take

_CENTRE = 1


@kernel
def come_to_light(
    seed: int, week: int, places: Places, communities: Communities, grids: Grids, bodies: Bodies, residents: Residents,
    cases: Cases, types: Types, ledger: Ledger, b: Record,
) -> None:  # fmt: skip
    """Let residents, grid workers and members find cases."""
    stages, grid, type_, key, community = cases.stage, cases.grid, cases.type, cases.key, cases.community
    staff, linked, visibility, by_visibility, by_links = grids.staff, grids.linked, types.visibility, b.grid, b.links
    lever, at, chance = places.lever, communities.at, np.empty(len(grids.key))
    for g in range(len(chance)):
        hotline = lever[at[grids.community[g], COMMUNITY], Levers.HOTLINE]
        chance[g] = min(1.0, b.residents_base + b.residents_trust * grids.day_trust[g] + b.residents_hotline * hotline)
    row, keys, hidden = cases.row, cases.drawn, 0
    for j in range(cases.used[0]):
        row[hidden] = j
        keys[hidden] = key[j]
        hidden += (stages[j] == Stage.LATENT) | (stages[j] == Stage.ON_PAPER)
    by_resident, by_staff, by_member, unused = (
        cases.chance[:hidden], cases.second_chance[:hidden], cases.third_chance[:hidden], cases.fourth_chance[:hidden],
    )  # fmt: skip
    draws.fours(seed, streams.REPORT, week, keys[:hidden], by_resident, by_staff, by_member, unused)
    by_hotline, by_reporter = cases.fourth_chance[:hidden], cases.score[:hidden]
    draws.uniforms(seed, streams.HOTLINE, week, keys[:hidden], by_hotline)
    draws.uniforms(seed, streams.REPORTER, week, keys[:hidden], by_reporter)
    for place in range(hidden):
        j = row[place]
        g, c, y = grid[j], community[j], type_[j]
        by_residents = by_resident[place] < chance[g]
        by_worker = (staff[g] > EPSILON) & (by_staff[place] < by_visibility * visibility[y])
        if not (by_residents | by_worker | (by_member[place] < by_links * linked[g])):
            continue
        hotline = lever[at[c, COMMUNITY], Levers.HOTLINE]
        cases.reported[j] = week
        due = week + types.deadline[y]
        if cases.first_reported[j] == NEVER:
            cases.first_reported[j] = week
            ledger.counts[due, Count.FIRST_DUE] += 1
        ledger.counts[due, Count.CASE_DUE] += 1
        ledger.counts[week, Count.REPORTS] += 1
        cases.hops[j] = 0
        cases.owner[j] = NOBODY
        for k in range(4):
            cases.helper[j, k] = NOBODY
        cases.begun[j] = False
        cases.stage[j] = Stage.AT_DESK
        cases.found_by[j] = FoundBy.MEMBER
        if by_worker and not by_residents:
            cases.found_by[j] = FoundBy.GRID_WORKER
            ledger.counts[week, Count.PROACTIVE] += 1
        elif by_residents:
            cases.found_by[j] = FoundBy.RESIDENTS
        right = communities.right[c, types.competent[y, cases.size[j]] * DOMAIN_COUNT + types.domain[y]]
        cases.desk[j] = communities.first_desk[c] if communities.first_desk[c] != NOBODY else right
        cases.reporter[j] = NOBODY
        if by_residents:
            if (
                hotline > 0.0
                and right != NOBODY
                and bodies.left[_CENTRE] >= b.hotline_cost - MARGIN
                and by_hotline[place] < hotline
            ):
                ledger.tally[WeekTally.TAKEN] += take(bodies, _CENTRE, b.hotline_cost)
                cases.desk[j] = right
            first, last = grids.day_start[g], grids.day_start[g + 1]
            if last > first:
                i = grids.day_resident[first + _first_above(by_reporter[place], grids.day_weight[first:last])]
                cases.reporter[j] = i
                residents.reports[i] += 1
    _settle(communities, grids, bodies, cases, types, ledger, b.on_the_spot)


@kernel
def _first_above(u: float, cumulated: Column) -> int:
    """Return the first place whose cumulated weight is above u times the sum of all."""
    low, high = 0, len(cumulated) - 1
    limit = u * cumulated[high]
    while low < high:
        middle = (low + high) // 2
        if limit < cumulated[middle]:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def _settle(
    communities: Communities, grids: Grids, bodies: Bodies, cases: Cases, types: Types, ledger: Ledger, largest: float
) -> None:
    """Let grid workers settle small cases (小事不出网格), and hand over the hours they have left."""
    stage, grid, staff, most = cases.stage, cases.grid, grids.staff, 0.0
    for g in range(len(staff)):
        most = max(most, staff[g])
    if most <= 0.0:
        return
    for j in range(cases.used[0]):
        if stage[j] != Stage.AT_DESK or staff[grid[j]] <= EPSILON or (cases.contested[j] and not cases.decided[j]):
            continue
        g, y = grid[j], cases.type[j]
        match = types.staff_match[y]
        if not (EPSILON < cases.remaining[j] <= largest) or match <= EPSILON:
            continue
        h = min(grids.staff[g], cases.remaining[j] / match)
        done = h * match
        grids.staff[g] -= h
        cases.remaining[j] -= done
        communities.given_now[cases.community[j], types.domain[y]] += h
        ledger.tally[WeekTally.APPLIED] += h
        ledger.tally[WeekTally.DONE] += done
        if cases.remaining[j] <= EPSILON:
            cases.remaining[j] = 0.0
            cases.solver[j] = communities.committee[cases.community[j]]
            cases.on_the_spot[j] = True
    for g in range(len(grids.key)):
        if grids.staff[g] > 0.0:
            committee = communities.committee[grids.community[g]]
            bodies.left[committee] += grids.staff[g]
            bodies.full[committee] += grids.staff[g]
