"""Read a lesson, and say everything that is wrong with it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ...scenarios import Problem, ScenarioError
from ...scenarios.checking import Document, check_table, fault_of_item
from ...scenarios.document import read_tables
from ...scenarios.errors import Key, enumerate_words, nearest, visible
from ...scenarios.message import message
from ...scenarios.names import fit_name
from .faults import check_scenes
from .lesson import VERSION, Lesson, LessonForm

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
        return _library_lesson(source)
    text = os.fspath(source)
    name, path = visible(text, 200), Path(text)
    try:
        there = "\0" not in text and os.path.lexists(path)
    except OSError:
        there = False
    if not there:
        near = nearest(path.name.removesuffix(".toml"), lessons())
        raise ScenarioError(
            [
                Problem(
                    name,
                    None,
                    "",
                    message("lesson.no_such"),
                    message("scenario.file", names=enumerate_words(lessons())),
                    near,
                )
            ]
        )
    return _parse_lesson(name, path, None)


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
    return _parse_lesson(visible(Path(name).name or "lesson.toml", 200), Path(name), data)


@cache
def _library_lesson(name: str) -> Lesson:
    return _parse_lesson(f"library/{name}.toml", LIBRARY / f"{name}.toml", None)


def _parse_lesson(shown: str, path: Path, content: bytes | None) -> Lesson:
    document = Document(shown, form=LessonForm)
    data = read_tables(document, path, VERSION, content)
    if data is not None and (data.get("schema_version") == 1 or ("steps" in data and "scenes" not in data)):
        document.report(("schema_version",), message("lesson.first"))
        raise ScenarioError(document.problems)
    for place, scene in enumerate(_tables(data.get("scenes") if data else None)):
        _refuse_notes(document, scene, ("scenes", place))
    tables = check_table(document, LessonForm, data) if data is not None else {}
    lesson = None
    if data is not None and not document.problems:
        try:
            lesson = Lesson.model_validate({**tables, "name": fit_name(path.name.removesuffix(".toml"))})
        except ValidationError as error:
            for item in error.errors(include_url=False):
                document.report(tuple(item["loc"]), fault_of_item(item))
    if lesson is not None:
        check_scenes(lesson, document)
    if document.problems or lesson is None:
        raise ScenarioError(sorted(document.problems, key=lambda problem: problem.line or 0))
    return lesson


def _refuse_notes(document: Document, scene: dict[str, Any], key: Key) -> None:
    """Report notes of events, which scenario files have and lessons do not (narration says it), and take them out."""
    holders = [(scene, key)]
    cities = scene.get("cities")
    if isinstance(cities, dict):
        named = cast("dict[str, Any]", cities).items()
        holders += [(city, (*key, "cities", name)) for name, city in named if isinstance(city, dict)]
    for holder, where in holders:
        for place, event in enumerate(_tables(holder.get("events"))):
            if event.pop("note", None) is not None:
                document.report((*where, "events", place, "note"), message("lesson.says"))


def _tables(value: Any) -> list[dict[str, Any]]:
    """Return the tables of a list, if it is one."""
    items = cast("list[Any]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", item) if isinstance(item, dict) else {} for item in items]
