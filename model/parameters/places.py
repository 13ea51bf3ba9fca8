"""Which place holds which: districts, streets and communities of a city, by name and in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..message import Enumeration, message
from .world import City, Place

COMMUNITY, STREET, DISTRICT, CITY = 0, 1, 2, 3
"""Tiers of places."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place of any tier.

    Attributes
    ----------
    tier : int
        :data:`COMMUNITY`, :data:`STREET`, :data:`DISTRICT` or :data:`CITY`.
    name : str
    address : str
        ``district``, ``district/street`` or ``district/street/community``; ``/`` for the city. Its hash is the place's
        key for draws.
    parent : int
        Row among the places of the next tier.
    rural : bool
        For a street or district that of its first community.
    first, last : int
        It holds the communities ``first <= c < last``.
    grids, persons, agents : int
        Of a community; sums for the others.
    """

    tier: int
    name: str
    address: str
    parent: int
    rural: bool
    first: int
    last: int
    grids: int
    persons: int
    agents: int


@dataclass(frozen=True, slots=True)
class Places:
    """All places of a city: ``tiers[t]`` has those of a tier in order, and ``tiers[CITY]`` is the city alone."""

    tiers: tuple[tuple[Node, ...], ...]

    def __iter__(self) -> Iterator[Node]:
        """Yield the city, then districts, streets and communities."""
        for tier in reversed(self.tiers):
            yield from tier

    def find(self, name: str) -> tuple[Node, ...]:
        """Return the places that a name or an address may mean: one, none, or several.

        An address means its place alone, also where others bear it as a name: that of a district is its name, and a
        street in it may have the same, whose own address is longer.
        """
        named = tuple(node for node in self if name in (node.name, node.address) and node.tier != CITY)
        return tuple(node for node in named if node.address == name) or named

    def holds(self, outer: Node, inner: Node) -> bool:
        """Tell whether a place is another one or holds it."""
        return outer.tier >= inner.tier and outer.first <= inner.first and inner.last <= outer.last


def list_communities(city: City) -> tuple[Place, ...]:
    """Return the communities one by one, as listed or as the counts say."""
    if city.places:
        return city.places
    listed: list[Place] = []
    for kind, districts, streets, communities, words in (
        ("urban", city.urban_districts, city.streets_per_district, city.communities_per_street,
         ("Urban district", "Street", "Community")),
        ("rural", city.rural_counties, city.townships_per_county, city.villages_per_township,
         ("County", "Township", "Village")),
    ):  # fmt: skip
        for d in range(1, districts + 1):
            for s in range(1, streets + 1):
                for c in range(1, communities + 1):
                    listed.append(
                        Place.model_construct(
                            district=f"{words[0]} {d}",
                            street=f"{words[1]} {d}-{s}",
                            kind=kind,
                            name=f"{words[2]} {d}-{s}-{c}",
                            grids=city.grids_per_community,
                            persons=city.grids_per_community * city.persons_per_grid,
                            agents=city.grids_per_community * city.agents_per_grid,
                        )
                    )
    return tuple(listed)


def lay_out(city: City) -> Places:
    """Lay out the places of a city; those of one district, and in it of one street, are brought together.

    Raises
    ------
    ValueError
        When two communities have one address: they would have the same residents and the same luck.
    """
    listed = list_communities(city)
    by_district: dict[str, dict[str, list[Place]]] = {}
    for place in listed:
        by_district.setdefault(place.district, {}).setdefault(place.street or place.district, []).append(place)
    addressed = Counter((place.district, place.street or place.district, place.name) for place in listed)
    if twice := ["/".join(parts) for parts, times in addressed.items() if times > 1]:
        raise ValueError(message("settings.twice", names=Enumeration(twice)))
    districts: list[Node] = []
    streets: list[Node] = []
    communities: list[Node] = []
    for district, inside in by_district.items():
        start = len(communities)
        for street, members in inside.items():
            first = len(communities)
            for place in members:
                c = len(communities)
                communities.append(
                    Node(COMMUNITY, place.name, f"{district}/{street}/{place.name}", len(streets),
                         place.kind == "rural", c, c + 1, place.grids, place.persons, place.agents)
                )  # fmt: skip
            streets.append(_sum(STREET, street, f"{district}/{street}", len(districts), communities[first:], first))
        districts.append(_sum(DISTRICT, district, district, 0, communities[start:], start))
    city_node = _sum(CITY, "", "/", 0, communities, 0)
    return Places((tuple(communities), tuple(streets), tuple(districts), (city_node,)))


def _sum(tier: int, name: str, address: str, parent: int, members: list[Node], first: int) -> Node:
    return Node(
        tier, name, address, parent, members[0].rural, first, first + len(members),
        sum(node.grids for node in members), sum(node.persons for node in members),
        sum(node.agents for node in members),
    )  # fmt: skip
