"""The text of a scenario file of the first edition, rewritten for the second; comments stay where they can."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from ...model.parameters.settings import SCHEMA_VERSION
from ..errors import Key, Problem, ScenarioError
from ..message import message
from ..toml.positions import key_lines
from ..toml.safe_toml import decode, parse
from ..writing import write_tables
from .settings import TABLES, Moved, upgrade_settings
from .table import INDICATORS_GONE

_REMOVED = "\0"
"""Stands for a line that is taken out; no TOML holds it."""


class Upgraded(NamedTuple):
    """A file of the second edition, and how it came about.

    Attributes
    ----------
    text : str
    account : list of Moved
        What became of each key that was stated.
    comments_kept : bool
        False where keys moved in a way that only a new text could follow; then its comments are lost.
    """

    text: str
    account: list[Moved]
    comments_kept: bool


def upgrade_scenario(content: bytes, file: str) -> Upgraded:
    """Return a scenario file of the first edition as one of the second.

    Raises
    ------
    ScenarioError
        If it is no TOML, no scenario, of the second edition already, or says what the first edition does not know.
    """
    text = decode(content, file)
    data = parse(text, file)
    if data.get("schema_version", 1) != 1 or isinstance(data.get("schema_version"), bool):
        line = key_lines(text).get(("schema_version",))
        raise ScenarioError([Problem(file, line, "schema_version", message("upgrade.not_first"))])
    if not isinstance(data.get("scenario"), dict):
        raise ScenarioError([Problem(file, None, "", message("scenario.no_table", table="scenario"))])
    settings, account = upgrade_settings(data, file)
    heading = dict(cast("dict[str, Any]", data["scenario"]))
    for name in ("watch", "expect"):
        if isinstance(listed := heading.get(name), list):
            heading[name] = _leave_out(cast("list[Any]", listed), f"scenario.{name}", account)
    rest = {name: value for name, value in data.items() if name not in (*TABLES, "schema_version", "scenario")}
    wanted = {"schema_version": SCHEMA_VERSION, "scenario": heading, **rest, **settings}
    edited = _edit(text, data, wanted, account)
    if edited is not None:
        return Upgraded(edited, account, comments_kept=True)
    return Upgraded(write_tables(wanted), account, comments_kept=False)


def _leave_out(listed: list[Any], key: str, account: list[Moved]) -> list[Any]:
    """Return a list without the indicators that the second edition does not measure."""
    result: list[Any] = []
    for place, item in enumerate(listed):
        indicator = cast("dict[str, Any]", item).get("indicator") if isinstance(item, dict) else item
        if isinstance(indicator, str) and (reason := INDICATORS_GONE.get(indicator)):
            account.append(Moved(f"{key}.{place}", "gone", (), message(f"upgrade.gone_{reason}")))
        else:
            result.append(item)
    return result


def _edit(text: str, data: Mapping[str, Any], wanted: dict[str, Any], account: list[Moved]) -> str | None:
    """Return the text with the lines of what changed replaced, if it then says what is wanted; else None."""
    old, new = dict(_list_plain(data)), dict(_list_plain(wanted))
    heirs = {moved.key: tuple(moved.to[0].split(".")) for moved in account if moved.to}
    where, lines = key_lines(text), text.split("\n")
    remarks: dict[Key, str] = {}
    for path, value in old.items():
        if path in new and new[path] == value and type(new[path]) is type(value):
            continue
        number = where.get(path)
        if number is not None and isinstance(value, list) and isinstance(new.get(path), list):
            _cut_words(lines, number - 1, cast("list[Any]", value), new[path])
            for place, item in enumerate(cast("list[Any]", value)):
                if isinstance(item, dict) and item not in new[path] and (first := where.get((*path, place))):
                    _cut_table(lines, first - 1)
            continue
        alone = _read_line(lines[number - 1], path) if number else None
        if number is None or alone is None:
            return None
        key, remark = alone
        if path in new:
            lines[number - 1] = f"{key} = {_write_value(new[path])}{remark and '  '}{remark}"
            continue
        heir = heirs.get(".".join(map(str, path)))
        if heir is not None:
            remarks[heir] = remark
        lines[number - 1] = remark if remark and heir is None else _REMOVED
    result = [line for line in lines if line != _REMOVED]
    for path, value in new.items():
        if path not in old:
            remark = remarks.get(path, "")
            line = f"{write_tables({str(path[-1]): value}).strip()}{remark and '  '}{remark}"
            _insert(result, _header(path), line)
    edited = "\n".join(result).rstrip("\n") + "\n"
    try:
        return edited if _prune(tomllib.loads(edited)) == _prune(wanted) else None
    except tomllib.TOMLDecodeError:
        return None


def _cut_words(lines: list[str], first: int, before: list[Any], after: list[Any]) -> None:
    """Take words out of a list that begins at a line and may go on below; whoever calls looks at what came of it."""
    for word in (word for word in before if isinstance(word, str) and word not in after):
        for number in range(first, len(lines)):
            cut = re.sub(rf'"{re.escape(word)}"(?:, ?)?', "", lines[number], count=1)
            if cut != lines[number]:
                lines[number] = cut.rstrip()
                break


def _cut_table(lines: list[str], first: int) -> None:
    """Take a table of a list out, up to the next header; remarks in it stay."""
    for number in range(first, len(lines)):
        if number > first and lines[number].startswith("["):
            break
        if not lines[number].startswith("#"):
            lines[number] = _REMOVED


def _list_plain(table: Mapping[str, Any], path: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Yield what stands in tables; a list is one value."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _list_plain(cast("dict[str, Any]", value), (*path, name))
        else:
            yield (*path, name), value


def _read_line(line: str, path: Key) -> tuple[str, str] | None:
    """Return the key and the remark of a line that holds one value and no more, or None."""
    code, mark, remark = line.partition("#")
    try:
        told = tomllib.loads(code)
    except tomllib.TOMLDecodeError:
        return None
    found = list(_list_plain(told))
    if len(found) != 1 or path[len(path) - len(found[0][0]) :] != found[0][0] or isinstance(found[0][1], list):
        return None
    return code.partition("=")[0].strip(), f"{mark}{remark}".strip()


def _write_value(value: Any) -> str:
    return write_tables({"v": value}).strip().removeprefix("v = ")


def _header(path: Key) -> str:
    """Return the header of the table in which a key stands."""
    table: dict[str, Any] = {"v": 0}
    for name in reversed(path[:-1]):
        table = {str(name): table}
    return write_tables(table).strip().partition("\n")[0]


def _insert(lines: list[str], header: str, line: str) -> None:
    """Put a line behind the header of its table, or both at the end."""
    if header in lines:
        lines.insert(lines.index(header) + 1, line)
    else:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += ["", header, line]


def _prune(value: Any) -> Any:
    """Return tables without those that hold nothing."""
    if not isinstance(value, dict):
        return value
    pruned = {name: _prune(item) for name, item in cast("dict[str, Any]", value).items()}
    return {name: item for name, item in pruned.items() if item != {}}
