"""Interventions and shocks as a visitor puts them on the line of time: new ones, changed ones, and their names."""

from __future__ import annotations

from typing import Any, Literal, cast

from ...model.parameter import quantities
from ...model.rules import Rules
from ...model.settings import Cut, Event, Settings, Surge
from ...scenarios import Text
from .translations import Words

EventKind = Literal["rules", "surge", "capacity"]

SURGE, SURGE_WEEKS = 10.0, 4
CUT, CUT_WEEKS = 0.7, 52
"""What a new shock is at first: that of the flood and of the austerity scenario."""


def sort_of(event: Event) -> EventKind:
    """Return what an event is above all."""
    return "surge" if event.surge else "capacity" if event.capacity else "rules"


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


def _amount(key: str, value: float) -> str:
    declared = {quantity.path: quantity for quantity in quantities(Rules, "rules")}
    return f"{100 * value:g} %" if declared[key].unit == "share" else f"{value:g}"


def label(event: Event, words: Words, note: Text | None = None) -> str:
    """Return an event in a few words; the file's own note where there is one."""
    if note:
        return words.of(note)
    parts: list[str] = []
    for key, value in levers_in(event).items():
        shown = words(f"levers.choice.{value}") if isinstance(value, str) else _amount(key, value)
        parts.append(f"{words(key.replace('rules.', 'levers.name.', 1))} → {shown}")
    if event.surge:
        about = {"factor": f"{event.surge.factor:g}", "weeks": event.surge.weeks}
        parts.append(words("happenings.surge_label", **about))
    if event.capacity:
        actors = ", ".join(words(f"happenings.actor.{actor}") for actor in event.capacity.actors)
        about = {"actors": actors, "factor": f"{event.capacity.factor:g}", "weeks": event.capacity.weeks}
        parts.append(words("happenings.capacity_label", **about))
    return "; ".join(parts)
