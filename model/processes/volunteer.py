"""Residents give time (志愿服务).

Resident i of community c volunteers this week with probability logistic of

    b0 + b_m motive (1 - kappa reward) + b_r reward + b_t trust + b_n s_i(belief) + b_s service + b_g mobilised_c
       + b_v member . vanguard_c + b_l linked . lead_c - b_f fatigue,

`kappa` being crowding-out, `linked` whether her rank lies below the coverage of household links, lead = vanguard .
cohesion, and s_i the pull of others' contributions by type (Fischbacher &
Gächter 2010): all of it for conditional cooperators, none for free riders, rising to a peak and falling for the
hump-shaped, constant for others. Before deciding she updates her belief by what her neighbours did last week,

    belief <- .57 belief + .43 share of the eight neighbours who volunteered.

Service tires; motive returns to its anchor, is worn by rewarded service and nourished by service in satisfaction.
"""

from __future__ import annotations

import math

import numpy as np

from .. import random_draws as draws
from ..array_types import Column, Flags, Keys, Links, Rows, Small, Whole
from ..compilation import inline, kernel
from ..state import City, Contributor, Kind
from .neighbours import average_neighbours

_CONDITIONAL, _HUMP, _OTHER = int(Contributor.CONDITIONAL), int(Contributor.HUMP_SHAPED), int(Contributor.OTHER)
_MASS = int(Kind.MASS_ORGANISATION)


def volunteer(city: City) -> None:
    """Let every resident decide whether to volunteer this week."""
    citizens, communities, rules = city.citizens, city.communities, city.rules.participation
    if not city.settings.world.actors.citizen.enabled:
        communities.volunteers[:] = 0.0
        return
    b = city.behaviour.volunteer
    _volunteer(
        city.seed, city.week, city.territory.citizen_start, citizens.key, citizens.near, citizens.far,
        citizens.contributor, citizens.party_member, citizens.link_rank, citizens.trust, citizens.satisfaction,
        citizens.motive_anchor, communities.vanguard, communities.cohesion, communities.household_links,
        mobilisation(city), rules.reward, rules.volunteer_service,
        (b.base, b.motive, b.trust, b.neighbours, b.reward, b.service, b.mobilising, b.vanguard, b.lead, b.fatigue),
        (b.crowding_out, b.hump_peak, b.other_level, b.belief_memory, b.fatigue_gain, b.fatigue_decay, b.motive_return,
         b.motive_crowding, b.motive_growth),
        citizens.belief, citizens.motive, citizens.fatigue, citizens.volunteered, citizens.took_part,
        communities.volunteers, communities.members_volunteering, city.room,
    )  # fmt: skip


def mobilisation(city: City) -> Column:
    """Return how far mass organisations call on each community's residents: their mean willingness less burden."""
    call = np.zeros(city.territory.communities)
    _mobilise(
        city.territory.district_start, city.organisations.district_start, city.organisations.kind,
        city.organisations.willingness, city.organisations.burden, call,
    )  # fmt: skip
    return call


@kernel
def _mobilise(
    places: Whole, organisations: Whole, kind: Small, willingness: Column, burden: Column, call: Column
) -> None:
    for d in range(len(places) - 1):
        total, count = 0.0, 0
        for o in range(organisations[d], organisations[d + 1]):
            if kind[o] == _MASS:
                total += willingness[o] * (1.0 - burden[o])
                count += 1
        for c in range(places[d], places[d + 1]):
            call[c] = total / count if count > 0 else 0.0


@inline
def pull_of_others(contributor: int, belief: float, peak: float, level: float) -> float:
    """Return what believing that a share `belief` of neighbours contributes does to a type of contributor, in [0, 1].

    The two sides of the hump cross at its peak, so that the lower one is the pull.
    """
    hump = min(belief, peak * (1.0 - belief) / (1.0 - peak))
    pull = belief if contributor == _CONDITIONAL else 0.0
    pull = hump if contributor == _HUMP else pull
    return level if contributor == _OTHER else pull


@kernel
def happens(luck: float, odds: float) -> bool:
    """Tell whether a uniform `luck` lies below logistic(odds)."""
    return luck * (1.0 + math.exp(-odds)) < 1.0


