"""What a scenario file of the first edition extends, and what the file is to extend in the second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from ..errors import ScenarioError
from ..inheritance import LIBRARY, LONGEST, Source, find_parent
from ..message import message


@dataclass(frozen=True, slots=True)
class Chain:
    """What a file extends.

    Attributes
    ----------
    stated : frozenset of str
        Keys that the ancestors state.
    types : frozenset of str
        Types of issue that the ancestors name.
    patience : float or None
        What an own ancestor says of ``behaviour.lapse.patience``.
    own : tuple of Source
        Ancestors that are files of the user, the nearest first.
    """

    stated: frozenset[str]
    types: frozenset[str]
    patience: float | None
    own: tuple[Source, ...]


def read_chain(first: Source) -> Chain:
    """Return what a source that was read extends.

    Raises
    ------
    ScenarioError
        If there is no such scenario, it cannot be read, or the chain is a circle or too long.
    """
    ancestors = _list_ancestors(first)
    own = tuple(source for source in ancestors if source.path is None or source.path.parent != LIBRARY)
    types = {name for source in ancestors for name in _table(source.data, "world", "issues")}
    patience = next(
        (value for source in own if (value := _table(source.data, "behaviour", "lapse").get("patience"))), None
    )
    stated = {key for source in ancestors for key in list_keys(source.data)}
    return Chain(frozenset(stated), frozenset(types), patience, own)


def _list_ancestors(first: Source) -> list[Source]:
    ancestors: list[Source] = []
    source = first
    while (parent := find_parent(source)) is not None:
        if len(ancestors) == LONGEST or any(parent.path == other.path for other in (first, *ancestors)):
            circle = " -> ".join(each.stem for each in (first, *ancestors, parent))
            source.document.report(("scenario", "extends"), message("scenario.circle", circle=circle))
            break
        parent.read(old=True)
        ancestors.append(parent)
        if parent.document.problems:
            break
        source = parent
    problems = [problem for each in (first, *ancestors) for problem in each.document.problems]
    if problems:
        raise ScenarioError(problems)
    return ancestors


def list_keys(tables: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the dotted keys of all values in tables."""
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from list_keys(cast("dict[str, Any]", value), f"{path}{name}.")
        else:
            yield f"{path}{name}"


def _table(tables: dict[str, Any], *path: str) -> dict[str, Any]:
    """Return a table below others, or an empty one if something else stands there."""
    found: Any = tables
    for name in path:
        found = cast("dict[str, Any]", found).get(name) if isinstance(found, dict) else None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
