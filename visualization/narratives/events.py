"""What happens in a scenario, in sentences: the file's own note, or what an event changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ...experiments.explanation.settings_diff import levers
from ...model.rules import Rules
from ...scenarios import Scenario
from ..language.translations import Words


def describe_events(scenario: Scenario, words: Words) -> list[tuple[int, str]]:
    """Return what happens in a scenario: week and sentence, in the order of weeks.

    The sentence is the file's own note where there is one.
    """
    told: list[tuple[int, str]] = []
    for place, event in enumerate(scenario.settings.events):
        if note := words.of(scenario.notes[place]) if place in scenario.notes else "":
            told.append((event.week, note))
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
        told.append((event.week, "; ".join(phrases)))
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
