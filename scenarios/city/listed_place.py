"""A row of a table of communities that is a place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """One place as the table has it; empty or None where it says nothing.

    Attributes
    ----------
    line : int
    name, district, street : str
    kind : str
        ``urban``, ``rural`` or empty.
    persons : int
    grids : int or None
    """

    line: int
    name: str
    persons: int
    district: str = ""
    street: str = ""
    kind: str = ""
    grids: int | None = None
