"""Studies, suites, targets and lessons: what they name of scenarios, settings and indicators, in the second edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, cast

from ...model.parameters.settings import Settings
from ...model.parameters.world import default_issues
from ..checking import Document, check_table
from ..errors import Key, Problem, ScenarioError, describe_value, format_key, nearest
from ..inheritance import OF_LIBRARY, library
from ..message import message
from ..successors.successor import CONVERSIONS, Successor
from ..successors.table import BY_KEY, INDICATORS_GONE, find_successor
from .defaults import defaults
from .settings import Moved, upgrade_settings

FileKind = Literal["study", "suite", "targets", "lesson"]

_MARKS: Mapping[str, FileKind] = {"study": "study", "suite": "suite", "targets": "targets", "steps": "lesson"}
_SETTINGS = ("settings", "changes")
_SCENARIOS = ("scenario", "against")
_INDICATORS = ("outcomes", "look", "indicators")
_BY_INDICATOR = ("half_width", "margin")
_AMOUNTS = ("low", "high")


def find_kind(data: Mapping[str, Any]) -> FileKind | None:
    """Return what kind of file has such tables; None for a scenario, or what is no file of cogov."""
    return next((kind for mark, kind in _MARKS.items() if mark in data), None)


class References:
    """One walk through a file.

    Attributes
    ----------
    account : list of Moved
        What became of each name.
    problems : list of Problem
        Settings that the first edition does not have, or does not allow.
    scenarios : list of str
        Scenarios that are files beside this one.
    """

    def __init__(self, file: str, lines: Mapping[Key, int]) -> None:
        self.account: list[Moved] = []
        self.problems: list[Problem] = []
        self.scenarios: list[str] = []
        self._file, self._lines = file, lines

    def upgrade(self, table: Mapping[str, Any], path: Key = ()) -> dict[str, Any]:
        """Return a table with the names of the second edition."""
        if path and isinstance(table.get("key"), str):
            return self._factor(table, path)
        return {name: self._upgrade_value(name, value, (*path, name)) for name, value in table.items()}

    def _upgrade_value(self, name: str, value: Any, path: Key) -> Any:
        inside = path[-2] if len(path) > 1 else ""
        if isinstance(value, dict):
            table = cast("dict[str, Any]", value)
            if name in _SETTINGS or inside == "levels":
                return self._settings(table, path)
            if name in _BY_INDICATOR:
                return {each: item for each, item in table.items() if not self._is_gone(each, (*path, each))}
            if path == ("parameters",):
                return self._parameters(table)
            return self.upgrade(table, path)
        if isinstance(value, list):
            return self._list(name, cast("list[Any]", value), path)
        if isinstance(value, str) and name in _SCENARIOS and path[:1] != ("claims",):
            return self._scenario(value)
        if isinstance(value, str) and name == "indicator":
            self._is_gone(value, path)  # told, and left for the user: what depends on it can not be guessed
        return value

    def _list(self, name: str, items: list[Any], path: Key) -> list[Any]:
        places = [(item, (*path, place)) for place, item in enumerate(items)]
        if name == "events":
            return self._events(items, path)
        if name == "scenarios":
            return [self._scenario(item) for item, _ in places]
        if name in _INDICATORS:
            return [item for item, where in places if not self._is_gone(item, where)]
        if name == "controls":
            return [self._key(item, where)[0] for item, where in places]
        if name == "changes":
            return [each for item, where in places for each in self._change(item, where)]
        return [self.upgrade(item, where) if isinstance(item, dict) else item for item, where in places]

    def _settings(self, table: dict[str, Any], path: Key) -> dict[str, Any]:
        try:
            result, account = upgrade_settings(table, self._file, types=frozenset(default_issues()))
        except ScenarioError as error:
            if not _is_of_today(table):
                self._refuse(path, error.problems)
            return table
        for moved in account:
            self.account.append(replace(moved, key=format_key((*path, *moved.key.split("."))), defaults=()))
            if moved.outside:
                self._refuse(path, [Problem(self._file, None, moved.key, moved.outside)])
        return result

    def _events(self, events: list[Any], path: Key) -> list[Any]:
        return self._settings({"events": events}, path[:-1])["events"]

    def _scenario(self, name: Any) -> Any:
        if not isinstance(name, str):
            return name  # is told by the command that uses the file
        plain = name.removeprefix(OF_LIBRARY)
        if plain not in library():
            self.scenarios.append(name)
        return name

    def _is_gone(self, indicator: Any, path: Key) -> bool:
        reason = INDICATORS_GONE.get(indicator) if isinstance(indicator, str) else None
        if reason:
            self.account.append(Moved(format_key(path), "gone", (), message(f"upgrade.gone_{reason}")))
        return reason is not None

    def _key(self, key: Any, path: Key) -> tuple[Any, Successor | None]:
        """Return the successor of a key that stands as a value; a key without one stays, and is told."""
        row = find_successor(str(key))
        if row is None:
            if str(key) not in defaults(Settings):
                near = nearest(str(key), BY_KEY)
                self._refuse(path, [Problem(self._file, None, "", message("value.unknown"), "", near)])
            return key, None
        place = format_key(path)
        if row.fate == "gone" or "*" in row.to:
            why = message(f"upgrade.{row.fate}_{row.reason}")
            self.account.append(Moved(f"{place}: {key}", "gone", (), message("upgrade.stays", why=why)))
            return key, None
        if row.to != key:
            told = message(f"upgrade.converted_{row.reason}") if row.reason else ""
            if row.fate == "converted" and len(also := [name for name in CONVERSIONS[row.reason](1) if name]):
                told = message("upgrade.two_keys", names=", ".join(also))
            self.account.append(Moved(place, "converted", (place,), told, old=key, new={place: row.to}))
        return row.to or key, row

    def _change(self, change: Any, path: Key) -> Iterator[Any]:
        key, mark, text = str(change).partition("=")
        row = find_successor(key)
        if not mark or row is None or row.fate != "converted":
            yield f"{self._key(key, path)[0]}{mark}{text}" if mark else change
            return
        try:
            found = CONVERSIONS[row.reason](float(text) if "." in text else int(text))
        except ValueError:
            yield change
            return
        if any("*" in (name or row.to) for name in found):
            yield f"{self._key(key, path)[0]}{mark}{text}"
            return
        place, new = format_key(path), [f"{name or row.to}={value}" for name, value in found.items()]
        told = message(f"upgrade.converted_{row.reason}")
        self.account.append(Moved(place, "converted", (place,), told, old=change, new={place: ", ".join(new)}))
        yield from new

    def _factor(self, table: Mapping[str, Any], path: Key) -> dict[str, Any]:
        """Return a factor with the successor of its key, and what it states in the unit of that."""
        key, row = self._key(table["key"], (*path, "key"))
        amounts = {name: _convert(table[name], row) for name in ("values", *_AMOUNTS) if name in table}
        return {**table, "key": key, **amounts}

    def _parameters(self, table: dict[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, form in _list_forms(table, ""):
            if not isinstance(form, dict):
                what = message("value.not_table", value=describe_value(form))
                self._refuse(("parameters", *key.split(".")), [Problem(self._file, None, "", what)])
                continue
            to, row = self._key(key, ("parameters", key))
            amounts = {name: _convert(item, row) if row and name in _AMOUNTS else item for name, item in form.items()}
            below = result
            *above, last = str(to).split(".")
            for name in above:
                below = below.setdefault(name, {})
            below[last] = amounts
        return result

    def _refuse(self, path: Key, problems: Any) -> None:
        for problem in problems:
            key = ".".join(part for part in (format_key(path), problem.key) if part)
            line = next((self._lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self._lines), None)
            self.problems.append(replace(problem, key=key, line=line))


def _is_of_today(table: Mapping[str, Any]) -> bool:
    """Tell whether settings that the first edition does not know are those of today: such a file says no version."""
    document = Document("")
    check_table(document, Settings, dict(table))
    return not document.problems


def _convert(value: Any, row: Successor | None) -> Any:
    """Return an amount in the unit of the successor; one whose successor is several keys stays as it is."""
    if isinstance(value, list):
        return [_convert(item, row) for item in cast("list[Any]", value)]
    if row is None or row.fate != "converted" or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return CONVERSIONS[row.reason](value).get("", value)


def _list_forms(table: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Yield the dotted keys of parameters, with what is said of each."""
    known_keys = (*BY_KEY, *defaults(Settings))
    for name, value in table.items():
        key = f"{path}{name}"
        if not isinstance(value, dict) or find_successor(key) is not None or key in defaults(Settings):
            yield key, value
        elif key.startswith("world.issues.") or any(known.startswith(f"{key}.") for known in known_keys):
            yield from _list_forms(cast("dict[str, Any]", value), f"{key}.")
        else:  # said of a key that nobody knows
            yield key, value
