"""Outlines of places as a map draws them: from a file of boundaries, flattened, and of few enough points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import cos, radians

from pydantic import Field

from ..model.parameter import Record

FINEST = 4096
"""Steps of the grid that points are put on, along the longer side of a city."""

MOST = 20_000
"""Points of all outlines of a city; with more, the grid is made coarser."""

GridPoint = tuple[int, int]
Ring = tuple[GridPoint, ...]


class Outlines(Record):
    """Outlines of places on a flat grid. They decide no run, and are no part of the settings.

    Attributes
    ----------
    width, height : int
        Steps of the grid from west to east and from north to south, at most :data:`FINEST` each.
    rings : dict
        By name of a place: its rings, each of at least three points (steps from the west, steps from the north); a ring
        within another is a hole.
    """

    width: int = 0
    height: int = 0
    rings: dict[str, tuple[Ring, ...]] = Field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rings)


def draw_outlines(shapes: Mapping[str, Sequence[Sequence[tuple[float, float]]]], names: Sequence[str]) -> Outlines:
    """Return the outlines of places.

    Longitudes are shortened by the cosine of the middle latitude, which is true enough over the breadth of a city.
    Points go to the nearest step of a grid that all places share, so that neighbours keep one border; those that then
    change nothing are left out. What shrinks to nothing has no outline.

    Parameters
    ----------
    shapes : mapping
        Rings by name: each a list of (longitude, latitude) in degrees.
    names : sequence of str
        Of all places of the city; one that several bear has no outline, since nobody knows whose it is.
    """
    borne = Counter(names)
    known = {name: found for name, found in shapes.items() if borne[name] == 1}
    points = [point for found in known.values() for ring in found for point in ring]
    if not points:
        return Outlines()
    (west, east), (south, north) = ((min(values), max(values)) for values in zip(*points, strict=True))
    narrowing = cos(radians((south + north) / 2))
    extent = max((east - west) * narrowing, north - south)
    if extent <= 0.0:
        return Outlines()
    scale = FINEST / extent
    across = narrowing * scale
    taken = {
        name: [_shorten([(round((x - west) * across), round((north - y) * scale)) for x, y in ring]) for ring in found]
        for name, found in known.items()
    }
    width, height = round((east - west) * across), round((north - south) * scale)
    while sum(len(ring) for found in taken.values() for ring in found) > MOST:
        taken = {
            name: [_shorten([(x // 2, y // 2) for x, y in ring]) for ring in found] for name, found in taken.items()
        }
        width, height = width // 2, height // 2
    rings = {name: tuple(tuple(ring) for ring in found if ring) for name, found in taken.items()}
    return Outlines(width=width, height=height, rings={name: found for name, found in rings.items() if found})


def _shorten(points: list[GridPoint]) -> list[GridPoint]:
    """Return a ring, not closed, without points that repeat the one before or lie on the way to the next.

    Nothing is left of a ring without area.
    """
    while len(points) > 2:
        kept = [point for before, point in zip([points[-1], *points], points, strict=False) if point != before]
        turns = zip([kept[-1], *kept], kept, [*kept[1:], kept[0]], strict=False) if kept else ()
        bent = [
            at
            for before, at, after in turns
            if (at[0] - before[0]) * (after[1] - at[1]) != (at[1] - before[1]) * (after[0] - at[0])
        ]
        if len(bent) == len(points):
            return points
        points = bent
    return []
