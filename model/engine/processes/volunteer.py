"""8. Residents give time (志愿服务; 7.8).

    belief <- belief_memory belief + (1 - belief_memory) share of neighbours who volunteered last week
    pull = belief; 0; min(belief, peak (1 - belief) / (1 - peak)); other_level, by type of contributor          (43)
    odds = base + reward R + service S + mobilising call + motive m (1 - crowding_out R) + trust trust
           + neighbours pull + [member] vanguard vanguard[c] + [linked] lead vanguard[c] cohesion_c
           - fatigue fatigue                                                                                    (44)

Who serves, serves at her day grid in a domain drawn by her household group's mean priorities. Then motive and fatigue
move (45); and need now is taken down (46).
"""

from __future__ import annotations

import numpy as np

from ... import random_draws as draws
from ...array_types import Column, Flags, Keys, Links, Rows, Small, Whole
from ...compilation import inline, kernel
from ...parameters import streams
from ...parameters.places import COMMUNITY
from ..averaging import average_neighbours
from ..cases import Cases, Stage
from ..chances import decide
from ..coefficients import Record
from ..levers import Levers
from ..state import DOMAIN_COUNT, EPSILON, Bodies, Communities, Grids, Households, Kind, Places, Residents, Types


@kernel
def volunteer(
    seed: int, week: int, citizens: bool, places: Places, communities: Communities, grids: Grids,
    households: Households, bodies: Bodies, residents: Residents, b: Record,
) -> None:  # fmt: skip
    """Let every resident decide whether to serve this week."""
    n, luck, others = len(communities.key), residents.room[0], residents.room[1]
    if citizens:
        look_around(
            seed, week, 0, n, communities.resident_start, residents.key, residents.volunteered, residents.near,
            residents.far, luck, others,
        )  # fmt: skip
        offer(0, n, luck, others, places, communities, bodies, residents, b)
    give_hours(seed, week, citizens, grids, households, residents, b)
    if citizens:
        live_on(week, 0, n, places, communities, residents, b)


@kernel
def look_around(
    seed: int, week: int, first: int, last: int, start: Whole, key: Keys, volunteered: Flags, near: Links, far: Links,
    luck: Column, others: Column,
) -> None:  # fmt: skip
    """Draw the luck of residents of some communities, and let them see which neighbours served last week."""
    here = slice(start[first], start[last])
    draws.uniforms(seed, streams.VOLUNTEER, week, key[here], luck[here])
    # As numbers: of truths, one and one is one.
    average_neighbours(volunteered.view(np.uint8), start[first : last + 1], near, far, others)


@kernel
def offer(
    first: int, last: int, luck: Column, others: Column, places: Places, communities: Communities, bodies: Bodies,
    residents: Residents, b: Record,
) -> None:  # fmt: skip
    """Let residents of some communities decide whether to serve."""
    odds, sides = residents.room[2], residents.room[3]
    for c in range(first, last):
        here = slice(communities.resident_start[c], communities.resident_start[c + 1])
        lever = places.lever[communities.at[c, COMMUNITY]]
        reward = lever[Levers.REWARD]
        call = _call(c, communities, bodies)
        common = b.base + b.reward * reward + b.service * lever[Levers.VOLUNTEER_SERVICE] + b.mobilising * call
        _weigh(
            (residents.trust[here], residents.motive[here], residents.fatigue[here], others[here]),
            residents.contributor[here], residents.member[here], residents.linked[here],
            (common, b.motive * (1.0 - b.crowding_out * reward), b.trust, b.neighbours,
             b.vanguard * lever[Levers.VANGUARD], b.lead * lever[Levers.VANGUARD] * communities.cohesion[c], b.fatigue,
             b.link_motive * communities.households[c], b.belief_memory, b.hump_peak, b.other_level),
            residents.belief[here], odds[here],
        )  # fmt: skip
    here = slice(communities.resident_start[first], communities.resident_start[last])
    decide(luck[here], odds[here], sides[here], residents.volunteered[here])


@kernel
def live_on(
    week: int, first: int, last: int, places: Places, communities: Communities, residents: Residents, b: Record
) -> None:  # fmt: skip
    """Let residents of some communities make of it what service does to them."""
    for c in range(first, last):
        here = slice(communities.resident_start[c], communities.resident_start[c + 1])
        reward = places.lever[communities.at[c, COMMUNITY], Levers.REWARD]
        communities.members_serving[c] = _live_on(
            week, residents.volunteered[here], residents.member[here],
            (residents.satisfaction[here], residents.anchor[here], residents.motive[here], residents.fatigue[here]),
            residents.took_part[here],
            (b.motive_return, b.motive_growth, b.motive_crowding * b.crowding_out * reward, b.fatigue_decay,
             b.fatigue_gain),
        )  # fmt: skip


@kernel
def give_hours(
    seed: int, week: int, citizens: bool, grids: Grids, households: Households, residents: Residents, b: Record
) -> None:
    """Let day grids have the hours of this week's volunteers, and no others."""
    _clear(grids.hours)
    if citizens:
        _serve(seed, week, b.output, grids, households, residents)


