"""Cities of the sizes that are measured."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.model import Settings
from cogov.scenarios import load


@dataclass(frozen=True)
class Size:
    """How a city is laid out: districts (one of them rural) of one street, communities, grids, resident agents."""

    districts: int
    communities: int
    grids: int
    residents: int

    @property
    def citizens(self) -> int:
        return self.districts * self.communities * self.grids * self.residents

    def changes(self) -> list[str]:
        """Return the settings that make a scenario's city this large."""
        return [
            f"world.city.urban_districts={self.districts - 1}",
            "world.city.rural_counties=1",
            "world.city.streets_per_district=1",
            f"world.city.communities_per_street={self.communities}",
            "world.city.townships_per_county=1",
            f"world.city.villages_per_township={self.communities}",
            f"world.city.grids_per_community={self.grids}",
            f"world.city.agents_per_grid={self.residents}",
        ]

    def settings(self, weeks: int, scenario: str = "synergy", *changes: str) -> Settings:
        """Return the settings of a run."""
        return load(scenario, changes=[f"run.weeks={weeks}", *self.changes(), *changes]).settings


HALF, THOUSAND, DEFAULT = Size(2, 2, 5, 25), Size(2, 2, 5, 50), Size(3, 4, 4, 60)
TWENTY, HUNDREDS, MILLION = Size(4, 10, 10, 50), Size(10, 40, 10, 50), Size(10, 200, 10, 50)
