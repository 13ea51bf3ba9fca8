"""The study of a hand-out: a few levers of one scenario, each at a few steps, every combination on the same seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from ...model.extensions.bundle import ExtendedSettings
from ...model.parameter import Quantity, quantities
from ...scenarios import Problem, Scenario, ScenarioError
from ...scenarios.arguments import faults_of_repetition
from ...scenarios.errors import enumerate_words, nearest
from ...scenarios.form import EXTENSIONS
from ...scenarios.message import message
from ...scenarios.overrides import look_up_setting
from ..design.loading import load_study
from ..design.study import Study
from ..execution.runs import resolve_scenario

LEVERS = (
    "rules.mechanism.responsibility_lists", "rules.party_building.grid_coverage", "rules.deliberation.inclusiveness",
)  # fmt: skip
"""Levers of a hand-out where none are named: who is responsible, who finds cases, who is heard."""

MOVED = ("rules", EXTENSIONS)
"""Where numbers stand that can move."""

STEPS, REPLICATES, MOST = 5, 4, 6
"""Steps of a lever, seeds of each combination, and how many levers a page can hold."""


def design_handout(
    scenario: str | Path | Scenario,
    levers: Sequence[str] = LEVERS,
    *,
    steps: int = STEPS,
    replicates: int = REPLICATES,
    weeks: int | None = None,
    options: str = "",
) -> Study:
    """Return the study behind a hand-out.

    Each lever takes evenly spaced steps over the range that the model declares. The scenario's own value takes the
    place of the inner step that is nearest to it, so that the scenario itself is one of the combinations.

    Parameters
    ----------
    scenario : str, Path or Scenario
    levers : sequence of str
        Keys of numbers below ``rules``, or of extensions, at most six.
    steps, replicates : int
        At least two steps.
    weeks : int, optional
        Instead of what the scenario says.
    options : str
        What stands before the names of parameters in messages.

    Raises
    ------
    ScenarioError
        If the scenario is not valid, or a lever is none.
    """
    record = resolve_scenario(scenario, weeks=weeks, options=options)
    declared = {each.path: each for each in quantities(record.settings) if each.path.split(".")[0] in MOVED}
    own = isinstance(record.settings, ExtendedSettings)
    problems = [
        Problem(f"{options}lever", None, "", message("value.unknown"), enumerate_words(list(declared), 40),
                nearest(key, declared))
        for key in levers
        if key not in declared
    ]  # fmt: skip
    problems += faults_of_repetition(levers, f"{options}lever")
    if not problems and not 1 <= len(levers) <= MOST:
        problems.append(Problem(f"{options}lever", None, "", message("handout.levers", most=MOST)))
    if problems:
        raise ScenarioError(problems)
    tables: dict[str, Any] = {
        "schema_version": 1,
        "study": {
            "name": f"handout-{record.name}"[:64],
            # Replaced below: a record need not have a file. Keys of extensions are known to their own scenario alone.
            "scenario": str(scenario) if own and not isinstance(scenario, Scenario) else "fragmented",
            "title": {"en": record.title.en, "zh": record.title.zh},
            "question": {"en": "What does each combination bring?", "zh": "各种组合会带来什么？"},
        },
        "levers": {
            f"lever_{place}": {"key": key, "values": steps_of(declared[key], _own(record, key), steps)}
            for place, key in enumerate(dict.fromkeys(levers), 1)
        },
        "seeds": {"first": record.settings.run.seed, "replicates": replicates},
    }
    return replace(load_study(tables), scenario=record, warnings=())


def _own(record: Scenario, key: str) -> float:
    return cast(float, look_up_setting(record.settings, key))


def steps_of(lever: Quantity, own: float, steps: int) -> list[float]:
    """Return the values that a lever takes, the scenario's own among them.

    >>> from cogov.model.parameters.rules import Rules
    >>> lever = next(each for each in quantities(Rules(), "rules") if each.path == "rules.law.service")
    >>> steps_of(lever, 0.2, 5)
    [0.0, 0.2, 0.5, 0.75, 1.0]
    >>> steps_of(lever, 0.2, 2)
    [0.0, 0.2, 1.0]
    """
    low, high = lever.sweep
    values = [low + (high - low) * step / (steps - 1) for step in range(steps)]
    if lever.whole:
        values = [float(round(value)) for value in values]
    inner = min(range(1, steps - 1), key=lambda step: abs(values[step] - own), default=steps)
    if own not in values:  # an end stays: what a lever can do at most, and without it, shall be seen
        values[inner : inner + 1] = [float(own)]
    kept = sorted(dict.fromkeys(float(f"{value:.12g}") for value in values))
    return [int(value) for value in kept] if lever.whole else kept
