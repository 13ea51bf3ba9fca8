"""What a visitor asks: which scenario, with which levers moved and what interventions, against which other one.

A setup is a frozen record and each change gives a new one, so that undo, links and exported files all rest on the same
few values. It knows nothing of the browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import Field

from ...model.parameter import Record
from ...model.parameters.events import Event
from ...model.parameters.settings import Settings
from ...scenarios import Scenario, ScenarioError, from_library, library, load
from ...scenarios.form import EXTENSIONS
from ...scenarios.message import sentence_of
from ...scenarios.overrides import DOOR, look_up_setting
from .opened import opened_scenarios

OWN = "own:"
"""What the name of a visitor's own scenario begins with."""

LEVERS = ("rules.", f"{EXTENSIONS}.")
"""What the keys of levers begin with: they change one city alone. All others are assumptions, and hold in both."""

SettingValue = float | int | str | bool
Uploads = Mapping[str, Scenario]


class Setup(Record):
    """What is run.

    Attributes
    ----------
    scenario, against : str
        Names of the library, ``mine/`` and the name of a file the server was given, or ``own:`` and the name of an
        uploaded scenario.
    changes : dict
        Settings the visitor has changed, by dotted key. Levers (``rules.…``, ``extensions.…``) change the scenario
        alone; assumptions (``world.…``, ``behaviour.…``) hold in both cities.
    events : tuple of Event or None
        What happens, in place of the scenario's own events; None: those.
    same_shocks : bool
        Whether the other city lives through the shocks of the played one (and through no others).
    seed : int or None
        None: the scenario's own.
    """

    scenario: str = "middling"
    against: str = "fragmented"
    changes: dict[str, SettingValue] = Field(default_factory=dict)
    events: tuple[Event, ...] | None = Field(default=None, strict=False)
    same_shocks: bool = True
    seed: int | None = Field(default=None, ge=0, le=2**63 - 1)

    def choose(self, scenario: str) -> Setup:
        """Return the setup with another scenario, as it is shipped."""
        assumptions = {key: value for key, value in self.changes.items() if not key.startswith(LEVERS)}
        return self.model_copy(update={"scenario": scenario, "changes": assumptions, "events": None})

    def compare_with(self, against: str) -> Setup:
        """Return the setup with another scenario to compare with."""
        return self.model_copy(update={"against": against})

    def with_change(self, key: str, value: SettingValue) -> Setup:
        """Return the setup with a setting changed."""
        return self.model_copy(update={"changes": {**self.changes, key: value}})

    def without_change(self, key: str) -> Setup:
        """Return the setup with a setting as the scenario has it."""
        return self.model_copy(update={"changes": {k: v for k, v in self.changes.items() if k != key}})

    def with_seed(self, seed: int | None) -> Setup:
        """Return the setup with other luck."""
        return self.model_copy(update={"seed": seed})

    def with_same_shocks(self, same: bool) -> Setup:
        """Return the setup with shocks striking both cities, or each its own."""
        return self.model_copy(update={"same_shocks": same})

    def with_events(self, events: tuple[Event, ...]) -> Setup:
        """Return the setup with these events; they keep their places, whenever they happen."""
        return self.model_copy(update={"events": events})


@cache
def library_scenarios() -> dict[str, Scenario]:
    """Return the scenarios of the library by name, in its order; they are read once."""
    return {name: load(from_library(name)) for name in library()}


def offered_scenarios() -> dict[str, Scenario]:
    """Return the scenarios that everybody can choose: of the files the server was given, and of the library."""
    return {**opened_scenarios(), **library_scenarios()}


