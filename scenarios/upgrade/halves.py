"""The halves of a city of the first edition, by the names that their districts have now."""

from __future__ import annotations

from ...model.parameters.places import DISTRICT, lay_out
from ...model.parameters.world import City
from ..successors.events import HALVES
from .first_edition.world import CityLayout


def list_halves(city: CityLayout) -> dict[str, list[str]]:
    """Return the names that the districts of a city have in the second edition, by half of the city."""
    if city.places:
        found = {place.district: place.kind for place in city.places}
    else:
        counted = City(urban_districts=city.urban_districts, rural_counties=city.rural_counties)
        found = {node.name: HALVES[node.rural] for node in lay_out(counted) if node.tier == DISTRICT}
    return {half: [name for name, kind in found.items() if kind == half] for half in HALVES}
