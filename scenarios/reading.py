"""Read a scenario: from the library, a file or a text, with what it extends and what is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ..model.settings import Settings
from . import names
from .cautions import cautions
from .chain import Source, chain, found
from .changes import FILE, Changes, plain, read_changes
from .checking import Document, checked_table
from .communities import check_districts
from .draft import PLACES, Draft, both_languages, city_of, lay_change, lay_communities, notes_of
from .form import SETTINGS
from .heading import check_heading
from .problems import Problem, ScenarioError, listed, nearest, shown
from .scenario import Claim, Scenario
from .size import size

_MOST = 1000
"""Events, and issue types in an event, that are looked at; files with more are refused before."""


def load(source: str | Path | Scenario, *, changes: Changes = ()) -> Scenario:
    """Return a scenario.

    Parameters
    ----------
    source : str, Path or Scenario
        A name of the library, a file, or a scenario to be changed.
    changes : mapping or sequence of str
        Settings to change, in order: ``{"rules.goals.strength": 0.5}`` or ``["rules.goals.strength=0.5"]``.

    Raises
    ------
    ScenarioError
        With everything that is wrong, in all files of the chain and in the changes.
    """
    if isinstance(source, Scenario):
        return _rebuilt(source, changes)
    first = found(source)
    first.read()
    return _read(first, changes)


def loads(content: bytes | str, name: str = "scenario.toml", *, changes: Changes = ()) -> Scenario:
    """Return a scenario from the content of a file; it can extend the library only.

    Parameters
    ----------
    content : bytes or str
        What stands in the file.
    name : str
        Name for messages; its last part names the scenario if the content does not.
    changes : mapping or sequence of str
        As in :func:`load`.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    first = Source(Path(name).name or "scenario.toml", None)
    first.read(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return _read(first, changes)


def _read(first: Source, changes: Changes) -> Scenario:
    sources = chain(first)
    draft = Draft(_untouched())
    heading: dict[str, Any] = {}
    for source in sources:
        tables = checked_table(source.document, Settings, source.data)
        heading = tables.get("scenario", {})
        check_heading(source, heading)
        city = city_of(tables)
        beside = city.pop("communities_file", "")
        if "events" in source.data:
            draft.events = source.data["events"]
            draft.notes = notes_of(tables.get("events", []))
        if "places" in city:
            check_districts(city["places"], source.document, PLACES)
        if heading.get("resolved"):
            draft.state = {**draft.state, "world": {**draft.state["world"], "issues": {}}}
        draft.lay(source.document, {key: tables[key] for key in SETTINGS if key in tables})
        if beside:
            lay_communities(draft, source, beside, listed_too="places" in city)
    name = heading.get("name") or first.stem
    title = heading.get("title", {})
    record = Scenario.model_construct(
        name=name,
        title=both_languages(title, name),
        story=both_languages(heading.get("story", {})),
        watch=tuple(item if isinstance(item, str) else both_languages(item) for item in heading.get("watch", ())),
        expect=tuple(Claim(**claim) for claim in heading.get("expect", ())),
        sources=tuple(source.shown for source in sources),
    )
    return _finished(record, draft, changes)


def _rebuilt(scenario: Scenario, changes: Changes) -> Scenario:
    if not changes:
        return scenario
    state = plain(scenario.settings)
    draft = Draft(state, [Document(scenario.name)], dict(scenario.notes), state["events"])
    return _finished(scenario, draft, changes)


def _finished(scenario: Scenario, draft: Draft, changes: Changes) -> Scenario:
    """Apply the changes, check what only the whole can show, and make the record."""
    files = len(draft.documents)
    for key, value, document in read_changes(changes):
        lay_change(draft, key, value, document)
    problems = [problem for document in draft.documents for problem in document.problems]
    problems += _together(draft, draft.events)
    settings = None
    try:
        settings = Settings.model_validate(draft.state)
    except ValidationError as error:
        problems += _translated(draft, error, known=bool(problems))
    if settings is not None and (excess := size(settings).excess()):
        problems.append(draft.problem(("world", "city"), excess))
    if problems or settings is None:
        rank = {document.file: place for place, document in enumerate(draft.documents)}
        raise ScenarioError(sorted(problems, key=lambda problem: (rank.get(problem.file, 0), problem.line or 0)))
    changed = len(draft.documents) > files and FILE not in scenario.sources
    return Scenario(
        name=scenario.name,
        title=scenario.title,
        story=scenario.story,
        watch=scenario.watch,
        expect=scenario.expect,
        settings=settings,
        notes={place: note for place, note in draft.notes.items() if place < len(settings.events)},
        sources=(*scenario.sources, FILE) if changed else scenario.sources,
        warnings=(*cautions(settings, draft.problem), *(each for file in draft.documents for each in file.warnings)),
    )


def _untouched() -> dict[str, Any]:
    return cast("dict[str, Any]", plain(Settings()))


def _together(draft: Draft, events: Any) -> Iterator[Problem]:
    """Yield what no single table shows: shocks to issue types that do not exist.

    Looked up in the events as they are written, since those with other faults were dropped.
    """
    issues: dict[str, Any] = draft.state["world"]["issues"]
    written = {
        path[2]
        for document in draft.documents
        for path in document.lines
        if path[:2] == ("world", "issues") and len(path) > 2
    }
    for place, event in enumerate(_items(events)[:_MOST]):
        for number, word in enumerate(_items(_entry(_entry(event, "surge"), "types"))[:_MOST]):
            if isinstance(word, str) and names.normalised(word) not in {*issues, *written}:
                yield draft.problem(
                    ("events", place, "surge", "types", number),
                    f"there is no issue type {shown(word)}",
                    nearest(word, issues),
                    listed(list(issues)),
                )


def _items(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _entry(value: Any, name: str) -> Any:
    return cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None


def _translated(draft: Draft, error: ValidationError, *, known: bool) -> Iterator[Problem]:
    """Put what the records themselves find (rules between several values) into words and lines."""
    for item in error.errors(include_url=False):
        if item["type"] == "too_long":
            most = item.get("ctx", {}).get("max_length")
            yield draft.problem(tuple(item["loc"]), "has too many entries", allowed=f"at most {most}")
        elif item["type"] != "value_error":
            if not known:  # otherwise a consequence of what was reported
                yield draft.problem(tuple(item["loc"]), item["msg"])
        elif item["loc"]:
            yield draft.problem(tuple(item["loc"]), item["msg"].removeprefix("Value error, "))
        elif not known:
            yield draft.problem(("events",), item["msg"].removeprefix("Value error, "))
