"""Ties between communities and between bodies (7.10.1)."""

from __future__ import annotations

import numpy as np

from ...array_types import Column, Whole
from ...parameters.places import COMMUNITY
from ...parameters.places import Places as Layout
from ...parameters.settings import Settings
from ...parameters.world import KINDS
from ..state import (
    NOBODY,
)
from .roll import Roll
from .starts import find_starts


def _community(layout: Layout, end: str) -> int:
    """Return the row of a community by a tie's end; nobody if it names a body."""
    meant = layout.find(end)
    return meant[0].first if len(meant) == 1 and meant[0].tier == COMMUNITY else NOBODY


def read_community_ties(settings: Settings, layout: Layout) -> tuple[Whole, Whole, Column]:
    """Return ties between communities: where each one's start, to whom, how strong."""
    rows: list[list[tuple[int, float]]] = [[] for _ in layout.tiers[COMMUNITY]]
    for tie in settings.world.city.ties:
        source, target = _community(layout, tie.source), _community(layout, tie.target)
        if source != NOBODY and target != NOBODY:
            rows[source].append((target, tie.weight))
    return _sparse(rows)


def read_own_ties(settings: Settings, layout: Layout) -> Column:
    """Return how strongly each community is tied to itself, which its bodies are to each other; 0 if no row says so."""
    own = np.zeros(len(layout.tiers[COMMUNITY]))
    start, to, weight = read_community_ties(settings, layout)
    for c in range(len(own)):
        for row in range(int(start[c]), int(start[c + 1])):
            if to[row] == c:
                own[c] = weight[row]
                break
    return own


def read_body_ties(settings: Settings, layout: Layout, roll: Roll) -> tuple[Whole, Whole, Column]:
    """Return ties between bodies: where each one's start, to whom, how strong."""
    rows: list[list[tuple[int, float]]] = [[] for _ in roll.place]
    if settings.world.city.ties:
        bodies: dict[tuple[str, str], list[int]] = {}
        for o, node in enumerate(roll.node):
            bodies.setdefault((node.address, KINDS[roll.kind[o]]), []).append(o)
        for tie in settings.world.city.ties:
            for source in _look_up(layout, bodies, tie.source):
                for target in _look_up(layout, bodies, tie.target):
                    rows[source].append((target, tie.weight))
    return _sparse(rows)


def _look_up(layout: Layout, bodies: dict[tuple[str, str], list[int]], end: str) -> list[int]:
    """Return the bodies that a tie's end means: ``place/kind``, all of it there, or ``place/kind/rank``."""
    place, _, last = end.rpartition("/")
    if not last.isdecimal():
        meant = layout.find(place)
        return bodies.get((meant[0].address, last), []) if len(meant) == 1 else []
    place, _, kind = place.rpartition("/")
    meant = layout.find(place)
    here = bodies.get((meant[0].address, kind), []) if len(meant) == 1 else []
    return here[int(last) : int(last) + 1]


def _sparse(rows: list[list[tuple[int, float]]]) -> tuple[Whole, Whole, Column]:
    flat = [tie for row in rows for tie in row]
    return (
        find_starts([len(row) for row in rows]),
        np.array([target for target, _ in flat], np.int64),
        np.array([weight for _, weight in flat], np.float64),
    )
