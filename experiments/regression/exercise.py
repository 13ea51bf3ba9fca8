"""What a suite does not exercise: settings, levels, rules, weeks, events, places and branches that no run comes across.

A comparison says that nothing changed in what was run. What was not run it cannot see: a fault there passes as
"identical". So each report says what that is, short, and in full where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from ...model.indicators import NAMES
from ...model.parameter import quantities
from ...model.rules import Rules
from ...model.settings import ActorKind as Actor
from ...model.settings import Event, Settings
from ...model.settings import Where as Struck
from ...model.world import default_issues
from ..execution.runs import with_seed
from .occurrences import PLACES, QUESTIONS, kinds_of_place, occurring
from .suite import Suite

ExerciseGroup = Literal["weeks", "events", "places", "branches", "rules", "levels", "once", "numbers", "indicators"]


@dataclass(frozen=True, slots=True)
class ExercisePart:
    """One kind of thing that a suite may exercise.

    Attributes
    ----------
    group : str
        Which kind; ``regress.exercise`` of the wording has its sentence.
    missing : tuple of str
        What no run comes across, as keys.
    of : int
        How many there are.
    """

    group: ExerciseGroup
    missing: tuple[str, ...]
    of: int


@dataclass(frozen=True)
class Exercise:
    """What a suite does not exercise.

    Attributes
    ----------
    weeks : int
        Weeks of its longest run.
    default_weeks : int
        Those of a run of which nothing is said.
    parts : tuple of ExercisePart
    levels : dict of str to tuple of str
        The values that each setting takes, of those that take more than one.
    """

    weeks: int
    default_weeks: int
    parts: tuple[ExercisePart, ...]
    levels: dict[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        """How much is not exercised, of all kinds."""
        return sum(len(part.missing) for part in self.parts)


def unexercised_parts(suite: Suite) -> Exercise:
    """Return what a suite does not exercise; runs the first seed of each scenario."""
    every = [with_seed(scenario.settings, suite.seeds[0]) for scenario in suite.scenarios.values()]
    occurs, varying = occurring(every)
    weeks = max(settings.run.weeks for settings in every)
    default = Settings()
    # Rules that events put in force count where a run gets there.
    in_force = [
        settings.model_copy(update={"rules": rules})
        for settings in every
        for week, rules in settings.timetable()
        if week < settings.run.weeks
    ]
    seen = {quantity.path: set[float]() for quantity in quantities(default)}
    for settings in in_force:
        for quantity in quantities(settings):
            seen.setdefault(quantity.path, set()).add(quantity.default)
    del seen["run.seed"], seen["run.weeks"]
    usual = {quantity.path: quantity.default for quantity in quantities(default)}
    still = [key for key, values in seen.items() if values <= {usual.get(key)}]
    once = [
        key
        for key, values in seen.items()
        if key.startswith("rules.") and key in usual and len(values - {usual[key]}) == 1
    ]
    rules = [key for key in seen if key.startswith("rules.")]
    numbers = [key for key in seen if not key.startswith("rules.")]
    possible = list(_choices(default))
    taken = {each for settings in in_force for each in _words_of(settings)}
    happening = {each for settings in every for each in _events(settings)}
    kinds = {each for settings in every for each in kinds_of_place(settings)} | _own_types(every)
    horizon = () if weeks >= default.run.weeks else (f"{weeks}-{default.run.weeks - 1}",)

    def part(group: ExerciseGroup, all_of: list[str], done: set[str]) -> ExercisePart:
        return ExercisePart(group, tuple(key for key in all_of if key not in done), len(all_of))

    return Exercise(
        weeks,
        default.run.weeks,
        (
            ExercisePart("weeks", horizon, 1),
            part("events", list(_possible_events()), happening),
            part("places", [*PLACES, "own_types", "fewer_types"], kinds),
            part("branches", [*QUESTIONS], occurs),
            part("rules", rules, {key for key in rules if key not in still}),
            part("levels", possible, taken),
            ExercisePart("once", tuple(once), len(rules)),
            part("numbers", numbers, {key for key in numbers if key not in still}),
            part("indicators", [*NAMES], varying),
        ),
        {
            **{
                key: tuple(f"{value:.6g}" for value in sorted(values))
                for key, values in seen.items()
                if len(values) > 1
            },
            **_levels(taken, possible),
        },
    )


def _levels(taken: set[str], possible: list[str]) -> dict[str, tuple[str, ...]]:
    result: dict[str, tuple[str, ...]] = {}
    for each in possible:
        key, _, level = each.partition(" = ")
        if each in taken:
            result[key] = (*result.get(key, ()), level)
    return {key: levels for key, levels in result.items() if len(levels) > 1}


def _choices(settings: Settings) -> Iterator[str]:
    """Yield every level of every setting that takes one of a few words, or yes and no, as ``key = level``."""
    for record, path in (
        (Rules(), "rules"),
        (settings.world.city, "world.city"),
        (settings.world.actors, "world.actors"),
    ):
        for key, levels, _ in _words(record, path):
            yield from (f"{key} = {level}" for level in levels)


def _words_of(settings: Settings) -> Iterator[str]:
    world = settings.world
    for record, path in ((settings.rules, "rules"), (world.city, "world.city"), (world.actors, "world.actors")):
        for key, _, value in _words(record, path):
            yield f"{key} = {value}"


def _words(record: BaseModel, path: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield key, levels and value of the settings of a record that are no numbers."""
    for name, field in type(record).model_fields.items():
        value: Any = getattr(record, name)
        key = f"{path}.{name}"
        if isinstance(value, BaseModel):
            yield from _words(value, key)
        elif field.annotation is bool:
            yield key, ("no", "yes"), "yes" if value else "no"
        elif get_origin(field.annotation) is Literal:
            yield key, tuple(str(each) for each in get_args(field.annotation)), str(value)


