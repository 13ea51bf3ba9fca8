"""Packed tables: the same columns behind one pointer, borrowed and never counted."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit, typeof

from cogov.model.engine.tables import BorrowedColumn, PackedTable, pack


class Table(NamedTuple):
    """Columns of several kinds, and a number."""

    hours: np.ndarray
    shares: np.ndarray
    here: np.ndarray
    scale: float


@pytest.fixture
def table() -> Table:
    return Table(np.arange(6.0), np.arange(12.0).reshape(6, 2), np.arange(6) % 2 == 0, 3.0)


@njit
def _double(packed: Any, first: int) -> float:
    for i in range(first, len(packed.hours)):
        if packed.here[i]:
            packed.hours[i] *= packed.scale
            packed.shares[i, 1] = -1.0
    return packed.hours[first:].sum() + packed.shares.shape[1]


@njit
def _through(table: Any, first: int) -> float:
    packed = pack(table)
    packed.hours[0] = 10.0
    return _double(packed, first)


def test_columns_stay_where_they_are(table: Table) -> None:
    assert _through(table, 1) == 1.0 + 6.0 + 3.0 + 12.0 + 5.0 + 2.0
    assert table.hours.tolist() == [10.0, 1.0, 6.0, 3.0, 12.0, 5.0]
    assert table.shares[:, 1].tolist() == [1.0, 3.0, -1.0, 7.0, -1.0, 11.0]


def test_nobody_keeps_a_column_longer_than_before(table: Table) -> None:
    _through(table, 0)
    before = [sys.getrefcount(column) for column in table[:3]]
    for _ in range(50):
        _through(table, 0)
    assert [sys.getrefcount(column) for column in table[:3]] == before


@njit
def _kinds(table: Any) -> Any:
    packed = pack(table)
    return packed.hours[1:], packed.shares[2], packed.hours[packed.here], packed.hours.copy()


def test_a_part_of_a_borrowed_column_is_borrowed_and_what_is_new_is_not(table: Table) -> None:
    _kinds.compile((typeof(table),))
    part, row, chosen, copied = _kinds.overloads[(typeof(table),)].signature.return_type
    assert isinstance(part, BorrowedColumn)
    assert isinstance(row, BorrowedColumn)
    assert not isinstance(chosen, BorrowedColumn), "it is counted, or it would never be freed"
    assert not isinstance(copied, BorrowedColumn)


@njit
def _either(table: Any, own: bool) -> float:
    packed = pack(table)
    column = np.ones(6) if own else packed.hours[0:]
    return column.sum()


def test_a_variable_may_hold_a_borrowed_column_or_another(table: Table) -> None:
    assert (_either(table, True), _either(table, False)) == (6.0, 15.0)


def test_not_compiled_a_table_is_itself(table: Table) -> None:
    assert pack(table) is table


def test_a_borrowed_column_is_another_type_by_name_too() -> None:
    owned: Any = typeof(np.zeros(3))
    borrowed = BorrowedColumn(owned)
    assert borrowed != owned
    assert str((borrowed,)) != str((owned,)), "kept kernels are told apart by it"
    assert (borrowed.dtype, borrowed.ndim, borrowed.layout) == (owned.dtype, owned.ndim, owned.layout)


def test_tables_of_other_fields_are_others() -> None:
    owned: Any = typeof(np.zeros(3))
    names = [PackedTable(fields).name for fields in ((("a", owned),), (("b", owned),), (("a", BorrowedColumn(owned)),))]
    assert len(set(names)) == 3
