"""Which scenarios a scene runs: those of the two cities that are shown, and of those a poll asks about besides.

They follow the rules of the page on which levers are moved: levers change the city that is played alone, assumptions
(the world, its behaviour) hold in all, shocks strike all unless the scene says otherwise, and luck and length are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...model.parameters.events import Event
from ...model.parameters.settings import merge
from ...scenarios import Scenario, from_library, load
from .lesson import OTHER, THIS, Scene


def cities(scene: Scene) -> dict[str, Scenario]:
    """Return the scenarios of a scene by name: ``this``, ``other``, then the further ones.

    Raises
    ------
    ScenarioError
        If settings do not fit together.
    """
    return {name: build_city(scene, name) for name in (THIS, OTHER, *scene.cities)}


def interventions(scene: Scene) -> tuple[Event, ...]:
    """Return what happens in the city that is played, its scenario's own events included, in the order of weeks."""
    return _in_order((*load(from_library(scene.scenario)).settings.events, *scene.events))


def build_city(scene: Scene, name: str) -> Scenario:
    """Return one city of a scene, by its name."""
    if name == THIS:
        return _build_scenario(scene.scenario, scene.changes.tables(), interventions(scene))
    this = build_city(scene, THIS).settings
    run: dict[str, Any] = {"run": {"weeks": this.run.weeks, "seed": this.run.seed}}
    assumed = {key: value for key, value in scene.changes.tables().items() if key != "rules"}
    if name == OTHER:
        return _build_scenario(scene.against, merge(assumed, run), _with_shocks(scene, scene.against, this.events))
    variant = scene.cities[name]
    if variant.scenario:
        events = _with_shocks(scene, variant.scenario, this.events)
        changes = merge(merge(assumed, run), variant.changes.tables())
    else:
        events, changes = this.events, merge(scene.changes.tables(), variant.changes.tables())
    result = _build_scenario(variant.scenario or scene.scenario, changes, _in_order((*events, *variant.events)))
    return result.model_copy(update={"title": variant.title}) if variant.title else result


def _with_shocks(scene: Scene, scenario: str, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return the events of another scenario, with the shocks of the city that is played in place of its own."""
    own = load(from_library(scenario)).settings.events
    if not scene.same_shocks:
        return own
    return _in_order((*(event for event in own if event.rules), *(event for event in events if not event.rules)))


def _build_scenario(scenario: str, changes: dict[str, Any], events: tuple[Event, ...]) -> Scenario:
    record = load(from_library(scenario))
    if events != record.settings.events:
        changes = {**changes, "events": [event.model_dump(mode="json", exclude_none=True) for event in events]}
    changed = load(record, changes=changes)
    # A note stays with the event that it is about.
    notes = {
        place: record.notes[record.settings.events.index(event)]
        for place, event in enumerate(events)
        if event in record.settings.events and record.settings.events.index(event) in record.notes
    }
    return changed.model_copy(update={"notes": notes})


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=_moment))


def _moment(event: Event) -> tuple[bool, int]:
    """Return where an event stands in the order of weeks; what waits for a condition comes last."""
    return event.week is None, event.week or 0