def _possible_events() -> Iterator[str]:
    """Yield the kinds of event, by the name under which ``regress.event`` of the wording says what it is."""
    yield from ("rules", "surge", "surge_less", "surge_overlap", "surge_unended", "cut", "cut_more", "cut_overlap")
    yield from ("cut_unended", "first_week", "several_at_once")
    yield from (f"where {word}" for word in get_args(Struck))
    yield from (f"type {word}" for word in default_issues())
    yield from (f"actor {word}" for word in get_args(Actor))


def _events(settings: Settings) -> Iterator[str]:
    """Yield the kinds of event that a run comes to."""
    weeks = settings.run.weeks
    events = [event for event in settings.events if event.week < weeks]
    for event in events:
        if event.rules:
            yield "rules"
        if event.week == 0:
            yield "first_week"
        if event.surge is not None:
            yield "surge" if event.surge.factor > 1.0 else "surge_less"
            yield f"where {event.surge.where}"
            yield from (f"type {word}" for word in event.surge.types)
            if event.week + event.surge.weeks > weeks:
                yield "surge_unended"
        if event.capacity is not None:
            yield "cut_more" if event.capacity.factor > 1.0 else "cut"
            yield from (f"actor {word}" for word in event.capacity.actors)
            if event.week + event.capacity.weeks > weeks:
                yield "cut_unended"
    if len({event.week for event in events}) < len(events) or any(_several(event) for event in events):
        yield "several_at_once"
    for one in range(len(events)):
        for other in range(one):
            a, b = events[one], events[other]
            if (
                a.surge
                and b.surge
                and set(a.surge.types) & set(b.surge.types)
                and _meet(a, a.surge.weeks, b, b.surge.weeks)
            ):
                yield "surge_overlap"
            if (
                a.capacity
                and b.capacity
                and set(a.capacity.actors) & set(b.capacity.actors)
                and _meet(a, a.capacity.weeks, b, b.capacity.weeks)
            ):
                yield "cut_overlap"


def _several(event: Event) -> bool:
    return bool(event.rules) + (event.surge is not None) + (event.capacity is not None) > 1


def _meet(a: Event, lasting: int, b: Event, other: int) -> bool:
    return a.week < b.week + other and b.week < a.week + lasting


def _own_types(every: list[Settings]) -> set[str]:
    shipped = set(default_issues())
    result = {"own_types"} if any(set(settings.world.issues) - shipped for settings in every) else set[str]()
    return result | ({"fewer_types"} if any(shipped - set(settings.world.issues) for settings in every) else set())
