"""What a table does not say and a city needs: kinds, districts, streets, grids, persons per agent, each by a rule.

The result is a table of facts; :mod:`.writing` puts it into the form of a scenario file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..message import message, with_key
from .listed_place import ListedPlace
from .places import PlaceTable

AGENTS = 20_000
"""Agents at most: five years of them take some two seconds on a usual computer."""

PERSONS = 5
"""Persons for whom one agent stands at least, unless its user says otherwise."""

LIBRARY = "fragmented"
"""The city from which one's own has all that no table of communities tells."""

LIBRARY_ZH = "各自为政"
"""Its Chinese title; a test holds it to that of its file, which cannot be read here: reading scenarios reads cities."""

GRID = 1000
"""Persons of a grid: 300 to 500 households."""

AGENTS_OF_GRID = 10
"""Agents that a grid has at least, so that there are neighbours in it."""

STREET = 10
"""Places of a street, at most."""

PlaceKind = Literal["urban", "rural"]

_VILLAGE = re.compile(r".*(?<!新)(村|村委会|嘎查)")
"""A 新村 is an estate in a town, and so is many a village that is called so in English."""
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class CityPlace:
    """A place with nothing left open; `assumed` names what the table did not say."""

    name: str
    district: str
    street: str
    kind: PlaceKind
    grids: int
    persons: int
    residents: int
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that the table did not say.

    Attributes
    ----------
    key : str
        ``persons_per_agent``, ``grids``, ``kind``, ``district``, ``street``, or what of the scenario is the library's.
    rule : str
        What was assumed, by which rule.
    places : int
        How many places it is about; 0 if the whole city.
    """

    key: str
    rule: str
    places: int = 0


@dataclass(frozen=True, slots=True)
class CityFacts:
    """A city as facts."""

    name: str
    persons_per_agent: int
    places: tuple[CityPlace, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def persons(self) -> int:
        """Persons of all places."""
        return sum(place.persons for place in self.places)

    @property
    def residents(self) -> int:
        """Agents of all places."""
        return sum(place.residents for place in self.places)


def choose_scale(persons: int, most: int = AGENTS) -> int:
    """Return for how many persons an agent stands: the least of 5, 10, 20, 50, … with which no more agents are needed.

    >>> choose_scale(80_000), choose_scale(999_999), choose_scale(21_900_000)
    (5, 50, 2000)
    """
    scale, steps = PERSONS, (2.0, 2.0, 2.5)
    while persons / scale > most:
        scale = round(scale * steps[0])
        steps = (*steps[1:], steps[0])
    return scale


def assume(table: PlaceTable, name: str, persons_per_agent: int | None = None) -> CityFacts:
    """Return a city with all that its table leaves open filled in, each by its rule.

    Parameters
    ----------
    table : PlaceTable
    name : str
        Of the city.
    persons_per_agent : int, optional
        Instead of the one chosen for speed.
    """
    scale = persons_per_agent or choose_scale(sum(place.persons for place in table.places))
    chinese = any(_CHINESE.search(place.name) for place in table.places)
    kinds: list[PlaceKind] = [_kind(place) for place in table.places]
    districts = _districts(table.places, kinds, "全市" if chinese else "City", chinese)
    streets = _streets(table.places, districts, chinese)
    result: list[CityPlace] = []
    small = 0
    for place, kind, district, street in zip(table.places, kinds, districts, streets, strict=True):
        residents = max(round(place.persons / scale), 1)
        wanted = place.grids or max(round(place.persons / GRID), 1)
        grids = max(1, min(wanted, residents if place.grids else residents // AGENTS_OF_GRID))
        small += grids < wanted
        assumed = tuple(
            field for field, there in (
                ("district", bool(place.district) and district == place.district), ("street", bool(place.street)),
                ("kind", bool(place.kind)), ("grids", place.grids == grids),
            ) if not there
        )  # fmt: skip
        result.append(CityPlace(place.name, district, street, kind, grids, place.persons, residents, assumed))
    return CityFacts(
        name, scale, tuple(result), tuple(_assumptions(result, scale, small, persons_per_agent is not None))
    )


def _kind(place: ListedPlace) -> PlaceKind:
    if place.kind:
        return "rural" if place.kind == "rural" else "urban"
    return "rural" if _VILLAGE.fullmatch(place.name) else "urban"


def _districts(places: Sequence[ListedPlace], kinds: Sequence[PlaceKind], whole: str, chinese: bool) -> list[str]:
    """Return the district of each place: one for all if none is said, and a mixed one in two."""
    said = [place.district or whole for place in places]
    mixed = {name for name in said if len({kind for each, kind in zip(said, kinds, strict=True) if each == name}) > 1}
    beside = "（乡村）" if chinese else " (rural)"
    return [
        f"{name[: 80 - len(beside)]}{beside}" if name in mixed and kind == "rural" else name
        for name, kind in zip(said, kinds, strict=True)
    ]


def _streets(places: Sequence[ListedPlace], districts: Sequence[str], chinese: bool) -> list[str]:
    """Return the street of each place: ten places after each other, in the table's order, where none is said."""
    count: dict[str, int] = {}
    result: list[str] = []
    for place, district in zip(places, districts, strict=True):
        if place.street:
            result.append(place.street)
            continue
        number = count.get(district, 0) // STREET + 1
        count[district] = count.get(district, 0) + 1
        result.append(f"第{number}街道" if chinese else f"Street {number}")
    return result


def _assumptions(places: Sequence[CityPlace], scale: int, small: int, said: bool) -> list[Assumption]:
    why = message("city.you_said") if said else message("city.least_most", most=f"{AGENTS:,}")
    result = [
        Assumption(
            "persons_per_agent",
            message("city.one_agent", scale=scale, why=why),
        )
    ]
    rules = {
        "kind": message("city.place_whose"),
        "district": message("city.without_district"),
        "street": message("city.ten_places"),
        "grids": message("city.one_grid", grid=GRID, agents=AGENTS_OF_GRID),
    }
    for field, rule in rules.items():
        if count := sum(field in place.assumed for place in places):
            result.append(Assumption(field, rule, count))
    if small:
        result.append(
            Assumption(
                "fewer_grids",
                message("city.these_places"),
                small,
            )
        )
    result.append(
        Assumption(
            "library",
            message("city.problems_organisations", library=with_key(LIBRARY, LIBRARY_ZH)),
        )
    )
    return result
