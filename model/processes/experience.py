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

import math

from ..array_types import Column, Links, Rows, Small, Whole
from ..compilation import kernel
from ..state import City, Stage
from ..world import DOMAINS
from .neighbours import average_neighbours, average_neighbours_priorities

_PAPER, _RESOLVED, _LAPSED = int(Stage.PAPER_CLOSED), int(Stage.RESOLVED), int(Stage.LAPSED)
YEAR = 52
_DOMAINS = len(DOMAINS)  # known when compiling, so that loops over it are unrolled


def experience(city: City) -> None:
    """Let residents see what is unsolved around them and change their minds."""
    issues, grids, citizens, communities = city.issues, city.grids, city.citizens, city.communities
    b, territory = city.behaviour.experience, city.territory
    _look_around(
        city.week, issues.open, issues.grid, issues.type, issues.stage, issues.severity, issues.born,
        city.types.deadline, city.types.domain, territory.resident_start, b.age_cap, b.age_scale, b.lapse_loss,
        b.overdue_loss, grids.harm, grids.solved, grids.let_down, grids.seen,
    )  # fmt: skip
    _experience(
        territory.grid_start, territory.resident_start, territory.citizen_start, citizens.near, citizens.far,
        citizens.voice, citizens.priority_anchor, communities.pledge, communities.vanguard, communities.cohesion,
        grids.harm, grids.solved, grids.let_down, grids.seen,
        (b.satisfaction_rate, b.harm_scale, b.outcome, b.trust_gain, b.trust_neighbours, b.trust_voice,
         b.trust_satisfaction, b.norm_pledge, b.norm_neighbours, b.norm_lead, b.norm_erosion, b.priority_seen,
         b.priority_neighbours, b.priority_anchor),
        1.0 / min(city.week + 1, YEAR), citizens.trust, citizens.norm, citizens.priorities, citizens.satisfaction,
        citizens.yearly_satisfaction, city.room,
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
    grid_start: Whole, resident_start: Whole, citizen_start: Whole, near: Links, far: Links, voice: Column,
    anchor: Column, pledge: Column, vanguard: Column, cohesion: Column, harm: Column, solved: Column, let_down: Column,
    seen: Column, b: tuple[float, ...], year: float, trust: Column, norm: Column, x: Column, satisfaction: Column,
    yearly: Column, room: Column,
) -> None:  # fmt: skip
    (rate, scale, outcome, gain, by_neighbours, by_voice, by_satisfaction, by_pledge, norm_neighbours, by_lead, erosion,
     x_seen, x_neighbours, x_anchor) = b  # fmt: skip
    others_trust, others_norm, others_x = room[0], room[1], room[2:].reshape(x.shape)
    average_neighbours(trust, citizen_start, near, far, others_trust)
    average_neighbours(norm, citizen_start, near, far, others_norm)
    average_neighbours_priorities(x, citizen_start, near, far, others_x)
    for c in range(len(pledge)):
        upkeep = by_pledge * pledge[c] + by_lead * vanguard[c] * cohesion[c]
        for g in range(grid_start[c], grid_start[c + 1]):
            here = slice(resident_start[g], resident_start[g + 1])
            well = outcome * math.exp(-harm[g] / scale)
            _be_satisfied(satisfaction[here], yearly[here], voice[here], rate, well, 1.0 - outcome, year)
            _trust(
                trust[here], others_trust[here], voice[here], satisfaction[here], gain * solved[g], let_down[g],
                by_neighbours, by_voice, by_satisfaction,
            )  # fmt: skip
            _hold_norms(norm[here], others_norm[here], upkeep, norm_neighbours, erosion)
            sees = x_seen if harm[g] > 0.0 else 0.0
            _set_priorities(x[here], others_x[here], anchor[here], seen[g], sees, x_neighbours, x_anchor)


# The loops below are kept apart and plain so that the compiler takes several residents at a time.


@kernel
def _be_satisfied(
    satisfaction: Column, yearly: Column, voice: Column, rate: float, well: float, by_voice: float, year: float
) -> None:
    for i in range(len(satisfaction)):
        satisfaction[i] += rate * (well + by_voice * voice[i] - satisfaction[i])
        yearly[i] += year * (satisfaction[i] - yearly[i])


@kernel
def _trust(
    trust: Column, others: Column, voice: Column, satisfaction: Column, gain: float, loss: float, by_neighbours: float,
    by_voice: float, by_satisfaction: float,
) -> None:  # fmt: skip
    for i in range(len(trust)):
        t = trust[i]
        t += (
            gain * (1.0 - t) - loss * t + by_neighbours * (others[i] - t) + by_voice * voice[i] * (1.0 - t)
            + by_satisfaction * (satisfaction[i] - t)
        )  # fmt: skip
        trust[i] = min(1.0, max(0.0, t))


@kernel
def _hold_norms(norm: Column, others: Column, upkeep: float, by_neighbours: float, erosion: float) -> None:
    for i in range(len(norm)):
        m = norm[i]
        m += upkeep * (1.0 - m) + by_neighbours * (others[i] - m) - erosion * m
        norm[i] = min(1.0, max(0.0, m))


@kernel
def _set_priorities(
    x: Column, others: Column, anchor: Column, seen: Column, by_seen: float, by_neighbours: float, back: float
) -> None:
    stay = 1.0 - by_seen - by_neighbours - back
    for i in range(x.shape[0]):
        for d in range(_DOMAINS):
            x[i, d] = stay * x[i, d] + by_seen * seen[d] + by_neighbours * others[i, d] + back * anchor[i, d]


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
            x0, x1, x2, x3, x4 = 0.0, 0.0, 0.0, 0.0, 0.0
            for i in range(first, last):
                t += trust[i]
                m += norm[i]
                x0 += x[i, 0]
                x1 += x[i, 1]
                x2 += x[i, 2]
                x3 += x[i, 3]
                x4 += x[i, 4]
            grid_trust[g] = t / (last - first)
            grid_norm[g] = m / (last - first)
            for d, total in enumerate((x0, x1, x2, x3, x4)):
                mean_x[c, d] += total
        residents = resident_start[grid_start[c + 1]] - resident_start[grid_start[c]]
        for d in range(_DOMAINS):
            mean_x[c, d] /= residents
