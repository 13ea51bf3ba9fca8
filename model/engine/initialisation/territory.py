"""Places and communities (5.1), and what problems each community has (3), (4)."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from ... import random_draws as draws
from ...array_types import Column, Keys, Whole
from ...compilation import kernel
from ...parameters import streams
from ...parameters.places import CITY, COMMUNITY, DISTRICT, STREET
from ...parameters.places import Places as Layout
from ...parameters.settings import Settings
from ...parameters.world import LEVELS
from ..cases import NEVER
from ..levers import Levers
from ..state import (
    DOMAIN_COUNT,
    NOBODY,
    Communities,
    Places,
    Types,
)
from .issue_types import share_arrivals
from .starts import find_starts
from .ties import read_own_ties


def place_key(address: str) -> int:
    """Return the key of a place by its address (2)."""
    return int.from_bytes(hashlib.blake2b(address.encode(), digest_size=8).digest(), "little")


def lay_out_places(layout: Layout, types: int) -> Places:
    """Return the places of all tiers, with no levers yet."""
    nodes = list(layout)
    n = len(nodes)

    def empty(*width: int) -> Column:
        return np.zeros((n, *width))

    return Places(
        key=np.array([place_key(node.address) for node in nodes], np.uint64),
        tier=np.array([node.tier for node in nodes], np.int64),
        rural=np.array([node.rural and node.tier != CITY for node in nodes], np.bool_),
        first=np.array([node.first for node in nodes], np.int64),
        last=np.array([node.last for node in nodes], np.int64),
        persons=np.array([float(node.persons) for node in nodes]),
        lead=np.full(n, NOBODY, np.int64),
        raw=empty(len(Levers)), lever=empty(len(Levers)), mix=empty(DOMAIN_COUNT), need=empty(DOMAIN_COUNT),
        need_sum=empty(DOMAIN_COUNT), government=np.zeros(n, np.bool_), burst=np.ones((n, types)), pool=empty(4),
        grid_cut=empty(), task=empty(),
    )  # fmt: skip


def lay_out_communities(settings: Settings, seed: int, layout: Layout, types: Types) -> Communities:
    """Return the communities, whose bodies are still to be listed."""
    nodes, streets = layout.tiers[COMMUNITY], layout.tiers[STREET]
    n, y, districts = len(nodes), len(types.domain), len(layout.tiers[DISTRICT])
    founding, issues = settings.behaviour.founding, list(settings.world.issues.values())
    at = np.zeros((n, 4), np.int64)
    for c, node in enumerate(nodes):
        at[c] = (1 + districts + len(streets) + c, 1 + districts + node.parent, 1 + streets[node.parent].parent, 0)
    key = np.array([place_key(node.address) for node in nodes], np.uint64)
    mix, mix_domain = np.zeros((n, y)), np.zeros((n, DOMAIN_COUNT))
    base = np.array([share_arrivals(issues, False), share_arrivals(issues, True)])
    rural = np.array([node.rural for node in nodes], np.int64)
    _mix_communities(seed, key, rural, base, founding.mix_shape, types.domain, mix, mix_domain)
    whole, flags = _whole(n), np.zeros(n, np.bool_)
    domains = (n, DOMAIN_COUNT)
    return Communities(
        key=key, at=at,
        grid_start=find_starts([node.grids for node in nodes]),
        resident_start=find_starts([node.agents for node in nodes]),
        branch=whole(), committee=whole(), office=whole(), department=whole(), home=whole(2), street_bodies=whole(2),
        district_bodies=whole(2), right=whole(len(LEVELS) * DOMAIN_COUNT), first_desk=whole(),
        mix=mix, mix_domain=mix_domain, pledge=np.zeros(n), agenda=np.full(domains, 1.0 / DOMAIN_COUNT),
        efficacy=np.full(n, float(founding.efficacy)), cohesion=np.full(n, float(founding.cohesion)),
        attendance=np.zeros(n), members_serving=np.zeros(n), need=np.zeros(domains), given=np.zeros(domains),
        need_now=np.zeros(domains), given_now=np.zeros(domains), emergency_until=np.full(n, NEVER, np.int32),
        emergency=flags.copy(), struck=np.zeros(domains, np.bool_), surge=np.ones((n, y)), surging=flags.copy(),
        surge_domain=np.zeros(domains, np.bool_), x=np.zeros(domains), members=whole(), households=np.zeros(n),
        met=flags.copy(), decided=flags.copy(), came_start=np.zeros(n + 1, np.int64),
        own_tie=read_own_ties(settings, layout),
        start=np.zeros(n * y + 1, np.int64), most=np.zeros(n * y),
        born=np.zeros((n, y), np.int64), resolved=np.zeros((n, y), np.int64),
        lapsed=np.zeros((n, y), np.int64),
    )  # fmt: skip


def _whole(n: int) -> Any:
    """Return a function that makes whole numbers, nobody at first, of a width."""
    return lambda width=0: np.full((n, width) if width else n, NOBODY, np.int64)


@kernel
def _mix_communities(
    seed: int, key: Keys, rural: Whole, base: Column, shape: float, domain: Whole, mix: Column, mix_domain: Column
) -> None:
    """Draw what problems each community has (3), (4)."""
    for c in range(len(key)):
        total = 0.0
        for y in range(len(domain)):
            mix[c, y] = base[rural[c], y] * draws.gamma(seed, streams.FOUND_COMMUNITY, 0, key[c], 64 * y, shape)
            total += mix[c, y]
        for y in range(len(domain)):
            mix[c, y] /= total
            mix_domain[c, domain[y]] += mix[c, y]


def mix_places(places: Places, communities: Communities, types: Types) -> None:
    """Set the mix of every place: the plain mean over its communities."""
    for p in range(len(places.key)):
        first, last = int(places.first[p]), int(places.last[p])
        # Added up in order, community by community.
        places.mix[p] = np.cumsum(communities.mix_domain[first:last], axis=0)[-1] / (last - first)
