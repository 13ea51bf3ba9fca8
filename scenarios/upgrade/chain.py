"""What a scenario file of the first edition extends, and what the file is to extend in the second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from ...model.settings import merge
from ..errors import ScenarioError
from ..form import SECOND
from ..inheritance import LONGEST, OF_LIBRARY, Source, find_parent, is_library, library
from ..message import message
from .settings import TABLES


@dataclass(frozen=True, slots=True)
class Chain:
    """What a file extends.

    Attributes
    ----------
    extends : str
        What the upgraded file says that it extends; empty: nothing.
    inlined : tuple of str
        Scenarios of the library that the second edition does not have.
    laid : dict
        What these state, in the words of the first edition; the upgraded file states it itself.
    stated : frozenset of str
        Keys that the ancestors state.
    types : frozenset of str
        Types of issue that the ancestors name.
    patience : float or None
        What an own ancestor says of ``behaviour.lapse.patience``.
    own : tuple of Source
        Ancestors that are files of the user, the nearest first.
    """

    extends: str
    inlined: tuple[str, ...]
    laid: dict[str, Any]
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
    own = tuple(source for source in ancestors if source.path is None or not is_library(source.path.parent))
    extends, inlined, laid = first.extends, list[str](), dict[str, Any]()
    for source in ancestors:
        if source in own or source.form is SECOND:
            break
        prefix = OF_LIBRARY if extends.startswith(OF_LIBRARY) else ""
        if (heir := f"second/{source.stem}") in library(SECOND.version):
            extends = f"{prefix}{heir}"
            break
        inlined.append(source.stem)
        laid = merge({name: source.data[name] for name in TABLES if name in source.data}, laid)
        extends = source.extends
    types = {name for source in ancestors for name in _table(source.data, "world", "issues")}
    patience = next(
        (value for source in own if (value := _table(source.data, "behaviour", "lapse").get("patience"))), None
    )
    stated = {key for source in ancestors for key in list_keys(source.data)}
    return Chain(extends, tuple(inlined), laid, frozenset(stated), frozenset(types), patience, own)


def _list_ancestors(first: Source) -> list[Source]:
    ancestors: list[Source] = []
    source = first
    while (parent := find_parent(source)) is not None:
        if len(ancestors) == LONGEST or any(parent.path == other.path for other in (first, *ancestors)):
            circle = " -> ".join(each.stem for each in (first, *ancestors, parent))
            source.document.report(("scenario", "extends"), message("scenario.circle", circle=circle))
            break
        parent.read()
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
