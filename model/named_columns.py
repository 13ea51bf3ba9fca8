"""The state of a city by name, for whoever adds to a week: the same names and the same meaning in both editions.

A column is ``<entity>.<variable>`` as in section 2 of ``model/ODD.md``, with a row for each thing of its kind. What is
read cannot be changed by accident; what is written is checked, and then holds for the rest of the week.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn, Protocol

import numpy as np
from numpy.typing import NDArray

from .answer import describe, is_number, tell_unknown
from .message import Enumeration, Message, message

STEPS = (
    "happen", "arise", "set_hours", "come_to_light", "route", "deliberate", "align", "volunteer", "pool", "work",
    "close", "experience", "adapt",
)  # fmt: skip
"""The steps of a week in order, measuring aside: section 3 of ``model/ODD.md``."""

SHARES = (
    "resident.trust", "resident.satisfaction", "resident.norm", "resident.voice", "resident.fatigue",
    "resident.motive", "body.willingness", "body.success", "body.fatigue", "community.pledge", "community.efficacy",
    "community.cohesion",
)  # fmt: skip
"""Columns that may be written, with values from 0 to 1."""

WRITABLE = (*SHARES, "case.remaining", "case.decided", "body.left")
"""Columns that may be written. ``case.remaining`` and ``body.left`` can only become less. A case that awaits consent
and is written as decided goes on with its owner, as after a meeting that agreed."""

NUMERIC = "biuf"
"""Kinds of NumPy's types that are numbers."""

TOLERANCE = 1e-9
"""How far a share may lie outside of its range."""

DERIVED = ("case.community", "resident.community", "body.community")
"""Columns that follow from others: rows of communities, -1 for a body that serves more than one."""


class ColumnFault(ValueError):
    """A column that cannot be read, or cannot be written like this; the message says why."""


