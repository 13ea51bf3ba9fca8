"""Residents meet, discuss and decide (民主协商).

Every `interval` weeks each community with a convener invites a share of its residents. An invited resident comes with
probability

    logistic(-1.5 + 2 motive + 2 trust - 2 fatigue).

Participants and the organisations of the community discuss for some rounds as in Friedkin & Johnsen (1990),

    x(t + 1) = lambda W x(t) + (1 - lambda) x(0),   W = s I + (1 - s) 1 w',

`w` being the weight of each voice: 1, and 1 + 2 (1 - equality) for party members and organisations. The weighted mean
stays where it was; positions draw near to it. The proposal is that mean. A resident accepts when half the absolute
distance between it and her position is within her tolerance; residents vote, organisations only speak. If the rule is
met, agenda, consensus and pledge move; if not, nothing is adopted and the time is spent all the same.
"""

from __future__ import annotations

import math

import numpy as np

from .. import random_draws as draws
from ..array_types import Column, Flags, Keys, Rows, Whole
from ..compilation import kernel
from ..state import City, Count
from ..world import DOMAINS

MAJORITY, TWO_THIRDS, UNANIMITY = 0, 1, 2
_RULES = {"majority": MAJORITY, "two_thirds": TWO_THIRDS, "unanimity": UNANIMITY}


def deliberate(city: City) -> None:
    """Let consensus, pledge and the feeling of being heard fade; hold meetings when they are due."""
    behaviour, rules = city.behaviour.deliberate, city.rules.deliberation
    communities, citizens, organisations = city.communities, city.citizens, city.organisations
    interval = rules.interval_weeks if city.settings.world.actors.citizen.enabled else 0
    start = city.behaviour.founding.consensus
    _fade(communities.consensus, start, behaviour.erosion)
    _fade(communities.pledge, 0.0, behaviour.erosion)
    _fade(citizens.voice, 0.0, behaviour.voice_decay)
    if interval == 0:
        communities.attendance[:] = 0.0
        return
    if city.week % interval:
        return
    room = int(city.territory.residents.max() + np.diff(organisations.home_start).max())
    _meet(
        city.seed, city.week, city.territory.citizen_start, organisations.home_start, communities.convened,
        citizens.key, citizens.motive, citizens.trust, citizens.party_member, citizens.priorities, citizens.tolerance,
        organisations.priorities, rules.inclusiveness, rules.rounds, _RULES[rules.decision_rule],
        1.0 + behaviour.status_weight * (1.0 - rules.voice_equality), rules.pledge,
        (behaviour.turnout_base, behaviour.turnout_motive, behaviour.turnout_trust, behaviour.turnout_fatigue),
        (behaviour.susceptibility, behaviour.self_weight, behaviour.agenda_rate, behaviour.consensus_rate,
         behaviour.pledge_rate, behaviour.voice_gain, behaviour.fatigue),
        citizens.fatigue, citizens.voice, citizens.took_part, communities.agenda, communities.consensus,
        communities.pledge, communities.attendance, communities.acceptance, city.ledger.counts,
        np.empty((room, len(DOMAINS))), np.empty((room, len(DOMAINS))), np.empty(room), np.empty(room), np.empty(room),
        np.empty(room, np.int32),
    )  # fmt: skip


@kernel
def _fade(values: Column, towards: float, rate: float) -> None:
    for i in range(len(values)):
        values[i] += rate * (towards - values[i])


@kernel
def discuss(
    position: Column, first: Column, weight: Column, susceptibility: float, self_weight: float, rounds: int
) -> None:
    """Let positions (n, d) draw together for some rounds, in place.

    Parameters
    ----------
    position, first : array (n, d)
        Present and first positions; each row a point.
    weight : array (n,)
        Weight of each voice; scaled to sum to one.
    susceptibility, self_weight : float
        lambda and s of the module's equation. With lambda = 1 this is DeGroot (1974) and tends to the weighted mean.
    """
    n, d = position.shape
    total = 0.0
    for i in range(n):
        total += weight[i]
    for _ in range(rounds):
        for k in range(d):
            mean = 0.0
            for i in range(n):
                mean += weight[i] * position[i, k]
            mean /= total
            for i in range(n):
                heard = self_weight * position[i, k] + (1.0 - self_weight) * mean
                position[i, k] = susceptibility * heard + (1.0 - susceptibility) * first[i, k]


