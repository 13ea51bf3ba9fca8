"""What happens in a scenario, in sentences: the file's own note, or what an event changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from pydantic import BaseModel

from ...experiments.explanation.settings_diff import levers
from ...model.parameters.events import Event
from ...scenarios import Scenario
from ..language.translations import Words


def describe_events(scenario: Scenario, words: Words) -> list[tuple[int | None, str]]:
    """Return what happens in a scenario: week and line, in the order of weeks; what waits for a condition last.

    The line says the moment, and then the file's own note where there is one.
    """
    told: list[tuple[int | None, str]] = []
    for place, event in enumerate(scenario.settings.events):
        week = event.week
        moment = words("event.when", condition=event.when) if week is None else words("scenarios.week", week=week)
        told.append((week, words("event.line", moment=moment, what=_say(scenario, place, event, words))))
    return sorted(told, key=lambda pair: (pair[0] is None, pair[0] or 0))


def list_events(scenario: Scenario, words: Words) -> list[str]:
    """Return the lines of what happens in a scenario, in their order."""
    return [line for _, line in describe_events(scenario, words)]


def _say(scenario: Scenario, place: int, event: Event, words: Words) -> str:
    """Return what an event says of itself, or what it changes."""
    if note := words.of(scenario.notes[place]) if place in scenario.notes else "":
        return note
    at = ", ".join(event.where)
    phrases = [_rule(path, value, scenario.settings.rules, words) for path, value in _flat(event.rules)]
    if surge := event.surge:
        where = at or getattr(surge, "where", "everywhere")
        about = {"types": ", ".join(surge.types), "factor": f"{surge.factor:g}", "weeks": surge.weeks, "where": where}
        phrases.append(words("event.surge", **about))
    if cut := event.capacity:
        about = {"actors": ", ".join(cut.actors), "factor": f"{cut.factor:g}", "weeks": cut.weeks}
        phrases.append(words("event.capacity", **about))
    if at and not event.surge:
        phrases.append(words("event.places", places=at))
    phrases += [words("event.lasts", weeks=event.for_weeks)] if event.for_weeks else []
    phrases += [words("event.until", condition=event.until)] if event.until else []
    return "; ".join(phrases)


def _rule(path: str, value: Any, rules: BaseModel, words: Words) -> str:
    """Return a changed lever by what it means and its key."""
    lever = next(each for each in levers(rules, "rules") if each.path == path)
    meaning = lever.meaning_zh if words.language == "zh" else lever.meaning
    return f"{meaning} ({path}) = {value}"


def _flat(table: dict[str, Any], path: str = "rules") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(cast("dict[str, Any]", value), f"{path}.{key}")
        else:
            yield f"{path}.{key}", value
