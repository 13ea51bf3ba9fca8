"""Read a scenario: from the library, a file or a text, with what it extends and what is changed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ..model.indicators import NAMES
from ..model.settings import Settings, merged
from . import names
from .cautions import cautions
from .chain import Source, chain, found
from .changes import FILE, Changes, plain, read_changes
from .checking import Document, checked_table
from .communities import check_districts, read_communities
from .form import SETTINGS, ScenarioFile
from .problems import Key, Problem, ScenarioError, dotted, listed, nearest, shown
from .scenario import Claim, Scenario, Text
from .size import size

PLACES: Key = ("world", "city", "places")
_LISTS: tuple[Key, ...] = (("events",), PLACES)


def load(source: str | Path | Scenario, *, changes: Changes = ()) -> Scenario:
    """Return a scenario.

    Parameters
    ----------
    source : str, Path or Scenario
        A name of the library, a file, or a scenario to be changed.
    changes : mapping or sequence of str
        Settings to change, as ``{"rules.goals.strength": 0.5}`` or ``["rules.goals.strength=0.5"]``, in order.

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


@dataclass
class _Draft:
    """Settings as they come together, and the documents that say where each came from."""

    state: dict[str, Any]
    documents: list[Document] = field(default_factory=list)
    notes: dict[int, Text] = field(default_factory=dict)
    events: Any = ()

    def lay(self, document: Document, tables: dict[str, Any]) -> None:
        """Lay checked tables over what is there; later documents win."""
        for key in _LISTS:
            if key in document.lines:
                # Lists replace: what an ancestor said about its items holds no more.
                for earlier in self.documents:
                    for path in [path for path in earlier.lines if path[: len(key)] == key]:
                        del earlier.lines[path]
        self.state = merged(self.state, tables)
        self.documents.append(document)

    def origin(self, key: Key) -> tuple[str, int | None]:
        """Return the file and line that said last what stands at a key, or near it."""
        for depth in range(len(key), 0, -1):
            for document in reversed(self.documents):
                if key[:depth] in document.lines:
                    # A change has no line; it is kept as line 0.
                    return document.file, document.lines[key[:depth]] or None
        # Then something below it: a table is wrong by what was said in it.
        for document in reversed(self.documents):
            for path, line in document.lines.items():
                if path[: len(key)] == key:
                    return document.file, line or None
        return self.documents[-1].file, None

    def problem(self, key: Key, what: str, suggestion: str = "", allowed: str = "") -> Problem:
        """Return a problem with the place that it comes from."""
        file, line = self.origin(key)
        return Problem(file, line, dotted(key), what, allowed, suggestion)

    def problems(self) -> list[Problem]:
        """Return all problems of the documents, the remotest file first, by lines."""
        result: list[Problem] = []
        for document in self.documents:
            result += sorted(document.problems, key=lambda problem: problem.line or 0)
        return result


def _read(first: Source, changes: Changes) -> Scenario:
    sources = chain(first)
    draft = _Draft(_untouched())
    heading: dict[str, Any] = {}
    for source in sources:
        tables = checked_table(source.document, ScenarioFile, source.data)
        heading = tables.get("scenario", {})
        _check_heading(source, heading)
        city = _city_of(tables)
        beside = city.pop("communities_file", "")
        if "events" in source.data:
            draft.events = source.data["events"]
            draft.notes = _notes(tables.get("events", []))
        if "places" in city:
            check_districts(city["places"], source.document, PLACES)
        draft.lay(source.document, {key: tables[key] for key in SETTINGS if key in tables})
        if beside:
            _lay_communities(draft, source, beside, listed_too="places" in city)
    name = heading.get("name") or first.stem
    title = heading.get("title", {})
    record = Scenario.model_construct(
        name=name,
        title=_both(title, name),
        story=_both(heading.get("story", {})),
        watch=tuple(item if isinstance(item, str) else _both(item) for item in heading.get("watch", ())),
        expect=tuple(Claim(**claim) for claim in heading.get("expect", ())),
        sources=tuple(source.shown for source in sources),
    )
    return _finished(record, draft, changes)


def _rebuilt(scenario: Scenario, changes: Changes) -> Scenario:
    if not changes:
        return scenario
    state = plain(scenario.settings)
    draft = _Draft(state, [Document(scenario.name)], dict(scenario.notes), state["events"])
    return _finished(scenario, draft, changes)


def _finished(scenario: Scenario, draft: _Draft, changes: Changes) -> Scenario:
    """Apply the changes, check what only the whole can show, and make the record."""
    files = len(draft.documents)
    for key, value, document in read_changes(changes):
        _lay_change(draft, key, value, document)
    problems = draft.problems()
    problems += _together(draft, draft.events)
    settings = None
    try:
        settings = Settings.model_validate(draft.state)
    except ValidationError as error:
        problems += _translated(draft, error, known=bool(problems))
    if settings is not None and (excess := size(settings).excess()):
        problems.append(draft.problem(("world", "city"), excess))
    if problems or settings is None:
        raise ScenarioError(problems)
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
        warnings=tuple(cautions(settings, draft.problem)),
    )


def _untouched() -> dict[str, Any]:
    return cast("dict[str, Any]", plain(Settings()))


def _city_of(tables: dict[str, Any]) -> dict[str, Any]:
    return tables.get("world", {}).get("city", {})


def _both(words: dict[str, str], otherwise: str = "") -> Text:
    """Return words in both languages, each standing for the other where it is missing."""
    en, zh = words.get("en", ""), words.get("zh", "")
    return Text(en=en or zh or otherwise, zh=zh or en or otherwise)


