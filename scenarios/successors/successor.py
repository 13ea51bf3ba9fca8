"""What has become of a key of the first edition: kept, renamed, converted, or gone for a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .events import convert_events

Fate = Literal["kept", "renamed", "converted", "gone"]

PERSONS = 5
"""Persons for whom an agent of the first edition stands; the second counts persons and agents apart."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A row of the table.

    Attributes
    ----------
    key : str
        In the first edition; ``*`` stands for the name of an issue type.
    fate : str
    to : str
        In the second edition; empty if gone.
    reason : str
        Code of the conversion, or of the reason why there is none.
    """

    key: str
    fate: Fate
    to: str = ""
    reason: str = ""


def keep(key: str) -> Successor:
    """Return the row of a key that stays, and means the same."""
    return Successor(key, "kept", key)


def rename(key: str, to: str) -> Successor:
    """Return the row of a key that has another name or place."""
    return Successor(key, "renamed", to)


def convert(key: str, to: str, conversion: str) -> Successor:
    """Return the row of a key whose value changes too; see :data:`CONVERSIONS`."""
    return Successor(key, "converted", to, conversion)


def drop(key: str, reason: str) -> Successor:
    """Return the row of a key without successor."""
    return Successor(key, "gone", reason=reason)


def _per_person(value: Any) -> dict[str, Any]:
    # Through a decimal number of 12 digits: 0.06 an agent is 0.012 a person, not 0.011999999999999999.
    return {"": float(f"{value / PERSONS:.12g}")}


def _one_street(value: Any) -> dict[str, Any]:
    return {"": value, "world.city.streets_per_district": 1}


def _one_township(value: Any) -> dict[str, Any]:
    return {"": value, "world.city.townships_per_county": 1}


def _sample_persons(value: Any) -> dict[str, Any]:
    return {"": value, "world.city.persons_per_grid": value * PERSONS}


def _each_type(value: Any) -> dict[str, Any]:
    return {"": value}


def _list_places(value: Any) -> dict[str, Any]:
    places: list[dict[str, Any]] = []
    for place in value:
        rest = {name: item for name, item in place.items() if name != "residents"}
        residents = place["residents"]
        places.append({**rest, "persons": residents * PERSONS, "agents": residents})
    return {"": places}


CONVERSIONS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "per_person": _per_person,
    "one_street": _one_street,
    "one_township": _one_township,
    "sampled": _sample_persons,
    "patience": _each_type,
    "places": _list_places,
    "events": convert_events,
}
"""From a value of the first edition to values of the second, by code: under an empty key that of the successor itself,
under others what has to be said besides."""
