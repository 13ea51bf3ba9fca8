"""Residents give time (志愿服务).

Resident i of community c volunteers this week with probability logistic of

    b0 + b_m motive (1 - kappa reward) + b_r reward + b_t trust + b_n s_i(belief) + b_s service + b_g mobilised_c
       + b_v member . vanguard_c + b_l linked . lead_c - b_f fatigue,

`kappa` being crowding-out, lead = vanguard . cohesion, and s_i the pull of others' contributions by type (Fischbacher &
Gächter 2010): all of it for conditional cooperators, none for free riders, rising to a peak and falling for the
hump-shaped, constant for others. Before deciding she updates her belief by what her neighbours did last week,

    belief <- .57 belief + .43 share of the eight neighbours who volunteered.

Service tires; motive returns to its anchor, is worn by rewarded service and nourished by service in satisfaction.
"""

from __future__ import annotations

import math

import numpy as np

from .. import draws
from ..compilation import kernel
from ..state import City, Column, Contributor, Flags, Kind, Rows, Small
from ..territory import Keys, Whole
from .neighbours import CLOSE

_CONDITIONAL, _FREE_RIDER, _HUMP = int(Contributor.CONDITIONAL), int(Contributor.FREE_RIDER), int(Contributor.HUMP_SHAPED)
_MASS = int(Kind.MASS_ORGANISATION)


def volunteer(city: City) -> None:
    """Let every resident decide whether to volunteer this week."""
    citizens, communities, rules = city.citizens, city.communities, city.rules.participation
    if not city.settings.world.actors.citizen.enabled:
        communities.volunteers[:] = 0.0
        return
    b = city.settings.behaviour.volunteer
    _volunteer(
        city.seed, city.week, city.territory.citizen_start, citizens.key, citizens.near, citizens.far,
        citizens.contributor, citizens.party_member, citizens.link_rank, citizens.trust, citizens.satisfaction,
        citizens.motive_anchor, communities.vanguard, communities.cohesion, communities.household_links, mobilised(city),
        rules.reward, rules.volunteer_service,
        (b.base, b.motive, b.trust, b.neighbours, b.reward, b.service, b.mobilising, b.vanguard, b.lead, b.fatigue),
        (b.crowding_out, b.hump_peak, b.other_level, b.belief_memory, b.fatigue_gain, b.fatigue_decay, b.motive_return,
         b.motive_crowding, b.motive_growth),
        citizens.belief, citizens.motive, citizens.fatigue, citizens.volunteered.copy(), citizens.volunteered,
        citizens.took_part, communities.volunteers, communities.members_volunteering,
    )  # fmt: skip


def mobilised(city: City) -> Column:
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


@kernel
def pull_of_others(contributor: int, belief: float, peak: float, level: float) -> float:
    """Return what believing that a share `belief` of neighbours contributes does to a type of contributor, in [0, 1]."""
    if contributor == _CONDITIONAL:
        return belief
    if contributor == _FREE_RIDER:
        return 0.0
    if contributor == _HUMP:
        return belief if belief <= peak else peak * (1.0 - belief) / (1.0 - peak)
    return level


@kernel
def _volunteer(
    seed: int, week: int, citizen_start: Whole, key: Keys, near: Rows, far: Rows, contributor: Small, member: Flags,
    link_rank: Column, trust: Column, satisfaction: Column, motive_anchor: Column, vanguard: Column, cohesion: Column,
    links: Column, call: Column, reward: float, service: float, weights: tuple[float, ...], rates: tuple[float, ...],
    belief: Column, motive: Column, fatigue: Column, before: Flags, volunteered: Flags, took_part: Rows,
    volunteers: Column, members_volunteering: Column,
) -> None:  # fmt: skip
    b_0, b_motive, b_trust, b_others, b_reward, b_service, b_call, b_vanguard, b_lead, b_fatigue = weights
    crowding, peak, level, memory, tiring, recovery, returning, wearing, growing = rates
    kept = 1.0 - crowding * reward
    for c in range(len(vanguard)):
        first, last = citizen_start[c], citizen_start[c + 1]
        here = b_0 + b_reward * reward + b_service * service + b_call * call[c]
        lead = b_lead * vanguard[c] * cohesion[c]
        count, members, serving_members = 0, 0, 0
        for i in range(first, last):
            seen = int(before[near[i]]) + int(before[far[i]])
            for step in CLOSE:
                j = i + step
                while j < first:
                    j += last - first
                while j >= last:
                    j -= last - first
                seen += int(before[j])
            belief[i] = memory * belief[i] + (1.0 - memory) * (seen / 8.0)
            odds = here + b_motive * motive[i] * kept + b_trust * trust[i] - b_fatigue * fatigue[i]
            odds += b_others * pull_of_others(contributor[i], belief[i], peak, level)
            if member[i]:
                odds += b_vanguard * vanguard[c]
                members += 1
            if link_rank[i] < links[c]:
                odds += lead
            serves = draws.uniform(seed, draws.VOLUNTEER, week, key[i], 0) * (1.0 + math.exp(-odds)) < 1.0
            volunteered[i] = serves
            fatigue[i] -= recovery * fatigue[i]
            motive[i] += returning * (motive_anchor[i] - motive[i])
            if serves:
                count += 1
                serving_members += member[i]
                took_part[i] = week
                fatigue[i] = min(1.0, fatigue[i] + tiring)
                motive[i] += growing * satisfaction[i] * (1.0 - motive[i]) - wearing * crowding * reward * motive[i]
        volunteers[c] = count
        members_volunteering[c] = serving_members / members if members > 0 else 0.0
