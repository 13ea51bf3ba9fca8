"""The roll of bodies, in the order of section 2."""

from __future__ import annotations

from ...parameters.places import CITY, COMMUNITY, DISTRICT, STREET, Node
from ...parameters.places import Places as Layout
from ...parameters.settings import Settings
from ..state import (
    DOMAIN_COUNT,
    NOBODY,
    Communities,
    Kind,
    Places,
)


class Roll:
    """The bodies in the order of section 2, as they are listed one by one."""

    def __init__(self, layout: Layout, settings: Settings) -> None:
        self.place: list[int] = []
        self.node: list[Node] = []
        self.kind: list[Kind] = []
        self.rank: list[int] = []
        self.domain: list[int] = []
        self._layout = layout
        self._actors = settings.world.actors

    def add(self, place: int, node: Node, kind: Kind, rank: int = 0, domain: int = NOBODY) -> int:
        """List a body and return its row."""
        self.place.append(place)
        self.node.append(node)
        self.kind.append(kind)
        self.rank.append(rank)
        self.domain.append(domain)
        return len(self.place) - 1

    def call(self, places: Places, communities: Communities) -> None:
        """List all bodies of the city, and tell places and communities which are theirs."""
        actors = self._actors
        cities, districts, streets = (self._layout.tiers[tier] for tier in (CITY, DISTRICT, STREET))
        places.lead[0] = self.add(0, cities[0], Kind.PARTY)
        self.add(0, cities[0], Kind.GOVERNMENT)
        for d, district in enumerate(districts):
            here = slice(district.first, district.last)
            start = places.lead[1 + d] = self.add(1 + d, district, Kind.PARTY)
            for domain in range(DOMAIN_COUNT):
                self.add(1 + d, district, Kind.GOVERNMENT, domain=domain)
            for rank in range(actors.mass_organisation.number):
                self.add(1 + d, district, Kind.MASS_ORGANISATION, rank)
            communities.department[here] = start + 1
            communities.district_bodies[here] = (start, len(self.place))
            for s, street in enumerate(streets):
                if street.parent == d:
                    self._street(1 + len(districts) + s, street, places, communities)

    def _street(self, place: int, street: Node, places: Places, communities: Communities) -> None:
        here = slice(street.first, street.last)
        party = places.lead[place] = self.add(place, street, Kind.PARTY)
        communities.office[here] = self.add(place, street, Kind.GOVERNMENT)
        communities.street_bodies[here] = (party, party + 2)
        for c in range(street.first, street.last):
            node, home = self._layout.tiers[COMMUNITY][c], int(communities.at[c, COMMUNITY])
            start = places.lead[home] = communities.branch[c] = self.add(home, node, Kind.PARTY)
            communities.committee[c] = self.add(home, node, Kind.SELF_GOVERNING)
            for kind, number in (
                (Kind.ENTERPRISE, self._actors.enterprise.number),
                (Kind.SOCIAL_ORGANISATION, self._actors.social_organisation.number),
            ):
                for rank in range(number):
                    self.add(home, node, kind, rank)
            communities.home[c] = (start, len(self.place))
