"""The settings that a file of the first edition states, as those of the second, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel

from ...model.parameters.settings import Settings as SecondSettings
from ...model.settings import Settings
from ..checking import Document, check_table
from ..errors import ScenarioError, describe_value
from ..message import message
from .successor import CONVERSIONS, Fate
from .table import BY_KEY, find_successor

TABLES = tuple(Settings.model_fields)


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
    """

    key: str
    fate: Fate
    to: tuple[str, ...]
    told: str = ""
    outside: str = ""


def upgrade_settings(data: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Moved]]:
    """Return the settings that tables of the first edition state, as tables of the second.

    Parameters
    ----------
    data : mapping
        Tables with the settings of a scenario file: ``world``, ``behaviour``, ``rules``, ``events``, ``run``.
    file : str
        Names them in messages.

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
    document = Document(file)
    stated = {name: data[name] for name in TABLES if name in data}
    check_table(document, Settings, stated)
    if document.problems:
        raise ScenarioError(document.problems)
    result: dict[str, Any] = {}
    account: list[Moved] = []
    for path, value in _list_leaves(stated, ()):
        key = ".".join(path)
        row = find_successor(key)
        if row is None:  # what a file has beside the settings
            _set_value(result, path, value)
            account.append(Moved(key, "kept", (key,)))
        elif row.fate == "gone":
            account.append(Moved(key, "gone", (), message(f"upgrade.gone_{row.reason}")))
        elif row.fate == "converted":
            found = {name or row.to: item for name, item in CONVERSIONS[row.reason](value).items()}
            for name, item in found.items():
                _set_value(result, tuple(name.split(".")), item)
            outside = next((fault for name, item in found.items() if (fault := _find_fault(name, item))), "")
            account.append(Moved(key, "converted", tuple(found), message(f"upgrade.converted_{row.reason}"), outside))
        else:
            to = path if row.fate == "kept" else tuple(row.to.split("."))
            _set_value(result, to, value)
            account.append(Moved(key, row.fate, (".".join(to),), outside=_find_fault(row.to, value)))
    return result, account


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
    record: Any = SecondSettings()
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
