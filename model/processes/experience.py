"""What residents make of it: satisfaction, trust, norms, priorities (获得感).

Harm in grid g sums severity . (1 + min(age, 26) / 13) over unresolved problems, per resident. Then

    satisfaction += .08 (.85 exp(-harm / .3) + .15 voice - satisfaction)
    trust        += .8 (1 - trust) solved - trust (1.2 lapsed + .1 overdue)
                    + .03 (neighbours' trust - trust) + .004 voice (1 - trust) + .02 (satisfaction - trust)
    norm         += .02 pledge (1 - norm) + .02 (neighbours' norm - norm) + .01 lead (1 - norm) - .005 norm
    priorities   += .03 (seen - x) + .03 (neighbours' x - x) + .05 (x0 - x)

with problems solved on time, lapsed, and overdue or closed on paper, each per resident of the grid; the loss outweighs
the gain (negativity bias). `seen` is the share of the domains in the harm around one.
"""

from __future__ import annotations

import numpy as np

from ..compilation import kernel
from ..state import City, Column, Rows, Small, Stage
from ..territory import Whole
from .neighbours import CLOSE

_PAPER, _RESOLVED, _LAPSED = int(Stage.PAPER_CLOSED), int(Stage.RESOLVED), int(Stage.LAPSED)
YEAR = 52


def experience(city: City) -> None:
    """Let residents see what is unsolved around them and change their minds."""
    issues, grids, citizens, communities = city.issues, city.grids, city.citizens, city.communities
    b, territory = city.settings.behaviour.experience, city.territory
    _look_around(
        city.week, issues.open, issues.grid, issues.type, issues.stage, issues.severity, issues.born,
        city.types.deadline, city.types.domain, territory.resident_start, b.age_cap, b.age_scale, b.lapse_loss,
        b.overdue_loss, grids.harm, grids.solved, grids.let_down, grids.seen,
    )  # fmt: skip
    before = citizens.trust.copy(), citizens.norm.copy(), citizens.priorities.copy()
    _experience(
        *before, territory.grid_start, territory.resident_start, citizens.near, citizens.far, citizens.voice,
        citizens.priority_anchor, communities.pledge, communities.vanguard, communities.cohesion, grids.harm,
        grids.solved, grids.let_down, grids.seen,
        (b.satisfaction_rate, b.harm_scale, b.outcome, b.trust_gain, b.trust_neighbours, b.trust_voice,
         b.trust_satisfaction, b.norm_pledge, b.norm_neighbours, b.norm_lead, b.norm_erosion, b.priority_seen,
         b.priority_neighbours, b.priority_anchor),
        1.0 / min(city.week + 1, YEAR), citizens.trust, citizens.norm, citizens.priorities, citizens.satisfaction,
        citizens.yearly_satisfaction,
    )  # fmt: skip
    average_over_places(city)


def average_over_places(city: City) -> None:
    """Bring grids' mean trust and norms, and communities' mean priorities, up to date."""
    _average(
        city.territory.grid_start, city.territory.resident_start, city.citizens.trust, city.citizens.norm,
        city.citizens.priorities, city.grids.trust, city.grids.norm, city.communities.priorities,
    )  # fmt: skip


@kernel
def _look_around(
    week: int, n: int, grid: Rows, type_: Small, stage: Small, severity: Column, born: Rows, deadline: Whole,
    domain: Whole, resident_start: Whole, cap: float, scale: float, lapse_loss: float, overdue_loss: float,
    harm: Column, solved: Column, let_down: Column, seen: Column,
) -> None:  # fmt: skip
    """Sum up, per grid: harm and its domains, problems solved on time, and disappointments weighed by their loss."""
    harm[:] = 0.0
    solved[:] = 0.0
    let_down[:] = 0.0
    seen[:] = 0.0
    for j in range(n):
        g, age = grid[j], week - born[j]
        if stage[j] == _RESOLVED:
            if age <= deadline[type_[j]]:
                solved[g] += 1.0
        elif stage[j] == _LAPSED:
            let_down[g] += lapse_loss
        else:
            weight = severity[j] * (1.0 + min(float(age), cap) / scale)
            harm[g] += weight
            seen[g, domain[type_[j]]] += weight
            if stage[j] == _PAPER or age > deadline[type_[j]]:
                let_down[g] += overdue_loss
    for g in range(len(harm)):
        if harm[g] > 0.0:
            for d in range(seen.shape[1]):
                seen[g, d] /= harm[g]
        residents = resident_start[g + 1] - resident_start[g]
        harm[g] /= residents
        solved[g] /= residents
        let_down[g] /= residents


