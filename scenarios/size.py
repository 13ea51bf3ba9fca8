"""How large a city is, told before anything is allocated."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.parameters.settings import Settings
from .arguments import SETTINGS, check_arguments
from .message import message

RESIDENTS = 20_000_000
COMMUNITIES = 100_000
ORGANISATIONS = 2_000_000
BYTES_A_RESIDENT = 300


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of a city.

    Attributes
    ----------
    residents, grids, communities, districts, organisations : int
        How many there are.
    """

    residents: int
    grids: int
    communities: int
    districts: int
    organisations: int

    @property
    def bytes(self) -> int:
        """Memory that the residents take, roughly."""
        return self.residents * BYTES_A_RESIDENT

    def excess(self) -> str:
        """Return what is too large about the city, or an empty string."""
        if self.residents > RESIDENTS:
            need = self.bytes / 1e9
            return message("size.residents", count=f"{self.residents:,}", need=f"{need:,.0f}", most=f"{RESIDENTS:,}")
        if self.communities > COMMUNITIES:
            return message("size.communities", count=f"{self.communities:,}", most=f"{COMMUNITIES:,}")
        if self.organisations > ORGANISATIONS:
            return message("size.organisations", count=f"{self.organisations:,}", most=f"{ORGANISATIONS:,}")
        return ""


def size(settings: Settings) -> Size:
    """Return the counts of a city as settings describe it: residents are agents, and every tier has bodies."""
    check_arguments(settings=(settings, SETTINGS))
    city, actors = settings.world.city, settings.world.actors
    if city.places:
        agents = sum(place.agents for place in city.places)
        grids = sum(place.grids for place in city.places)
        communities = len(city.places)
        streets = len({(place.district, place.street) for place in city.places})
        districts = len({place.district for place in city.places})
    else:
        districts = city.urban_districts + city.rural_counties
        urban, rural = city.urban_districts * city.streets_per_district, city.rural_counties * city.townships_per_county
        streets = urban + rural
        communities = urban * city.communities_per_street + rural * city.villages_per_township
        grids = communities * city.grids_per_community
        agents = grids * city.agents_per_grid
    organisations = 2 + districts * (1 + 5 + actors.mass_organisation.number) + streets * 2
    organisations += communities * (2 + actors.enterprise.number + actors.social_organisation.number)
    return Size(agents, grids, communities, districts, organisations)