def base(name: str, uploads: Uploads) -> Scenario:
    """Return a scenario by the name a setup gives it.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    return uploads.get(name) or offered_scenarios().get(name) or load(name)


def setting_at(settings: Settings, key: str) -> Any:
    """Return what stands under a dotted key of settings.

    Raises
    ------
    KeyError
        If there is no such key.
    """
    return look_up_setting(settings, key)


def scenario_played(setup: Setup, uploads: Uploads, door: str = DOOR) -> Scenario:
    """Return the scenario with all changes and interventions, as it is run and exported.

    `door` names the changes in messages.

    Raises
    ------
    ScenarioError
        With everything that does not fit.
    """
    changes = setup.changes if setup.seed is None else {**setup.changes, "run.seed": setup.seed}
    scenario = load(base(setup.scenario, uploads), changes=changes, door=door)
    return scenario if setup.events is None else _with_events(scenario, setup.events)


def scenario_compared(setup: Setup, uploads: Uploads) -> Scenario:
    """Return the scenario that the played one is compared with: same assumptions, luck and length, its own levers."""
    this = scenario_played(setup, uploads).settings
    changes: dict[str, SettingValue] = {
        key: value for key, value in setup.changes.items() if not key.startswith(LEVERS)
    }
    changes |= {"run.weeks": this.run.weeks, "run.seed": this.run.seed}
    scenario = load(base(setup.against, uploads), changes=changes)
    if not setup.same_shocks:
        return scenario
    ruled = tuple(event for event in scenario.settings.events if event.rules)
    shocks = tuple(event for event in this.events if not event.rules)
    return _with_events(scenario, tuple(sorted((*ruled, *shocks), key=_place_in_time)))


def set_beside(setup: Setup, uploads: Uploads, *, named: bool = False) -> Setup:
    """Return a setup whose two cities differ, if it can be had.

    What is compared with stays where it differs already. Else it is the first that the scenario's story expects
    something of, or the usual one; where shared shocks make both alike, each lives through its own.

    Parameters
    ----------
    setup : Setup
    uploads : mapping
    named : bool
        Whether what the story names comes before what the setup has.
    """
    names = [each.than for each in base(setup.scenario, uploads).expect]
    offered = offered_scenarios()
    stories = [name for name in names if name in offered]
    usual = Setup()
    order = [*stories, setup.against] if named else [setup.against, *stories]
    for name in dict.fromkeys((*order, usual.against, usual.scenario)):
        if name not in offered and name not in uploads:
            continue
        for same_shocks in (setup.same_shocks, False):
            trial = setup.compare_with(name).with_same_shocks(same_shocks)
            try:
                played, against = scenario_played(trial, uploads), scenario_compared(trial, uploads)
            except (ScenarioError, ValueError):
                continue
            if played.settings.digest() != against.settings.digest():
                return trial
    return setup


def events_of(setup: Setup, uploads: Uploads) -> tuple[Event, ...]:
    """Return what happens in the played scenario, in the order in which it is shown."""
    return base(setup.scenario, uploads).settings.events if setup.events is None else setup.events


def opening_week(setup: Setup, uploads: Uploads) -> int:
    """Return the week in which a city is first looked at: that of its first event, else the first of all."""
    return min((event.week for event in events_of(setup, uploads) if event.week is not None), default=0)


def problems(setup: Setup, uploads: Uploads, door: str = DOOR) -> tuple[str, ...]:
    """Return what does not fit in a setup, to be said in either language; empty if it can be run."""
    try:
        scenario_played(setup, uploads, door)
        scenario_compared(setup, uploads)
    except ScenarioError as error:
        return tuple(problem.sentence for problem in error.problems)
    except ValueError as error:
        return (sentence_of(error),)
    return ()


def _place_in_time(event: Event) -> tuple[bool, int]:
    """Return by what events are ordered: those of a week by it, then those that wait for a condition."""
    return event.week is None, event.week or 0


def _with_events(scenario: Scenario, events: tuple[Event, ...]) -> Scenario:
    """Return a scenario with other events; a note stays with the event it is about."""
    if events == scenario.settings.events:
        return scenario
    about = {
        event.model_dump_json(): scenario.notes[place]
        for place, event in enumerate(scenario.settings.events)
        if place in scenario.notes
    }
    notes = {place: about[key] for place, event in enumerate(events) if (key := event.model_dump_json()) in about}
    settings = Settings.model_validate({**scenario.settings.tables(), "events": events})
    return scenario.model_copy(update={"settings": settings, "notes": notes})
