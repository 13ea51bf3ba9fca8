"""The edition of a scenario; scenarios that are taken together are of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .errors import Problem, ScenarioError
from .form import FIRST, Form, form_of
from .message import message
from .scenario import AnyScenario


def form_of_scenario(scenario: AnyScenario | None) -> Form:
    """Return the form of a scenario's edition; that of the first where the scenario could not be read."""
    return FIRST if scenario is None else form_of(scenario.settings)


def check_editions(scenarios: Sequence[AnyScenario], sources: Sequence[str | Path | AnyScenario]) -> None:
    """Refuse scenarios of two editions: they have other settings and measure other things.

    Parameters
    ----------
    scenarios : sequence of Scenario
    sources : sequence
        What the user asked for each, by which the message names it.

    Raises
    ------
    ScenarioError
        With each that is of another edition than the first.
    """
    shown = [str(each) if isinstance(each, str | Path) else each.name for each in sources]
    editions = [form_of(each.settings).version for each in scenarios]
    if problems := [
        Problem(name, None, "", message("run.two_editions", name=shown[0], edition=editions[0], other=edition))
        for name, edition in zip(shown, editions, strict=True)
        if edition != editions[0]
    ]:
        raise ScenarioError(problems)
