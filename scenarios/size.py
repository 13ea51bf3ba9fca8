"""How large a city is, told before anything is allocated."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.settings import Settings

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
            return (
                f"{self.residents:,} residents would need about {need:,.0f} GB of memory; "
                f"at most {RESIDENTS:,} are accepted (one agent may stand for several people)"
            )
        if self.communities > COMMUNITIES:
            return f"{self.communities:,} communities are too many; at most {COMMUNITIES:,} are accepted"
        if self.organisations > ORGANISATIONS:
            return f"{self.organisations:,} organisations are too many; at most {ORGANISATIONS:,} are accepted"
        return ""


def size(settings: Settings) -> Size:
    """Return the counts of a city as settings describe it."""
    city, actors = settings.world.city, settings.world.actors
    if city.places:
        residents = sum(place.residents for place in city.places)
        grids = sum(place.grids for place in city.places)
        communities = len(city.places)
        districts = len({place.district for place in city.places})
    else:
        communities = (
            city.urban_districts * city.communities_per_district + city.rural_counties * city.villages_per_county
        )
        districts = city.urban_districts + city.rural_counties
        grids = communities * city.grids_per_community
        residents = grids * city.residents_per_grid
    local = (actors.party_branch, actors.self_governing, actors.enterprise, actors.social_organisation)
    organisations = communities * sum(kind.number for kind in local if kind.enabled)
    organisations += districts * (5 * actors.government.number + actors.mass_organisation.number)
    return Size(residents, grids, communities, districts, organisations)
