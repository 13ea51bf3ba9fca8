"""What all actors share: an actor is a light view on a row of the city's columns, registered with Mesa.

It holds no state of its own. Reading an attribute reads the column, writing it writes the column, so that the agents
and the kernels never disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

import mesa
import numpy as np

from ..state import City, Kind

if TYPE_CHECKING:
    from ..governance_model import GovernanceModel


class ColumnAttribute:
    """An attribute that lives in a column, ``city.<table>.<column>[actor.row]``.

    A number comes back as a Python number, a row of numbers as a tuple.
    """

    def __init__(self, table: str, column: str, meaning: str) -> None:
        self.table, self.column, self.__doc__ = table, column, meaning

    def __get__(self, actor: Actor | None, owner: type | None = None) -> Any:
        if actor is None:
            return self
        value = self._values(actor)[actor.row]
        return tuple(value.tolist()) if isinstance(value, np.ndarray) else value.item()

    def __set__(self, actor: Actor, value: Any) -> None:
        self._values(actor)[actor.row] = value

    def _values(self, actor: Actor) -> Any:
        return getattr(getattr(actor.city, self.table), self.column)


class Actor(mesa.Agent):
    """One of the seven kinds of actor (行动主体).

    Parameters
    ----------
    model : GovernanceModel
    row : int
        Row of the columns that this actor is a view of.
    """

    kind: ClassVar[Kind]
    word: ClassVar[str]
    """The kind in Chinese."""

    def __init__(self, model: GovernanceModel, row: int) -> None:
        super().__init__(model)
        self.row = int(row)

    @property
    def city(self) -> City:
        """The city that this actor lives in."""
        return cast("GovernanceModel", self.model).city

    @property
    def enabled(self) -> bool:
        """Whether actors of this kind act at all."""
        return getattr(self.city.settings.world.actors, self.kind.name.lower()).enabled
