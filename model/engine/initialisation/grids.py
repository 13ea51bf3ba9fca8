"""Grids and household groups (5.1), and in which order they are staffed and linked (5), (6)."""

from __future__ import annotations

import math

import numpy as np

from ... import random_draws as draws
from ...array_types import Column, Keys, Rows, Whole
from ...compilation import kernel
from ...parameters import streams
from ...parameters.places import COMMUNITY
from ...parameters.places import Places as Layout
from ...parameters.settings import Settings
from ..state import (
    DOMAIN_COUNT,
    Communities,
    Grids,
    Households,
)
from .starts import find_starts

_HOUSEHOLDS_OF_GRID = 1_000_000


def lay_out_grids(
    settings: Settings, seed: int, layout: Layout, communities: Communities, types: int
) -> tuple[Grids, Households]:
    """Return the grids, with their persons and agents, and the household groups."""
    community, rank, persons, agents = [], [], [], []
    for c, node in enumerate(layout.tiers[COMMUNITY]):
        for g in range(node.grids):
            community.append(c)
            rank.append(g)
            persons.append(node.persons // node.grids + (g < node.persons % node.grids))
            agents.append(node.agents // node.grids + (g < node.agents % node.grids))
    n = len(community)
    key, arrivals = np.zeros(n, np.uint64), np.zeros((n, types), np.uint64)
    home = np.array(community, np.int32)
    _grid_keys(communities.key, home, np.array(rank, np.int64), key, arrivals)
    population, sample = np.array(persons, np.float64), np.array(agents, np.float64)
    grids = Grids(
        key=key, arrivals_key=arrivals, community=home, resident_start=find_starts(agents), persons=population,
        agents=sample, ppa=population / sample, staff_rank=np.zeros(n), trust=np.zeros(n), norm=np.zeros(n),
        day_trust=np.zeros(n), linked=np.zeros(n), staff=np.zeros(n), wage=np.zeros(n),
        hours=np.zeros((n, DOMAIN_COUNT)), grudge=np.zeros(n), harm=np.zeros(n), solved=np.zeros(n),
        let_down=np.zeros(n), seen=np.zeros((n, DOMAIN_COUNT)), arriving=np.zeros((n, types), np.int32),
        luck=np.zeros((n, types)),
        day_start=np.zeros(n + 1, np.int64), day_resident=np.zeros(sum(agents), np.int32),
        day_weight=np.zeros(sum(agents)),
    )  # fmt: skip
    first, grid, ordinal = [], [], []
    for g in range(n):
        size = max(2, math.floor(settings.behaviour.founding.group_persons / grids.ppa[g] + 0.5))
        starts = list(range(0, agents[g], size))
        if len(starts) > 1 and agents[g] - starts[-1] == 1:
            starts.pop()
        for h, start in enumerate(starts):
            first.append(int(grids.resident_start[g]) + start)
            grid.append(g)
            ordinal.append(h)
    m = len(first)
    of, count = np.array(grid, np.int64), np.array(ordinal, np.int64)
    households = Households(
        key=np.zeros(m, np.uint64), start=np.array([*first, sum(agents)], np.int64), community=home[of],
        link_rank=np.zeros(m), linked=np.zeros(m, np.bool_), x=np.zeros((m, DOMAIN_COUNT)),
    )  # fmt: skip
    _rank(seed, grids.key, of, count, grids.staff_rank, households.key, households.link_rank)
    return grids, households


@kernel
def _grid_keys(parent: Keys, community: Rows, rank: Whole, key: Keys, arrivals: Keys) -> None:
    for g in range(len(key)):
        key[g] = draws.child(parent[community[g]], rank[g])
        for y in range(arrivals.shape[1]):
            arrivals[g, y] = draws.child(key[g], y)


@kernel
def _rank(seed: int, grid_key: Keys, grid: Whole, ordinal: Whole, staff: Column, key: Keys, link: Column) -> None:
    """Draw in which order grids are staffed (5) and household groups linked (6)."""
    for g in range(len(grid_key)):
        staff[g] = draws.uniform(seed, streams.FOUND_GRID, 0, grid_key[g], 0)
    for h in range(len(key)):
        key[h] = draws.child(draws.child(grid_key[grid[h]], _HOUSEHOLDS_OF_GRID), ordinal[h])
        link[h] = draws.uniform(seed, streams.FOUND_GROUP, 0, key[h], 0)