@kernel
def passes(votes: int, voters: int, rule: int) -> bool:
    """Tell whether a proposal passes: more than half, at least two thirds, or all; never without voters."""
    if voters == 0:
        return False
    if rule == UNANIMITY:
        return votes == voters
    if rule == TWO_THIRDS:
        return 3 * votes >= 2 * voters
    return 2 * votes > voters


@kernel
def _meet(
    seed: int, week: int, citizen_start: Whole, home_start: Whole, convened: Flags, key: Keys, motive: Column,
    trust: Column, member: Flags, priorities: Column, tolerance: Column, organisation_priorities: Column,
    inclusiveness: float, rounds: int, rule: int, status: float, pledge_set: float, turnout: tuple[float, ...],
    rates: tuple[float, ...], fatigue: Column, voice: Column, took_part: Rows, agenda: Column, consensus: Column,
    pledge: Column, attendance: Column, acceptance: Column, counts: Whole, position: Column, first: Column,
    weight: Column, chosen: Column, luck: Column, present: Rows,
) -> None:  # fmt: skip
    base, by_motive, by_trust, by_fatigue = turnout
    susceptibility, self_weight, agenda_rate, consensus_rate, pledge_rate, voice_gain, tiring = rates
    domains = priorities.shape[1]
    for c in range(len(convened)):
        if not convened[c]:
            attendance[c] = 0.0
            continue
        came, start = 0, citizen_start[c]
        draws.pairs(seed, draws.DELIBERATE, week, key[start : citizen_start[c + 1]], chosen, luck)
        for i in range(start, citizen_start[c + 1]):
            if chosen[i - start] >= inclusiveness:
                continue
            odds = base + by_motive * motive[i] + by_trust * trust[i] - by_fatigue * fatigue[i]
            if luck[i - start] < 1.0 / (1.0 + math.exp(-odds)):
                present[came] = i
                weight[came] = status if member[i] else 1.0
                for k in range(domains):
                    first[came, k] = priorities[i, k]
                    position[came, k] = priorities[i, k]
                came += 1
        attendance[c] = came / (citizen_start[c + 1] - citizen_start[c])
        counts[week, Count.MEETINGS] += 1
        voices = came
        for o in range(home_start[c], home_start[c + 1]):
            weight[voices] = status
            for k in range(domains):
                first[voices, k] = organisation_priorities[o, k]
                position[voices, k] = organisation_priorities[o, k]
            voices += 1
        discuss(position[:voices], first[:voices], weight[:voices], susceptibility, self_weight, rounds)

        total = 0.0
        for j in range(voices):
            total += weight[j]
        proposal = np.zeros(domains)
        for k in range(domains):
            for j in range(voices):
                proposal[k] += weight[j] * position[j, k]
            proposal[k] /= total
        votes = 0
        for j in range(came):
            distance = 0.0
            for k in range(domains):
                distance += abs(position[j, k] - proposal[k])
            if 0.5 * distance <= tolerance[present[j]]:
                votes += 1
        acceptance[c] = votes / came if came > 0 else 0.0
        if passes(votes, came, rule):
            counts[week, Count.ADOPTED] += 1
            consensus[c] += consensus_rate * (acceptance[c] - consensus[c])
            pledge[c] += pledge_rate * (pledge_set * acceptance[c] - pledge[c])
            for k in range(domains):
                agenda[c, k] += agenda_rate * (proposal[k] - agenda[c, k])
        for j in range(came):
            i = present[j]
            voice[i] += voice_gain * (1.0 - voice[i])
            fatigue[i] = min(1.0, fatigue[i] + tiring * rounds)
            took_part[i] = week
