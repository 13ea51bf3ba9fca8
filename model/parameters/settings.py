"""All settings of one run: the city, its behaviour, the rules, what happens when, which luck."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, NoReturn, cast

from pydantic import Field, ValidationError, model_validator

from ..message import Enumeration, message
from ..parameter import Record
from .behaviour import Behaviour
from .declaration import number
from .events import Event, PlaceRules
from .places import COMMUNITY, Node, Places, lay_out
from .rules import Rules
from .world import KINDS, World

if TYPE_CHECKING:
    from ..named_columns import Additions

SCHEMA_VERSION = 2
"""Version of the form of scenario files that hold these settings."""


class Run(Record):
    """How long, and which luck."""

    weeks: int = number(260, (1, 5200), "weeks", "weeks", "模拟周数", "weeks simulated")
    seed: int = number(1, (0, 2**63 - 1), "seed", "seed", "随机种子", "everything random follows from it")


class RulesByPlace(Record):
    """Levers that differ from place to place."""

    rules: tuple[PlaceRules, ...] = Field(default=(), strict=False, max_length=10_000)


class Settings(Record):
    """Everything that decides a run. Equal settings give equal histories."""

    world: World = Field(default_factory=World)
    behaviour: Behaviour = Behaviour()
    rules: Rules = Rules()
    places: RulesByPlace = RulesByPlace()
    events: tuple[Event, ...] = Field(default=(), strict=False, max_length=1000)
    run: Run = Run()

    @model_validator(mode="after")
    def _all_is_known(self) -> Settings:
        errors: list[str] = []
        places = lay_out(self.world.city)
        for place, entry in enumerate(self.places.rules):
            key = f"places.rules.{place}"
            errors += _unknown(places, entry.where, f"{key}.where")
            errors += _list_errors(self.rules, entry.change, key)
        for place, event in enumerate(self.events):
            key = f"events.{place}"
            errors += _unknown(places, event.where, f"{key}.where")
            errors += _list_errors(self.rules, event.rules, f"{key}.rules")
            for word in event.surge.types if event.surge else ():
                if word not in self.world.issues:
                    values = {"key": f"{key}.surge.types", "word": repr(word), "names": Enumeration(self.world.issues)}
                    errors.append(message("settings.no_case", **values))
        for place, tie in enumerate(self.world.city.ties):
            for key, end in (("from", tie.source), ("to", tie.target)):
                errors += _unknown_end(places, end, f"world.city.ties.{place}.{key}")
        if errors:
            raise ValueError(Enumeration(errors, "; ", "；"))
        return self

    def tables(self) -> dict[str, Any]:
        """Return its tables by name, as records."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    def __iter__(self) -> NoReturn:
        """Refuse to be taken apart: ``mesa.batch_run`` would try each field as a value of its own."""
        raise TypeError("settings are one value; tables() gives their parts")

    def rows(self, places: Places, active: Mapping[int, int]) -> dict[str, Rules]:
        """Return the rules in force at every place, by its address.

        Parameters
        ----------
        places : Places
            Those of this city.
        active : mapping
            Numbers of the active events, with the week in which each began; see :func:`.events.step`.
        """
        overlays: list[tuple[tuple[Node, ...] | None, dict[str, Any]]] = [
            (_find_places(places, entry.where), entry.change) for entry in self.places.rules
        ]
        for number_, _ in sorted(active.items(), key=lambda item: (item[1], item[0])):
            event = self.events[number_]
            if event.rules:
                overlays.append((_find_places(places, event.where) if event.where else None, event.rules))
        known: dict[tuple[int, ...], Rules] = {(): self.rules}
        rows: dict[str, Rules] = {}
        for node in places:
            here = tuple(
                number_
                for number_, (where, _) in enumerate(overlays)
                if where is None or any(places.holds(outer, node) for outer in where)
            )
            if here not in known:
                known[here] = reduce(change, (overlays[number_][1] for number_ in here), self.rules)
            rows[node.address] = known[here]
        return rows

    def add_extensions(self, seed: int) -> Additions | None:
        """Return what extensions add to a run with a seed; None where there are none."""
        return None

    @classmethod
    def describe_extensions(cls) -> dict[str, dict[str, str]]:
        """Return ``digest`` and ``text`` of the extensions whose numbers these settings hold, by name."""
        return {}

    def digest(self) -> str:
        """Return the SHA-256 of the settings in canonical form (sorted keys, shortest numbers)."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


EXTENDED: dict[tuple[tuple[str, str], ...], type[Settings]] = {}
"""The settings with extensions that this process knows, by names and digests of these."""


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return `base` with the tables of `over` laid over it, key by key; neither is altered."""
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merge(cast("dict[str, Any]", old), cast("dict[str, Any]", value))
        else:
            result[key] = value
    return result


def change(rules: Rules, over: dict[str, Any]) -> Rules:
    """Return rules with some levers changed; raises pydantic's ValidationError with every error."""
    return Rules.model_validate(merge(rules.model_dump(), over))


def _find_places(places: Places, where: Iterable[str]) -> tuple[Node, ...]:
    return tuple(node for name in where for node in places.find(name))


def _unknown(places: Places, where: Iterable[str], key: str) -> list[str]:
    """Return what is wrong with names of places."""
    errors: list[str] = []
    for name in where:
        meant = places.find(name)
        if not meant:
            errors.append(message("settings.no_place", key=key, name=repr(name)))
        elif len(meant) > 1:
            names = Enumeration((node.address for node in meant), " or ", " 或 ")
            errors.append(message("settings.which_place", key=key, name=repr(name), names=names))
    return errors


def _unknown_end(places: Places, end: str, key: str) -> list[str]:
    """Return what is wrong with one end of a tie: a community, or a body as ``place/kind`` or ``place/kind/rank``."""
    meant = places.find(end)
    if len(meant) == 1 and meant[0].tier == COMMUNITY:
        return []
    place, _, last = end.rpartition("/")
    if last.isdecimal():
        place, _, last = place.rpartition("/")
    if last in KINDS and len(places.find(place)) == 1:
        return []
    return [message("settings.no_end", key=key, end=repr(end))]


def _list_errors(rules: Rules, over: dict[str, Any], key: str) -> list[str]:
    try:
        change(rules, over)
    except ValidationError as error:
        return [
            message("settings.keyed", key=".".join((key, *map(str, item["loc"]))), what=item["msg"])
            for item in error.errors()
        ]
    return []
