"""Tables of columns as compiled functions hand them to each other: by one pointer, and borrowed.

A named tuple of forty columns is forty arguments of seven words to every function that takes it, and compiling takes
minutes. So a tuple is packed once, where Python hands it over: columns stay where they are, and ``table.column`` means
the same. Functions that are not compiled take the named tuple itself.

Whoever calls a compiled function keeps the tuple until it is over. So nothing that a table holds is counted while it is
used: to count each use of a column, up and down again, takes as long as the work that is done with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    lower_builtin,
    lower_cast,
    lower_getattr_generic,
    register_model,
    type_callable,
)

_THIS_FILE = hashlib.sha256(Path(__file__).read_bytes().replace(b"\r\n", b"\n")).hexdigest()
"""Kernels that take a table are others when it lies or is read otherwise: its type's name says how."""


class BorrowedColumn(types.Array):
    """The compiled type of a column of a packed table: an array that somebody else keeps."""

    def __init__(self, column: types.Array) -> None:
        name = f"borrowed {column.name}"
        super().__init__(column.dtype, column.ndim, column.layout, not column.mutable, name, column.aligned)

    def copy(self, dtype: Any = None, ndim: Any = None, layout: Any = None, readonly: Any = None) -> types.Array:
        """Return the type of what is made from a column: of a slice or a row, which lie in it, the same.

        Numba says of an array that is new whether it may be written to; of one that lies in another, nothing.
        """
        own = super().copy(dtype, ndim, layout, readonly)
        return own if readonly is not None else BorrowedColumn(own)

    def __repr__(self) -> str:
        return f"Borrowed{super().__repr__()}"  # names of kept kernels are made from it


@register_model(BorrowedColumn)
class BorrowedModel(models.StructModel):
    """An array's words; that of who keeps it is a plain one, which is empty and never counted."""

    def __init__(self, manager: Any, kind: BorrowedColumn) -> None:
        words = types.UniTuple(types.intp, kind.ndim)
        members = [
            ("meminfo", types.voidptr), ("parent", types.voidptr), ("nitems", types.intp), ("itemsize", types.intp),
            ("data", types.CPointer(kind.dtype)), ("shape", words), ("strides", words),
        ]  # fmt: skip
        super().__init__(manager, kind, members)


@lower_cast(BorrowedColumn, types.Array)
def _take_for_array(context: Any, builder: Any, borrowed: BorrowedColumn, array: types.Array, column: Any) -> Any:
    """Return a borrowed column where a variable may hold another's array too; its keeper's word stays empty."""
    return column


class PackedTable(types.Type):
    """The compiled type of a packed table; its fields are those of the named tuple, columns of them borrowed.

    Its name is short. It is part of the name of every function that takes the table, many times over, and the compiler
    reads all of them.
    """

    def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = fields
        super().__init__(f"Table{hashlib.sha256(f'{fields} {_THIS_FILE}'.encode()).hexdigest()[:16]}")


register_model(PackedTable)(models.OpaqueModel)


def _words(context: Any, kind: PackedTable) -> Any:
    """Return how a packed table lies in memory."""
    return ir.LiteralStructType([context.get_value_type(each) for _, each in kind.fields])


@infer_getattr
class TableFields(AttributeTemplate):
    """Which type ``table.column`` has."""

    key = PackedTable

    def generic_resolve(self, kind: PackedTable, name: str) -> Any:
        """Return the type of a field; nothing if there is none of that name."""
        return dict(kind.fields).get(name)


@lower_getattr_generic(PackedTable)
def _read_field(context: Any, builder: Any, kind: PackedTable, table: Any, name: str) -> Any:
    """Return the code that reads ``table.column``."""
    number = [each for each, _ in kind.fields].index(name)
    place = builder.bitcast(table, _words(context, kind).as_pointer())
    return builder.load(cgutils.gep_inbounds(builder, place, 0, number))


def pack(table: Any) -> Any:
    """Return a table as compiled functions take it; not compiled, the table itself.

    It is good as long as the function runs that packs it, and as what it packs is kept by the caller.
    """
    return _keep(table, (packed_type, _lay_down, _read_field, TableFields, BorrowedModel))


def _keep(table: Any, _by: tuple[Callable[..., object], ...]) -> Any:
    # Named here, so that a kernel's cache knows how tables are packed.
    return table


@type_callable(pack)
def _type_packed(context: Any) -> Callable[..., Any]:
    """Tell which type a packed tuple has: columns are borrowed, all else is as it was."""
    return packed_type


def packed_type(table: Any) -> PackedTable:
    """Return the compiled type of a table that is packed, by that of the named tuple."""
    kinds = [BorrowedColumn(kind) if isinstance(kind, types.Array) else kind for kind in table.types]
    return PackedTable(tuple(zip(table.fields, kinds, strict=True)))


@lower_builtin(pack, types.BaseNamedTuple)
def _lay_down(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    """Return the code that writes a tuple down in the memory of the function that is running, and says where."""
    kind = sig.return_type
    place = cgutils.alloca_once(builder, _words(context, kind))
    for number, (_, each) in enumerate(kind.fields):
        value = builder.extract_value(values[0], number)
        if isinstance(each, BorrowedColumn):
            for keeper in (0, 1):
                value = builder.insert_value(value, cgutils.get_null_value(value.type.elements[keeper]), keeper)
        builder.store(value, cgutils.gep_inbounds(builder, place, 0, number))
    return builder.bitcast(place, cgutils.voidptr_t)
