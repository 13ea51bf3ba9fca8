"""9. Pooled hours go to the worst cases (资源统筹; 7.9).

A body gives share left f of its hours, less what the hand-over loses, to the pools of the areas that it serves. Cases
are served in descending severity (1 + (week - reported) / age_scale):

    t_k = min(pool_k, remaining needs_yk);  if sum t < enough remaining:  t_k = pool_k / P min(P, remaining)     (47)
    out = match(t, needs_y);  f = min(1, remaining / out);  pool_k -= f t_k;  remaining -= f out

The party body that leads pays for each dispatch, as long as it has a budget.
"""

from __future__ import annotations

import numpy as np

from ...compilation import inline, kernel
from ...parameters.places import COMMUNITY
from ..cases import Cases, Stage
from ..coefficients import Record
from ..ledger import Ledger, WeekTally
from ..levers import Levers
from ..matching import match_row
from ..ordering import order_descending
from ..state import EPSILON, MARGIN, NOBODY, Bodies, Communities, Places, RowIndex, Types
from .set_hours import take


@inline
def is_workable(week: int, stage: int, begins: int, contested: bool, decided: bool, remaining: float) -> bool:
    """Tell whether a case can be worked on: owned and begun, or at a desk and not contested or decided."""
    # Not `and` and `or`: all is at hand, and who would bet on an answer loses more than looking at everything takes.
    at_desk = (stage == Stage.AT_DESK) & ((not contested) | decided)
    return (remaining > EPSILON) & (((stage == Stage.OWNED) & (begins <= week)) | at_desk)


@kernel
def pool(
    week: int, places: Places, communities: Communities, bodies: Bodies, cases: Cases, types: Types, ledger: Ledger,
    b: Record, work: Record,
) -> None:  # fmt: skip
    """Pool hours, and give them to the worst cases."""
    for p in range(len(places.key)):
        for k in range(4):
            places.pool[p, k] = 0.0
    if _fill(places, communities, bodies, ledger, b):
        _empty(week, places, communities, bodies, cases, types, ledger, b, work)


@kernel
def _fill(places: Places, communities: Communities, bodies: Bodies, ledger: Ledger, b: Record) -> bool:
    """Let bodies give hours; tell whether there are any."""
    losses = (b.loss_community, b.loss_street, b.loss_district, b.loss_city)
    filled = False
    for o in range(len(bodies.key)):
        share = places.lever[bodies.place[o], Levers.SHARE]
        if not bodies.acts[o] or share == 0.0 or bodies.f[o] == 0.0:
            continue
        scope = int(places.lever[bodies.place[o], Levers.POOL]) - 1
        h = share * bodies.left[o] * bodies.f[o]
        take(bodies, o, h)
        ledger.tally[WeekTally.POOLED] += h
        h *= 1.0 - losses[scope]
        filled = filled or h > 0.0
        led = 0
        for c in range(bodies.first[o], bodies.last[o]):
            led += bodies.acts[places.lead[communities.at[c, scope]]]
        c = bodies.first[o]
        while c < bodies.last[o]:
            area = communities.at[c, scope]
            here = 0
            while c < bodies.last[o] and communities.at[c, scope] == area:
                here += 1
                c += 1
            if bodies.acts[places.lead[area]]:
                for k in range(4):
                    places.pool[area, k] += h * (here / led) * bodies.mix[o, k]
    return filled


@kernel
def _area(c: RowIndex, places: Places, communities: Communities) -> int:
    """Return the place whose pool a community draws on; nobody's if none."""
    scope = int(places.lever[communities.at[c, COMMUNITY], Levers.POOL]) - 1
    return communities.at[c, scope] if scope >= 0 else NOBODY


@kernel
def _empty(
    week: int, places: Places, communities: Communities, bodies: Bodies, cases: Cases, types: Types, ledger: Ledger,
    b: Record, work: Record,
) -> None:  # fmt: skip
    """Serve cases in their order until pools, or budgets for dispatches, are used up."""
    count = 0
    for j in range(cases.used[0]):
        if not is_workable(
            week, cases.stage[j], cases.begins[j], cases.contested[j], cases.decided[j], cases.remaining[j]
        ):
            continue
        area = _area(cases.community[j], places, communities)
        if area == NOBODY or not bodies.acts[places.lead[area]]:
            continue
        cases.row[count] = j
        cases.score[count] = cases.severity[j] * (1.0 + (week - cases.reported[j]) / b.age_scale)
        count += 1
    order = order_descending(cases.row[:count], cases.score[:count], cases.key)
    wanted = np.zeros(4)
    for place in range(count):
        j = cases.row[order[place]]
        area = _area(cases.community[j], places, communities)
        lead, hours = places.lead[area], places.pool[area]
        if bodies.budget[lead] <= EPSILON:
            continue
        y, left = cases.type[j], cases.remaining[j]
        total, pooled = 0.0, hours[0] + hours[1] + hours[2] + hours[3]
        for k in range(4):
            wanted[k] = min(hours[k], left * types.needs[y, k])
            total += wanted[k]
        if total < b.enough * left - MARGIN:
            if pooled <= EPSILON:
                continue
            for k in range(4):
                wanted[k] = hours[k] / pooled * min(pooled, left)
        out = match_row(wanted, types.needs[y], work.fungible, work.substitution)
        if out <= EPSILON:
            continue
        bodies.budget[lead] -= b.dispatch
        ledger.tally[WeekTally.TAKEN] += take(bodies, lead, b.dispatch)
        f, given = min(1.0, left / out), 0.0
        for k in range(4):
            hours[k] = max(0.0, hours[k] - f * wanted[k])
            given += f * wanted[k]
        cases.remaining[j] = left - f * out
        communities.given_now[cases.community[j], types.domain[y]] += given
        ledger.tally[WeekTally.APPLIED] += given
        ledger.tally[WeekTally.DONE] += f * out
        finish(j, lead, cases)


@kernel
def finish(j: RowIndex, solver: RowIndex, cases: Cases) -> None:
    """See whether a case is done; who did it is remembered where it has no owner."""
    if cases.remaining[j] <= EPSILON:
        cases.remaining[j] = 0.0
        if cases.owner[j] == NOBODY:
            cases.solver[j] = solver
