"""What every file that asks for runs has in common: how it is opened, its version, the scenario that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from ...scenarios import Problem, Scenario, ScenarioError, library, load, names
from ...scenarios.checking import Document
from ...scenarios.errors import Key, describe_value, enumerate_words, nearest, visible
from ...scenarios.extensions import is_of_uses
from ...scenarios.form import FORM, Form
from ...scenarios.inheritance import OF_LIBRARY, library_name
from ...scenarios.message import message
from ...scenarios.toml.positions import key_lines
from ...scenarios.toml.safe_toml import decode, parse, read_bytes
from .factors import flat, report_at


class Opened(NamedTuple):
    """A file as the parser found it: where its problems go, its tables, its folder, its text."""

    document: Document
    data: dict[str, Any]
    folder: Path | None
    text: str


def open_file(source: str | Path | Mapping[str, Any], shelf: Path, noun: str) -> Opened:
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
    path = _find(source, shelf, noun)
    name = f"{shelf.name}/{path.name}" if path.parent == shelf else visible(os.fspath(source), 200)
    document = Document(name)
    text = decode(read_bytes(path, name), name)
    data = parse(text, name)
    document.lines = key_lines(text)
    return Opened(document, data, path.parent, text)


def shelf_names(shelf: Path) -> tuple[str, ...]:
    """Return the names of the files on a shelf, in alphabetical order."""
    return tuple(sorted(file.stem for file in shelf.glob("*.toml")))


def _find(source: str | Path, shelf: Path, noun: str) -> Path:
    known = shelf_names(shelf)
    if isinstance(source, str) and source in known:
        return shelf / f"{source}.toml"
    path = Path(source)
    if "\0" in os.fspath(source) or not os.path.lexists(path):
        near = nearest(path.name.removesuffix(".toml"), known)
        what = message("scenario.file", names=enumerate_words(known))
        raise ScenarioError(
            [
                Problem(
                    visible(os.fspath(source), 200),
                    None,
                    "",
                    message("study.no_such", noun=message(f"study.{noun}")),
                    what,
                    near,
                )
            ]
        )
    return path


def check_outline(document: Document, data: dict[str, Any], version: int, tables: Sequence[str]) -> None:
    """Report a version that is none, and tables that do not belong there.

    Raises
    ------
    ScenarioError
        If the file is a scenario, or of a newer version: then nothing else can be said of it.
    """
    if isinstance(data.get("scenario"), dict) and "scenario" not in tables:
        document.report(("scenario",), message("toml.is_scenario"), enumerate_words(tables))
        raise ScenarioError(document.problems)
    said = data.get("schema_version", version)
    key = ("schema_version",)
    if isinstance(said, int) and not isinstance(said, bool) and said > version:
        what = message("toml.version_new", value=describe_value(said), most=version)
        document.report(key, what)
        raise ScenarioError(document.problems)
    if not isinstance(said, int) or isinstance(said, bool) or said < 1:
        document.report(key, message("toml.version_bad", value=describe_value(said)), str(version))
    for name in data:
        if name not in tables:
            document.report((name,), message("value.unknown"), enumerate_words(tables), nearest(name, tables))


def check_indicators(
    document: Document, key: Key, words: Sequence[str], own: Sequence[str] = (), form: Form = FORM
) -> None:
    """Report words that are no indicators of the model, and no outcomes of the file's own."""
    known = (*own, *form.names)
    for word in words:
        if word not in known:
            document.report(
                key,
                message("scenario.indicator", name=describe_value(word)),
                enumerate_words(known, 149),
                nearest(word, known),
            )


def find_scenario(
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
    shipped = library()
    if folder is not None and name.removeprefix(OF_LIBRARY) in shipped:
        try:
            source = library_name(name, folder)
        except ScenarioError as error:
            for problem in error.problems:
                document.report(key, problem.what, problem.allowed)
            return None
    elif name not in shipped and folder is not None:
        if "/" in name or "\\" in name or names.fault_of_name(name):
            document.report(key, message("scenario.elsewhere", name=describe_value(name)))
            return None
        beside = folder / name
        source = beside if name.endswith(".toml") else beside.with_name(f"{name}.toml")
        if not source.exists():
            what = message("scenario.not_there", name=describe_value(name))
            document.report(key, what, enumerate_words(shipped, 40), nearest(name, shipped))
            return None
    try:
        return load(source)
    except ScenarioError as error:
        if any(is_of_uses(each) for each in error.problems):
            raise  # what else looks wrong may be what an extension declares
        others += error.problems
        return None


def with_settings(document: Document, settings: object, scenario: Scenario, place: Key = ("settings",)) -> Scenario:
    """Return a scenario with the table ``[settings]`` of a file laid over it, or as it was with a report.

    Parameters
    ----------
    document : Document
        Receives what is wrong with the settings.
    settings : object
        What the parser found.
    scenario : Scenario
    place : tuple
        Where the table stands.
    """
    if not isinstance(settings, dict):
        document.report(place, message("value.not_table", value=describe_value(settings)))
        return scenario
    try:
        return load(scenario, changes=flat(cast("dict[str, Any]", settings)))
    except ScenarioError as error:
        for problem in error.problems:
            report_at(document, (*place, *problem.key.split(".")), problem)
        return scenario
