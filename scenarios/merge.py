"""Settings as they come together from several files and changes, each with the place that it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from os.path import realpath
from pathlib import Path
from typing import Any, cast

from ..model.parameters.settings import merge
from . import names
from .checking import Document, check_table
from .communities import check_districts, read_communities
from .errors import Key, Problem, describe_value, format_key, nearest
from .form import Form
from .inheritance import Source
from .message import message
from .scenario import Text
from .toml.sanitize import one_line

PLACES: Key = ("world", "city", "places")
_LISTS: tuple[Key, ...] = (("events",), PLACES)


@dataclass
class Draft:
    """Settings as they come together, and the documents that say where each came from."""

    state: dict[str, Any]
    form: Form
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
        self.state = merge(self.state, tables)
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

    @property
    def places(self) -> list[dict[str, Any]]:
        """The communities that the city lists so far."""
        return cast("list[dict[str, Any]]", city_of(self.state).get("places", []))

    def problem(self, key: Key, what: str, suggestion: str = "", allowed: str = "") -> Problem:
        """Return a problem with the place that it comes from."""
        file, line = self.origin(key)
        return Problem(file, line, format_key(key), what, allowed, suggestion)


def lay_communities(draft: Draft, source: Source, beside: str, *, listed_too: bool) -> None:
    """Lay the communities of a CSV file beside a scenario file over a draft."""
    key: Key = ("world", "city", "communities_file")
    where = message("scenario.csv_file")
    if listed_too:
        source.document.report(key, message("scenario.listed_too"), message("scenario.one_of_both"))
        return
    path = find_file_beside(source, beside, key, where, "places = [...]")
    if path is None:
        return
    places, document = read_communities(path, str(Path(source.shown).parent / beside), draft.form.place)
    check_districts(places, document, PLACES)
    document.lines[PLACES] = 1
    draft.lay(document, {"world": {"city": {"places": places}}})


def find_file_beside(source: Source, name: str, key: Key, where: str, otherwise: str) -> Path | None:
    """Return a file in the folder of a scenario file, or report that it cannot be had, and return None.

    Parameters
    ----------
    source : Source
        The scenario file.
    name : str
        What it calls the file.
    key : tuple
        Where it does.
    where, otherwise : str
        What is allowed there; and what is allowed in a text that has no folder.
    """
    if source.path is None:
        source.document.report(key, message("scenario.no_file_beside"), otherwise)
        return None
    folder = source.path.parent
    path = folder / name
    if names.fault_of_name(name) or not Path(realpath(path)).is_relative_to(realpath(folder)):
        source.document.report(key, message("scenario.not_same_folder", name=describe_value(name)), where)
        return None
    if not path.exists():
        near = nearest(name, [entry.name for entry in folder.glob(f"*{Path(name).suffix or '.csv'}")])
        source.document.report(key, message("scenario.no_file", name=describe_value(name)), where, near)
        return None
    return path


def lay_change(draft: Draft, key: Key, value: Any, document: Document) -> None:
    """Check one change and lay it over a draft."""
    if document.problems:
        draft.documents.append(document)
        return
    document.form = draft.form.settings
    nested = _nest(draft.state, key, value, document, ())
    tables = check_table(document, draft.form.settings, nested) if not document.problems else {}
    city = city_of(tables)
    if city.pop("communities_file", ""):
        document.report(
            ("world", "city", "communities_file"),
            message("scenario.not_set_here"),
        )
    if "events" in nested:
        draft.events = nested["events"]
    if "events" in tables:
        notes = notes_of(tables["events"])
        draft.notes = {**draft.notes, **notes} if len(key) > 1 else notes
    if "places" in city:
        check_districts(city["places"], document, PLACES)
    document.lines = {key[:depth]: 0 for depth in range(1, len(key) + 1)} | {
        list_key: 0 for list_key in _LISTS if _holds(tables, list_key)
    }
    draft.lay(document, tables)


def _nest(state: Any, key: Key, value: Any, document: Document, before: Key) -> dict[str, Any]:
    """Return tables that hold one value; a list on the way is taken whole, with one item changed."""
    name, rest = str(key[0]), key[1:]
    name = names.normalise(name)
    old: Any = cast("dict[str, Any]", state).get(name) if isinstance(state, dict) else None
    if not rest:
        return {name: value}
    if not isinstance(old, list):
        return {name: _nest(old, rest, value, document, (*before, name))}
    items = list(cast("list[Any]", old))
    number = str(rest[0])
    if not number.isdecimal() or len(number) > 9 or int(number) >= len(items):
        allowed = message("value.last", last=len(items) - 1) if items else ""
        what = message("value.no_item", name=name, number=describe_value(number))
        document.report((*before, *key), what, allowed)
        return {}
    place = int(number)
    if len(rest) == 1:
        items[place] = value
    else:
        below = _nest(items[place], rest[1:], value, document, (*before, name, place))
        items[place] = merge(items[place], below)
    return {name: items}


def _holds(tables: Any, key: Key) -> bool:
    for part in key:
        if not isinstance(tables, dict) or part not in tables:
            return False
        tables = cast("dict[Any, Any]", tables)[part]
    return True


def city_of(tables: dict[str, Any]) -> dict[str, Any]:
    """Return the table ``[world.city]``, or an empty one."""
    return tables.get("world", {}).get("city", {})


def both_languages(words: dict[str, str], otherwise: str = "", *, lines: bool = False) -> Text:
    """Return words in both languages, each standing for the other where it is missing; in one line, or as they are."""
    en, zh = (words.get(language, "") if lines else one_line(words.get(language, "")) for language in ("en", "zh"))
    return Text(en=en or zh or otherwise, zh=zh or en or otherwise)


def notes_of(events: list[dict[str, Any]]) -> dict[int, Text]:
    """Take the notes out of events: they decide nothing."""
    notes = {place: event.pop("note", None) for place, event in enumerate(events)}
    return {place: both_languages(note) for place, note in notes.items() if note}
