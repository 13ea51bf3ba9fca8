"""Asking for help: a peer asks one body (49), the hub several in turn (50); each joins or not (51)."""

from __future__ import annotations

import math

from ... import random_draws as draws
from ...compilation import lean
from ...parameters import streams
from ...parameters.places import COMMUNITY
from ..cases import Cases
from ..coefficients import Record
from ..ledger import Count, Ledger, WeekTally
from ..levers import Levers, Mechanism
from ..matching import fit
from ..state import (
    EPSILON,
    NOBODY,
    Bodies,
    Communities,
    Kind,
    Places,
    Types,
)
from .set_hours import take
from .team import Team


@lean
def ask(
    seed: int, week: int, tied: bool, o: int, j: int, team: Team, places: Places, communities: Communities,
    bodies: Bodies, cases: Cases, types: Types, ledger: Ledger, b: Record, fit_base: float,
) -> None:  # fmt: skip
    """Ask for each resource that is lacking and that nobody helps with."""
    if week - cases.asked[j] < b.ask_again:
        return
    open_ = False
    for k in range(4):
        open_ = open_ or (team.lacking[k] and cases.helper[j, k] == NOBODY)
    if not open_:
        return
    by_hub = int(places.lever[bodies.place[o], Levers.MECHANISM]) == Mechanism.HUB
    hub = places.lead[bodies.place[o]]
    if by_hub and not (bodies.acts[hub] and bodies.budget[hub] > EPSILON):
        return
    cases.asked[j] = week
    for k in range(4):
        if not team.lacking[k] or cases.helper[j, k] != NOBODY:
            continue
        for request in range(b.hub_requests if by_hub else 1):
            if by_hub and bodies.budget[hub] <= EPSILON:
                break
            chosen = _choose(
                seed, week, tied, by_hub, o, j, k, request, team, places, communities, bodies, cases, types, b,
                fit_base,
            )  # fmt: skip
            if chosen == NOBODY:
                break
            team.asked[request] = chosen
            ledger.counts[week, Count.REQUESTS] += 1
            if by_hub:
                bodies.budget[hub] -= b.ask_cost
                ledger.tally[WeekTally.TAKEN] += take(bodies, hub, b.ask_cost)
            if _joins(seed, week, chosen, j, k, places, communities, bodies, cases, types, b, fit_base):
                ledger.counts[week, Count.JOINED] += 1
                cases.helper[j, k] = chosen
                cases.joint[j] = True
                break


@lean
def _choose(
    seed: int, week: int, tied: bool, by_hub: bool, o: int, j: int, k: int, request: int, team: Team, places: Places,
    communities: Communities, bodies: Bodies, cases: Cases, types: Types, b: Record, fit_base: float,
) -> int:  # fmt: skip
    """Return whom to ask for a resource: (49) for a peer, (50) for a hub; nobody if none is eligible."""
    c, key = cases.community[j], cases.key[j]
    d = types.domain[cases.type[j]]
    largest = 0.0
    if tied and not by_hub:
        for group in range(3):
            first, last = _candidates(group, c, communities)
            for other in range(first, last):
                if _eligible(other, o, k, bodies, b.means):
                    largest = max(largest, _tie(o, other, c, communities, bodies))
    count = 0
    for group in range(3):
        first, last = _candidates(group, c, communities)
        for other in range(first, last):
            if not _eligible(other, o, k, bodies, b.means):
                continue
            tie = 1.0
            if by_hub:
                seen = bodies.left[other] <= EPSILON
                for place in range(request):
                    seen = seen or team.asked[place] == other
                if seen:
                    continue
            elif largest > 0.0:
                tie = _tie(o, other, c, communities, bodies) / largest
                if tie <= 0.0:
                    continue
            team.others[count], team.ties[count] = other, tie
            team.keys[count] = draws.child(draws.child(key, bodies.key[other]), k)
            count += 1
    draws.uniforms(seed, streams.ASK, week, team.keys[:count], team.luck)
    best, best_score = NOBODY, -math.inf
    for place in range(count):
        other, u = team.others[place], team.luck[place]
        if by_hub:
            need = places.need[bodies.place[other], d]
            score = (
                bodies.mix[other, k] * bodies.w[other] * bodies.left[other]
                / (1.0 + bodies.load[other] / b.slack_scale) * fit(bodies.p[other, d], need, fit_base) * (0.5 + u)
            )  # fmt: skip
        else:
            score = math.log(bodies.mix[other, k] * team.ties[place]) - math.log(-math.log(u))
        if best == NOBODY or score > best_score or (score == best_score and bodies.key[other] < bodies.key[best]):
            best, best_score = other, score
    return best


@lean
def _candidates(group: int, c: int, communities: Communities) -> tuple[int, int]:
    """Return a range of bodies that serve a community: those of its district, its street, its own."""
    if group == 0:
        return communities.district_bodies[c, 0], communities.district_bodies[c, 1]
    if group == 1:
        return communities.street_bodies[c, 0], communities.street_bodies[c, 1]
    return communities.home[c, 0], communities.home[c, 1]


@lean
def _eligible(other: int, o: int, k: int, bodies: Bodies, means: float) -> bool:
    return other != o and bodies.acts[other] and bodies.full[other] > EPSILON and bodies.mix[other, k] >= means


@lean
def _tie(o: int, other: int, c: int, communities: Communities, bodies: Bodies) -> float:
    """Return the weight of the tie of two bodies: of the row that names both, else of that of their communities."""
    for row in range(bodies.tie_start[o], bodies.tie_start[o + 1]):
        if bodies.tie_to[row] == other:
            return bodies.tie_weight[row]
    if bodies.tier[o] == COMMUNITY and bodies.tier[other] == COMMUNITY:
        return communities.own_tie[c]
    return 0.0


@lean
def _stands_apart(kind: int) -> bool:
    """Tell whether no command reaches a kind of body: enterprises and social organisations."""
    return kind == Kind.ENTERPRISE or kind == Kind.SOCIAL_ORGANISATION


@lean
def _joins(
    seed: int, week: int, other: int, j: int, k: int, places: Places, communities: Communities, bodies: Bodies,
    cases: Cases, types: Types, b: Record, fit_base: float,
) -> bool:  # fmt: skip
    """Tell whether a body that is asked joins (51)."""
    c, d = cases.community[j], types.domain[cases.type[j]]
    lever = places.lever[communities.at[c, COMMUNITY]]
    a = (
        bodies.w[other] / (1.0 + bodies.load[other] / b.slack_scale)
        * fit(bodies.p[other, d], places.need[bodies.place[other], d], fit_base) * bodies.paid[other]
    )  # fmt: skip
    a += (1.0 - a) * b.lists_lift * lever[Levers.LISTS]
    if communities.struck[c, d] and not _stands_apart(bodies.kind[other]):
        a = max(a, lever[Levers.COMMAND])
    if b.fixed_acceptance > 0.0:
        a = b.fixed_acceptance
    key = draws.child(draws.child(cases.key[j], bodies.key[other]), k)
    return draws.uniform(seed, streams.JOIN, week, key, 0) < a
