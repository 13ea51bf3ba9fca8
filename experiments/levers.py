"""What a scenario's settings say, lever by lever, and in which of them scenarios differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel

from ..model.rules import Rules
from ..model.settings import Settings
from ..scenarios import Scenario
from .quoting import clean
from .words import Words


@dataclass(frozen=True, slots=True)
class Lever:
    """One value of the settings.

    Attributes
    ----------
    path : str
        Dotted key in a scenario file.
    value : object
        Number, word, truth value, or for lists how many entries they have.
    meaning, meaning_zh : str
        As declared; empty where nothing is.
    """

    path: str
    value: Any
    meaning: str
    meaning_zh: str


def levers(record: BaseModel, path: str = "") -> Iterator[Lever]:
    """Yield every value below a record, in the order of declaration."""
    for name, field in type(record).model_fields.items():
        about = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        yield from _walk(
            getattr(record, name),
            f"{path}.{name}" if path else name,
            field.description or "",
            str(about.get("zh", "")),
        )


def _walk(value: Any, key: str, meaning: str, meaning_zh: str) -> Iterator[Lever]:
    if isinstance(value, BaseModel):
        yield from levers(value, key)
    elif isinstance(value, dict):
        for word, item in cast("dict[str, Any]", value).items():
            yield from _walk(item, f"{key}.{word}", meaning, meaning_zh)
    elif isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in cast("tuple[Any, ...]", value)):
        yield Lever(key, f"({len(cast('tuple[Any, ...]', value))})", meaning, meaning_zh)
    else:
        yield Lever(key, value, meaning, meaning_zh)


def differing(settings: Sequence[Settings]) -> list[tuple[Lever, tuple[Any, ...]]]:
    """Return the levers whose values are not the same in all settings, each with its values.

    Events are left out, since they are told by :func:`happenings`, and so is the seed.
    """
    tables = [{lever.path: lever for lever in levers(each)} for each in settings]
    order: dict[str, Lever] = {}
    for table in tables:
        order |= {path: lever for path, lever in table.items() if path not in order}
    found: list[tuple[Lever, tuple[Any, ...]]] = []
    for path, lever in order.items():
        values = tuple(table[path].value if path in table else None for table in tables)
        told = path == "events" or path == "run.seed"
        if not told and any(value != values[0] for value in values[1:]):
            found.append((lever, values))
    return sorted(found, key=lambda pair: not pair[0].path.startswith("rules."))


def happenings(scenario: Scenario, words: Words) -> list[tuple[int, str]]:
    """Return what happens in a scenario: week and sentence, in the order of weeks.

    The sentence is the file's own note where there is one.
    """
    told: list[tuple[int, str]] = []
    for place, event in enumerate(scenario.settings.events):
        if note := words.of(scenario.notes[place]) if place in scenario.notes else "":
            told.append((event.week, clean(note)))
            continue
        phrases = [_rule(path, value, words) for path, value in _flat(event.rules)]
        if surge := event.surge:
            about = {
                "types": ", ".join(surge.types),
                "factor": f"{surge.factor:g}",
                "weeks": surge.weeks,
                "where": surge.where,
            }
            phrases.append(words("event.surge", **about))
        if cut := event.capacity:
            about = {"actors": ", ".join(cut.actors), "factor": f"{cut.factor:g}", "weeks": cut.weeks}
            phrases.append(words("event.capacity", **about))
        told.append((event.week, clean("; ".join(phrases))))
    return sorted(told, key=lambda pair: pair[0])


def _rule(path: str, value: Any, words: Words) -> str:
    """Return a changed lever by what it means and its key."""
    lever = next(each for each in levers(Rules(), "rules") if each.path == path)
    meaning = lever.meaning_zh if words.language == "zh" else lever.meaning
    return f"{meaning} ({path}) = {value}"


def _flat(table: dict[str, Any], path: str = "rules") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(cast("dict[str, Any]", value), f"{path}.{key}")
        else:
            yield f"{path}.{key}", value
