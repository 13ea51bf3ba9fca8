"""Tables of columns as compiled functions hand them to each other: by one pointer.

A named tuple of forty columns is forty arguments of seven words to every function that takes it, and compiling takes
minutes. So a tuple is packed once, where Python hands it over: columns stay where they are, and ``table.column`` means
the same. Functions that are not compiled take the named tuple itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.experimental import structref
from numba.extending import overload


@structref.register
class PackedTable(types.StructRef):
    """The compiled type of a packed table; its fields are those of the named tuple.

    Its name is short. It is part of the name of every function that takes the table, many times over, and the compiler
    reads all of them.
    """

    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        self.name = f"Table{hashlib.sha256(self.name.encode()).hexdigest()[:16]}"


def pack(table: Any) -> Any:
    """Return a table as compiled functions take it; not compiled, the table itself."""
    return _keep(table, _write_packing)


def _keep(table: Any, _by: Callable[..., object]) -> Any:
    # Named here, so that a kernel's cache knows how tables are packed.
    return table


def _write_packing(fields: tuple[str, ...], kind: Any) -> Any:
    """Return a function that packs tuples with these fields."""
    lines = ["def packed(table):", "    result = new(kind)"]
    lines += [f"    result.{name} = table.{name}" for name in fields]
    space: dict[str, Any] = {"new": structref.new, "kind": kind}
    exec("\n".join([*lines, "    return result"]), space)
    return space["packed"]


@overload(pack, strict=False)
def packing(table: Any) -> Any:
    """Return how a tuple of some type is packed."""
    fields = table.fields
    return _write_packing(fields, PackedTable(tuple(zip(fields, table.types, strict=True))))
