"""5. A case finds an owner, or is passed on (推诿), at most one hop a week (7.5).

at = right: a = w_at (1 - load_refusal min(1, load_at / load_scale)) (fit_base + (1 - fit_base) fit_at,d)
a <- lists[c] + (1 - lists[c]) a;  a <- max(a, command[c]) if struck_cd;  u0 < a: accepted      (30)
at != right: u1 < knows + (1 - knows) lists[c]: the desk is right, else a plausible wrong desk              (31)
then, with hops >= escalation_hops and u3 < escalation[c], the party body may force it on right (吹哨)       (32)
"""

from __future__ import annotations

import math

from ... import random_draws as draws
from ...compilation import kernel
from ...parameters import streams
from ...parameters.places import COMMUNITY, DISTRICT, STREET
from ..cases import NEVER, Cases, Stage
from ..coefficients import Record
from ..ledger import Count, Ledger, WeekTally
from ..levers import Levers
from ..matching import fit
from ..state import DOMAIN_COUNT, EPSILON, NOBODY, Bodies, Communities, Places, RowIndex, Types
from .set_hours import take


@kernel
def route(
    seed: int, week: int, places: Places, communities: Communities, bodies: Bodies, cases: Cases, types: Types,
    ledger: Ledger, b: Record,
) -> None:  # fmt: skip
    """Let every case at a desk seek an owner."""
    stage, remaining, community, type_, desk = cases.stage, cases.remaining, cases.community, cases.type, cases.desk
    size, key, hops, lever, place = cases.size, cases.key, cases.hops, places.lever, communities.at
    domain, competent, rights, acts, tally = types.domain, types.competent, communities.right, bodies.acts, ledger.tally
    sought, knows, row, keys, waiting, accepted = 0, b.knows, cases.row, cases.drawn, 0, 0
    for j in range(cases.used[0]):
        row[waiting] = j
        keys[waiting] = key[j]
        waiting += (stage[j] == Stage.AT_DESK) & (remaining[j] > EPSILON)
    accepts, finds, which, whistles = (
        cases.chance[:waiting], cases.second_chance[:waiting], cases.third_chance[:waiting],
        cases.fourth_chance[:waiting],
    )  # fmt: skip
    draws.fours(seed, streams.ROUTE, week, keys[:waiting], accepts, finds, which, whistles)
    for turn in range(waiting):
        j = row[turn]
        c, y, at = community[j], type_[j], desk[j]
        d = domain[y]
        right = rights[c, competent[y, size[j]] * DOMAIN_COUNT + d]
        if right == NOBODY:
            continue
        sought += 1
        home = place[c, COMMUNITY]
        lists = lever[home, Levers.LISTS]
        if at == right:
            a = (
                bodies.w[at] * (1.0 - b.load_refusal * min(1.0, bodies.load[at] / b.load_scale))
                * fit(bodies.p[at, d], places.need[bodies.place[at], d], b.fit_base)
            )  # fmt: skip
            a = lists + (1.0 - lists) * a
            if communities.struck[c, d]:
                a = max(a, lever[home, Levers.COMMAND])
            if accepts[turn] < a:
                _accept(week, j, right, cases)
                row[accepted] = j  # what stood there has had its turn
                accepted += 1
                continue
            if acts[communities.committee[c]]:
                desk[j] = communities.committee[c]
        elif finds[turn] < knows + (1.0 - knows) * lists:
            desk[j] = right
        else:
            wrong = _wrong_desk(which[turn], c, communities, b.wrong_branch, b.wrong_office)
            desk[j] = right if wrong == at or not acts[wrong] else wrong
        hops[j] += 1
        if at != NOBODY:
            tally[WeekTally.TAKEN] += take(bodies, at, b.hop_cost)
        if hops[j] >= b.escalation_hops and whistles[turn] < lever[home, Levers.ESCALATION]:
            tier = DISTRICT if bodies.tier[right] == DISTRICT else STREET
            party = places.lead[place[c, tier]]
            if acts[party]:
                tally[WeekTally.TAKEN] += take(bodies, party, b.hop_cost)
                desk[j] = right
                _accept(week, j, right, cases)
                row[accepted] = j
                accepted += 1
    _begin(seed, week, accepted, bodies, cases, types)
    ledger.counts[week, Count.ACCEPTED] += accepted
    ledger.counts[week, Count.SOUGHT] += sought


@kernel
def _wrong_desk(u: float, c: RowIndex, communities: Communities, to_branch: float, to_office: float) -> RowIndex:
    if u < to_branch:
        return communities.branch[c]
    if u < to_branch + to_office:
        return communities.office[c]
    rest = 1.0 - to_branch - to_office
    return communities.department[c] + min(4, math.floor(5.0 * (u - to_branch - to_office) / rest))


@kernel
def _accept(week: int, j: int, owner: RowIndex, cases: Cases) -> None:
    """Make a body the owner of a case, which awaits consent if it is contested."""
    cases.owner[j] = owner
    cases.accepted[j] = week
    cases.asked[j] = NEVER
    cases.stage[j] = Stage.AWAITING if cases.contested[j] and not cases.decided[j] else Stage.OWNED


@kernel
def _begin(seed: int, week: int, accepted: int, bodies: Bodies, cases: Cases, types: Types) -> None:
    """Let the procedures of cases that found an owner begin, and draw their lots."""
    row, keys, key, owner, type_ = cases.row, cases.drawn, cases.key, cases.owner, cases.type
    luck, begins, lot, procedure = cases.chance[:accepted], cases.begins, cases.lot, types.procedure
    for turn in range(accepted):
        keys[turn] = key[row[turn]]
    draws.uniforms(seed, streams.PROCEDURE, 0, keys[:accepted], luck)
    for turn in range(accepted):
        j = row[turn]
        mean = procedure[type_[j]]
        begins[j] = week + (math.floor(-mean * math.log(luck[turn])) if mean > 0.0 else 0)
        other: RowIndex = bodies.key[owner[j]]
        keys[turn] = draws.child(keys[turn], other)
    # The Gumbel of (48) belongs to the case and its owner; it stays as long as they do.
    draws.uniforms(seed, streams.SCORE, 0, keys[:accepted], luck)
    for turn in range(accepted):
        lot[row[turn]] = -math.log(-math.log(luck[turn]))
