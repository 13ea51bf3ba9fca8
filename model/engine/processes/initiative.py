"""Bodies take up cases unasked (54)."""

from __future__ import annotations

import math

import numpy as np

from ... import random_draws as draws
from ...array_types import Column, Keys, Whole
from ...compilation import kernel, lean
from ...parameters import streams
from ...parameters.places import DISTRICT
from ..cases import Cases
from ..coefficients import Record
from ..ledger import Ledger, WeekTally
from ..matching import LEAST_MATCH
from ..state import (
    DOMAIN_COUNT,
    EPSILON,
    Bodies,
    Communities,
    Places,
    RowIndex,
    Types,
)
from .pool import finish
from .set_hours import take

_OVER = -math.inf
"""Stands in a list where a case is done, and for a list in which none is left."""


@kernel
def take_initiative(
    seed: int, week: int, total: int, places: Places, communities: Communities, bodies: Bodies, cases: Cases,
    types: Types, ledger: Ledger, b: Record,
) -> None:  # fmt: skip
    """Let bodies take up cases unasked (54), of those that could be worked on."""
    if b.initiative == 0.0:
        return
    _list_by_type(seed, week, total, communities, cases)
    kinds, start, most = len(types.domain), communities.start, communities.most
    best, scores = np.zeros(b.initiative_cases, np.int64), np.zeros(b.initiative_cases)
    by_domain, by_type = np.zeros(DOMAIN_COUNT), np.zeros(kinds)
    for turn in range(len(bodies.turn)):
        o = bodies.turn[turn]
        if not bodies.acts[o] or bodies.tier[o] > DISTRICT:
            continue
        free = b.initiative * bodies.left[o]
        if free <= EPSILON:
            continue
        p = bodies.place[o]
        for d in range(DOMAIN_COUNT):
            by_domain[d] = (bodies.p[o, d] + b.priority_floor) / (places.need[p, d] + b.priority_floor)
        for y in range(kinds):
            by_type[y] = by_domain[types.domain[y]] * (b.initiative_match + bodies.solo[o, y])
        found = _find_best(bodies.first[o], bodies.last[o], start, most, by_type, cases, best, scores)
        for place in range(found):
            if free <= EPSILON:
                break
            j = best[place]
            solo = bodies.solo[o, cases.type[j]]
            h = min(free, cases.remaining[j] / max(LEAST_MATCH, solo))
            free -= h
            take(bodies, o, h)
            done = h * solo
            cases.remaining[j] -= done
            communities.given_now[cases.community[j], types.domain[cases.type[j]]] += h
            ledger.tally[WeekTally.APPLIED] += h
            ledger.tally[WeekTally.DONE] += done
            finish(j, o, cases)


@lean
def _find_best(
    first: RowIndex,
    last: RowIndex,
    start: Whole,
    most: Column,
    by_type: Column,
    cases: Cases,
    best: Whole,
    scores: Column,
) -> int:
    """Write the best cases by score, those with work left, of some communities; return how many there are.

    A list is of one community and type: no case in it scores more than the largest of its numbers times that of the
    type. The list that promises most comes first; most of the others need not be looked at then.
    """
    kinds, found, least = len(by_type), 0, -1.0
    top, of, promise = 0, 0, -1.0
    for c in range(first, last):
        for y in range(kinds):
            promised = by_type[y] * most[kinds * c + y]  # of an empty list less than anything
            if promised > promise:
                top, of, promise = kinds * c + y, y, promised
    if promise < 0.0:
        return 0
    found, least = _look_through(top, start, most, by_type[of], cases, found, least, best, scores)
    for c in range(first, last):
        for y in range(kinds):
            each = kinds * c + y
            if by_type[y] * most[each] >= least and each != top:
                found, least = _look_through(each, start, most, by_type[y], cases, found, least, best, scores)
    return found


@lean
def _look_through(
    each: int, start: Whole, most: Column, by: float, cases: Cases, found: int, least: float, best: Whole,
    scores: Column,
) -> tuple[int, float]:  # fmt: skip
    """Keep the best cases of one list; return how many are kept, and the score that the next must reach."""
    row, number, remaining, over = cases.row, cases.score, cases.remaining, False
    for place in range(start[each], start[each + 1]):
        score = by * number[place]
        if score >= least and number[place] >= 0.0:
            if remaining[row[place]] > EPSILON:
                found = _keep(row[place], score, found, best, scores, cases.key)
                if found == len(best):
                    least = scores[found - 1]
            else:
                over = over or number[place] == most[each]
                number[place] = _OVER
    if over:
        most[each] = _OVER
        for place in range(start[each], start[each + 1]):
            most[each] = max(most[each], number[place])
    return found, least


@kernel
def _list_by_type(seed: int, week: int, total: int, communities: Communities, cases: Cases) -> None:
    """List cases that can be worked on by community and type in ``row``, and beside it severity times luck.

    A case that was finished this week stands there too; nothing is left of it to be taken up.

    ``start`` says where each list starts, ``most`` its largest number.
    """
    start, most = communities.start, communities.most
    kinds, community, severity, type_ = communities.mix.shape[1], cases.community, cases.severity, cases.type
    row, listed, score, luck, key, drawn = cases.row, cases.listed, cases.score, cases.chance, cases.key, cases.drawn
    for each in range(len(start)):
        start[each] = 0
    for turn in range(total):
        j = listed[turn]
        start[kinds * community[j] + type_[j] + 1] += 1
    for each in range(len(start) - 1):
        start[each + 1] += start[each]
    for turn in range(total - 1, -1, -1):
        # Filled from behind, so that start[each + 1] comes to be where the list starts.
        j = listed[turn]
        each = kinds * community[j] + type_[j]
        place = start[each + 1] - 1
        start[each + 1] = place
        row[place] = j
        score[place] = severity[j]
        drawn[place] = key[j]
    draws.uniforms(seed, streams.INITIATIVE, week, drawn[:total], luck[:total])
    for place in range(total):
        score[place] *= 0.5 + luck[place]
    for each in range(len(start) - 1):
        start[each] = start[each + 1]
    start[len(start) - 1] = total
    for each in range(len(start) - 1):
        largest = _OVER
        for place in range(start[each], start[each + 1]):
            largest = max(largest, score[place])
        most[each] = largest


@lean
def _keep(j: int, score: float, found: int, best: Whole, scores: Column, key: Keys) -> int:
    """Keep a case among the best in order, ties by lower key; return how many are kept."""
    size = len(best)
    if found == size and not _beats(j, score, best[size - 1], scores[size - 1], key):
        return found
    place = min(found, size - 1)
    while place > 0 and _beats(j, score, best[place - 1], scores[place - 1], key):
        best[place], scores[place] = best[place - 1], scores[place - 1]
        place -= 1
    best[place], scores[place] = j, score
    return min(size, found + 1)


@lean
def _beats(j: int, score: float, other: int, its: float, key: Keys) -> bool:
    return score > its or (score == its and key[j] < key[other])