@kernel
def _clear(hours: Column) -> None:
    for g in range(hours.shape[0]):
        for d in range(DOMAIN_COUNT):
            hours[g, d] = 0.0


@kernel
def _call(c: int, communities: Communities, bodies: Bodies) -> float:
    """Return how far mass organisations call on residents: the mean of w (1 - burden) of those that act."""
    total, count = 0.0, 0
    for o in range(communities.district_bodies[c, 0], communities.district_bodies[c, 1]):
        if bodies.kind[o] == Kind.MASS_ORGANISATION and bodies.acts[o]:
            total += bodies.w[o] * (1.0 - bodies.burden[o])
            count += 1
    return total / count if count > 0 else 0.0


@inline
def _pull(contributor: int, belief: float, peak: float, level: float) -> float:
    """Return the pull of neighbours (43); the two sides of the hump cross at its peak."""
    hump = min(belief, peak * (1.0 - belief) / (1.0 - peak))
    pull = belief if contributor == 0 else 0.0
    pull = hump if contributor == 2 else pull
    return level if contributor == 3 else pull


@kernel
def _weigh(
    felt: tuple[Column, ...], contributor: Small, member: Flags, linked: Flags, by: tuple[float, ...], belief: Column,
    odds: Column,
) -> None:  # fmt: skip
    """Update beliefs and write log-odds (44)."""
    trust, motive, fatigue, others = felt
    (common, by_motive, by_trust, by_others, by_vanguard, by_lead, by_fatigue, load, memory, peak, level) = by
    for i in range(len(trust)):
        belief[i] = memory * belief[i] + (1.0 - memory) * others[i]
        m = max(0.0, motive[i] - load) if member[i] else motive[i]
        first = by_vanguard if member[i] else 0.0
        led = by_lead if linked[i] else 0.0
        pull = _pull(contributor[i], belief[i], peak, level)
        odds[i] = (
            common + by_motive * m + by_trust * trust[i] + by_others * pull + first + led - by_fatigue * fatigue[i]
        )


@kernel
def _serve(seed: int, week: int, output: float, grids: Grids, households: Households, residents: Residents) -> None:
    """Give volunteers' hours to their day grids, by domain."""
    volunteered, who, number = residents.volunteered, residents.came, 0
    for i in range(len(volunteered)):
        # Listed without asking first: who would bet on so many answers loses more than writing all of them takes.
        who[number] = i
        number += volunteered[i]
    luck = residents.room[0][:number]
    draws.uniforms_of(seed, streams.DOMAIN, week, residents.key, who[:number], luck)
    household, day_grid, grid = residents.household, residents.day_grid, residents.grid
    x, hours = households.x, grids.hours
    for place in range(number):
        i, u = who[place], luck[place]
        h = household[i]
        x0, x1, x2, x3 = x[h, 0], x[h, 1], x[h, 2], x[h, 3]
        domain = 3 if u <= x0 + x1 + x2 + x3 else 4
        domain = 2 if u <= x0 + x1 + x2 else domain
        domain = 1 if u <= x0 + x1 else domain
        domain = 0 if u <= x0 else domain
        hours[day_grid[i], domain] += output * grids.ppa[grid[i]]


@kernel
def _live_on(
    week: int, served: Flags, member: Flags, felt: tuple[Column, ...], took_part: Rows, by: tuple[float, ...]
) -> float:
    """Let service touch motive and fatigue (45); return the share of members who served."""
    satisfaction, anchor, motive, fatigue = felt
    returning, growing, wearing, recovery, tiring = by
    members, serving = 0, 0
    for i in range(len(served)):
        members += member[i]
        serving += served[i] & member[i]
        took_part[i] = week if served[i] else took_part[i]
    for i in range(len(served)):
        v = 1.0 if served[i] else 0.0
        m = motive[i] + returning * (anchor[i] - motive[i])
        motive[i] = m + v * (growing * satisfaction[i] * (1.0 - m) - wearing * m)
        fatigue[i] = min(1.0, fatigue[i] - recovery * fatigue[i] + tiring * v)
    return serving / members if members > 0 else 0.0


@inline
def is_known(stage: int, contested: bool, decided: bool, remaining: float) -> bool:
    """Tell whether a case is known need: owned, or at a desk and not contested or decided, with work left."""
    at_desk = (stage == Stage.AT_DESK) & ((not contested) | decided)
    return (remaining > EPSILON) & ((stage == Stage.OWNED) | at_desk)


@kernel
def take_down_need(communities: Communities, cases: Cases, types: Types) -> None:
    """Add up the known need of each community by domain (46)."""
    for c in range(len(communities.key)):
        for d in range(DOMAIN_COUNT):
            communities.need_now[c, d] = 0.0
    stage, contested, decided, remaining = cases.stage, cases.contested, cases.decided, cases.remaining
    need, community, type_, domain = communities.need_now, cases.community, cases.type, types.domain
    for j in range(cases.used[0]):
        known = is_known(stage[j], contested[j], decided[j], remaining[j])
        need[community[j], domain[type_[j]]] += remaining[j] if known else 0.0
