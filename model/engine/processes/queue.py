"""Queues of owners, and what is served first (7.10).

Served first are cases that are begun, then the rest, by descending score (48):

    severity ln sev + priority ln((p_od + floor) / (n_od + floor)) - small_first (1 + A) ln max(remaining, eps)
    + A [0 <= due <= 1] - A [due < 0] + noise Gumbel
"""

from __future__ import annotations

import math

from ...array_types import Column, Flags, Keys, Rows
from ...compilation import kernel, lean
from ..cases import Cases, Stage
from ..coefficients import Record
from ..levers import Levers
from ..state import (
    EPSILON,
    Bodies,
    Places,
    Types,
)
from .pool import is_workable


@kernel
def list_workable(week: int, cases: Cases) -> int:
    """List in ``listed`` the cases that can be worked on, in order of birth; return how many there are."""
    stage, begins, contested, decided = cases.stage, cases.begins, cases.contested, cases.decided
    remaining, listed, total = cases.remaining, cases.listed, 0
    for j in range(cases.used[0]):
        listed[total] = j
        total += is_workable(week, stage[j], begins[j], contested[j], decided[j], remaining[j])
    return total


@kernel
def line_up(total: int, bodies: Bodies, cases: Cases) -> int:
    """List the cases of each owner that can be worked on, out of all that can; return how many of nobody come first."""
    start, n, row = bodies.start, len(bodies.key), cases.row
    listed, stage, owner = cases.listed, cases.stage, cases.owner
    for o in range(n + 1):
        start[o] = 0
    for place in range(total):
        j = listed[place]
        start[owner[j] + 1 if stage[j] == Stage.OWNED else 0] += 1
    for o in range(n):
        start[o + 1] += start[o]
    for place in range(total - 1, -1, -1):
        # Filled from behind, so that start[o + 1] comes to be where o's cases start.
        j = listed[place]
        after = owner[j] + 1 if stage[j] == Stage.OWNED else 0
        start[after] -= 1
        row[start[after]] = j
    before = start[1]
    for o in range(n):
        start[o] = start[o + 1] - before
    start[n] = total - before
    return before


@lean
def score_queue(
    week: int, o: int, rows: Rows, scores: Column, by_domain: Column, places: Places, bodies: Bodies, cases: Cases,
    types: Types, b: Record,
) -> None:  # fmt: skip
    """Write the scores of an owner's queue (48); `by_domain` is working space."""
    p = bodies.place[o]
    assessment = places.lever[p, Levers.ASSESSMENT]
    for d in range(5):
        by_domain[d] = b.priority * math.log(
            (bodies.p[o, d] + b.priority_floor) / (places.need[p, d] + b.priority_floor)
        )
    type_, severity, remaining, lot, domain = cases.type, cases.log_severity, cases.remaining, cases.lot, types.domain
    for place in range(len(rows)):
        j = rows[place]
        y = type_[j]
        score = (
            b.severity * severity[j] + by_domain[domain[y]]
            - b.small_first * (1.0 + assessment) * math.log(max(remaining[j], EPSILON))
        )  # fmt: skip
        if assessment > 0.0:
            due = cases.reported[j] + types.deadline[y] - week
            if 0 <= due <= 1:
                score += assessment
            elif due < 0:
                score -= assessment
        scores[place] = score + b.noise * lot[j]


@lean
def goes_before(a: int, first: float, b: int, second: float, begun: Flags, key: Keys) -> bool:
    """Tell whether case a with a score is served before case b with another."""
    if begun[a] != begun[b]:
        return begun[a]
    if first != second:
        return first > second
    return key[a] < key[b]


@lean
def sink(place: int, size: int, rows: Rows, scores: Column, begun: Flags, key: Keys) -> None:
    """Restore the heap below a place."""
    while True:
        best = 2 * place + 1
        if best >= size:
            return
        if best + 1 < size and goes_before(rows[best + 1], scores[best + 1], rows[best], scores[best], begun, key):
            best += 1
        if not goes_before(rows[best], scores[best], rows[place], scores[place], begun, key):
            return
        rows[place], rows[best] = rows[best], rows[place]
        scores[place], scores[best] = scores[best], scores[place]
        place = best


@lean
def build_heap(rows: Rows, scores: Column, begun: Flags, key: Keys) -> None:
    """Order a queue so far that the first is the best: nobody needs the rest in order."""
    for place in range(len(rows) // 2 - 1, -1, -1):
        sink(place, len(rows), rows, scores, begun, key)
