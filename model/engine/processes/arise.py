"""2. Problems arise (7.2).

The number of a grid's new cases of a type is Poisson with mean

    rate persons_g mix_cy (1 - norm_sensitivity_y norm_g) (1 - law_prevents law[c])
    (1 + season cos(2 pi (week - season_peak) / 52)) burst_qy (product of surges),
    burst_qy = burst gamma(1 / burst); 1 if burst = 0.

Severity (15) and work (16) are lognormal of mean 1; the class of a case follows from its work (17); a chance decides
whether it is contested, and losers are ``losers`` times the median of three uniforms (18).

Before that, cases that were resolved or lapsed last week leave, and the need shares of places are set (14):

    n_pd = (1 - need_even) N_pd / sum N_p + need_even / 5,  N_pd = sum of need_cd over c in p; mix_pd if there is none.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import random_draws as draws
from ...array_types import Rows
from ...compilation import inline, kernel
from ...parameters import streams
from ...parameters.places import COMMUNITY, DISTRICT
from ..cases import NEVER, Cases, Stage
from ..coefficients import Record
from ..ledger import Count, Ledger
from ..levers import Levers
from ..state import DOMAIN_COUNT, EPSILON, NOBODY, Communities, Grids, Places, Types

_YEAR = 52.0
_AT_ONCE = 64.0
_GONE_AT_MOST = 6
_ROUNDING = 1e-15


@kernel
def arise(
    seed: int, week: int, places: Places, communities: Communities, grids: Grids, cases: Cases, types: Types,
    ledger: Ledger, b: Record, losers: float, need_even: float,
) -> bool:  # fmt: skip
    """Let problems arise; tell whether there was room. If not, ``cases.used[1]`` says what is needed, and none did."""
    clear(cases)
    _share_needs(places, communities, need_even)
    _burst(seed, week, places, types, b.burst)
    season = 1.0 + b.season * math.cos(2.0 * math.pi * (week - b.season_peak) / _YEAR)
    number = _count_arrivals(seed, week, season, places, communities, grids, types, b)
    cases.used[1] = cases.used[0] + number
    if cases.used[1] > len(cases.key):
        return False
    for c in range(len(communities.key)):
        for d in range(DOMAIN_COUNT):
            communities.given_now[c, d] = 0.0
    before = cases.used[0]
    _bear(seed, week, communities, grids, cases, types, ledger, b)
    _dispute(seed, before, losers, cases, types)
    return True


@kernel
def clear(cases: Cases) -> None:
    """Let resolved and lapsed cases leave; the rest keep their order.

    Moving what stays costs more than passing by what is gone: rows are cleared away when one in six is.
    """
    n, gone, kept, stage, row = cases.used[0], 0, 0, cases.stage, cases.row
    for j in range(n):
        if stage[j] > Stage.ON_PAPER:
            stage[j] = Stage.GONE
            gone += 1
    if _GONE_AT_MOST * gone <= n:
        return
    for j in range(n):
        row[kept] = j
        kept += stage[j] != Stage.GONE
    _keep_rows(cases, row[:kept])
    cases.used[0] = kept


@kernel
def _keep_rows(cases: Cases, row: Rows) -> None:
    _move(cases.key, row)
    _move(cases.grid, row)
    _move(cases.community, row)
    _move(cases.type, row)
    _move(cases.born, row)
    _move(cases.severity, row)
    _move(cases.log_severity, row)
    _move(cases.work, row)
    _move(cases.remaining, row)
    _move(cases.size, row)
    _move(cases.contested, row)
    _move(cases.losers, row)
    _move(cases.stage, row)
    _move(cases.first_reported, row)
    _move(cases.reported, row)
    _move(cases.accepted, row)
    _move(cases.begins, row)
    _move(cases.decided, row)
    _move(cases.desk, row)
    _move(cases.owner, row)
    _move(cases.hops, row)
    _move(cases.meetings, row)
    _move(cases.rounds, row)
    _move(cases.asked, row)
    _move(cases.joint, row)
    _move(cases.begun, row)
    _move(cases.found_by, row)
    _move(cases.reporter, row)
    _move(cases.solver, row)
    _move(cases.on_the_spot, row)
    _move(cases.lot, row)
    helper = cases.helper
    for to in range(len(row)):
        for k in range(4):
            helper[to, k] = helper[np.uint32(row[to]), k]


@kernel
def _move(column: Any, row: Rows) -> None:
    for to in range(len(row)):
        column[to] = column[np.uint32(row[to])]


@kernel
def _share_needs(places: Places, communities: Communities, even: float) -> None:
    for p in range(len(places.key)):
        total = 0.0
        for d in range(DOMAIN_COUNT):
            need = 0.0
            for c in range(places.first[p], places.last[p]):
                need += communities.need[c, d]
            places.need_sum[p, d] = need
            total += need
        for d in range(DOMAIN_COUNT):
            if total <= EPSILON:
                places.need[p, d] = places.mix[p, d]
            else:
                places.need[p, d] = (1.0 - even) * places.need_sum[p, d] / total + even / DOMAIN_COUNT


@kernel
def _burst(seed: int, week: int, places: Places, types: Types, burst: float) -> None:
    """Draw how problems cluster in each district this week, by type."""
    count = len(types.domain)
    keys, room = np.empty(count, np.uint64), np.empty((3, count))
    for p in range(len(places.key)):
        if places.tier[p] == DISTRICT:
            here = places.burst[p]
            here[:] = 1.0
            if burst > 0.0:
                for y in range(count):
                    keys[y] = draws.child(places.key[p], y)
                draws.gammas(seed, streams.BURST, week, keys, 0, 1.0 / burst, here, room)
                for y in range(count):
                    here[y] *= burst


@kernel
def _count_arrivals(
    seed: int, week: int, season: float, places: Places, communities: Communities, grids: Grids, types: Types, b: Record
) -> int:
    """Draw how many cases arise in each grid, by type; return the sum."""
    draws.uniforms(seed, streams.ARISE, week, grids.arrivals_key.ravel(), grids.luck.ravel())
    number, arriving, luck, keys, norm = 0, grids.arriving, grids.luck, grids.arrivals_key, grids.norm
    mix, burst, surge, sensitivity = communities.mix, places.burst, communities.surge, types.norm_sensitivity
    persons, community, at, lever = grids.persons, grids.community, communities.at, places.lever
    means = np.empty(len(sensitivity))
    for g in range(len(persons)):
        c = community[g]
        law = 1.0 - b.law_prevents * lever[at[c, COMMUNITY], Levers.LAW]
        q = at[c, DISTRICT]
        for y in range(len(sensitivity)):
            means[y] = (
                b.rate * persons[g] * mix[c, y] * (1.0 - sensitivity[y] * norm[g]) * law * season * burst[q, y]
                * surge[c, y]
            )  # fmt: skip
        for y in range(len(sensitivity)):
            mean, count = means[y], 0
            if mean > _AT_ONCE:
                count = draws.poisson(seed, streams.ARISE, week, keys[g, y], mean)
            elif mean > 0.0:
                count = _invert(luck[g, y], mean)
            arriving[g, y] = count
            number += count
    return number


@inline
def _invert(u: float, mean: float) -> int:
    """Return the Poisson count that :func:`cogov.model.draws.poisson` finds for a mean that it takes at once."""
    if u < 1.0 - mean - _ROUNDING:  # below exp(-mean) in any case
        return 0
    term = math.exp(-mean)
    below, k = term, 0
    while u > below and k < 512:
        k += 1
        term *= mean / k
        below += term
    return k


@kernel
def _bear(
    seed: int, week: int, communities: Communities, grids: Grids, cases: Cases, types: Types, ledger: Ledger, b: Record
) -> None:
    j, before = cases.used[0], cases.used[0]
    key, grid, community, type_ = cases.key, cases.grid, cases.community, cases.type
    arriving, counts, born = grids.arriving, ledger.counts, communities.born
    for g in range(len(grids.key)):
        c = grids.community[g]
        for y in range(arriving.shape[1]):
            number = arriving[g, y]
            if number == 0:
                continue
            born[c, y] += number
            counts[week + types.deadline[y], Count.DUE] += number
            parent = draws.child(grids.arrivals_key[g, y], week)
            for rank in range(number):
                key[j] = draws.child(parent, rank)
                grid[j] = g
                community[j] = c
                type_[j] = y
                j += 1
    counts[week, Count.BORN] += j - before
    cases.used[0] = j
    _size_up(seed, week, before, cases, types, b)
    _begin(before, week, cases)


@kernel
def _size_up(seed: int, week: int, first: int, cases: Cases, types: Types, b: Record) -> None:
    """Draw severity (15) and work (16) of the new cases."""
    last = cases.used[0]
    type_, sigma, z, room = cases.type[first:last], types.size_sigma, cases.chance[first:last], cases.score[first:last]
    log_severity, severity, work, remaining, size = (
        cases.log_severity[first:last], cases.severity[first:last], cases.work[first:last],
        cases.remaining[first:last], cases.size[first:last],
    )  # fmt: skip
    draws.normals(seed, streams.SEVERITY, week, cases.key[first:last], z, room)
    for j in range(len(z)):
        log_severity[j] = b.severity_sigma * z[j] - b.severity_sigma * b.severity_sigma / 2.0
        severity[j] = math.exp(log_severity[j])
    draws.normals(seed, streams.SIZE, 0, cases.key[first:last], z, room)
    for j in range(len(z)):
        s = sigma[type_[j]]
        work[j] = math.exp(s * z[j] - s * s / 2.0)
        remaining[j] = work[j] if work[j] > EPSILON else 0.0
        size[j] = 0 if work[j] <= b.size_small else 2 if work[j] > b.size_large else 1


@kernel
def _dispute(seed: int, first: int, losers: float, cases: Cases, types: Types) -> None:
    """Draw which of the new cases are contested, and how many lose by each (18)."""
    last = cases.used[0]
    keys, contested, type_, losing, contestability = (
        cases.key[first:last], cases.contested[first:last], cases.type[first:last], cases.losers[first:last],
        types.contestability,
    )  # fmt: skip
    luck, u, v, w = (
        cases.chance[first:last], cases.second_chance[first:last], cases.third_chance[first:last],
        cases.fourth_chance[first:last],
    )  # fmt: skip
    draws.uniforms(seed, streams.CONTEST, 0, keys, luck)
    draws.twos(seed, streams.CONTEST, 0, keys, 2, w, u)
    draws.twos(seed, streams.CONTEST, 0, keys, 1, u, v)
    for j in range(len(keys)):
        contested[j] = luck[j] < contestability[type_[j]]
        losing[j] = losers * max(min(u[j], v[j]), min(max(u[j], v[j]), w[j]))


@kernel
def _begin(first: int, week: int, cases: Cases) -> None:
    """Set what is alike for all new cases."""
    last = cases.used[0]
    for column in (cases.first_reported, cases.reported, cases.accepted, cases.begins, cases.asked):
        column[first:last] = NEVER
    for column in (cases.desk, cases.owner, cases.reporter, cases.solver):
        column[first:last] = NOBODY
    for column in (cases.hops, cases.meetings, cases.rounds):
        column[first:last] = 0
    for column in (cases.decided, cases.joint, cases.begun, cases.on_the_spot):
        column[first:last] = False
    cases.stage[first:last] = Stage.LATENT
    cases.born[first:last] = week
    cases.helper[first:last] = NOBODY
    cases.found_by[first:last] = NOBODY
    cases.lot[first:last] = 0.0
