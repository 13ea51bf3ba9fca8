"""Lines of TOML text are changed where they stand, so that comments stay; whoever asks says what is to come of it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

from ..errors import Key
from ..toml.positions import key_lines
from ..writing import write_tables

_REMOVED = "\0"
"""Stands for a line that is taken out; no TOML holds it."""


def edit_lines(
    text: str, data: Mapping[str, Any], wanted: dict[str, Any], heirs: Mapping[str, tuple[str, ...]]
) -> str | None:
    """Return the text with the lines of what changed replaced, if it then says what is wanted; else None.

    Parameters
    ----------
    text : str
    data : mapping
        What it says.
    wanted : dict
        What it is to say.
    heirs : mapping
        By dotted key that is no longer wanted: the one to which the remark behind it belongs.
    """
    old, new = dict(_list_plain(data)), dict(_list_plain(wanted))
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
        heir = heir if heir in new else None
        if heir is not None:
            remarks[heir] = remark
        lines[number - 1] = remark if remark and heir is None else _REMOVED
    result = [line for line in lines if line != _REMOVED]
    top: list[str] = []
    inserted = Counter[str]()
    for path, value in new.items():
        if path not in old and len(path) == 1:
            top += ["", *write_tables({str(path[0]): value}).strip().split("\n")]
        elif path not in old:
            remark = remarks.get(path, "")
            line = f"{write_tables({str(path[-1]): value}).strip()}{remark and '  '}{remark}"
            header = _header(path)
            _insert(result, header, line, inserted[header])
            inserted[header] += 1
    result += top
    try:
        edited = "\n".join(_without_bare_headers(result)).rstrip("\n") + "\n"
        return edited if _prune(tomllib.loads(edited)) == _prune(wanted) else None
    except tomllib.TOMLDecodeError:
        return None


def _without_bare_headers(lines: list[str]) -> list[str]:
    """Return lines without the headers of tables that hold nothing: there may be no such table any more."""
    said = tomllib.loads("\n".join(lines))
    return [line for line in lines if not (line.startswith("[") and _is_bare(said, line.partition("#")[0]))]


def _is_bare(said: dict[str, Any], header: str) -> bool:
    try:
        named: Any = tomllib.loads(header)
    except tomllib.TOMLDecodeError:
        return False  # a line of a list
    table: Any = said
    while isinstance(named, dict) and named and isinstance(table, dict):
        ((name, named),) = cast("dict[str, Any]", named).items()
        table = cast("dict[str, Any]", table).get(name)
    return named == {} and table == {}


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


def _insert(lines: list[str], header: str, line: str, behind: int) -> None:
    """Put a line into its table, so many lines behind the header; or both at the end."""
    if header in lines:
        lines.insert(lines.index(header) + 1 + behind, line)
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