@kernel
def _experience(
    trust_before: Column, norm_before: Column, x_before: Column, grid_start: Whole, resident_start: Whole, near: Rows,
    far: Rows, voice: Column, anchor: Column, pledge: Column, vanguard: Column, cohesion: Column, harm: Column,
    solved: Column, let_down: Column, seen: Column, b: tuple[float, ...], year: float, trust: Column, norm: Column,
    x: Column, satisfaction: Column, yearly: Column,
) -> None:  # fmt: skip
    (rate, scale, outcome, gain, by_neighbours, by_voice, by_satisfaction, by_pledge, norm_neighbours, by_lead, erosion,
     x_seen, x_neighbours, x_anchor) = b  # fmt: skip
    for c in range(len(grid_start) - 1):
        first, last = resident_start[grid_start[c]], resident_start[grid_start[c + 1]]
        lead = vanguard[c] * cohesion[c]
        for g in range(grid_start[c], grid_start[c + 1]):
            well = outcome * np.exp(-harm[g] / scale)
            sees = x_seen if harm[g] > 0.0 else 0.0
            for i in range(resident_start[g], resident_start[g + 1]):
                a, f = near[i], far[i]
                t = trust_before[a] + trust_before[f]
                m = norm_before[a] + norm_before[f]
                x0, x1, x2 = x_before[a, 0] + x_before[f, 0], x_before[a, 1] + x_before[f, 1], x_before[a, 2] + x_before[f, 2]
                x3, x4 = x_before[a, 3] + x_before[f, 3], x_before[a, 4] + x_before[f, 4]
                for step in CLOSE:
                    j = i + step
                    while j < first:
                        j += last - first
                    while j >= last:
                        j -= last - first
                    t += trust_before[j]
                    m += norm_before[j]
                    x0 += x_before[j, 0]
                    x1 += x_before[j, 1]
                    x2 += x_before[j, 2]
                    x3 += x_before[j, 3]
                    x4 += x_before[j, 4]
                s = satisfaction[i]
                s += rate * (well + (1.0 - outcome) * voice[i] - s)
                satisfaction[i] = s
                yearly[i] += year * (s - yearly[i])
                old = trust_before[i]
                new = (
                    old + gain * (1.0 - old) * solved[g] - old * let_down[g] + by_neighbours * (t / 8.0 - old)
                    + by_voice * voice[i] * (1.0 - old) + by_satisfaction * (s - old)
                )  # fmt: skip
                trust[i] = min(1.0, max(0.0, new))
                old = norm_before[i]
                new = (
                    old + by_pledge * pledge[c] * (1.0 - old) + norm_neighbours * (m / 8.0 - old)
                    + by_lead * lead * (1.0 - old) - erosion * old
                )  # fmt: skip
                norm[i] = min(1.0, max(0.0, new))
                for d, others in enumerate((x0, x1, x2, x3, x4)):
                    old = x_before[i, d]
                    x[i, d] = (
                        old + sees * (seen[g, d] - old) + x_neighbours * (others / 8.0 - old)
                        + x_anchor * (anchor[i, d] - old)
                    )  # fmt: skip


@kernel
def _average(
    grid_start: Whole, resident_start: Whole, trust: Column, norm: Column, x: Column, grid_trust: Column,
    grid_norm: Column, mean_x: Column,
) -> None:  # fmt: skip
    for c in range(len(grid_start) - 1):
        mean_x[c] = 0.0
        for g in range(grid_start[c], grid_start[c + 1]):
            first, last = resident_start[g], resident_start[g + 1]
            t, m = 0.0, 0.0
            for i in range(first, last):
                t += trust[i]
                m += norm[i]
                for d in range(x.shape[1]):
                    mean_x[c, d] += x[i, d]
            grid_trust[g] = t / (last - first)
            grid_norm[g] = m / (last - first)
        residents = resident_start[grid_start[c + 1]] - resident_start[grid_start[c]]
        for d in range(x.shape[1]):
            mean_x[c, d] /= residents
