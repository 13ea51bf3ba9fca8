"""Boundaries of places from a GeoJSON file: matched to names, and stripped of all that is not a name and a shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ..errors import Problem, ScenarioError, enumerate_words
from ..inheritance import Source
from ..merge import find_file_beside
from ..message import message
from ..outlines import Outlines, draw_outlines
from ..toml.safe_toml import read_bytes
from .headings import plain_heading
from .tables import decode_text

SIZE = 64 << 20
POINTS = 2_000_000
KEY = ("scenario", "boundaries")


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Shapes of places.

    Attributes
    ----------
    text : str
        GeoJSON with a name and a shape for each place, and nothing else.
    key : str
        The property of the file that held the names.
    shapes : dict
        Rings by name: each a list of (longitude, latitude).
    without : tuple of str
        Places that the file has no shape of.
    """

    text: str
    key: str
    shapes: dict[str, list[list[tuple[float, float]]]]
    without: tuple[str, ...]


def read_boundaries(path: Path, name: str, places: Sequence[str]) -> Boundaries:
    """Return the boundaries of places; the property that knows most of their names is taken for the name.

    Raises
    ------
    ScenarioError
        If the file is no GeoJSON of areas in longitude and latitude, or knows none of the places.
    """
    text, _ = decode_text(read_bytes(path, name, SIZE), name)
    wanted = message("city.geojson_featurecollection")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        what = message("city.valid_json", column=error.colno)
        raise ScenarioError([Problem(name, error.lineno, "", what, wanted)]) from None
    except RecursionError:
        raise ScenarioError([Problem(name, None, "", message("city.nested_too"), wanted)]) from None
    features = cast("dict[str, Any]", data).get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        raise ScenarioError([Problem(name, None, "features", message("city.missing_empty"), wanted)])
    listed = [cast("dict[str, Any]", each) for each in cast("list[Any]", features) if isinstance(each, dict)]
    key = _find_key(listed, places)
    if not key:
        known = sorted({str(word) for each in listed for word in _properties(each)})
        what = message("city.property_holds")
        raise ScenarioError([Problem(name, None, "properties", what, enumerate_words(known))])
    by_plain = {plain_heading(place): place for place in places}
    shapes: dict[str, list[list[tuple[float, float]]]] = {}
    problems: list[Problem] = []
    kept: list[dict[str, Any]] = []
    for number, feature in enumerate(listed):
        place = by_plain.get(plain_heading(str(_properties(feature).get(key, "")).replace("/", "-")))
        if place is None:
            continue
        try:
            rings = list(_rings(feature.get("geometry")))
        except (TypeError, ValueError) as error:
            problems.append(
                Problem(
                    name,
                    None,
                    f"features.{number}.geometry",
                    message("city.of", place=place, why=error.args[0]),
                    wanted,
                )
            )
            continue
        shapes.setdefault(place, []).extend(rings)
        kept.append({"type": "Feature", "properties": {"name": place}, "geometry": feature["geometry"]})
    if sum(len(ring) for rings in shapes.values() for ring in rings) > POINTS:
        what = message("city.holds_more", most=f"{POINTS:,}")
        problems.append(Problem(name, None, "", what))
    if problems:
        raise ScenarioError(problems)
    without = tuple(place for place in places if place not in shapes)
    return Boundaries(
        json.dumps({"type": "FeatureCollection", "features": kept}, ensure_ascii=False), key, shapes, without
    )


def read_outlines(source: Source, beside: str, places: Sequence[str]) -> Outlines:
    """Return the outlines of places from the file of boundaries that a scenario file names, or report its faults."""
    path = find_file_beside(source, beside, KEY, message("scenario.geojson_file"), message("scenario.no_boundaries"))
    if path is None:
        return Outlines()
    try:
        return draw_outlines(read_boundaries(path, str(Path(source.shown).parent / beside), places).shapes, places)
    except ScenarioError as error:
        source.document.problems += error.problems
        return Outlines()


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _find_key(features: Sequence[dict[str, Any]], places: Sequence[str]) -> str:
    names = {plain_heading(place) for place in places}
    count: dict[str, int] = {}
    for feature in features:
        for key, value in _properties(feature).items():
            if isinstance(value, str) and plain_heading(value.replace("/", "-")) in names:
                count[key] = count.get(key, 0) + 1
    return max(count, key=lambda key: count[key], default="")


def _rings(geometry: Any) -> Iterator[list[tuple[float, float]]]:
    shape = cast("dict[str, Any]", geometry) if isinstance(geometry, dict) else {}
    kind, coordinates = shape.get("type"), shape.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(message("city.area", kind=str(kind)))
    parts = [coordinates] if kind == "Polygon" else cast("list[Any]", coordinates)
    for part in parts:
        for ring in cast("list[Any]", part):
            points = [(float(point[0]), float(point[1])) for point in ring]
            if len(points) < 4:
                raise ValueError(message("city.ring_fewer"))
            if not all(-180.0 <= x <= 180.0 and -90.0 <= y <= 90.0 for x, y in points):
                raise ValueError(message("city.coordinates_degrees"))
            yield points
