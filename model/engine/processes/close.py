"""11. Cases end, or seem to (7.11).

    remaining <= eps: resolved, on time or not by birth and by report                                           (56)
    owned, A = assessment[owner] > 0, week - reported >= deadline - paper_ahead,
    and a chance of paper A / (1 + A): on paper                                                                 (57)
    uniform patience_weeks < 1: lapsed                                                                          (58)

Then what residents of each grid see: harm, what was solved, how they were let down (59).
"""

from __future__ import annotations

from ... import random_draws as draws
from ...array_types import Column
from ...compilation import kernel
from ...parameters import streams
from ..cases import NEVER, Cases, Stage
from ..coefficients import Record
from ..ledger import WINDOW, Count, Ledger
from ..levers import Levers
from ..state import DOMAIN_COUNT, EPSILON, NOBODY, Bodies, Communities, Grids, Places, Types

_PERSONS = 5.0


@kernel
def close(
    seed: int, week: int, places: Places, communities: Communities, grids: Grids, bodies: Bodies, cases: Cases,
    types: Types, ledger: Ledger, b: Record, felt: Record,
) -> None:  # fmt: skip
    """Resolve what is done, close on paper, let people give up; then look around."""
    _clear(bodies, ledger.durations[week % WINDOW])
    n = cases.used[0]
    draws.uniforms(seed, streams.LAPSE, week, cases.key[:n], cases.chance[:n])
    stage, remaining, type_, reported, chance = cases.stage, cases.remaining, cases.type, cases.reported, cases.chance
    deadline, patience = types.deadline, types.patience
    for j in range(n):
        if stage[j] > Stage.ON_PAPER:
            continue
        if remaining[j] <= EPSILON:
            _resolve(week, j, communities, bodies, cases, types, ledger)
            continue
        y = type_[j]
        if stage[j] == Stage.OWNED and week - reported[j] >= deadline[y] - b.paper_ahead:
            _close_on_paper(seed, week, j, places, bodies, cases, types, ledger, b.paper)
        if chance[j] * patience[y] < 1.0:
            open_ = Stage.AT_DESK <= cases.stage[j] <= Stage.OWNED
            ledger.counts[week, Count.LAPSED] += 1
            ledger.counts[week, Count.LAPSED_OPEN] += open_
            communities.lapsed[cases.community[j], y] += 1
            cases.stage[j] = Stage.LAPSED
            if cases.owner[j] != NOBODY:
                bodies.closures[cases.owner[j]] += 1
    _look_around(week, grids, cases, types, felt)


@kernel
def _clear(bodies: Bodies, durations: Column) -> None:
    for o in range(len(bodies.key)):
        bodies.closures[o] = 0
        bodies.on_time[o] = 0
    for age in range(len(durations)):
        durations[age] = 0


@kernel
def _resolve(
    week: int, j: int, communities: Communities, bodies: Bodies, cases: Cases, types: Types, ledger: Ledger
) -> None:
    y, age = cases.type[j], week - cases.born[j]
    deadline, counts = types.deadline[y], ledger.counts
    cases.stage[j] = Stage.RESOLVED
    cases.remaining[j] = 0.0
    communities.resolved[cases.community[j], y] += 1
    ledger.durations[week % WINDOW, age] += 1
    counts[week, Count.RESOLVED] += 1
    counts[week, Count.HOPS] += cases.hops[j]
    counts[week, Count.PASSED_ON] += cases.hops[j] > 1
    counts[week, Count.JOINT] += cases.joint[j]
    counts[week, Count.ON_THE_SPOT] += cases.on_the_spot[j]
    if age <= deadline:
        counts[cases.born[j] + deadline, Count.DUE_MET] += 1
    timely = cases.reported[j] != NEVER and week - cases.reported[j] <= deadline
    if timely:
        counts[week, Count.RESOLVED_BY_REPORT] += 1
        counts[cases.reported[j] + deadline, Count.CASE_DUE_MET] += 1
    if cases.first_reported[j] != NEVER:
        counts[cases.first_reported[j] + deadline, Count.FIRST_DUE_MET] += 1
    who = cases.owner[j] if cases.owner[j] != NOBODY else cases.solver[j]
    if who != NOBODY:
        bodies.closures[who] += 1
        bodies.on_time[who] += timely
    for k in range(4):
        helper = cases.helper[j, k]
        counted = helper == NOBODY
        counted = counted or helper == who
        for before in range(k):
            counted = counted or cases.helper[j, before] == helper
        if not counted:
            bodies.closures[helper] += 1
            bodies.on_time[helper] += timely


@kernel
def _close_on_paper(
    seed: int, week: int, j: int, places: Places, bodies: Bodies, cases: Cases, types: Types, ledger: Ledger,
    paper: float,
) -> None:  # fmt: skip
    assessment = places.lever[bodies.place[cases.owner[j]], Levers.ASSESSMENT]
    if assessment == 0.0 or not bodies.acts[cases.owner[j]]:
        return
    if draws.uniform(seed, streams.PAPER, week, cases.key[j], 0) < paper * assessment / (1.0 + assessment):
        deadline = types.deadline[cases.type[j]]
        cases.stage[j] = Stage.ON_PAPER
        ledger.counts[week, Count.PAPER] += 1
        bodies.closures[cases.owner[j]] += 1
        if week - cases.reported[j] <= deadline:
            bodies.on_time[cases.owner[j]] += 1
            ledger.counts[cases.reported[j] + deadline, Count.CASE_DUE_MET] += 1


@kernel
def _look_around(week: int, grids: Grids, cases: Cases, types: Types, b: Record) -> None:
    """Write harm, solved, let down and seen of each grid, per 5 persons (59)."""
    harm, solved, let_down, seen = grids.harm, grids.solved, grids.let_down, grids.seen
    grid, type_, stage, born, severity = cases.grid, cases.type, cases.stage, cases.born, cases.severity
    deadline, domain = types.deadline, types.domain
    cap, scale, lapse_loss, overdue_loss = b.age_cap, b.age_scale, b.lapse_loss, b.overdue_loss
    for g in range(len(harm)):
        harm[g] = 0.0
        solved[g] = 0.0
        let_down[g] = 0.0
        for d in range(DOMAIN_COUNT):
            seen[g, d] = 0.0
    for j in range(cases.used[0]):
        g, y = grid[j], type_[j]
        age = week - born[j]
        if stage[j] == Stage.RESOLVED:
            solved[g] += age <= deadline[y]
        elif stage[j] == Stage.LAPSED:
            let_down[g] += lapse_loss
        elif stage[j] != Stage.GONE:
            weight = severity[j] * (1.0 + min(float(age), cap) / scale)
            harm[g] += weight
            seen[g, domain[y]] += weight
            if stage[j] == Stage.ON_PAPER or age > deadline[y]:
                let_down[g] += overdue_loss
    for g in range(len(harm)):
        if harm[g] > 0.0:
            for d in range(DOMAIN_COUNT):
                seen[g, d] /= harm[g]
        per = _PERSONS / grids.persons[g]
        harm[g] *= per
        solved[g] *= per
        let_down[g] = per * let_down[g] + grids.grudge[g]
        grids.grudge[g] = 0.0
