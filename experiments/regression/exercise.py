"""What a suite does not exercise: settings, levels, rules, weeks, events, places and branches that no run comes across.

A comparison says that nothing changed in what was run. What was not run it cannot see: a fault there passes as
"identical". So each report says what that is, short, and in full where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from ...model.engine.levers import PATHS, WORDS
from ...model.parameter import quantities
from ...model.parameters.rules import Rules
from ...model.parameters.settings import Settings
from ..execution.runs import with_seed
from .measures import NAMES
from .occurrences import QUESTIONS, Found, live_and_look
from .places_and_events import EVENTS, PLACES, kinds_of_event, kinds_of_place
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
    found, default = live_and_look(every), Settings()
    weeks = max(settings.run.weeks for settings in every)
    usual = {quantity.path: quantity.default for quantity in quantities(default)}
    seen = {path: set[float]() for path in usual}
    for settings in every:
        for quantity in quantities(settings):
            seen.setdefault(quantity.path, set()).add(quantity.default)
    levers = _values_of_levers(found)
    seen |= {path: values for path, values in levers.items() if path in usual}
    del seen["run.seed"], seen["run.weeks"]
    still = [key for key, values in seen.items() if values <= {usual.get(key)}]
    once = [
        key
        for key, values in seen.items()
        if key.startswith("rules.") and key in usual and len(values - {usual[key]}) == 1
    ]
    rules = [key for key in seen if key.startswith("rules.")]
    numbers = [key for key in seen if not key.startswith("rules.")]
    possible = list(_choices(default))
    taken = {each for settings in every for each in _words_of_world(settings)} | set(_words_of_rules(found))
    happening = {
        each
        for number, settings in enumerate(every)
        for each in kinds_of_event(settings, found.events[number], found.ended[number])
    }
    kinds = {each for settings in every for each in kinds_of_place(settings)}
    horizon = () if weeks >= default.run.weeks else (f"{weeks}-{default.run.weeks - 1}",)

    def part(group: ExerciseGroup, all_of: list[str], done: set[str]) -> ExercisePart:
        return ExercisePart(group, tuple(key for key in all_of if key not in done), len(all_of))

    return Exercise(
        weeks,
        default.run.weeks,
        (
            ExercisePart("weeks", horizon, 1),
            part("events", [*EVENTS], happening),
            part("places", [*PLACES], kinds),
            part("branches", [*QUESTIONS], found.occurrences),
            part("rules", rules, {key for key in rules if key not in still}),
            part("levels", possible, taken),
            ExercisePart("once", tuple(once), len(rules)),
            part("numbers", numbers, {key for key in numbers if key not in still}),
            part("indicators", [*NAMES], found.varying),
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


def _values_of_levers(found: Found) -> dict[str, set[float]]:
    """Return the values that levers had in runs, by their keys; what events made of them included."""
    return {f"rules.{'.'.join(PATHS[lever])}": values for lever, values in found.levers.items()}


def _words_of_rules(found: Found) -> Iterator[str]:
    """Yield the levels that levers had which take one of a few words, or yes and no."""
    for lever, values in found.levers.items():
        institution, name = PATHS[lever]
        levers: Any = getattr(Rules(), institution)
        boolean = type(getattr(levers, name)) is bool
        words = WORDS.get(lever, ("no", "yes") if boolean else ())
        yield from (f"rules.{institution}.{name} = {words[int(value)]}" for value in values if words)


def _choices(settings: Settings) -> Iterator[str]:
    """Yield every level of every setting that takes one of a few words, or yes and no, as ``key = level``."""
    for record, path in (
        (Rules(), "rules"),
        (settings.world.city, "world.city"),
        (settings.world.actors, "world.actors"),
    ):
        for key, levels, _ in _words(record, path):
            yield from (f"{key} = {level}" for level in levels)


def _words_of_world(settings: Settings) -> Iterator[str]:
    world = settings.world
    for record, path in ((world.city, "world.city"), (world.actors, "world.actors")):
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
