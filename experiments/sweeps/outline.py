"""What every file that asks for runs has in common: how it is opened, its version, the scenario that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from ...model.indicators import NAMES
from ...scenarios import Problem, Scenario, ScenarioError, library, load, names
from ...scenarios.checking import Document
from ...scenarios.guard import decoded, parsed, read_bytes
from ...scenarios.locator import key_lines
from ...scenarios.problems import Key, listed, nearest, shown, visible
from .factors import flat, retold


class Opened(NamedTuple):
    """A file as the parser found it: where its problems go, its tables, its folder, its text."""

    document: Document
    data: dict[str, Any]
    folder: Path | None
    text: str


def opened(source: str | Path | Mapping[str, Any], shelf: Path, noun: str) -> Opened:
    """Open a shipped file by its name, a file of one's own, or tables as they would stand in one.

    Parameters
    ----------
    source : str, Path or mapping
    shelf : Path
        Folder of the shipped ones.
    noun : str
        What such a file is called.

    Raises
    ------
    ScenarioError
        If there is no such file, or it cannot be read.
    """
    if isinstance(source, Mapping):
        return Opened(Document(noun), dict(source), None, "")
    path = _found(source, shelf, noun)
    name = f"{shelf.name}/{path.name}" if path.parent == shelf else visible(os.fspath(source), 200)
    document = Document(name)
    text = decoded(read_bytes(path, name), name)
    data = parsed(text, name)
    document.lines = key_lines(text)
    return Opened(document, data, path.parent, text)


def shipped(shelf: Path) -> tuple[str, ...]:
    """Return the names of the files on a shelf, in alphabetical order."""
    return tuple(sorted(file.stem for file in shelf.glob("*.toml")))


def _found(source: str | Path, shelf: Path, noun: str) -> Path:
    known = shipped(shelf)
    if isinstance(source, str) and source in known:
        return shelf / f"{source}.toml"
    path = Path(source)
    if "\0" in os.fspath(source) or not os.path.lexists(path):
        near = nearest(path.name.removesuffix(".toml"), known)
        what = f"a file, or one of {listed(known)}"
        raise ScenarioError([Problem(visible(os.fspath(source), 200), None, "", f"no such {noun} or file", what, near)])
    return path


def check_outline(document: Document, data: dict[str, Any], version: int, tables: Sequence[str]) -> None:
    """Report a version that is none, and tables that do not belong there.

    Raises
    ------
    ScenarioError
        If the file is of a newer version: then nothing else can be said of it.
    """
    said = data.get("schema_version", version)
    key = ("schema_version",)
    if isinstance(said, int) and not isinstance(said, bool) and said > version:
        what = f"{shown(said)} was written by a newer version of cogov; this one reads up to {version}"
        document.report(key, what)
        raise ScenarioError(document.problems)
    if not isinstance(said, int) or isinstance(said, bool) or said < 1:
        document.report(key, f"{shown(said)} is not a version", str(version))
    for name in data:
        if name not in tables:
            document.report((name,), "unknown key", listed(tables), nearest(name, tables))


def check_indicators(document: Document, key: Key, words: Sequence[str]) -> None:
    """Report words that are no indicators."""
    for word in words:
        if word not in NAMES:
            document.report(key, f"{shown(word)} is not an indicator", listed(NAMES, 99), nearest(word, NAMES))


def named_scenario(
    document: Document, key: Key, name: str, folder: Path | None, others: list[Problem]
) -> Scenario | None:
    """Return the scenario that a file names, of the library or beside it, or None with a report.

    Parameters
    ----------
    document : Document
        Receives what is wrong with the name.
    key : tuple
        Where the name stands.
    name : str
    folder : Path or None
        Of the file; without one, the name is found from where the program runs.
    others : list of Problem
        Receives what is wrong with the scenario's own file.
    """
    source: str | Path = name
    if name not in library() and folder is not None:
        if "/" in name or "\\" in name or names.fault_of_name(name):
            document.report(key, f"{shown(name)} is not in the library or the same folder")
            return None
        beside = folder / name
        source = beside if name.endswith(".toml") else beside.with_name(f"{name}.toml")
        if not source.exists():
            what = f"there is no scenario {shown(name)} in the library or the same folder"
            document.report(key, what, listed(library(), 40), nearest(name, library()))
            return None
    try:
        return load(source)
    except ScenarioError as error:
        others += error.problems
        return None


def with_settings(document: Document, settings: object, scenario: Scenario) -> Scenario:
    """Return a scenario with the table ``[settings]`` of a file laid over it, or as it was with a report."""
    if not isinstance(settings, dict):
        document.report(("settings",), f"{shown(settings)} is not a table")
        return scenario
    try:
        return load(scenario, changes=flat(cast("dict[str, Any]", settings)))
    except ScenarioError as error:
        for problem in error.problems:
            retold(document, ("settings", *problem.key.split(".")), problem)
        return scenario
