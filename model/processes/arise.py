"""Problems arise (问题产生).

Issues of type y in grid g of community c are Poisson with mean

    rate . residents_g . mix_cy . (1 - nu_y norm_g) . (1 - prevention . law_c) . shock_cy.

Severity is lognormal with mean 1. Disagreement makes contested work longer:

    work = severity . (1 + 2 chi_y (1 - consensus_c) (1 - ease . law_c)).
"""

from __future__ import annotations

import math

import numpy as np

from .. import draws
from ..compilation import kernel
from ..state import NEVER, City, Column, Count, Flags, Rows, Small, Stage
from ..territory import Keys, Whole

_LATENT, _RESOLVED = int(Stage.LATENT), int(Stage.RESOLVED)


def arise(city: City) -> None:
    """Let go of problems that are over, and add this week's new ones as latent."""
    issues, behaviour, territory, types = city.issues, city.settings.behaviour.arise, city.territory, city.types
    issues.open = _let_go(
        issues.open, issues.key, issues.grid, issues.type, issues.stage, issues.proactive, issues.severity, issues.work,
        issues.remaining, issues.born, issues.reported, issues.assigned,
    )  # fmt: skip
    arrivals = np.empty((territory.grids, len(types.names)), dtype=np.int64)
    born = _count_arrivals(
        city.seed, city.week, territory.grid_key, territory.resident_start, territory.home_of, city.grids.norm,
        city.communities.mix, city.communities.law, types.norm_sensitivity, city.arrival_factor, behaviour.base_rate,
        behaviour.law_prevents, arrivals,
    )  # fmt: skip
    issues.make_room(born)
    _add(
        city.seed, city.week, arrivals, issues.open, territory.grid_key, territory.home_of, city.communities.consensus,
        city.communities.law, types.contestability, types.deadline, behaviour.severity_sigma, behaviour.contest_work,
        behaviour.law_eases, issues.key, issues.grid, issues.type, issues.stage, issues.proactive, issues.severity,
        issues.work, issues.remaining, issues.born, issues.reported, issues.assigned, city.ledger.counts,
    )  # fmt: skip
    issues.open += born


@kernel
def _let_go(
    n: int, key: Keys, grid: Rows, type_: Small, stage: Small, proactive: Flags, severity: Column, work: Column,
    remaining: Column, born: Rows, reported: Rows, assigned: Rows,
) -> int:  # fmt: skip
    """Close the ranks over resolved and lapsed problems, keeping order; return how many are left."""
    kept = 0
    for j in range(n):
        if stage[j] >= _RESOLVED:
            continue
        if kept != j:
            key[kept], grid[kept], type_[kept], stage[kept] = key[j], grid[j], type_[j], stage[j]
            proactive[kept], severity[kept], work[kept] = proactive[j], severity[j], work[j]
            remaining[kept], born[kept] = remaining[j], born[j]
            reported[kept], assigned[kept] = reported[j], assigned[j]
        kept += 1
    return kept


@kernel
def _count_arrivals(
    seed: int, week: int, grid_key: Keys, resident_start: Whole, home_of: Whole, norm: Column, mix: Column, law: Column,
    norm_sensitivity: Column, shock: Column, rate: float, prevention: float, arrivals: Whole,
) -> int:  # fmt: skip
    """Draw the number of new problems of each grid and type; return their sum."""
    total = 0
    for g in range(len(home_of)):
        c = home_of[g]
        people = rate * (resident_start[g + 1] - resident_start[g]) * (1.0 - prevention * law[c])
        for y in range(arrivals.shape[1]):
            mean = people * mix[c, y] * (1.0 - norm_sensitivity[y] * norm[g]) * shock[c, y]
            arrivals[g, y] = draws.poisson(seed, draws.ARISE, week, draws.child(grid_key[g], y), mean)
            total += arrivals[g, y]
    return total


@kernel
def _add(
    seed: int, week: int, arrivals: Whole, first: int, grid_key: Keys, home_of: Whole, consensus: Column, law: Column,
    contestability: Column, deadline: Whole, sigma: float, contest: float, ease: float, key: Keys, grid: Rows,
    type_: Small, stage: Small, proactive: Flags, severity: Column, work: Column, remaining: Column, born: Rows,
    reported: Rows, assigned: Rows, counts: Whole,
) -> None:  # fmt: skip
    """Enter the new problems; the key of each depends on its grid, type, week and rank alone."""
    j = first
    for g in range(len(home_of)):
        c = home_of[g]
        for y in range(arrivals.shape[1]):
            for rank in range(arrivals[g, y]):
                k = draws.child(draws.child(draws.child(grid_key[g], y), week), rank)
                key[j], grid[j], type_[j], stage[j], proactive[j] = k, g, y, _LATENT, False
                severity[j] = math.exp(sigma * draws.normal(seed, draws.SEVERITY, week, k, 0) - 0.5 * sigma * sigma)
                work[j] = severity[j] * (1.0 + contest * contestability[y] * (1.0 - consensus[c]) * (1.0 - ease * law[c]))
                remaining[j] = work[j]
                born[j], reported[j], assigned[j] = week, NEVER, NEVER
                counts[week, Count.BORN] += 1
                counts[week + deadline[y], Count.DUE] += 1
                j += 1
