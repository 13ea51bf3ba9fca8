"""Levers of extensions that differ at some places: ``[places.rules.extensions.NAME]``, beside those of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from ..message import Enumeration, message
from ..parameter import Record
from ..parameters.events import PlaceRules
from ..parameters.places import COMMUNITY, Node, Places, lay_out
from ..parameters.settings import Settings


class ExtendedPlaceRules(PlaceRules):
    """Levers that differ at some places, those of extensions among them."""

    BESIDE: ClassVar[type[Record]]
    """How a file writes them: with all that is known of each."""

    extensions: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _something_differs(self) -> ExtendedPlaceRules:
        if not self.change and not self.extensions:
            raise ValueError(message("settings.place_rules"))
        return self


def list_faults(settings: Settings, extensions: Record, levers: Sequence[str]) -> list[str]:
    """Return what is wrong with the levers of extensions at places.

    Parameters
    ----------
    settings : Settings
    extensions : Record
        Their numbers in the whole city.
    levers : sequence of str
        The numbers on which a city may decide, by dotted key.
    """
    faults = list[str]()
    for number, (_, key, value) in _entries(settings):
        if key not in levers:
            said = {"key": f"places.rules.{number}", "name": repr(key), "names": Enumeration(levers) or "-"}
            faults.append(message("extension.no_lever", **said))
            continue
        name, lever = key.split(".")[1:]
        record: Record = getattr(extensions, name)
        try:
            type(record).model_validate({**record.model_dump(), lever: value})
        except ValueError as error:
            faults.append(f"places.rules.{number}.{key}: {error}")
    return faults


def value_at(settings: Settings, key: str, value: float, address: str) -> float:
    """Return a lever at a place, by its address: what the last entry says that holds it, else `value`."""
    places = lay_out(settings.world.city)
    node = next(each for each in places if each.address == address)
    return float(_overlay(settings, places, key, value, (node,))[0])


def values_by_community(settings: Settings, key: str, value: float) -> NDArray[np.float64]:
    """Return a lever in each community."""
    places = lay_out(settings.world.city)
    return _overlay(settings, places, key, value, places.tiers[COMMUNITY])


def _overlay(
    settings: Settings, places: Places, key: str, value: float, nodes: tuple[Node, ...]
) -> NDArray[np.float64]:
    found = np.full(len(nodes), float(value))
    for _, (where, other, there) in _entries(settings):
        if other == key:
            outer = [node for name in where for node in places.find(name)]
            found[[any(places.holds(each, node) for each in outer) for node in nodes]] = there
    return found


def _entries(settings: Settings) -> list[tuple[int, tuple[tuple[str, ...], str, Any]]]:
    """Return each lever of an extension that a place says: the number of the entry; where, key and value."""
    return [
        (number, (entry.where, f"extensions.{name}.{lever}", value))
        for number, entry in enumerate(settings.places.rules)
        if isinstance(entry, ExtendedPlaceRules)
        for name, table in entry.extensions.items()
        for lever, value in table.items()
    ]