class NamedColumns(ABC):
    """The state of a city by the names of its columns.

    Examples
    --------
    Inside a process of an extension::

        trust = city["resident.trust"]
        city["resident.trust"] = trust * 0.99
    """

    names: tuple[str, ...]
    """The columns that there are, derived ones aside."""

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column; it cannot be changed in place.

        Raises
        ------
        ColumnFault
            If there is no such column.
        """
        if name in DERIVED:
            column = self._derive(name.partition(".")[0])
        elif name in self.names:
            column = np.asarray(self.read(name)).view()
        else:
            raise ColumnFault(self._tell_unknown(name))
        column.flags.writeable = False
        return column

    def _tell_unknown(self, name: str) -> Message:
        """Return what is said of a column that there is not: those of its entity, or all, and the nearest."""
        every = sorted((*self.names, *DERIVED))
        alike = [each for each in every if each.partition(".")[0] == name.partition(".")[0]] or every
        near = get_close_matches(name, alike, 1, 0.8)
        if near:
            return message("column.unknown_near", name=repr(name), near=near[0], names=Enumeration(alike))
        return message("column.unknown", name=repr(name), names=Enumeration(alike))

    def __setitem__(self, name: str, values: Any) -> None:
        """Write a column; the values are checked.

        Raises
        ------
        ColumnFault
            If the column cannot be written, or the values cannot stand in it.
        """
        if name not in WRITABLE:
            raise ColumnFault(message("column.not_written", name=repr(name), names=Enumeration(WRITABLE)))
        before = self[name]
        column = as_column(name, values, before.shape)
        if name == "case.decided":
            if not np.isin(column, (0, 1)).all():
                raise ColumnFault(message("column.yes_or_no", name=name, value=describe(values)))
            self.write(name, before | column.astype(np.bool_))
            return
        column = column.astype(np.float64)
        if not np.isfinite(column).all():
            _refuse("column.not_number", name, column, ~np.isfinite(column))
        most = np.ones(before.shape) if name in SHARES else before
        if (outside := (column < 0.0) | (column > most)).any():
            _refuse("column.not_share" if name in SHARES else "column.not_less", name, column, outside)
        self.write(name, column)

    def count(self, entity: str) -> int:
        """Return how many residents, bodies, communities, grids, groups, places or cases there are."""
        if f"{entity}.key" not in self.names:
            there = [name.removesuffix(".key") for name in self.names if name.endswith(".key")]
            raise tell_unknown(message("name.entity"), entity, there)
        return len(self[f"{entity}.key"])

    def check(self) -> None:
        """Look whether what may be written holds what it can: agents are changed one by one, and nobody looks then.

        Raises
        ------
        ColumnFault
        """
        for name in SHARES:
            needed = self[f"{name.partition('.')[0]}.key"].shape
            try:
                column = np.asarray(self.read(name))
            except ValueError:  # some of them are lists
                raise ColumnFault(message("column.kind", name=name, value="[…]")) from None
            if column.shape != needed:
                raise ColumnFault(message("column.state_shape", name=name, given=column.shape, needed=needed))
            if column.dtype.kind not in NUMERIC:
                wrong = next(value for value in column.tolist() if not is_number(value))
                raise ColumnFault(message("column.kind", name=name, value=describe(wrong)))
            if (outside := ~((column >= -TOLERANCE) & (column <= 1.0 + TOLERANCE))).any():
                _refuse("column.state", name, column, outside)

    @abstractmethod
    def read(self, name: str) -> Any:
        """Return a column that there is."""

    @abstractmethod
    def write(self, name: str, values: NDArray[Any]) -> None:
        """Write checked values into a column of :data:`WRITABLE`."""

    def _derive(self, entity: str) -> NDArray[Any]:
        if entity == "body":
            at = np.full(len(self["place.key"]), -1)
            at[self["community.place"]] = np.arange(len(self["community.place"]))
            return at[self["body.place"]]
        return np.array(self["grid.community"][self[f"{entity}.grid"]], dtype=np.int64)


def as_column(name: str, values: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return values as a column of numbers of a shape; one number stands for all.

    Raises
    ------
    ColumnFault
        If they are no numbers, or of another shape.
    """
    try:
        column = np.asarray(values)
    except ValueError:  # rows of several lengths
        raise ColumnFault(message("column.kind", name=name, value=describe(values))) from None
    if column.dtype.kind not in NUMERIC:
        raise ColumnFault(message("column.kind", name=name, value=describe(values)))
    try:
        return np.broadcast_to(column, shape)
    except ValueError:
        raise ColumnFault(message("column.shape", name=name, needed=shape, given=column.shape)) from None


def _refuse(code: str, name: str, column: NDArray[Any], wrong: NDArray[np.bool_]) -> NoReturn:
    row = int(np.flatnonzero(wrong)[0])
    raise ColumnFault(message(code, name=name, row=row, value=f"{float(column[row]):.6g}", count=int(wrong.sum())))


class Additions(Protocol):
    """What extensions add to one run; see :mod:`cogov.model.extensions.living`."""

    names: tuple[str, ...]
    """Of the indicators that are measured besides."""

    by_name: Any
    """The extensions by the names of their modules."""

    kinds: dict[str, type]
    """Kinds of actor that decide in their own way."""

    def found(self, city: NamedColumns, model: Any = None) -> None:
        """Begin with a founded city; `model` is that of the agents' edition."""
        ...

    def live(self, week: int, living: Callable[[Any], None], model: Any, city: NamedColumns) -> None:
        """Let agents live through a week, in which their decisions may ask the extensions."""
        ...

    def places(self) -> tuple[int, ...]:
        """Return the places in the week at which something happens: before the step of that number."""
        ...

    def happen(self, place: int, week: int, city: NamedColumns, model: Any = None) -> None:
        """Let happen what has this place in the week."""
        ...

    def measure(self, week: int, city: NamedColumns, model: Any = None) -> list[float]:
        """Return the indicators of the week that is over."""
        ...

    def go_on(self, settings: Any, seed: int) -> None:
        """Go on with other numbers and another luck from here on."""
        ...

    def columns(self) -> Sequence[tuple[str, NDArray[np.float64]]]:
        """Return the columns of their own by name, to be saved or written."""
        ...
