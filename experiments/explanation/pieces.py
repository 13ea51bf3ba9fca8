"""The pieces in which two settings differ: sections of the rules or single institutions, the city, what happens.

Every lever belongs to one institution (:mod:`cogov.model.institutions`), so that pieces leave nothing out and count
nothing twice: with all pieces put in, the settings before are those after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from ...model.institutions import INSTITUTIONS
from ...model.parameters.rules import Rules
from ...model.parameters.settings import Settings, change

PieceUnit = Literal["section", "institution"]
"""How fine the rules are taken apart: by the nine sections, or by institution."""

SECTIONS: tuple[str, ...] = tuple(Rules.model_fields)
"""Sections of the rules, in the order of their declaration."""

_OWNER = {lever.path: institution.name for institution in INSTITUTIONS for lever in institution.levers}
_FOUNDATION = ("world", "behaviour", "places", "events")


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """One part of a change of settings.

    Attributes
    ----------
    key : str
        ``rules.`` and a section, ``institution.`` and a name, or ``city``: the city, its behaviour, what differs from
        place to place and what happens when. ``behaviour``, ``places`` and ``events`` stand alone where the world is
        the same.
    """

    key: str


def find_pieces(before: Settings, after: Settings, unit: PieceUnit = "section") -> tuple[Piece, ...]:
    """Return the pieces of a change, in the order of declaration; the run's length and seed are none."""
    pieces: list[str] = []
    for path in _different_levers(before.rules, after.rules):
        key = f"rules.{path.split('.')[1]}" if unit == "section" else f"institution.{_OWNER[path]}"
        if key not in pieces:
            pieces.append(key)
    if before.world != after.world:  # an event may name what only one of two worlds has
        pieces.append("city")
    else:
        pieces += [name for name in _FOUNDATION[1:] if getattr(before, name) != getattr(after, name)]
    return tuple(Piece(key) for key in pieces)


def combine(before: Settings, after: Settings, chosen: Iterable[Piece]) -> Settings:
    """Return the settings `before` with some pieces as they are `after`."""
    keys = {piece.key for piece in chosen}
    over: dict[str, Any] = {}
    for path in _different_levers(before.rules, after.rules):
        _, section, lever = path.split(".")
        if f"rules.{section}" in keys or f"institution.{_OWNER[path]}" in keys:
            over.setdefault(section, {})[lever] = getattr(getattr(after.rules, section), lever)
    taken = _FOUNDATION if "city" in keys else tuple(name for name in _FOUNDATION[1:] if name in keys)
    update: dict[str, Any] = {name: getattr(after, name) for name in taken}
    if over:
        update["rules"] = change(before.rules, over)
    return before.model_copy(update=update)


def _different_levers(before: Rules, after: Rules) -> list[str]:
    return [
        f"rules.{section}.{lever}"
        for section in SECTIONS
        for lever in type(getattr(before, section)).model_fields
        if getattr(getattr(before, section), lever) != getattr(getattr(after, section), lever)
    ]
