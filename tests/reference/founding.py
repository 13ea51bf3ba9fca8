"""The city of the first week: territory, residents, neighbours, organisations (ODD 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogov.model.world import DOMAINS, Place

from .citizen import Citizen
from .organisation import (
    Enterprise,
    Government,
    MassOrganisation,
    Organisation,
    PartyBranch,
    SelfGoverning,
    SocialOrganisation,
)
from .places import Community, District, Grid
from .problem import ADMINISTRATIVE

if TYPE_CHECKING:
    from .city import City


def found(city: City) -> None:
    """Found a city from its settings and luck."""
    found_places(city)
    introduce_neighbours(city)
    for district in city.districts:
        for community in district.communities:
            for kind in (PartyBranch, SelfGoverning, Enterprise, SocialOrganisation):
                found_at_home(community, kind)
    for district in city.districts:
        found_agencies(district)
        found_mass_organisations(district)


def listed_places(city: City) -> list[Place]:
    """The communities one by one, as listed or as counted."""
    said = city.settings.world.city
    if said.places:
        return list(said.places)
    residents = said.grids_per_community * said.residents_per_grid
    size = {"grids": said.grids_per_community, "residents": residents}
    urban = [
        Place(district=f"Urban district {d}", kind="urban", name=f"Community {d}-{c}", **size)
        for d in range(1, said.urban_districts + 1)
        for c in range(1, said.communities_per_district + 1)
    ]
    rural = [
        Place(district=f"County {d}", kind="rural", name=f"Village {d}-{c}", **size)
        for d in range(1, said.rural_counties + 1)
        for c in range(1, said.villages_per_county + 1)
    ]
    return urban + rural


def found_places(city: City) -> None:
    """Districts in the order of first mention, with their communities, grids and residents."""
    by_district: dict[str, list[Place]] = {}
    for place in listed_places(city):
        by_district.setdefault(place.district, []).append(place)
    for name, places in by_district.items():
        district = District(city, name)
        city.districts.append(district)
        for place in places:
            community = Community(district, place.name, place.kind == "rural")
            each, more = divmod(place.residents, place.grids)
            for number in range(place.grids):
                grid = Grid(community)
                for rank in range(each + (number < more)):
                    Citizen(grid, rank)


def introduce_neighbours(city: City) -> None:
    """Everyone's six close neighbours and two acquaintances."""
    everyone = [citizen for district in city.districts for citizen in district.citizens]
    wide = city.settings.world.city.acquaintance == "city"
    first = 0  # of the community, among all residents
    for district in city.districts:
        start, inhabitants = first, district.citizens
        for community in district.communities:
            ring = community.citizens
            for place, citizen in enumerate(ring):
                here = first + place
                far = (everyone, here) if wide else (inhabitants, here - start)
                citizen.meet_neighbours(ring, place, [(ring, place), far])
            first += len(ring)


def found_at_home(community: Community, kind: type[Organisation]) -> None:
    said = getattr(community.city.settings.world.actors, kind.word)
    if said.enabled:
        for rank in range(said.number):
            kind(community, rank, len(community.citizens) / said.number)


def found_agencies(district: District) -> None:
    """One agency or more for each domain, sized by the administrative work that arises in it."""
    said = district.city.settings.world.actors.government
    if not said.enabled:
        return
    work = [0.0] * len(DOMAINS)
    for issue in district.city.types:
        weight = issue.rural_weight if district.rural else 1.0
        work[issue.domain] += issue.share * weight * issue.needs[ADMINISTRATIVE]
    parts = [part / sum(work) for part in work] if sum(work) > 0.0 else [1.0 / len(DOMAINS)] * len(DOMAINS)
    for domain, part in enumerate(parts):
        for rank in range(said.number):
            Government(district, rank, len(district.citizens) * part / said.number, domain)


def found_mass_organisations(district: District) -> None:
    said = district.city.settings.world.actors.mass_organisation
    if said.enabled:
        for rank in range(said.number):
            MassOrganisation(district, rank, len(district.citizens) / said.number)
