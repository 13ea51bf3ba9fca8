"""The table of successors: one row a key of the first edition."""

from __future__ import annotations

from collections.abc import Mapping

from .behaviour_successors import BEHAVIOUR
from .successor import Successor
from .world_successors import WORLD

SUCCESSORS: tuple[Successor, ...] = (*WORLD, *BEHAVIOUR)

BY_KEY: Mapping[str, Successor] = {row.key: row for row in SUCCESSORS}

INDICATORS_GONE: Mapping[str, str] = {"consensus": "consensus"}
"""Indicators of the first edition that the second does not measure, with the code of the reason."""


def find_successor(key: str) -> Successor | None:
    """Return the row of a key as it stands in a file, with the name of the issue type in it; None if there is none.

    >>> find_successor("behaviour.commit.cap").to
    'behaviour.hours.cap'
    >>> find_successor("world.issues.refuse.share").to
    'world.issues.refuse.share'
    """
    if (row := BY_KEY.get(key)) is not None:
        return row
    parts = key.split(".")
    if parts[:2] != ["world", "issues"]:
        return None
    # A name may hold dots, the rest of the key does not.
    for last in range(3, len(parts)):
        row = BY_KEY.get(".".join(("world", "issues", "*", *parts[last:])))
        if row is not None:
            name = ".".join(parts[2:last])
            return Successor(key, row.fate, row.to.replace("*", name), row.reason)
    return None
