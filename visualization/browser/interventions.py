"""Interventions and shocks as a visitor puts them on the timeline: new ones, changed ones, and their names."""

from __future__ import annotations

from typing import Any, Literal, cast

from ...model.parameters.declaration import names
from ...model.parameters.events import Cut, Event, Surge, parse
from ...model.parameters.rules import Rules
from ...model.parameters.settings import Settings
from ...scenarios import Text
from ..language.formatting import compact, localise
from ..language.part_names import place_name
from .panels.levers import choice_text, declared_numbers
from .translations import Words

EventKind = Literal["rules", "surge", "capacity"]

SETTLED = 52
"""Weeks after which a city has settled from how it was founded."""

SURGE, SURGE_WEEKS = 10.0, 4
CUT, CUT_WEEKS = 0.7, 52
"""What a new shock is at first: that of the flood and of the austerity scenario."""


def sort_of(event: Event) -> EventKind:
    """Return what an event is above all."""
    return "surge" if event.surge else "capacity" if event.capacity else "rules"


def find_settled_week(settings: Settings) -> int:
    """Return the week at which something new happens where none is chosen: the founding is over by then."""
    return min(SETTLED, settings.run.weeks // 4)


def new(sort: EventKind, week: int, settings: Settings) -> Event:
    """Return a new event: a surge of all types, a cut of government, or joint work given up."""
    if sort == "surge":
        surge = Surge(types=tuple(settings.world.issues), factor=SURGE, weeks=SURGE_WEEKS)
        return Event(week=week, surge=surge)
    if sort == "capacity":
        return Event(week=week, capacity=Cut(actors=("government",), factor=CUT, weeks=CUT_WEEKS))
    return Event(week=week, rules={"mechanism": {"strength": 0.0}})


def levers_in(event: Event) -> dict[str, Any]:
    """Return the levers that an event changes, by dotted key."""
    return {
        f"rules.{group}.{name}": value
        for group, table in event.rules.items()
        for name, value in cast("dict[str, Any]", table).items()
    }


def with_lever(event: Event, key: str, value: Any) -> Event:
    """Return an event that sets a lever too; with None it leaves that lever alone.

    Raises
    ------
    pydantic.ValidationError
        If nothing would be left of the event.
    """
    _, group, name = key.split(".")
    table = {k: v for k, v in event.rules.get(group, {}).items() if k != name}
    if value is not None:
        table[name] = value
    rules = {k: v for k, v in event.rules.items() if k != group}
    if table:
        rules[group] = table
    return Event.model_validate({**dict(event), "rules": rules})


def weeks_of(event: Event) -> int:
    """Return how long an event lasts, 0 where it holds from then on or until a condition ends it."""
    own = event.surge.weeks if event.surge else event.capacity.weeks if event.capacity else 0
    return event.for_weeks or own


def label(event: Event, words: Words, note: Text | None = None) -> str:
    """Return an event in a few words; the file's own note where there is one."""
    if note:
        return words.of(note)
    parts: list[str] = []
    named = dict(names(Rules, "rules"))
    for key, value in levers_in(event).items():
        shown = _amount(key, value, words) if key in declared_numbers() else choice_text(value, words)
        parts.append(f"{named[key][words.language]} → {shown}")
    if event.surge:
        about = {"factor": f"{event.surge.factor:g}", "weeks": event.surge.weeks}
        parts.append(words("happenings.surge_label", **about))
    if event.capacity:
        actors = _join([words(f"happenings.actor.{actor}") for actor in event.capacity.actors], words)
        about = {"actors": actors, "factor": f"{event.capacity.factor:g}", "weeks": event.capacity.weeks}
        parts.append(words("happenings.capacity_label", **about))
    what = ("；" if words.language == "zh" else "; ").join(parts)
    if event.where:
        places = _join([place_name(each, words) for each in event.where], words)
        what = words("happenings.at_places", what=what, places=places)
    if event.when is not None:
        what = words("happenings.when_label", condition=say_condition(event.when, words), what=what)
    if event.for_weeks is not None:
        what = words("happenings.for_label", what=what, weeks=event.for_weeks)
    if event.until is not None:
        what = words("happenings.until_label", what=what, condition=say_condition(event.until, words))
    return what


def say_condition(text: str, words: Words) -> str:
    """Return a condition such as ``backlog_share > 0.2`` in words."""
    condition = parse(text)
    sign = "happenings.above" if condition.above else "happenings.below"
    return words(sign, what=words(f"happenings.sum.{condition.name}"), limit=compact(condition.limit))


def _amount(key: str, value: float, words: Words) -> str:
    return localise(f"{100 * value:g} %", words) if declared_numbers()[key].unit == "share" else f"{value:g}"


def _join(parts: list[str], words: Words) -> str:
    return ("、" if words.language == "zh" else ", ").join(parts)
