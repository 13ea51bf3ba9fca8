"""Lines of TOML text are changed where they stand, so that comments stay; whoever asks says what is to come of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from ..errors import Key
from ..toml.positions import key_lines
from ..writing import write_tables
from .inline_values import write_inline

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
    lines = text.split("\n")
    remarks = _change_lines(lines, key_lines(text), data, wanted, heirs)
    if remarks is None:
        return None
    result = [line for line in lines if line != _REMOVED]
    try:
        for path, value in _list_new(data, wanted):
            result = _insert(result, path, value, remarks.get(path, ""))
        edited = "\n".join(_without_bare_headers(result, wanted)).rstrip("\n") + "\n"
        return edited if _prune(tomllib.loads(edited)) == _prune(wanted) else None
    except tomllib.TOMLDecodeError:
        return None


def _change_lines(
    lines: list[str],
    where: Mapping[Key, int],
    data: Mapping[str, Any],
    wanted: dict[str, Any],
    heirs: Mapping[str, tuple[str, ...]],
) -> dict[Key, str] | None:
    """Change and take out lines; return the remarks of keys that are yet to be put in, None if a line is too hard."""
    old, new = dict(_list_plain(data, wanted)), dict(_list_plain(wanted, data))
    remarks: dict[Key, str] = {}
    done: set[int] = set()
    for path, value in old.items():
        if path in new and new[path] == value and type(new[path]) is type(value):
            continue
        number = where.get(path)
        if number is None:
            return None
        if number in done:
            continue
        if isinstance(value, list) and _only_words_change(cast("list[Any]", value), new.get(path)):
            _change_list(lines, where, path, cast("list[Any]", value), new[path])
            continue
        found = _read_line(lines[number - 1], path)
        if found is None:
            return None
        key, root, remark = found
        there, held = _find_value(wanted, root)
        if there:
            done.add(number)
            lines[number - 1] = f"{key} = {write_inline(held)}{remark and '  '}{remark}"
            continue
        heir = heirs.get(".".join(map(str, path)))
        if heir in new:
            remarks[heir] = remark
        lines[number - 1] = remark if remark and heir not in new else _REMOVED
    return remarks


def _only_words_change(before: list[Any], after: Any) -> bool:
    """Tell whether a list became another by words that changed one by one, or by items that were taken out."""
    if not isinstance(after, list):
        return False
    if len(before) == len(cast("list[Any]", after)):
        return all(old == new or isinstance(old, str) for old, new in zip(before, after, strict=True))
    return all(item in before for item in cast("list[Any]", after))


def _change_list(lines: list[str], where: Mapping[Key, int], path: Key, before: list[Any], after: list[Any]) -> None:
    """Change words of a list that may go on below its first line; whoever calls looks at what came of it."""
    first = where[path] - 1
    if len(before) == len(after):
        for old, new in zip(before, after, strict=True):
            if isinstance(old, str) and isinstance(new, str) and old != new:
                _substitute(lines, first, rf'"{re.escape(old)}"', write_inline(new))
        return
    for word in (word for word in before if isinstance(word, str) and word not in after):
        quoted = rf'"{re.escape(word)}"'
        _substitute(lines, first, rf"(?:, ?){quoted}(?= ?\])|{quoted}(?:, ?)?", "")
    for place, item in enumerate(before):
        if isinstance(item, dict) and item not in after and (start := where.get((*path, place))):
            _cut_table(lines, start - 1)


def _substitute(lines: list[str], first: int, pattern: str, by: str) -> None:
    for number in range(first, len(lines)):
        changed = re.sub(pattern, lambda _: by, lines[number], count=1)
        if changed != lines[number]:
            lines[number] = changed.rstrip()
            return


def _cut_table(lines: list[str], first: int) -> None:
    """Take a table of a list out, up to the next header; remarks in it stay."""
    for number in range(first, len(lines)):
        if number > first and lines[number].startswith("["):
            break
        if not lines[number].startswith("#"):
            lines[number] = _REMOVED


def _list_plain(value: Any, twin: Any, path: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Yield what stands in tables, and in lists of tables that are as long in both; other lists are one value."""
    if isinstance(value, dict):
        others = cast("dict[str, Any]", twin) if isinstance(twin, dict) else {}
        for name, item in cast("dict[str, Any]", value).items():
            yield from _list_plain(item, others.get(name), (*path, name))
    elif _are_tables(value) and _are_tables(twin) and len(value) == len(twin):
        for place, item in enumerate(value):
            yield from _list_plain(item, twin[place], (*path, place))
    else:
        yield path, value


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in cast("list[Any]", value)) and value != []


