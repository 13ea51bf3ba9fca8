"""Effort becomes work done, work done resolves problems (产出与解决).

A share eps of the effort in a cell can stand in for any kind,

    E'_k = (1 - eps) E_k + eps needs_k sum(E),

and output is a CES aggregate (Arrow et al. 1961) over the kinds needed, less what handing cases between offices loses:

    Y = [sum_k needs_k (E'_k / needs_k)^r]^(1/r) / (1 + .2 (kinds - 1) (1 - reach)).

r = 1 gives the plain sum (no complementarity), r -> 0 Cobb-Douglas, r -> -inf the scarcest input.

Offices finish what they take up: the case in hand of a cell comes first, then its other cases in random order (service
in random order, Kingman 1962), each getting all it needs until Y is used up; the last, served in part, is the next case
in hand. A share `spread` of Y goes to all cases at once instead, in equal parts (processor sharing).

Under assessment, assigned cases at their deadline, counted from the report, are closed on paper with probability
.5 show a week: they stay harmful and may be reported again.
"""

from __future__ import annotations

import math

import numpy as np

from .. import random_draws as draws
from ..array_types import Column, Keys, Rows, Small, Whole
from ..compilation import kernel
from ..state import City, Count, Stage
from .commit import appearance_share

_ASSIGNED, _PAPER, _RESOLVED = int(Stage.ASSIGNED), int(Stage.PAPER_CLOSED), int(Stage.RESOLVED)
DONE = 1e-9
"""A problem with less work than this left is resolved: rounding does not keep it open."""


def produce(city: City) -> None:
    """Turn effort into output, resolve problems, close cases on paper."""
    work, issues, types, b = city.work, city.issues, city.types, city.behaviour.produce
    _produce(
        work.effort, work.needed, types.needs, types.kinds, city.communities.reach, b.fungible, b.substitution,
        b.handover, work.applied, work.output,
    )  # fmt: skip
    _serve(
        city.seed, city.week, issues.open, issues.key, issues.grid, issues.type, issues.stage, issues.remaining,
        issues.born, issues.reported, city.territory.home_of, types.deadline, b.spread, work.output, work.in_hand,
        work.done, city.ledger.counts, city.ledger.durations,
    )  # fmt: skip
    show = appearance_share(city.rules.administration.assessment)
    if show > 0.0:
        _close_on_paper(
            city.seed, city.week, issues.open, issues.key, issues.type, issues.stage, issues.reported, types.deadline,
            b.paper * show, b.paper_ahead, city.ledger.counts,
        )  # fmt: skip


@kernel
def ces(effort: Column, needs: Column, r: float) -> float:
    """Return the CES output of effort by kind; kinds that are not needed add nothing.

    Parameters
    ----------
    effort, needs : array (4,)
        Needs sum to one.
    r : float
        Substitution exponent, at most 1; elasticity of substitution 1 / (1 - r).
    """
    scarcest, logs = np.inf, 0.0
    for k in range(len(needs)):
        if needs[k] > 0.0:
            scarcest = min(scarcest, effort[k] / needs[k])
    if scarcest == np.inf or (scarcest <= 0.0 and r <= 0.0):
        return 0.0
    if abs(r) < 1e-8:
        for k in range(len(needs)):
            if needs[k] > 0.0:
                logs += needs[k] * math.log(effort[k] / needs[k])
        return math.exp(logs)
    total = 0.0
    if r > 0.0:
        for k in range(len(needs)):
            if needs[k] > 0.0:
                total += needs[k] * (effort[k] / needs[k]) ** r
        return total ** (1.0 / r)
    # Relative to the scarcest input no power overflows, however negative r is.
    for k in range(len(needs)):
        if needs[k] > 0.0:
            total += needs[k] * (effort[k] / needs[k] / scarcest) ** r
    return scarcest * total ** (1.0 / r)


@kernel
def _produce(
    effort: Column, needed: Column, needs: Column, kinds: Column, reach: Column, fungible: float, r: float,
    handover: float, applied: Column, output: Column,
) -> None:  # fmt: skip
    mixed = np.empty(needs.shape[1])
    for c in range(needed.shape[0]):
        for y in range(needed.shape[1]):
            applied[c, y], output[c, y] = 0.0, 0.0
            if needed[c, y] <= 0.0:
                continue
            total = 0.0
            for k in range(len(mixed)):
                total += effort[c, y, k]
            for k in range(len(mixed)):
                mixed[k] = (1.0 - fungible) * effort[c, y, k] + fungible * needs[y, k] * total
            applied[c, y] = total
            output[c, y] = ces(mixed, needs[y], r) / (1.0 + handover * (kinds[y] - 1.0) * (1.0 - reach[c]))


