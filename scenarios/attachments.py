"""The files that a scenario file cannot be read without: what it extends, its communities, boundaries, extensions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from .inheritance import LIBRARY, Source, find_source, inheritance_chain
from .loading import load
from .writing import files_of_extensions


def collect_files(path: Path) -> dict[str, bytes]:
    """Return a scenario file and the files beside it that it names, by name, as they stand there.

    Parameters
    ----------
    path : Path

    Raises
    ------
    ScenarioError
        If the scenario cannot be used.
    """
    scenario = load(path)
    first = find_source(path)
    first.read()
    result: dict[str, bytes] = {}
    for source in inheritance_chain(first):
        if source.path is None or source.path.parent == LIBRARY:
            continue
        folder = source.path.parent
        for name in (source.path.name, *_names_beside(source)):
            result[name] = (folder / name).read_bytes()
    return result | {name: text.encode() for name, text in files_of_extensions(scenario).items()}


def _names_beside(source: Source) -> Iterator[str]:
    for keys in (("world", "city", "communities_file"), ("scenario", "boundaries")):
        value: Any = source.data
        for key in keys:
            value = cast("dict[str, Any]", value).get(key, "") if isinstance(value, dict) else ""
        if isinstance(value, str) and value:
            yield value
