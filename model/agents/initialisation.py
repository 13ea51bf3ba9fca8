"""The first week (ODD, section 5): places, residents and bodies of a city, all by keyed draws."""

from __future__ import annotations

import math
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from ..array_types import Word
from ..parameters.places import CITY, COMMUNITY, DISTRICT, STREET, Node, lay_out
from ..parameters.streams import FOUND_CITIZEN, FOUND_COMMUNITY, FOUND_GRID, FOUND_GROUP
from .addition import add_up
from .bodies import base_shares, set_up_bodies
from .citizen import Residents, take_means
from .luck import child
from .places import City, Community, District, Grid, HouseholdGroup, Street
from .self_governing import GridWorker

if TYPE_CHECKING:
    from .model import GovernanceModel

GROUPS = 1_000_000
"""Household groups of a grid have keys below the child of this number, so that none is a resident's."""


def key_of(text: str) -> Word:
    """Return the key of an address (2)."""
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little"))


def initialise(model: GovernanceModel) -> None:
    """Found the city of a model: its places, then who lives there, then the bodies."""
    _lay_out_places(model)
    _mix_problems(model)
    _settle_residents(model)
    _introduce_neighbours(model)
    _let_commute(model)
    set_up_bodies(model)
    for grid in model.grids:
        rows = model.people.day_grid == grid.number
        own = set(grid.people)
        by_day = np.flatnonzero(rows).tolist()
        grid.by_day = [row for row in by_day if row in own] + [row for row in by_day if row not in own]
        grid.reporters = list(accumulate(model.people.reporter_weight[grid.by_day].tolist()))
    take_means(model.people)


# ---- places


def _lay_out_places(model: GovernanceModel) -> None:
    world, founding = model.settings.world, model.settings.behaviour.founding
    model.layout = lay_out(world.city)
    tiers = model.layout.tiers
    keyed: dict[str, Word] = {node.address: key_of(node.address) for node in model.layout}
    model.city = City(tiers[CITY][0], keyed["/"])
    model.districts = [District(node, keyed[node.address]) for node in tiers[DISTRICT]]
    model.streets = [Street(node, keyed[node.address]) for node in tiers[STREET]]
    model.communities = [
        Community(node, keyed[node.address], founding.efficacy, founding.cohesion) for node in tiers[COMMUNITY]
    ]
    model.places = [model.city, *model.districts, *model.streets, *model.communities]
    for place in model.places:
        place.communities = model.communities[place.first : place.last]
    model.city.districts = model.districts
    for district in model.districts:
        district.streets = []
    for street in model.streets:
        street.district = model.districts[street.node.parent]
        street.district.streets.append(street)
    for community in model.communities:
        community.city, community.street = model.city, model.streets[community.node.parent]
        community.district = community.street.district
    row = 0
    for community in model.communities:
        row = _lay_out_grids(model, community, community.node, row)


def _lay_out_grids(model: GovernanceModel, community: Community, node: Node, row: int) -> int:
    """Divide a community into grids, and these into household groups; return the next resident's row."""
    start, luck = row, model.luck
    group_persons = model.settings.behaviour.founding.group_persons
    for rank in range(node.grids):
        persons = node.persons // node.grids + (rank < node.persons % node.grids)
        agents = node.agents // node.grids + (rank < node.agents % node.grids)
        people = range(row, row + agents)
        grid = Grid(community, len(model.grids), rank, child(community.key, rank), persons, people)
        grid.staff_rank = luck.once(FOUND_GRID, grid.key)
        grid.worker = GridWorker(grid, grid.key)
        size = max(2, math.floor(group_persons / grid.persons_per_agent + 0.5))
        starts = list(range(row, row + agents, size))
        if len(starts) > 1 and row + agents - starts[-1] == 1:
            starts.pop()
        above = child(grid.key, GROUPS)
        for number, first in enumerate(starts):
            last = starts[number + 1] if number + 1 < len(starts) else row + agents
            group = HouseholdGroup(grid, len(model.groups), child(above, number), range(first, last))
            group.link_rank = luck.once(FOUND_GROUP, group.key)
            grid.groups.append(group)
            model.groups.append(group)
        community.grids.append(grid)
        model.grids.append(grid)
        row += agents
    community.people = range(start, row)
    return row


def _mix_problems(model: GovernanceModel) -> None:
    """Draw the mix of problems of every community (3), and take the means of other places (4)."""
    shape = model.settings.behaviour.founding.mix_shape
    for community in model.communities:
        base = base_shares(model, community.rural)
        parts = [
            share * model.luck.gamma(FOUND_COMMUNITY, 0, community.key, 64 * y, shape) for y, share in enumerate(base)
        ]
        total = add_up(parts)
        community.type_mix = [part / total for part in parts]
        community.mix = [0.0] * 5
        for kind, share in zip(model.types, community.type_mix, strict=True):
            community.mix[kind.domain] += share
    for place in model.places:
        if place.tier != COMMUNITY:
            n = len(place.communities)
            place.mix = [add_up(community.mix[d] for community in place.communities) / n for d in range(5)]
    shares = [kind.issue.share for kind in model.types]
    total = add_up(shares)
    model.listed = [
        add_up(share for kind, share in zip(model.types, shares, strict=True) if kind.domain == d) / total
        for d in range(5)
    ]


# ---- residents