@kernel
def _queues(
    seed: int, week: int, n: int, key: Keys, grid: Rows, type_: Small, stage: Small, home_of: Whole, in_hand: Keys,
    spread: float,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Return the rows of assigned problems, cell by cell and in their turn, and where the queue of each cell starts."""
    types = in_hand.shape[1]
    start = np.zeros(in_hand.size + 1, dtype=np.int64)
    for j in range(n):
        if stage[j] == _ASSIGNED:
            start[home_of[grid[j]] * types + type_[j] + 1] += 1
    for cell in range(in_hand.size):
        start[cell + 1] += start[cell]
    place = start[:-1].copy()
    queue = np.empty(start[-1], dtype=np.int64)
    for j in range(n):
        if stage[j] == _ASSIGNED:
            cell = home_of[grid[j]] * types + type_[j]
            queue[place[cell]] = j
            place[cell] += 1
    if spread < 1.0:
        keys, turn = np.empty(len(queue), dtype=np.uint64), np.empty(len(queue))
        for q in range(len(queue)):
            keys[q] = key[queue[q]]
        draws.uniforms(seed, draws.TURN, week, keys, turn)
        for cell in range(in_hand.size):
            first, last = start[cell], start[cell + 1]
            for q in range(first, last):
                if keys[q] == in_hand[cell // types, cell % types]:
                    turn[q] = 0.0
            line_up(queue[first:last], turn[first:last])
    return queue, start


@kernel
def line_up(queue: Whole, turn: Column) -> None:
    """Sort problems by their turn, both in place; short queues, and most are, by insertion."""
    if len(queue) > 24:
        order = np.argsort(turn)
        queue[:] = queue[order]
        return
    for last in range(1, len(queue)):
        j, t = queue[last], turn[last]
        q = last
        while q > 0 and turn[q - 1] > t:
            queue[q], turn[q] = queue[q - 1], turn[q - 1]
            q -= 1
        queue[q], turn[q] = j, t


@kernel
def _serve(
    seed: int, week: int, n: int, key: Keys, grid: Rows, type_: Small, stage: Small, remaining: Column, born: Rows,
    reported: Rows, home_of: Whole, deadline: Whole, spread: float, output: Column, in_hand: Keys, done: Column,
    counts: Whole, durations: Whole,
) -> None:  # fmt: skip
    """Give each cell's output to its problems, and resolve those that have all they need."""
    queue, start = _queues(seed, week, n, key, grid, type_, stage, home_of, in_hand, spread)
    for cell in range(output.size):
        c, y = cell // output.shape[1], cell % output.shape[1]
        waiting, given = queue[start[cell] : start[cell + 1]], float(output[c, y])
        left = given - spread * given + share_equally(remaining, waiting, spread * given)
        left, last = one_by_one(remaining, waiting, left)
        if last >= 0:
            in_hand[c, y] = key[last]
        done[c, y] = given - left
    _resolve(week, queue, start, stage, remaining, born, reported, deadline, counts, durations)


@kernel
def _resolve(
    week: int, queue: Whole, start: Whole, stage: Small, remaining: Column, born: Rows, reported: Rows,
    deadline: Whole, counts: Whole, durations: Whole,
) -> None:  # fmt: skip
    """Resolve the problems that have all they need, and count them."""
    recent = week % durations.shape[0]
    durations[recent] = 0
    for cell in range(len(start) - 1):
        y = cell % len(deadline)
        for q in range(start[cell], start[cell + 1]):
            j = queue[q]
            if remaining[j] > DONE:
                continue
            stage[j] = _RESOLVED
            age = week - born[j]
            durations[recent, age] += 1
            counts[week, Count.RESOLVED] += 1
            if age <= deadline[y]:
                counts[week, Count.ON_TIME] += 1
                counts[born[j] + deadline[y], Count.DUE_MET] += 1
            if week - reported[j] <= deadline[y]:
                counts[week, Count.CASE_ON_TIME] += 1
                counts[reported[j] + deadline[y], Count.CASE_DUE_MET] += 1
            else:
                counts[week, Count.RESOLVED_LATE] += 1


@kernel
def share_equally(remaining: Column, queue: Whole, output: float) -> float:
    """Give each problem in the queue an equal part of the output, none more than it needs; return what is left over.

    Parameters
    ----------
    remaining : array
        Work left of all problems; lowered in place.
    queue : array of int
        Rows of the problems that share.
    output : float
        Work done in this cell.
    """
    waiting, left = len(queue), output
    while waiting > 0 and left > 0.0:
        part = left / waiting
        satisfied = 0
        for j in queue:
            if 0.0 < remaining[j] <= part:
                left -= float(remaining[j])
                remaining[j] = 0.0
                satisfied += 1
        if satisfied == 0:
            for j in queue:
                if remaining[j] > 0.0:
                    remaining[j] -= part
            return 0.0
        waiting -= satisfied
    return max(0.0, left)


@kernel
def one_by_one(remaining: Column, queue: Whole, output: float) -> tuple[float, int]:
    """Give one problem after another all it needs until the output is used up.

    Parameters
    ----------
    remaining : array
        Work left of all problems; lowered in place.
    queue : array of int
        Rows of the problems in their turn.
    output : float
        Work done in this cell.

    Returns
    -------
    tuple
        What is left over, and the row of the problem that got only a part, or -1.
    """
    left = output
    for j in queue:
        if left <= 0.0:
            break
        if remaining[j] > left:
            remaining[j] -= left
            return 0.0, j
        left -= float(remaining[j])
        remaining[j] = 0.0
    return left, -1


@kernel
def _close_on_paper(
    seed: int, week: int, n: int, key: Keys, type_: Small, stage: Small, reported: Rows, deadline: Whole, chance: float,
    ahead: int, counts: Whole,
) -> None:  # fmt: skip
    for j in range(n):
        if stage[j] != _ASSIGNED or week < reported[j] + deadline[type_[j]] - ahead:
            continue
        if draws.uniform(seed, draws.PAPER, week, key[j], 0) < chance:
            stage[j] = _PAPER
            counts[week, Count.PAPER] += 1
            if week - reported[j] <= deadline[type_[j]]:
                counts[week, Count.PAPER_ON_TIME] += 1
                counts[reported[j] + deadline[type_[j]], Count.CASE_DUE_MET] += 1