def _list_new(data: Mapping[str, Any], wanted: dict[str, Any]) -> Iterator[tuple[Key, Any]]:
    """Yield what is wanted and was not said, but for what a changed line says already."""
    old = dict(_list_plain(data, wanted))
    for path, value in _list_plain(wanted, data):
        if path not in old:
            yield path, value


def _read_line(line: str, path: Key) -> tuple[str, Key, str] | None:
    """Return the key that a line holds as it is written, its whole path, the remark; None if there is more to it."""
    code, mark, remark = line.partition("#")
    try:
        name = code.partition("=")[0].strip()
        told, named = tomllib.loads(code), tomllib.loads(f"{name} = 0")
    except tomllib.TOMLDecodeError:
        return None
    if len(told) != 1:
        return None
    own = next(_list_plain(named, None))[0]
    for end in range(len(path), len(own) - 1, -1):
        if path[end - len(own) : end] == own:
            return name, path[:end], f"{mark}{remark}".strip()
    return None


def _find_value(tables: Any, path: Key) -> tuple[bool, Any]:
    for name in path:
        if isinstance(tables, dict) and name in tables:
            tables = cast("dict[Any, Any]", tables)[name]
        elif isinstance(tables, list) and isinstance(name, int) and name < len(cast("list[Any]", tables)):
            tables = tables[name]
        else:
            return False, None
    return True, tables


def _insert(lines: list[str], path: Key, value: Any, remark: str) -> list[str]:
    """Return lines with one more value: in its table, or in a new one, where its item of a list ends or at the end."""
    said = tomllib.loads(text := "\n".join(lines))
    if _find_value(said, path)[0]:
        return lines  # a line that was changed says it
    if len(path) == 1 and not isinstance(value, list | dict):
        number = next((number for number, line in enumerate(lines) if line.startswith("[")), len(lines))
        while number and lines[number - 1].startswith("#"):
            number -= 1
        return [*lines[:number], write_tables({str(path[0]): value}).strip(), *lines[number:]]
    if len(path) == 1:
        return [*lines, "", *write_tables({str(path[0]): value}).strip().split("\n")]
    line = f"{write_tables({str(path[-1]): value}).strip()}{remark and '  '}{remark}"
    where, above = key_lines(text), path[:-1]
    number = where.get(above)
    if number is not None and lines[number - 1].lstrip().startswith("["):
        end = number
        while end < len(lines) and lines[end] and not lines[end].lstrip().startswith(("[", "#")):
            end += 1
        return [*lines[:end], line, *lines[end:]] if _is_plain(value) else [*lines[:number], line, *lines[number:]]
    new = ["", _header(above), line]
    item = next((above[:end] for end in range(len(above), 0, -1) if isinstance(above[end - 1], int)), None)
    if item is None:
        while lines and not lines[-1].strip():
            lines = lines[:-1]
        return [*lines, *new]
    last = max(line for key, line in where.items() if key[: len(item)] == item)
    return [*lines[:last], *new, *lines[last:]]


def _is_plain(value: Any) -> bool:
    return not isinstance(value, list | dict)


def _header(path: Key) -> str:
    """Return the header of a table; numbers of list items are not written."""
    table: dict[str, Any] = {"v": 0}
    for name in reversed([name for name in path if not isinstance(name, int)]):
        table = {str(name): table}
    return write_tables(table).strip().partition("\n")[0]


def _without_bare_headers(lines: list[str], wanted: dict[str, Any]) -> list[str]:
    """Return lines without the headers of tables that hold nothing and are not wanted: there may be none such now."""
    text = "\n".join(lines)
    said, numbers = _prune(tomllib.loads(text)), dict[int, Key]()
    for path, number in key_lines(text).items():
        if lines[number - 1].lstrip().startswith("[") and not isinstance(path[-1], int):
            numbers[number - 1] = max(numbers.get(number - 1, ()), path, key=len)
    bare = {
        number for number, path in numbers.items() if not (_find_value(said, path)[0] or _find_value(wanted, path)[0])
    }
    return [line for number, line in enumerate(lines) if number not in bare]


def _prune(value: Any) -> Any:
    """Return tables without those that hold nothing."""
    if isinstance(value, list):
        return [_prune(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    pruned = {name: _prune(item) for name, item in cast("dict[str, Any]", value).items()}
    return {name: item for name, item in pruned.items() if item != {}}
