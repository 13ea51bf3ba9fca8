"""The settings that a file of the first edition states, as those of the second, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

from pydantic import BaseModel

from ...model.parameters.settings import Settings
from ..checking import Document, check_table
from ..errors import Key, ScenarioError, describe_value
from ..message import message
from ..successors.events import name_districts
from ..successors.successor import CONVERSIONS, Fate, Successor
from ..successors.table import BY_KEY, find_successor
from .defaults import Default, changed_defaults
from .first_edition.settings import FirstSettings

TABLES = tuple(FirstSettings.model_fields)

COMMUNITIES_FILE = "world.city.communities_file"
"""The key that names a file of communities, which is to be converted too."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one stated key.

    Attributes
    ----------
    key : str
        As the file states it.
    fate : str
    to : tuple of str
        Keys of the second edition that stand for it; none if it is gone.
    told : str
        The conversion or the reason; empty for what is kept or only has another name.
    outside : str
        Why the value does not fit the successor; empty if it does. It is never cut to fit.
    old : object
        The value before, of a key that is converted.
    new : mapping of str to object
        The values after, by key.
    defaults : tuple of Default
        What the defaults of the successors were and are, where they are other values.
    """

    key: str
    fate: Fate
    to: tuple[str, ...]
    told: str = ""
    outside: str = ""
    old: Any = None
    new: Mapping[str, Any] = field(default_factory=dict[str, Any])
    defaults: tuple[Default, ...] = ()


def upgrade_settings(
    data: Mapping[str, Any],
    file: str,
    *,
    types: Set[str] = frozenset(),
    patience: float | None = None,
    halves: Mapping[str, list[str]] = MappingProxyType({}),
    lines: Mapping[Key, int] = MappingProxyType({}),
) -> tuple[dict[str, Any], list[Moved]]:
    """Return the settings that tables of the first edition state, as tables of the second.

    Parameters
    ----------
    data : mapping
        Tables with the settings of a scenario file: ``world``, ``behaviour``, ``rules``, ``events``, ``run``.
    file : str
        Names them in messages.
    types : set of str
        Types of issue that there are besides those stated: what holds for all types is then said of each.
    patience : float, optional
        What an ancestor says of ``behaviour.lapse.patience``; it holds for the types stated here.
    halves : mapping
        Names of the districts of each half of the city, if known; see :mod:`cogov.scenarios.successors.events`.
    lines : mapping
        Lines of the keys, for messages.

    Returns
    -------
    dict
        What the second edition is to state.
    list of Moved
        One for each key that was stated, in their order.

    Raises
    ------
    ScenarioError
        If something in them is no key of the first edition, or no value that it takes.
    """
    document = Document(file, dict(lines))
    stated = {name: data[name] for name in TABLES if name in data}
    check_table(document, FirstSettings, stated)
    if document.problems:
        raise ScenarioError(document.problems)
    named = list(dict.fromkeys((*sorted(types), *_list_types(stated))))
    result: dict[str, Any] = {}
    account: list[Moved] = []
    for path, value in _list_leaves(stated, ()):
        key = ".".join(path)
        row = find_successor(key)
        if key == COMMUNITIES_FILE:
            _set_value(result, path, second_name(value))
            told = message("upgrade.converted_communities")
            account.append(Moved(key, "converted", (key,), told, old=value, new={key: second_name(value)}))
        elif row is None:  # what a file has beside the settings
            _set_value(result, path, value)
            account.append(Moved(key, "kept", (key,)))
        elif row.fate == "gone":
            account.append(Moved(key, "gone", (), message(f"upgrade.gone_{row.reason}")))
        else:
            account.append(_follow(result, row, path, value, named, halves))
    if patience is not None and not (stated.get("behaviour", {}).get("lapse", {})).get("patience"):
        for name in set(_list_types(stated)) - types:
            _set_value(result, ("world", "issues", name, "patience_weeks"), patience)
    return result, account


def _follow(
    result: dict[str, Any],
    row: Successor,
    path: tuple[str, ...],
    value: Any,
    types: list[str],
    halves: Mapping[str, list[str]],
) -> Moved:
    """State the successors of a key, and return the account of it."""
    key, defaults = ".".join(path), changed_defaults().get(row.key, ())
    if row.fate != "converted":
        to = path if row.fate == "kept" else tuple(row.to.split("."))
        _set_value(result, to, value)
        return Moved(key, row.fate, (".".join(to),), outside=_find_fault(row.to, value), defaults=defaults)
    found = {name or row.to: item for name, item in CONVERSIONS[row.reason](value).items()}
    left_out: list[dict[str, Any]] = []
    outside = next((fault for name, item in found.items() if (fault := _find_fault(name, item))), "")
    if row.reason == "events":
        named = name_districts(found["events"], halves)
        outside = outside if named else message("upgrade.half")
        found["events"], left_out = named or ([], [])
        if found == {"events": value} and not left_out:
            _set_value(result, ("events",), value)
            return Moved(key, "kept", ("events",), defaults=defaults)
    for name, item in found.items():
        before, star, after = name.partition(".*.")
        for target in [(*before.split("."), each, *after.split(".")) for each in types] if star else [name.split(".")]:
            _set_value(result, tuple(target), item)
    told = message("upgrade.converted_events_fewer" if left_out else f"upgrade.converted_{row.reason}")
    return Moved(key, "converted", tuple(found), told, outside, old=value, new=found, defaults=defaults)


def second_name(name: str) -> str:
    """Return what the file of communities is called that is written beside one of the first edition.

    >>> second_name("places.csv")
    'places-second.csv'
    """
    return f"{name.removesuffix('.csv')}-second.csv"


def _list_types(tables: Mapping[str, Any]) -> list[str]:
    return list(tables.get("world", {}).get("issues", {}))


def _list_leaves(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in table.items():
        here = (*path, name)
        if isinstance(value, dict) and value and ".".join(here) not in BY_KEY:
            yield from _list_leaves(cast("dict[str, Any]", value), here)
        else:
            yield here, value


def _set_value(table: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        table = table.setdefault(name, {})
    table[path[-1]] = value


def _find_fault(key: str, value: Any) -> str:
    """Return why a number lies outside the bounds of its successor, or nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    record: Any = Settings()
    *above, last = key.split(".")
    if above[:2] == ["world", "issues"]:
        above = [*above[:2], next(iter(record.world.issues)), *(["needs"] if above[-1] == "needs" else [])]
    for name in above:
        record = record[name] if isinstance(record, dict) else getattr(record, name)
    marks = type(cast(BaseModel, record)).model_fields[last].metadata
    low = next((mark.ge for mark in marks if hasattr(mark, "ge")), value)
    high = next((mark.le for mark in marks if hasattr(mark, "le")), value)
    if low <= value <= high:
        return ""
    return message("upgrade.outside", value=describe_value(value), low=f"{low:g}", high=f"{high:g}")
