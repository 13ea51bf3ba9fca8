"""Which scenarios a step runs: those of the two cities that are shown, and of those a question asks about besides.

They follow the rules of the page on which levers are moved: levers change the city that is played alone, assumptions
(the world, its behaviour) hold in all, shocks strike all unless the step says otherwise, and luck and length are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...model.settings import Event, merged
from ...scenarios import Scenario, load
from .lesson import OTHER, THIS, Step


def cities(step: Step) -> dict[str, Scenario]:
    """Return the scenarios of a step by name: ``this``, ``other``, then the further ones.

    Raises
    ------
    ScenarioError
        If settings do not fit together.
    """
    return {name: built(step, name) for name in (THIS, OTHER, *step.cities)}


def interventions(step: Step) -> tuple[Event, ...]:
    """Return what happens in the city that is played, its scenario's own events included, in the order of weeks."""
    return _in_order((*load(step.scenario).settings.events, *step.events))


def built(step: Step, name: str) -> Scenario:
    """Return one city of a step, by its name."""
    if name == THIS:
        return _made(step.scenario, step.changes.stated(), interventions(step))
    this = built(step, THIS).settings
    run: dict[str, Any] = {"run": {"weeks": this.run.weeks, "seed": this.run.seed}}
    assumed = {key: value for key, value in step.changes.stated().items() if key != "rules"}
    if name == OTHER:
        return _made(step.against, merged(assumed, run), _struck(step, step.against, this.events))
    variant = step.cities[name]
    if variant.scenario:
        events = _struck(step, variant.scenario, this.events)
        changes = merged(merged(assumed, run), variant.changes.stated())
    else:
        events, changes = this.events, merged(step.changes.stated(), variant.changes.stated())
    found = _made(variant.scenario or step.scenario, changes, _in_order((*events, *variant.events)))
    return found.model_copy(update={"title": variant.title}) if variant.title else found


def _struck(step: Step, scenario: str, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return the events of another scenario, with the shocks of the city that is played in place of its own."""
    own = load(scenario).settings.events
    if not step.same_shocks:
        return own
    return _in_order((*(event for event in own if event.rules), *(event for event in events if not event.rules)))


def _made(scenario: str, changes: dict[str, Any], events: tuple[Event, ...]) -> Scenario:
    record = load(scenario)
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
    return tuple(sorted(events, key=lambda event: event.week))