def _settle_residents(model: GovernanceModel) -> None:
    c, luck, n = model.settings.behaviour.founding, model.luck, model.communities[-1].people.stop
    people = Residents(model, model.citizen_kind, n)
    model.people = people
    people.key = np.empty(n, dtype=np.uint64)
    for name in ("rank", "grid", "group", "community", "day_grid", "near", "far", "contributor"):
        setattr(people, name, np.zeros(n, dtype=np.int64))
    for name in ("trust", "norm", "motive", "tolerance", "reporter_weight", "persons"):
        setattr(people, name, np.zeros(n))
    people.member = np.zeros(n, dtype=bool)
    people.own_priorities = np.zeros((n, 5))
    types = (c.conditional_cooperators, c.free_riders, c.hump_shaped)
    for grid in model.grids:
        mix = grid.community.mix
        for rank, row in enumerate(grid.people):
            key = child(grid.key, rank)
            people.key[row], people.rank[row] = key, rank
            people.grid[row] = people.day_grid[row] = grid.number
            people.community[row], people.persons[row] = grid.community.number, grid.persons_per_agent
            people.trust[row] = luck.beta(FOUND_CITIZEN, key, 0, c.trust_a, c.trust_b)
            people.motive[row] = luck.beta(FOUND_CITIZEN, key, 128, c.motive_a, c.motive_b)
            people.norm[row] = luck.beta(FOUND_CITIZEN, key, 256, c.norm_a, c.norm_b)
            tolerance = luck.beta(FOUND_CITIZEN, key, 384, c.tolerance_a, c.tolerance_b)
            people.tolerance[row] = c.tolerance_scale * tolerance
            own = luck.simplex(FOUND_CITIZEN, key, 512, c.priority_shape)
            people.own_priorities[row] = [
                c.own_priorities * own[d] + (1.0 - c.own_priorities) * mix[d] for d in range(5)
            ]
            u, v = luck.two(FOUND_CITIZEN, key, 1024)
            people.member[row] = u < c.party_members
            people.contributor[row] = next((kind for kind in range(3) if v < add_up(types[: kind + 1])), 3)
            people.reporter_weight[row] = math.exp(c.reporter_sigma * luck.normal(FOUND_CITIZEN, 0, key, 1027))
        for group in grid.groups:
            people.group[group.people.start : group.people.stop] = group.number
    people.anchor = people.motive.copy()
    people.priorities = people.own_priorities.copy()
    for community in model.communities:
        community.members = int(np.count_nonzero(people.member[community.people.start : community.people.stop]))


def _introduce_neighbours(model: GovernanceModel) -> None:
    """Give everyone six neighbours on the ring of the community, one near acquaintance and one far."""
    people, luck = model.people, model.luck
    ties = _community_ties(model)
    people.neighbours = np.zeros((people.n, 8), dtype=np.int64)
    for community in model.communities:
        first, n = community.people.start, len(community.people)
        far = model.city if model.settings.world.city.acquaintance == "city" else community.district
        start = far.communities[0].people.start
        size = far.communities[-1].people.stop - start
        for row in community.people:
            u, v = luck.two(FOUND_CITIZEN, people.key[row], 1026)
            people.near[row] = first + (row - first + 1 + math.floor(u * (n - 1))) % n
            if community.number in ties:
                people.far[row] = _link_ties(model, ties[community.number], v)
            else:
                people.far[row] = start + (row - start + 1 + math.floor(v * (size - 1))) % size
            ring = [first + (row - first + step) % n for step in (-3, -2, -1, 1, 2, 3)]
            people.neighbours[row] = [*ring, people.near[row], people.far[row]]


def _community_ties(model: GovernanceModel) -> dict[int, list[tuple[int, float]]]:
    """Return the ties of each community to others with their weights, in the order of the file."""
    ties: dict[int, list[tuple[int, float]]] = {}
    for tie in model.settings.world.city.ties:
        ends = [model.layout.find(end) for end in (tie.source, tie.target)]
        if all(len(end) == 1 and end[0].tier == COMMUNITY for end in ends):
            ties.setdefault(ends[0][0].first, []).append((ends[1][0].first, tie.weight))
    return {c: weights for c, weights in ties.items() if add_up(weight for _, weight in weights) > 0.0}


def _link_ties(model: GovernanceModel, weights: list[tuple[int, float]], v: float) -> int:
    """Return the row of a resident of a community drawn in proportion to weights."""
    total, below = add_up(weight for _, weight in weights), 0.0
    for number, weight in weights:
        if weight > 0.0 and v * total < below + weight:
            people = model.communities[number].people
            rest = (v * total - below) / weight
            return people.start + min(len(people) - 1, math.floor(len(people) * rest))
        below += weight
    people = model.communities[next(number for number, weight in reversed(weights) if weight > 0.0)].people
    return people.stop - 1


def _let_commute(model: GovernanceModel) -> None:
    """Let a share of residents of the country spend their days in a grid in town."""
    people, share = model.people, model.settings.world.city.commuters
    town = [grid.number for grid in model.grids if not grid.community.rural]
    if not town:
        return
    for community in model.communities:
        if community.rural:
            for row in community.people:
                u, v = model.luck.two(FOUND_CITIZEN, people.key[row], 1028)
                if u < share:
                    people.day_grid[row] = town[math.floor(v * len(town))]
