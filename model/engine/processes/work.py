"""10. Bodies work their queues, ask for help, and act of their own accord (7.10).

Served first are cases that are begun, then the rest, by descending score (48):

    severity ln sev + priority ln((p_od + floor) / (n_od + floor)) - small_first (1 + A) ln max(remaining, eps)
    + A [0 <= due <= 1] - A [due < 0] + noise Gumbel

deficit_k = max(0, needs_yk - mix_ok); where one is lacking, help may be asked: by a peer of one body (49), by the hub
of several in turn (50), who accept or not (51). A team works as one (52), the owner goes on alone (53). Then bodies act
of their own accord (54), and volunteers' hours that are left go to what they can do (55).
"""

from __future__ import annotations

import numpy as np

from ... import random_draws as draws
from ...array_types import Column
from ...compilation import kernel
from ...parameters import streams
from ..cases import Cases
from ..coefficients import Record
from ..ledger import Ledger, WeekTally
from ..ordering import order_luck
from ..state import (
    DOMAIN_COUNT,
    EPSILON,
    Bodies,
    Communities,
    Grids,
    Places,
    Types,
)
from ..tables import pack
from .initiative import take_initiative
from .pool import finish
from .queue import build_heap, line_up, list_workable, score_queue, sink
from .serve import serve
from .team import Team, gather_team


@kernel
def work(
    seed: int, week: int, tied: bool, places: Places, communities: Communities, grids: Grids, bodies: Bodies,
    cases: Cases, types: Types, ledger: Ledger, b: Record, fit_base: float,
) -> None:  # fmt: skip
    """Let owners work, then bodies of their own accord, then volunteers."""
    _line_up_bodies(seed, week, bodies)
    total = list_workable(week, cases)
    before = line_up(total, bodies, cases)
    n = cases.used[0]
    draws.uniforms(seed, streams.WANT, 0, cases.key[:n], cases.second_chance[:n])
    _serve_in_turn(
        seed, week, tied, before, gather_team(communities), np.zeros(DOMAIN_COUNT), places, communities, grids, bodies,
        cases, types, ledger, b, fit_base,
    )  # fmt: skip
    take_initiative(seed, week, total, places, communities, bodies, cases, types, ledger, b)
    _use_volunteers(total, communities, grids, cases, types, ledger)


@kernel
def _serve_in_turn(
    seed: int, week: int, tied: bool, before: int, space: Team, by_domain: Column, places: Places,
    communities: Communities, grids: Grids, bodies: Bodies, cases: Cases, types: Types, ledger: Ledger, b: Record,
    fit_base: float,
) -> None:  # fmt: skip
    """Let bodies in their order work their queues, each from its best case on."""
    team = pack(space)
    for turn in range(len(bodies.turn)):
        o = bodies.turn[turn]
        first, last = bodies.start[o], bodies.start[o + 1]
        if bodies.left[o] <= EPSILON or last == first:
            continue
        rows, scores = cases.row[before + first : before + last], cases.score[first:last]
        waiting = len(rows)
        if waiting > 1:  # else there is nothing to choose
            score_queue(week, o, rows, scores, by_domain, places, bodies, cases, types, b)
            build_heap(rows, scores, cases.begun, cases.key)
        while waiting > 0 and bodies.left[o] > EPSILON:
            j = rows[0]
            waiting -= 1
            rows[0], scores[0] = rows[waiting], scores[waiting]
            sink(0, waiting, rows, scores, cases.begun, cases.key)
            if cases.remaining[j] > EPSILON:
                serve(
                    seed, week, tied, o, j, team, places, communities, grids, bodies, cases, types, ledger, b, fit_base
                )


@kernel
def _line_up_bodies(seed: int, week: int, bodies: Bodies) -> None:
    """Draw the order of bodies; ties by lower key."""
    by_key, turn = bodies.by_key, bodies.turn
    draws.uniforms(seed, streams.ORDER, week, bodies.key[by_key], bodies.luck)
    order_luck(bodies.luck, turn)
    for place in range(len(turn)):
        turn[place] = by_key[turn[place]]


@kernel
def _use_volunteers(
    total: int, communities: Communities, grids: Grids, cases: Cases, types: Types, ledger: Ledger
) -> None:
    """Let volunteers' hours that are left go to what they can do (55), of the cases that could be worked on."""
    hours, grid, type_, domain, match_ = grids.hours, cases.grid, cases.type, types.domain, types.volunteer_match
    for place in range(total):
        j = cases.listed[place]
        g, y = grid[j], type_[j]
        d = domain[y]
        if hours[g, d] <= EPSILON or match_[y] <= EPSILON or cases.remaining[j] <= EPSILON:
            continue
        h = min(grids.hours[g, d], cases.remaining[j] / types.volunteer_match[y])
        grids.hours[g, d] -= h
        done = h * types.volunteer_match[y]
        cases.remaining[j] -= done
        communities.given_now[cases.community[j], d] += h
        ledger.tally[WeekTally.APPLIED] += h
        ledger.tally[WeekTally.DONE] += done
        finish(j, communities.committee[cases.community[j]], cases)
