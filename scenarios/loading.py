"""Read a scenario: from the library, a file or a text, with what it extends and what is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ..model.parameters.places import lay_out
from ..model.parameters.settings import Settings
from ..model.parameters.world import City
from . import names
from .arguments import CONTENT, SCENARIO, TEXT, check_arguments
from .checking import Document, check_table, fault_of_item
from .city.boundaries import read_outlines
from .coercion import plain
from .communities import check_districts
from .errors import Problem, ScenarioError, describe_value, enumerate_words, nearest
from .extensions import collect_extensions, is_of_uses
from .form import FORM, Form, extended_form, form_of
from .inheritance import Source, find_source, inheritance_chain
from .merge import PLACES, Draft, both_languages, city_of, lay_change, lay_communities, notes_of
from .message import MessageLanguage, message
from .metadata import check_heading, tell_caveat, warn_of_caveat
from .outlines import Outlines
from .overrides import DOOR, Changes, read_changes
from .scenario import Claim, Scenario, Text
from .size import size
from .warnings import cautions

_MOST = 1000
"""Events, and issue types in an event, that are looked at; files with more are refused before."""


def load(
    source: str | Path | Scenario, *, changes: Changes = (), door: str = DOOR, lang: MessageLanguage = "en"
) -> Scenario:
    """Return a scenario.

    Parameters
    ----------
    source : str, Path or Scenario
        A name of the library, a file, or a scenario to be changed.
    changes : mapping or sequence of str
        Settings to change: ``{"rules.goals.strength": 0.5}`` or ``["rules.goals.strength=0.5"]``. Numbers of NumPy
        and pandas are taken, and 4.0 where a whole number is meant.
    door : str
        What names the changes in messages.
    lang : str
        Language of the error's message, ``en`` or ``zh``.

    Raises
    ------
    ScenarioError
        With everything that is wrong, in all files of the chain and in the changes.
    """
    check_arguments(lang, source=(source, SCENARIO), door=(door, TEXT))
    try:
        if isinstance(source, Scenario):
            return _rebuilt(source, changes, door)
        first = find_source(source)
        first.read()
        return _assemble(first, changes, door)
    except ScenarioError as error:
        if error.language == lang:
            raise
        raise ScenarioError(error.problems, lang) from None


def loads(content: bytes | str, name: str = "scenario.toml", *, changes: Changes = (), door: str = DOOR) -> Scenario:
    """Return a scenario from the content of a file; it can extend the library only.

    Parameters
    ----------
    content : bytes or str
        What stands in the file.
    name : str
        Name for messages; its last part names the scenario if the content does not.
    changes, door
        As in :func:`load`.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    check_arguments(content=(content, CONTENT), name=(name, TEXT), door=(door, TEXT))
    first = Source(Path(name).name or "scenario.toml", None)
    first.read(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return _assemble(first, changes, door)


def settings_of(source: Any, changes: Changes = ()) -> Settings:
    """Return settings for a model, from whatever its user has.

    Parameters
    ----------
    source : str, Path, Scenario, Settings or None
        None: the default city.
    changes : mapping or sequence of str
        As in :func:`load`.

    Raises
    ------
    TypeError
        If it is something else.
    ScenarioError
        With everything that is wrong.
    """
    if not isinstance(source, str | Path | Scenario | Settings | None):
        kinds = "the name of a scenario, the path of a scenario file, cogov.scenarios.load(…), or cogov.model.Settings"
        raise TypeError(f"settings are {kinds}, not {describe_value(source)}")
    if source is None or isinstance(source, Settings):
        source = Scenario(name="settings", title=Text(), settings=source or Settings())
    return load(source, changes=changes, door="GovernanceModel").settings


def _assemble(first: Source, changes: Changes, door: str) -> Scenario:
    sources, form = inheritance_chain(first), FORM
    if (bundle := collect_extensions(sources)) is not None:
        form = extended_form(bundle.settings)
    elif faults := [each for source in sources for each in source.document.problems if is_of_uses(each)]:
        raise ScenarioError(faults)  # what else looks wrong may be what an extension declares
    draft = Draft(_default_tables(form), form)
    heading: dict[str, Any] = {}
    bounded: tuple[Source, str] | None = None
    caveat = Text()
    for source in sources:
        source.document.form = form.settings
        tables = check_table(source.document, form.settings, source.data)
        heading = tables.get("scenario", {})
        check_heading(source, heading, form)
        caveat = tell_caveat(source, heading) or caveat
        bounded = (source, heading["boundaries"]) if heading.get("boundaries") else bounded
        city = city_of(tables)
        beside = city.pop("communities_file", "")
        if "events" in source.data:
            draft.events = source.data["events"]
            draft.notes = notes_of(tables.get("events", []))
        if "places" in city:
            check_districts(city["places"], source.document, PLACES)
        if heading.get("resolved"):
            draft.state = {**draft.state, "world": {**draft.state["world"], "issues": {}}}
        draft.lay(source.document, {key: tables[key] for key in form.tables if key in tables})
        if beside:
            lay_communities(draft, source, beside, listed_too="places" in city)
    name = heading.get("name") or first.stem
    title = heading.get("title", {})
    record = Scenario.model_construct(
        name=name,
        title=both_languages(title, name),
        story=both_languages(heading.get("story", {}), lines=True),
        caveat=caveat,
        watch=tuple(item if isinstance(item, str) else both_languages(item) for item in heading.get("watch", ())),
        expect=tuple(Claim(**claim) for claim in heading.get("expect", ())),
        sources=tuple(source.shown for source in sources),
        outlines=read_outlines(*bounded, [each["name"] for each in draft.places]) if bounded else Outlines(),
    )
    return complete(record, draft, changes, door)


def _rebuilt(scenario: Scenario, changes: Changes, door: str) -> Scenario:
    if not changes:
        return scenario
    state = plain(scenario.settings)
    form = form_of(scenario.settings)
    document = Document(scenario.name, form=form.settings)
    if scenario.caveat:
        document.warnings.append(warn_of_caveat(scenario.name, None, scenario.caveat))
    draft = Draft(state, form, [document], dict(scenario.notes), state["events"])
    return complete(scenario, draft, changes, door)


def complete(scenario: Scenario, draft: Draft, changes: Changes, door: str) -> Scenario:
    """Apply the changes, check what only the whole can show, and make the record."""
    laid = read_changes(changes, door)
    for change in laid:
        lay_change(draft, change.key, change.value, change.document)
    problems = [problem for document in draft.documents for problem in document.problems]
    problems += _together(draft, draft.events)
    problems += _in_places(draft)
    settings: Settings | None = None
    try:
        settings = cast("Settings", draft.form.settings.model_validate(draft.state))
    except ValidationError as error:
        problems += _translate_errors(draft, error, known=bool(problems))
    if settings is not None and (excess := size(settings).excess()):
        problems.append(draft.problem(("world", "city"), excess))
    if problems or settings is None:
        rank = {document.file: place for place, document in enumerate(draft.documents)}
        raise ScenarioError(sorted(problems, key=lambda problem: (rank.get(problem.file, 0), problem.line or 0)))
    doors = dict.fromkeys(change.document.file for change in laid)
    story: dict[str, Any] = {
        "name": scenario.name,
        "title": scenario.title,
        "story": scenario.story,
        "caveat": scenario.caveat,
        "watch": scenario.watch,
        "expect": scenario.expect,
        "notes": {place: note for place, note in draft.notes.items() if place < len(settings.events)},
        "outlines": scenario.outlines,
        "sources": (*scenario.sources, *(each for each in doors if each not in scenario.sources)),
    }
    others = tuple(each for file in draft.documents for each in file.warnings)
    warnings = (*cautions(settings, draft.problem), *others)
    return Scenario(**story, settings=settings, warnings=warnings)


def _default_tables(form: Form) -> dict[str, Any]:
    return cast("dict[str, Any]", plain(form.settings()))


def _in_places(draft: Draft) -> Iterator[Problem]:
    """Yield names of places, in events and rules, that the city does not have, or has more than once."""
    try:
        city = City.model_validate(draft.state["world"]["city"])
        if size(Settings.model_construct(world=Settings().world.model_copy(update={"city": city}))).excess():
            return  # is told, and not laid out
        places = lay_out(city)
    except (ValidationError, ValueError):
        return  # is told by what validates the whole
    named = dict.fromkeys(name for node in places for name in (node.name, node.address) if name not in ("", "/"))
    for key, entries in ((("places", "rules"), draft.state["places"]["rules"]), (("events",), draft.state["events"])):
        for number, entry in enumerate(entries):
            for place, word in enumerate(_items(_entry(entry, "where"))):
                meant = places.find(word)
                where = (*key, number, "where", place)
                if not meant:
                    what = message("scenario.no_place", name=describe_value(word))
                    yield draft.problem(where, what, nearest(word, named), enumerate_words(list(named)))
                elif len(meant) > 1:
                    which = enumerate_words([node.address for node in meant])
                    yield draft.problem(where, message("scenario.which_place", name=describe_value(word)), "", which)


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
            if isinstance(word, str) and names.normalise(word) not in {*issues, *written}:
                yield draft.problem(
                    ("events", place, "surge", "types", number),
                    message("scenario.no_issue", word=describe_value(word)),
                    nearest(word, issues),
                    enumerate_words(list(issues)),
                )


def _items(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _entry(value: Any, name: str) -> Any:
    return cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None


def _translate_errors(draft: Draft, error: ValidationError, *, known: bool) -> Iterator[Problem]:
    """Put what the records themselves find (rules between several values) into words and lines."""
    for item in error.errors(include_url=False):
        if item["type"] == "too_long":
            most = item.get("ctx", {}).get("max_length")
            yield draft.problem(
                tuple(item["loc"]),
                message("value.entries"),
                allowed=message("value.at_most", most=most),
            )
        elif item["type"] != "value_error":
            if not known:  # otherwise a consequence of what was reported
                yield draft.problem(tuple(item["loc"]), item["msg"])
        elif item["loc"]:
            yield draft.problem(tuple(item["loc"]), fault_of_item(item))
        elif not known:
            yield draft.problem(("events",), fault_of_item(item))
