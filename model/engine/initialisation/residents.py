"""Residents (5.3), each drawn from her own key."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ... import random_draws as draws
from ...array_types import Column, Flags, Keys, Rows, Small, Whole
from ...compilation import kernel
from ...parameters import streams
from ...parameters.places import CITY, COMMUNITY, DISTRICT, STREET, Node
from ...parameters.places import Places as Layout
from ...parameters.settings import Settings
from ..cases import NEVER
from ..coefficients import light
from ..state import (
    DOMAIN_COUNT,
    Communities,
    Grids,
    Households,
    Residents,
)
from .acquaintances import acquaint
from .days import commute, line_up_reporters
from .ties import read_community_ties

_MEMBERS, _REPORTS = 1024, 1027


def settle_residents(
    settings: Settings, seed: int, layout: Layout, communities: Communities, grids: Grids, households: Households
) -> Residents:
    """Return the residents, by grid, each as she is before the first week."""
    founding = settings.behaviour.founding
    n = int(grids.resident_start[-1])

    def full(value: float = 0.0) -> Column:
        return np.full(n, float(value))

    grid = np.repeat(np.arange(len(grids.key), dtype=np.int32), np.diff(grids.resident_start))
    residents = Residents(
        key=np.zeros(n, np.uint64), grid=grid,
        household=np.repeat(np.arange(len(households.key), dtype=np.int32), np.diff(households.start)),
        day_grid=grid.copy(), trust=full(), satisfaction=full(founding.satisfaction),
        yearly=full(founding.satisfaction), norm=full(), belief=full(founding.belief), voice=full(), fatigue=full(),
        motive=full(), anchor=full(), x=np.zeros((n, DOMAIN_COUNT)), x_anchor=np.zeros((n, DOMAIN_COUNT)),
        tolerance=full(), contributor=np.zeros(n, np.int8), member=np.zeros(n, np.bool_), reporter_weight=full(),
        volunteered=np.zeros(n, np.bool_), took_part=np.full(n, NEVER, np.int32), near=np.zeros(n, np.uint32),
        far=np.zeros(n, np.uint32), reports=np.zeros(n, np.int64), linked=np.zeros(n, np.bool_),
        came=np.zeros(n, np.int32), room=np.zeros((7, n)),
    )  # fmt: skip
    within = np.zeros((len(communities.key), 2), np.int64)
    for c in range(len(within)):
        span = layout.tiers[CITY][0] if settings.world.city.acquaintance == "city" else _district(layout, c)
        within[c] = communities.resident_start[span.first], communities.resident_start[span.last]
    start = grids.resident_start
    character = Character(*(getattr(residents, name) for name in Character._fields))
    _draw_residents(
        seed, light(settings.behaviour.founding), communities.mix_domain, grids.community, grids.key, start, character
    )
    ties = read_community_ties(settings, layout)
    acquaint(seed, communities.resident_start, within, *ties, residents.key, residents.near, residents.far)
    rural = np.array([node.rural for node in layout.tiers[COMMUNITY]], np.bool_)
    commuters = float(settings.world.city.commuters)
    commute(seed, commuters, rural, grids.community, start, residents.key, residents.day_grid)
    line_up_reporters(
        start, grids.day_start, grids.day_resident, grids.day_weight, residents.day_grid, residents.reporter_weight
    )
    for c in range(len(communities.key)):
        here = slice(communities.resident_start[c], communities.resident_start[c + 1])
        communities.members[c] = int(residents.member[here].sum())
    return residents


def _district(layout: Layout, c: int) -> Node:
    street = layout.tiers[STREET][layout.tiers[COMMUNITY][c].parent]
    return layout.tiers[DISTRICT][street.parent]


class Character(NamedTuple):
    """What is drawn of residents when the city is founded."""

    key: Keys
    trust: Column
    motive: Column
    anchor: Column
    norm: Column
    tolerance: Column
    x: Column
    x_anchor: Column
    member: Flags
    contributor: Small
    reporter_weight: Column
    room: Column


@kernel
def _draw_residents(
    seed: int, b: Any, mix_domain: Column, community: Rows, grid_key: Keys, start: Whole, residents: Character
) -> None:
    """Draw residents (5.3), each from her own key."""
    s, key, room, x = streams.FOUND_CITIZEN, residents.key, residents.room, residents.x
    for g in range(len(grid_key)):
        for i in range(start[g], start[g + 1]):
            key[i] = draws.child(grid_key[g], i - start[g])
    draws.betas(seed, s, 0, key, 0, b.trust_a, b.trust_b, residents.trust, room)
    draws.betas(seed, s, 0, key, 128, b.motive_a, b.motive_b, residents.motive, room)
    draws.betas(seed, s, 0, key, 256, b.norm_a, b.norm_b, residents.norm, room)
    draws.betas(seed, s, 0, key, 384, b.tolerance_a, b.tolerance_b, residents.tolerance, room)
    for d in range(DOMAIN_COUNT):
        draws.gammas(seed, s, 0, key, 512 + 64 * d, b.priority_shape, room[3], room)
        for i in range(len(key)):
            x[i, d] = room[3, i]
    draws.twos(seed, s, 0, key, _MEMBERS, room[0], room[1])
    draws.twos(seed, s, 0, key, _REPORTS, room[2], room[3])
    for g in range(len(grid_key)):
        mix = mix_domain[community[g]]
        for i in range(start[g], start[g + 1]):
            residents.anchor[i] = residents.motive[i]
            residents.tolerance[i] *= b.tolerance_scale
            total = 0.0
            for d in range(DOMAIN_COUNT):
                total += x[i, d]
            for d in range(DOMAIN_COUNT):
                own = residents.x[i, d] / total
                residents.x[i, d] = b.own_priorities * own + (1.0 - b.own_priorities) * mix[d]
                residents.x_anchor[i, d] = residents.x[i, d]
            u, v = room[0, i], room[1, i]
            residents.member[i] = u < b.party_members
            residents.contributor[i] = 3
            if v < b.conditional_cooperators:
                residents.contributor[i] = 0
            elif v < b.conditional_cooperators + b.free_riders:
                residents.contributor[i] = 1
            elif v < b.conditional_cooperators + b.free_riders + b.hump_shaped:
                residents.contributor[i] = 2
            z = math.sqrt(-2.0 * math.log(room[2, i])) * math.cos(2.0 * math.pi * room[3, i])
            residents.reporter_weight[i] = math.exp(b.reporter_sigma * z)
