"""Problems arise (问题产生).

Issues of type y in grid g of community c are Poisson with mean

    rate . residents_g . mix_cy . (1 - nu_y norm_g) . (1 - prevention . law_c) . shock_cy.

Severity is lognormal with mean 1. Disagreement makes contested work longer:

    work = severity . (1 + 2 chi_y (1 - consensus_c) (1 - ease . law_c)).
"""

from __future__ import annotations

import math

import numpy as np

from .. import random_draws as draws
from ..array_types import Column, Flags, Keys, Rows, Small, Whole
from ..compilation import kernel
from ..state import NEVER, City, Count, Stage

_LATENT, _RESOLVED = int(Stage.LATENT), int(Stage.RESOLVED)


def arise(city: City) -> None:
    """Let go of problems that are over, and add this week's new ones as latent."""
    issues, behaviour, territory, types = city.issues, city.behaviour.arise, city.territory, city.types
    arrivals = np.empty((territory.grids, len(types.names)), dtype=np.int64)
    born = _count_arrivals(
        city.seed, city.week, city.grids.arrival_key, territory.resident_start, territory.home_of, city.grids.norm,
        city.communities.mix, city.communities.law, types.norm_sensitivity, city.arrival_factor, behaviour.base_rate,
        behaviour.law_prevents, np.empty(arrivals.size), arrivals,
    )  # fmt: skip
    issues.make_room(born)
    issues.open = _turn_over(
        city.seed, city.week, arrivals, issues.open, city.grids.arrival_key, territory.home_of,
        city.communities.consensus, city.communities.law, types.contestability, types.deadline,
        behaviour.severity_sigma, behaviour.contest_work,
        behaviour.law_eases, issues.key, issues.grid, issues.type, issues.stage, issues.proactive, issues.severity,
        issues.work, issues.remaining, issues.born, issues.reported, issues.assigned, city.ledger.counts,
    )  # fmt: skip


@kernel
def _count_arrivals(
    seed: int, week: int, arrival_key: Keys, resident_start: Whole, home_of: Whole, norm: Column, mix: Column,
    law: Column, norm_sensitivity: Column, shock: Column, rate: float, prevention: float, luck: Column,
    arrivals: Whole,
) -> int:  # fmt: skip
    """Draw the number of new problems of each grid and type; return their sum."""
    total = 0
    draws.uniforms(seed, draws.ARISE, week, arrival_key.ravel(), luck)
    for g in range(len(home_of)):
        c = home_of[g]
        people = rate * (resident_start[g + 1] - resident_start[g]) * (1.0 - prevention * law[c])
        for y in range(arrivals.shape[1]):
            mean = people * mix[c, y] * (1.0 - norm_sensitivity[y] * norm[g]) * shock[c, y]
            arrivals[g, y] = 0
            # P(none) = exp(-mean) >= 1 - mean: most weeks bring no problem of a type, and need no exponential to know.
            if luck[g * arrivals.shape[1] + y] > 1.0 - mean:
                arrivals[g, y] = draws.poisson(seed, draws.ARISE, week, arrival_key[g, y], mean)
                total += arrivals[g, y]
    return total


@kernel
def _turn_over(
    seed: int, week: int, arrivals: Whole, n: int, arrival_key: Keys, home_of: Whole, consensus: Column, law: Column,
    contestability: Column, deadline: Whole, sigma: float, contest: float, ease: float, key: Keys, grid: Rows,
    type_: Small, stage: Small, proactive: Flags, severity: Column, work: Column, remaining: Column, born: Rows,
    reported: Rows, assigned: Rows, counts: Whole,
) -> int:  # fmt: skip
    """Close the ranks over problems that are over, keeping order; enter the new ones; return how many there are.

    A new problem's key depends on its grid, type, week and rank alone.
    """
    j = 0
    for old in range(n):
        if stage[old] >= _RESOLVED:
            continue
        if j != old:
            key[j], grid[j], type_[j], stage[j] = key[old], grid[old], type_[old], stage[old]
            proactive[j], severity[j], work[j] = proactive[old], severity[old], work[old]
            remaining[j], born[j] = remaining[old], born[old]
            reported[j], assigned[j] = reported[old], assigned[old]
        j += 1
    for g in range(len(home_of)):
        c = home_of[g]
        for y in range(arrivals.shape[1]):
            for rank in range(arrivals[g, y]):
                k = draws.child(draws.child(arrival_key[g, y], week), rank)
                key[j], grid[j], type_[j], stage[j], proactive[j] = k, g, y, _LATENT, False
                severity[j] = math.exp(sigma * draws.normal(seed, draws.SEVERITY, week, k, 0) - 0.5 * sigma * sigma)
                work[j] = severity[j] * (
                    1.0 + contest * contestability[y] * (1.0 - consensus[c]) * (1.0 - ease * law[c])
                )
                remaining[j] = work[j]
                born[j], reported[j], assigned[j] = week, NEVER, NEVER
                counts[week, Count.BORN] += 1
                counts[week + deadline[y], Count.DUE] += 1
                j += 1
    return j
