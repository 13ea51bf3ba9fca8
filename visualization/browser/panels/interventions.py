"""What happens and when: put something on the line of time, change it, take it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import solara
from pydantic import ValidationError
from reacton import component

from ....model.parameters.events import Event, Kind
from ....model.parameters.places import DISTRICT, STREET, lay_out
from ....model.parameters.settings import Settings, change
from ..configuration import events_of
from ..hooks import handler
from ..interventions import EventKind, label, levers_in, new, sort_of, with_lever
from ..labels import place_name
from ..session import Visitor
from ..translations import Words
from .levers import Levers, describe_levers

SORTS: tuple[EventKind, ...] = ("rules", "surge", "capacity")


@component
def Interventions(visitor: Visitor, settings: Settings) -> None:
    """Show the buttons that add something, and the editor of what is selected."""
    words = visitor.words
    events = events_of(visitor.setup, visitor.uploads.value)
    chosen = visitor.event.value

    def place(after: tuple[Event, ...], selected: int | None) -> None:
        if visitor.ask(visitor.setup.with_events(after)):
            visitor.event.set(selected)

    def add(sort: EventKind) -> None:
        # Rules that hold from week 0 on are the levers themselves.
        week = max(visitor.week.value, 1 if sort == "rules" else 0)
        event = new(sort, min(week, settings.run.weeks - 1), settings)
        place((*events, event), len(events))

    with solara.Div(classes=["interventions"]):
        with solara.Div(classes=["interventions-add"]):
            for sort in SORTS:
                solara.Button(words(f"happenings.add_{sort}"), on_click=lambda sort=sort: add(sort), outlined=True)
            solara.Checkbox(
                label=words("happenings.same_shocks"),
                value=visitor.setup.same_shocks,
                on_value=handler(lambda same: visitor.ask(visitor.setup.with_same_shocks(same))),
            )
        if chosen is not None and chosen < len(events):
            event = events[chosen]
            before, after = events[:chosen], events[chosen + 1 :]
            Editor(
                event,
                settings,
                words,
                lambda changed: place((*before, changed, *after), chosen),
                lambda: place((*before, *after), None),
                lambda: visitor.event.set(None),
            ).key(f"{chosen}")


@component
def Editor(
    event: Event,
    settings: Settings,
    words: Words,
    on_change: Callable[[Event], object],
    on_remove: Callable[[], None],
    on_close: Callable[[], None],
) -> None:
    """Show the fields of one event."""

    def edit(part: str, **change: Any) -> None:
        inner = getattr(event, part)
        values = {**dict(inner), **change} if part else change
        try:
            on_change(Event.model_validate({**dict(event), part: values}) if part else event.model_copy(update=change))
        except ValidationError:
            return  # a field half typed: the event stays as it was

    with solara.Div(classes=["editor"], attributes={"role": "group", "aria-label": label(event, words)}):
        with solara.Div(classes=["editor-head"]):
            solara.Text(label(event, words), classes=["editor-name"])
            solara.Button(words("happenings.remove"), on_click=on_remove, text=True)
            solara.Button(words("happenings.close"), on_click=on_close, text=True)
        with solara.Div(classes=["editor-fields"]):
            last = settings.run.weeks - 1
            if event.week is not None:
                solara.SliderInt(
                    f"{words('happenings.week')}: {event.week}", value=event.week, min=0, max=last,
                    on_value=handler(lambda week: on_change(event.model_copy(update={"week": week}))),
                )  # fmt: skip
            places = {place: place_name(place, words) for place in places_of(settings)}
            _several(words("happenings.place"), places, event.where, lambda where: edit("", where=where), none=True)
            if event.surge:
                surge = event.surge
                kinds = {word: name_of(word, words) for word in settings.world.issues}
                _several(words("happenings.types"), kinds, surge.types, lambda types: edit("surge", types=types))
                _factor(words("happenings.factor"), surge.factor, 20.0, lambda x: edit("surge", factor=x))
                _duration(words("happenings.weeks"), surge.weeks, lambda n: edit("surge", weeks=n))
            if event.capacity:
                cut = event.capacity
                actors = {kind: words(f"happenings.actor.{kind}") for kind in get_args(Kind)}
                _several(words("happenings.actors"), actors, cut.actors, lambda kinds: edit("capacity", actors=kinds))
                _factor(words("happenings.factor"), cut.factor, 2.0, lambda x: edit("capacity", factor=x))
                _duration(words("happenings.weeks"), cut.weeks, lambda n: edit("capacity", weeks=n))
        if sort_of(event) == "rules":
            Changes(event, settings, words, on_change)


@component
def Changes(event: Event, settings: Settings, words: Words, on_change: Callable[[Event], object]) -> None:
    """Show the levers that an event changes, and a way to add one."""
    keys = tuple(levers_in(event))
    after = settings.model_copy(update={"events": (), "rules": change(settings.rules, event.rules)})

    def move(key: str, value: Any, rest: bool) -> None:
        if not rest:
            return
        try:
            whole = key == "rules.deliberation.interval_weeks" or key == "rules.deliberation.rounds"
            on_change(with_lever(event, key, int(value) if whole and value is not None else value))
        except ValidationError:
            return  # the last lever of an event cannot be taken from it; the event can be removed

    Levers(after, settings, words, move, only=keys)
    rest = {
        lever["label"]: lever["key"]
        for group in describe_levers(settings, settings, words)
        for lever in group["levers"]
        if lever["key"] not in keys
    }
    values = {
        lever["key"]: lever["value"]
        for group in describe_levers(settings, settings, words)
        for lever in group["levers"]
    }
    solara.Select(
        words("happenings.add_lever"),
        list(rest),
        value=None,
        on_value=handler(lambda name: name and on_change(with_lever(event, rest[name], values[rest[name]]))),
        dense=True,
    )


def places_of(settings: Settings) -> tuple[str, ...]:
    """Return the places that an event may be confined to: districts and streets, by address."""
    layout = lay_out(settings.world.city)
    return tuple(node.address for tier in (DISTRICT, STREET) for node in layout.tiers[tier])


def name_of(word: str, words: Words) -> str:
    """Return an issue type in words; one of the visitor's own city keeps its name."""
    return words.lines.get(f"happenings.type.{word}", word)


def _several(
    title: str,
    names: dict[str, str],
    chosen: tuple[str, ...],
    act: Callable[[tuple[str, ...]], object],
    *,
    none: bool = False,
) -> None:
    by_name = {name: word for word, name in names.items()}
    solara.SelectMultiple(
        title,
        [names[word] for word in chosen if word in names],
        list(names.values()),
        on_value=handler(lambda picked: (picked or none) and act(tuple(by_name[name] for name in picked))),
        dense=True,
    )


def _factor(title: str, value: float, most: float, act: Callable[[float], object]) -> None:
    solara.SliderFloat(
        f"{title}: {value:g}", value=value, min=0.0, max=max(most, value), step=most / 40, on_value=handler(act)
    )


def _duration(title: str, value: int, act: Callable[[int], object]) -> None:
    solara.SliderInt(f"{title}: {value}", value=value, min=1, max=max(104, value), on_value=handler(act))
