"""The rules and events of one scenario in the place of another: their difference is then one of rules alone."""

from __future__ import annotations

from typing import Any, cast

from .checking import Document
from .coercion import plain
from .form import form_of
from .loading import complete
from .merge import Draft
from .scenario import Scenario


def is_elsewhere(scenario: Scenario, other: Scenario) -> bool:
    """Tell whether two scenarios differ in their place: territory, people, types of case, bodies."""
    return scenario.settings.world != other.settings.world


def move(scenario: Scenario, place: Scenario) -> Scenario:
    """Return a scenario with its own rules and events in the place of another; itself if the places are equal.

    Parameters
    ----------
    scenario, place : Scenario
        Of one edition.

    Raises
    ------
    ScenarioError
        If its events or rules name places, or types of case, that the other's place does not have.
    """
    if not is_elsewhere(scenario, place):
        return scenario
    form = form_of(scenario.settings)
    state = cast("dict[str, Any]", plain(scenario.settings))
    state["world"] = cast("dict[str, Any]", plain(place.settings))["world"]
    document = Document(scenario.name, form=form.settings)
    draft = Draft(state, form, [document], dict(scenario.notes), state["events"])
    return complete(scenario, draft, (), "")
