"""Read a lesson, and say everything that is wrong with it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ...scenarios import Problem, ScenarioError
from ...scenarios.checking import Document, checked_table
from ...scenarios.contents import contents
from ...scenarios.names import fitted
from ...scenarios.problems import Key, listed, nearest, visible
from .faults import check_steps
from .lesson import VERSION, Form, Lesson

LIBRARY = Path(__file__).parent / "library"


def lessons() -> tuple[str, ...]:
    """Return the names of the shipped lessons, in the order in which they build on each other."""
    return tuple(sorted(file.stem for file in LIBRARY.glob("*.toml")))


def load_lesson(source: str | Path) -> Lesson:
    """Return a lesson.

    Parameters
    ----------
    source : str or Path
        A name of the library, or a file.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it.
    """
    if isinstance(source, str) and source in lessons():
        return _shipped(source)
    text = os.fspath(source)
    name, path = visible(text, 200), Path(text)
    try:
        there = "\0" not in text and os.path.lexists(path)
    except OSError:
        there = False
    if not there:
        near = nearest(path.name.removesuffix(".toml"), lessons())
        raise ScenarioError(
            [Problem(name, None, "", "no such lesson or file", f"a file, or one of {listed(lessons())}", near)]
        )
    return _read(name, path, None)


def loads_lesson(content: bytes | str, name: str = "lesson.toml") -> Lesson:
    """Return a lesson from the content of a file.

    Parameters
    ----------
    content : bytes or str
    name : str
        Names it in messages.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return _read(visible(Path(name).name or "lesson.toml", 200), Path(name), data)


@cache
def _shipped(name: str) -> Lesson:
    return _read(f"library/{name}.toml", LIBRARY / f"{name}.toml", None)


def _read(shown: str, path: Path, content: bytes | None) -> Lesson:
    document = Document(shown, form=Form)
    data = contents(document, path, VERSION, content)
    for place, step in enumerate(_tables(data.get("steps") if data else None)):
        _refuse_notes(document, step, ("steps", place))
    tables = checked_table(document, Form, data) if data is not None else {}
    lesson = None
    if data is not None and not document.problems:
        try:
            lesson = Lesson.model_validate({**tables, "name": fitted(path.name.removesuffix(".toml"))})
        except ValidationError as error:
            for item in error.errors(include_url=False):
                document.report(tuple(item["loc"]), item["msg"].removeprefix("Value error, "))
    if lesson is not None:
        check_steps(lesson, document)
    if document.problems or lesson is None:
        raise ScenarioError(sorted(document.problems, key=lambda problem: problem.line or 0))
    return lesson


def _refuse_notes(document: Document, step: dict[str, Any], key: Key) -> None:
    """Report notes of events, which scenario files have and lessons do not, and take them out: a step has a text."""
    holders = [(step, key)]
    cities = step.get("cities")
    if isinstance(cities, dict):
        named = cast("dict[str, Any]", cities).items()
        holders += [(city, (*key, "cities", name)) for name, city in named if isinstance(city, dict)]
    for holder, where in holders:
        for place, event in enumerate(_tables(holder.get("events"))):
            if event.pop("note", None) is not None:
                document.report((*where, "events", place, "note"), "a lesson says in the text of its step what happens")


def _tables(value: Any) -> list[dict[str, Any]]:
    """Return the tables of a list, if it is one."""
    items = cast("list[Any]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", item) if isinstance(item, dict) else {} for item in items]
