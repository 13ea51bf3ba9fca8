"""A new kind of actor, which an extension brings: an agent at home in a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import mesa

if TYPE_CHECKING:
    from .model import GovernanceModel
    from .places import Place


class Actor(mesa.Agent):
    """An actor of a kind of one's own.

    Attributes
    ----------
    kind : str
        Name of the kind.
    extension : Extension
        What brought it; its numbers are ``self.extension.NAME``.
    place : Place
        Where it is at home.
    """

    kind: ClassVar[str] = "actor"
    model: Any

    def __init__(self, model: GovernanceModel, extension: Any, place: Place) -> None:
        super().__init__(model)
        self.extension, self.place = extension, place

    @classmethod
    def at_home(cls, model: GovernanceModel) -> list[Any]:
        """Return the places in which there is one each: every district, unless a subclass says otherwise."""
        return list(model.districts)
