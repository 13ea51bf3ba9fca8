"""Values of TOML on one line, tables with dotted keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ..writing import write_tables


def write_inline(value: Any) -> str:
    """Return a value as it stands behind its key on one line.

    >>> write_inline({"rules": {"law": {"service": 0.5}}, "title": "A"})
    '{ rules.law.service = 0.5, title = "A" }'
    >>> write_inline(["a", {"en": "b"}])
    '["a", { en = "b" }]'
    """
    if isinstance(value, dict) and value:
        pairs = [f"{key} = {write_inline(item)}" for key, item in _list_pairs(cast("dict[str, Any]", value), "")]
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(write_inline(item) for item in cast('list[Any]', value))}]"
    return "{}" if isinstance(value, dict) else _write(value)


def _list_pairs(table: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = f"{path}{write_tables({name: 0}).strip().removesuffix(' = 0')}"
        if isinstance(value, dict) and value:
            yield from _list_pairs(cast("dict[str, Any]", value), f"{key}.")
        else:
            yield key, value


def _write(value: Any) -> str:
    return write_tables({"v": value}).strip().removeprefix("v = ")
