"""What happens and when: put something on the timeline, change it, take it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import solara
from pydantic import ValidationError
from reacton import component

from ....model.parameters.events import SUMS, Event, Kind, parse
from ....model.parameters.places import DISTRICT, STREET, lay_out
from ....model.parameters.settings import Settings, change
from ...language.part_names import place_name
from ..configuration import events_of
from ..hooks import handler
from ..interventions import EventKind, find_settled_week, label, levers_in, new, sort_of, with_lever
from ..session import Visitor
from ..translations import Words
from .levers import Levers, describe_levers

SORTS: tuple[EventKind, ...] = ("surge", "capacity", "rules")

USUAL = "backlog_share > 0.2"
"""The condition that a new one begins as."""


@component
def Interventions(visitor: Visitor, settings: Settings) -> None:
    """Show what waits for a condition, and the editor of what is selected, over the page and not in its way."""
    words = visitor.words
    events = events_of(visitor.setup, visitor.uploads.value)
    chosen = visitor.event.value

    def place(after: tuple[Event, ...], selected: int | None) -> None:
        if visitor.ask(visitor.setup.with_events(after)):
            visitor.event.set(selected)

    with solara.Div(classes=["interventions"]):
        waiting = [(number, event) for number, event in enumerate(events) if event.when is not None]
        if events:
            with solara.Div(classes=["interventions-add"]):
                for number, event in waiting:
                    solara.Button(
                        f"⏳ {label(event, words)}",
                        on_click=lambda number=number: visitor.event.set(number),
                        outlined=True,
                        classes=["waiting"],
                    )
                solara.Checkbox(
                    label=words("happenings.same_shocks"),
                    value=visitor.setup.same_shocks,
                    on_value=handler(lambda same: visitor.ask(visitor.setup.with_same_shocks(same))),
                )
        if chosen is not None and chosen < len(events):
            before, after = events[:chosen], events[chosen + 1 :]
            Editor(
                events[chosen],
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
    sort = sort_of(event)

    def edit(part: str, **change: Any) -> None:
        inner = getattr(event, part) if part else event
        values = {**dict(inner), **change}
        try:
            on_change(Event.model_validate({**dict(event), part: values} if part else values))
        except ValidationError:
            return  # a field half typed: the event stays as it was

    def turn(into: EventKind) -> None:
        """Make it an event of another sort, at the same time and places."""
        if into == sort:
            return
        when = {name: getattr(event, name) for name in ("week", "when", "for_weeks", "until", "where")}
        fresh = new(into, 0, settings)
        edit("", **{**dict(fresh), **when})

    with solara.Div(classes=["editor"], attributes={"role": "group", "aria-label": label(event, words)}):
        with solara.Div(classes=["editor-head"]):
            for each in SORTS:
                solara.Button(
                    words(f"timeline.kind.{each}"),
                    on_click=lambda each=each: turn(each),
                    text=True,
                    classes=["tab", *(["pressed"] if each == sort else [])],
                    attributes={"aria-pressed": str(each == sort).lower()},
                )
            solara.Div(classes=["editor-name"])
            solara.Button(words("happenings.remove"), on_click=on_remove, text=True)
            solara.Button(words("happenings.close"), on_click=on_close, text=True)
        with solara.Div(classes=["editor-fields"]):
            Occasion(event, settings, words, lambda change: edit("", **change))
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
        if sort == "rules":
            Changes(event, settings, words, on_change)


@component
def Occasion(event: Event, settings: Settings, words: Words, on_change: Callable[[dict[str, Any]], object]) -> None:
    """Show when an event begins, at a week or on a condition, and when rules that it changes are as before."""
    last = settings.run.weeks - 1
    starts = {words("happenings.at_week"): None, words("happenings.on_condition"): USUAL}

    def begin(text: str) -> None:
        condition = starts[text]
        if (condition is None) != (event.when is None):
            on_change(
                {"week": find_settled_week(settings), "when": None}
                if condition is None
                else {"week": None, "when": USUAL}
            )

    solara.Select(
        words("happenings.starts"),
        list(starts),
        value=list(starts)[event.when is not None],
        on_value=handler(begin),
        dense=True,
    )
    if event.week is not None:
        solara.SliderInt(
            f"{words('happenings.week')}: {event.week}", value=event.week, min=0, max=last,
            on_value=handler(lambda week: on_change({"week": week})),
        )  # fmt: skip
    if event.when is not None:
        _condition(words("happenings.when"), event.when, words, lambda text: on_change({"when": text}))
    if event.rules:
        held = event.for_weeks or 0
        shown = words("happenings.held", weeks=held) if held else words("happenings.held_on")
        solara.SliderInt(
            shown, value=held, min=0, max=max(104, held),
            on_value=handler(lambda weeks: on_change({"for_weeks": weeks or None})),
        )  # fmt: skip
        solara.Checkbox(
            label=words("happenings.until"),
            value=event.until is not None,
            on_value=handler(lambda on: on_change({"until": USUAL.replace(">", "<") if on else None})),
        )
        if event.until is not None:
            _condition(words("happenings.until"), event.until, words, lambda text: on_change({"until": text}))


def _condition(title: str, text: str, words: Words, act: Callable[[str], object]) -> None:
    """Show a condition as a sum, a side and a limit."""
    condition = parse(text)
    sums = {words(f"happenings.sum.{name}"): name for name in SUMS}
    sides = {">": True, "<": False}

    def say(name: str, above: bool, limit: float) -> None:
        act(f"{name} {'>' if above else '<'} {limit:g}")

    with solara.Div(classes=["condition"]):
        solara.Select(
            title, list(sums), value=words(f"happenings.sum.{condition.name}"), dense=True,
            on_value=handler(lambda shown: say(sums[shown], condition.above, condition.limit)),
        )  # fmt: skip
        solara.Select(
            "", list(sides), value=">" if condition.above else "<", dense=True,
            on_value=handler(lambda side: say(condition.name, sides[side], condition.limit)),
        )  # fmt: skip
        solara.InputFloat(
            words("happenings.limit"), value=condition.limit,
            on_value=handler(lambda limit: say(condition.name, condition.above, float(limit or 0.0))),
        )  # fmt: skip


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