@kernel
def decide(luck: Column, odds: Column, sides: Column, happened: Flags) -> None:
    """Write :func:`happens` of many at once, with hardly an exponential.

    exp(x) is (1 + h + h^2 / 2)^256 with h = x / 256, to within 1 % where abs(x) <= 15. Eight squarings are done for
    several residents at a time; only who is so near the edge that 1 % leaves a doubt, or beyond 15, needs more.
    """
    for i in range(len(odds)):
        h = odds[i] / -256.0
        e = 1.0 + h + 0.5 * h * h
        e2 = e * e
        e4 = e2 * e2
        e8 = e4 * e4
        e16 = e8 * e8
        e32 = e16 * e16
        e64 = e32 * e32
        e128 = e64 * e64
        sides[i] = luck[i] * (1.0 + e128 * e128)
    doubts = 0
    for i in range(len(odds)):
        happened[i] = sides[i] < 1.0
        doubts += (abs(sides[i] - 1.0) < 0.01) | (abs(odds[i]) > 15.0)
    if doubts > 0:
        for i in range(len(odds)):
            if abs(sides[i] - 1.0) < 0.01 or abs(odds[i]) > 15.0:
                happened[i] = happens(luck[i], odds[i])


@kernel
def _volunteer(
    seed: int, week: int, citizen_start: Whole, key: Keys, near: Links, far: Links, contributor: Small, member: Flags,
    link_rank: Column, trust: Column, satisfaction: Column, motive_anchor: Column, vanguard: Column, cohesion: Column,
    links: Column, call: Column, reward: float, service: float, weights: tuple[float, ...], rates: tuple[float, ...],
    belief: Column, motive: Column, fatigue: Column, volunteered: Flags, took_part: Rows, volunteers: Column,
    members_volunteering: Column, room: Column,
) -> None:  # fmt: skip
    b_0, b_motive, b_trust, b_others, b_reward, b_service, b_call, b_vanguard, b_lead, b_fatigue = weights
    crowding, peak, level, memory, tiring, recovery, returning, wearing, growing = rates
    luck, before, others, odds = room[0], room[1], room[2], room[3]
    draws.uniforms(seed, draws.VOLUNTEER, week, key, luck)
    for i in range(len(key)):
        before[i] = volunteered[i]
    average_neighbours(before, citizen_start, near, far, others)
    for c in range(len(vanguard)):
        here = slice(citizen_start[c], citizen_start[c + 1])
        weigh(
            trust[here], motive[here], fatigue[here], others[here], contributor[here], member[here], link_rank[here],
            links[c], b_0 + b_reward * reward + b_service * service + b_call * call[c], b_vanguard * vanguard[c],
            b_lead * vanguard[c] * cohesion[c], b_motive * (1.0 - crowding * reward), b_trust, b_others, b_fatigue,
            memory, peak, level, belief[here], odds[here],
        )  # fmt: skip
    decide(luck, odds, before, volunteered)
    for c in range(len(vanguard)):
        here = slice(citizen_start[c], citizen_start[c + 1])
        volunteers[c], members_volunteering[c] = serve(
            volunteered[here], member[here], satisfaction[here], motive_anchor[here], week, tiring, recovery, returning,
            wearing * crowding * reward, growing, motive[here], fatigue[here], took_part[here],
        )  # fmt: skip


@kernel
def weigh(
    trust: Column, motive: Column, fatigue: Column, others: Column, contributor: Small, member: Flags,
    link_rank: Column, links: float, base: float, for_members: float, for_linked: float, by_motive: float,
    by_trust: float, by_others: float, by_fatigue: float, memory: float, peak: float, level: float, belief: Column,
    odds: Column,
) -> None:  # fmt: skip
    """Update residents' beliefs and write their log-odds of volunteering; `others` is neighbours' share last week."""
    for i in range(len(trust)):
        belief[i] = memory * belief[i] + (1.0 - memory) * others[i]
        own = for_members if member[i] else 0.0
        led = for_linked if link_rank[i] < links else 0.0
        pull = pull_of_others(contributor[i], belief[i], peak, level)
        odds[i] = (
            base + by_motive * motive[i] + by_trust * trust[i] + by_others * pull + own + led - by_fatigue * fatigue[i]
        )


@kernel
def serve(
    served: Flags, member: Flags, satisfaction: Column, anchor: Column, week: int, tiring: float, recovery: float,
    returning: float, wearing: float, growing: float, motive: Column, fatigue: Column, took_part: Rows,
) -> tuple[float, float]:  # fmt: skip
    """Let service tire residents and touch their motive; return how many served, and the share of members who did."""
    count, members, serving_members = 0, 0, 0
    for i in range(len(served)):
        count += served[i]
        members += member[i]
        serving_members += served[i] & member[i]
        took_part[i] = week if served[i] else took_part[i]
    for i in range(len(served)):
        serves = 1.0 if served[i] else 0.0
        m = motive[i] + returning * (anchor[i] - motive[i])
        motive[i] = m + serves * (growing * satisfaction[i] * (1.0 - m) - wearing * m)
        fatigue[i] = min(1.0, fatigue[i] - recovery * fatigue[i] + tiring * serves)
    return float(count), serving_members / members if members > 0 else 0.0
