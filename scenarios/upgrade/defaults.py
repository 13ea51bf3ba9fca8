"""What a file does not state: defaults that are another number now, and keys that there were not."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from ...model.parameters.settings import Settings
from ...model.parameters.world import KINDS, default_issues
from ..successors.successor import CONVERSIONS
from ..successors.table import SUCCESSORS
from .first_edition.settings import FirstSettings


class Default(NamedTuple):
    """A value that holds where a file states none.

    Attributes
    ----------
    key : str
        In the second edition.
    old : object
        That of the first edition, in the units of the second.
    new : object
    """

    key: str
    old: Any
    new: Any


@cache
def defaults(form: type[BaseModel]) -> dict[str, Any]:
    """Return the default of every key of an edition, but for those of single issue types."""
    return {key: value for key, value in _list_leaves(form(), "") if not key.startswith("world.issues.")}


def _list_leaves(record: BaseModel, path: str) -> Iterator[tuple[str, Any]]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, BaseModel):
            yield from _list_leaves(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


@cache
def changed_defaults() -> dict[str, tuple[Default, ...]]:
    """Return what holds now where a key of the first edition is not stated, if it is another value; by that key."""
    old, new = defaults(FirstSettings), defaults(Settings)
    result: dict[str, tuple[Default, ...]] = {}
    for row in SUCCESSORS:
        if row.key not in old or row.fate == "gone" or isinstance(old[row.key], tuple) or "*" in row.to:
            continue
        before = CONVERSIONS[row.reason](old[row.key]) if row.fate == "converted" else {"": old[row.key]}
        named = (Default(key or row.to, value, new[key or row.to]) for key, value in before.items())
        if found := tuple(each for each in named if each.old != each.new):
            result[row.key] = found
    weeks = [f"{kind.patience_weeks:g}" for kind in default_issues().values()]
    by_type = f"{min(weeks, key=float)}–{max(weeks, key=float)}"
    patience = Default("world.issues.*.patience_weeks", old["behaviour.lapse.patience"], by_type)
    return result | {"behaviour.lapse.patience": (patience,)}


def silent_changes(stated: Set[str]) -> list[Default]:
    """Return the defaults that changed, of keys that nobody states in either edition's words."""
    return [
        each
        for key, found in changed_defaults().items()
        if key not in stated
        for each in found
        if each.key not in stated
    ]


def new_keys(stated: Set[str]) -> list[str]:
    """Return the keys of the second edition that are nobody's successor, and not stated."""
    heirs = {row.to for row in SUCCESSORS} | {"world.city.streets_per_district", "world.city.townships_per_county"}
    heirs |= {"world.city.persons_per_grid", *(f"world.actors.{kind}.number" for kind in KINDS)}
    return [key for key in defaults(Settings) if key not in heirs and key not in stated]