def _notes(events: list[dict[str, Any]]) -> dict[int, Text]:
    """Take the notes out of events: they decide nothing."""
    notes = {place: event.pop("note", None) for place, event in enumerate(events)}
    return {place: _both(note) for place, note in notes.items() if note}


def _lay_communities(draft: _Draft, source: Source, beside: str, *, listed_too: bool) -> None:
    key: Key = ("world", "city", "communities_file")
    where = "a CSV file in the same folder"
    if listed_too:
        source.document.report(key, "communities are listed here and in a file", "one of both")
        return
    if source.path is None:
        source.document.report(key, "a text without a file cannot name a file beside it", "places = [...]")
        return
    folder = source.path.parent
    path = folder / beside
    if names.fault_of_name(beside) or not path.resolve().is_relative_to(folder.resolve()):
        source.document.report(key, f"{shown(beside)} is not in the same folder", where)
        return
    if not path.exists():
        near = nearest(beside, [entry.name for entry in folder.glob("*.csv")])
        source.document.report(key, f"there is no file {shown(beside)}", where, near)
        return
    places, document = read_communities(path, str(Path(source.shown).parent / beside))
    check_districts(places, document, PLACES)
    document.lines[PLACES] = 1
    draft.lay(document, {"world": {"city": {"places": places}}})


def _lay_change(draft: _Draft, key: Key, value: Any, document: Document) -> None:
    if document.problems:
        draft.documents.append(document)
        return
    nested = _nested(draft.state, key, value, document, ())
    tables = checked_table(document, ScenarioFile, nested) if not document.problems else {}
    city = _city_of(tables)
    if city.pop("communities_file", ""):
        document.report(("world", "city", "communities_file"), "a file beside a scenario cannot be set here")
    if "events" in nested:
        draft.events = nested["events"]
    if "events" in tables:
        notes = _notes(tables["events"])
        draft.notes = {**draft.notes, **notes} if len(key) > 1 else notes
    if "places" in city:
        check_districts(city["places"], document, PLACES)
    document.lines = {key[:depth]: 0 for depth in range(1, len(key) + 1)} | {
        list_key: 0 for list_key in _LISTS if _holds(tables, list_key)
    }
    draft.lay(document, tables)


def _nested(state: Any, key: Key, value: Any, document: Document, before: Key) -> dict[str, Any]:
    """Return tables that hold one value; a list on the way is taken whole, with one item changed."""
    name, rest = str(key[0]), key[1:]
    name = names.normalised(name)
    old: Any = cast("dict[str, Any]", state).get(name) if isinstance(state, dict) else None
    if not rest:
        return {name: value}
    if not isinstance(old, list):
        return {name: _nested(old, rest, value, document, (*before, name))}
    items = list(cast("list[Any]", old))
    number = str(rest[0])
    if not number.isdecimal() or len(number) > 9 or int(number) >= len(items):
        allowed = f"a number from 0 to {len(items) - 1}" if items else ""
        document.report((*before, *key), f"the list {name} has no item {shown(number)}", allowed)
        return {}
    place = int(number)
    if len(rest) == 1:
        items[place] = value
    else:
        below = _nested(items[place], rest[1:], value, document, (*before, name, place))
        items[place] = merged(items[place], below)
    return {name: items}


def _holds(tables: Any, key: Key) -> bool:
    for part in key:
        if not isinstance(tables, dict) or part not in tables:
            return False
        tables = cast("dict[Any, Any]", tables)[part]
    return True


def _check_heading(source: Source, heading: dict[str, Any]) -> None:
    """Check what the table [scenario] says beyond its form."""
    document = source.document
    name = heading.get("name", "")
    if "scenario" in source.data and (fault := names.fault_of_name(name or source.stem)):
        key: Key = ("scenario", "name") if name else ("scenario",)
        document.report(key, f"{shown(name or source.stem)}: {fault}", "" if name else 'another name by name = "…"')
    for language, words in heading.get("title", {}).items():
        if fault := names.fault_of_text(words, names.LONGEST) or ("has more than one line" if "\n" in words else ""):
            document.report(("scenario", "title", language), fault)
    for place, item in enumerate(heading.get("watch", ())):
        if isinstance(item, str) and item not in NAMES:
            document.report(
                ("scenario", "watch", place), f"{shown(item)} is not an indicator", listed(NAMES, 99), nearest(item, NAMES)
            )
    for place, claim in enumerate(heading.get("expect", ())):
        if claim["indicator"] not in NAMES:
            word = claim["indicator"]
            key = ("scenario", "expect", place, "indicator")
            document.report(key, f"{shown(word)} is not an indicator", listed(NAMES, 99), nearest(word, NAMES))


def _together(draft: _Draft, events: Any) -> Iterator[Problem]:
    """Yield what no single table shows: shocks to issue types that do not exist.

    Looked up in the events as they are written, since those with other faults were dropped.
    """
    issues: dict[str, Any] = draft.state["world"]["issues"]
    written = {
        path[2] for document in draft.documents for path in document.lines if path[:2] == ("world", "issues") and len(path) > 2
    }
    for place, event in enumerate(_items(events)):
        for number, word in enumerate(_items(_entry(_entry(event, "surge"), "types"))):
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


def _translated(draft: _Draft, error: ValidationError, *, known: bool) -> Iterator[Problem]:
    """Put what the records themselves find (rules between several values) into words and lines."""
    for item in error.errors(include_url=False):
        if item["type"] != "value_error":
            if not known:  # otherwise a consequence of what was reported
                yield draft.problem(tuple(item["loc"]), item["msg"])
        elif item["loc"]:
            yield draft.problem(tuple(item["loc"]), item["msg"].removeprefix("Value error, "))
        elif not known:
            yield draft.problem(("events",), item["msg"].removeprefix("Value error, "))
