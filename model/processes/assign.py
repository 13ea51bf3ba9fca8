"""Reported problems find a responsible body, or are passed on (明确责任 / 推诿).

    P(assigned this week) = .3 + .7 max(lists, .6 reach_c),

`reach` being how far joint work is reached in the community.
"""

from __future__ import annotations

from .. import random_draws as draws
from ..array_types import Column, Keys, Rows, Small, Whole
from ..compilation import kernel
from ..state import City, Count, Stage

_REPORTED, _ASSIGNED = int(Stage.REPORTED), int(Stage.ASSIGNED)


def assign(city: City) -> None:
    """Move reported problems that find a responsible body to the assigned ones."""
    issues, behaviour = city.issues, city.behaviour.assign
    _assign(
        city.seed, city.week, issues.open, issues.key, issues.grid, issues.stage, issues.assigned,
        city.territory.home_of, city.communities.reach, city.rules.mechanism.responsibility_lists, behaviour.base,
        behaviour.mechanism, city.ledger.counts,
    )  # fmt: skip


@kernel
def _assign(
    seed: int, week: int, n: int, key: Keys, grid: Rows, stage: Small, assigned: Rows, home_of: Whole, reach: Column,
    lists: float, base: float, by_reach: float, counts: Whole,
) -> None:  # fmt: skip
    for j in range(n):
        if stage[j] != _REPORTED:
            continue
        counts[week, Count.SOUGHT] += 1
        chance = base + (1.0 - base) * max(lists, by_reach * reach[home_of[grid[j]]])
        if draws.uniform(seed, draws.ASSIGN, week, key[j], 0) < chance:
            stage[j], assigned[j] = _ASSIGNED, week
            counts[week, Count.ASSIGNED] += 1
