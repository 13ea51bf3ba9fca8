"""Where things are: districts, communities and grids, and how a resident's row leads to each (市域 = 城市 + 农村).

Rows are contiguous: the residents of a grid, the grids of a community and the communities of a district lie next to
each other, so that a place is a slice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .array_types import Keys, Whole
from .compilation import kernel
from .message import Enumeration, message
from .random_draws import child
from .world import CityLayout, Place


@dataclass(frozen=True, slots=True)
class Territory:
    """Slices and keys of places.

    Attributes
    ----------
    district_names, community_names : tuple of str
    rural : array of bool, one per community
    district_of : array of int, one per community
    district_start : array of int, districts + 1: communities ``district_start[d]:district_start[d + 1]``
    grid_start : array of int, communities + 1: grids of a community
    home_of : array of int, one per grid: its community
    resident_start : array of int, grids + 1: residents of a grid
    citizen_start : array of int, communities + 1: residents of a community
    residents : array of int, one per community
    district_key, community_key, grid_key : arrays of uint64
        Keys for draws; those of one district do not depend on which other districts there are.
    """

    district_names: tuple[str, ...]
    community_names: tuple[str, ...]
    rural: NDArray[np.bool_]
    district_of: Whole
    district_start: Whole
    grid_start: Whole
    home_of: Whole
    resident_start: Whole
    citizen_start: Whole
    residents: Whole
    district_key: Keys
    community_key: Keys
    grid_key: Keys

    @property
    def districts(self) -> int:
        """Number of districts and counties."""
        return len(self.district_names)

    @property
    def communities(self) -> int:
        """Number of communities and villages."""
        return len(self.community_names)

    @property
    def grids(self) -> int:
        """Number of grids."""
        return len(self.home_of)

    @property
    def citizens(self) -> int:
        """Number of resident agents."""
        return int(self.resident_start[-1])


def places(city: CityLayout) -> tuple[Place, ...]:
    """Return the communities one by one, as listed or as the counts say."""
    if city.places:
        return city.places
    listed: list[Place] = []
    for kind, word, districts, communities in (
        ("urban", "Urban district", city.urban_districts, city.communities_per_district),
        ("rural", "County", city.rural_counties, city.villages_per_county),
    ):
        for d in range(districts):
            for c in range(communities):
                name = f"{'Community' if kind == 'urban' else 'Village'} {d + 1}-{c + 1}"
                residents = city.grids_per_community * city.residents_per_grid
                listed.append(
                    Place.model_construct(
                        district=f"{word} {d + 1}",
                        kind=kind,
                        name=name,
                        grids=city.grids_per_community,
                        residents=residents,
                    )
                )
    return tuple(listed)


def lay_out(city: CityLayout) -> Territory:
    """Lay out the territory; communities of one district are brought together, in the order of first mention.

    Raises
    ------
    ValueError
        When two places have one name: they would have the same residents and the same luck.
    """
    listed = places(city)
    named = Counter((place.district, place.name) for place in listed)
    if twice := [
        message("settings.name_of", name=repr(name), district=repr(district))
        for (district, name), times in named.items()
        if times > 1
    ]:
        raise ValueError(message("settings.twice", names=Enumeration(twice)))
    names = tuple(dict.fromkeys(place.district for place in listed))
    ordered = [place for name in names for place in listed if place.district == name]
    number = {name: d for d, name in enumerate(names)}
    district_of = np.array([number[place.district] for place in ordered], dtype=np.int64)
    grids = np.array([place.grids for place in ordered], dtype=np.int64)
    residents = np.array([place.residents for place in ordered], dtype=np.int64)
    district_key = np.array([name_key(name) for name in names], dtype=np.uint64)
    community_key = np.array([name_key(f"{place.district}/{place.name}") for place in ordered], dtype=np.uint64)
    grid_start, home_of = _starts(grids), np.repeat(np.arange(len(ordered)), grids)
    rank = np.arange(len(home_of)) - grid_start[home_of]
    # Where residents do not divide evenly, the first grids have one more.
    per_grid = (residents // grids)[home_of] + (rank < (residents % grids)[home_of])
    grid_key = np.empty(len(home_of), dtype=np.uint64)
    _key_grids(community_key, home_of, rank, grid_key)
    return Territory(
        district_names=names,
        community_names=tuple(place.name for place in ordered),
        rural=np.array([place.kind == "rural" for place in ordered]),
        district_of=district_of,
        district_start=_starts(np.bincount(district_of, minlength=len(names))),
        grid_start=grid_start,
        home_of=home_of,
        resident_start=_starts(per_grid),
        citizen_start=_starts(residents),
        residents=residents,
        district_key=district_key,
        community_key=community_key,
        grid_key=grid_key,
    )


def name_key(name: str) -> np.uint64:
    """Return a 64-bit key of a name: the name is the identity, so adding or moving a place changes no other's draws."""
    return np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little"))


@kernel
def _key_grids(community_key: Keys, home_of: Whole, rank: Whole, grid_key: Keys) -> None:
    for g in range(len(home_of)):
        grid_key[g] = child(community_key[home_of[g]], rank[g])


def _starts(sizes: NDArray[np.int64]) -> Whole:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)))
