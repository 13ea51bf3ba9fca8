"""Files that ``cogov app`` was given: scenarios stand in the menus beside the library, outcomes below the figures."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from ...experiments.design.outcome_file import load_fitting_outcomes
from ...experiments.outcomes.outcome import Outcome
from ...scenarios import Scenario, ScenarioError, load

PLACE = "COGOV_SCENARIOS"
"""Environment variable with the paths of the files, as a list in JSON: what ``cogov app SCENARIO`` sets."""

OUTCOMES_PLACE = "COGOV_OUTCOMES"
"""Environment variable with the path of a file with outcomes of one's own: what ``--outcomes`` sets."""

MINE = "mine/"
"""What the name of such a scenario begins with; no folder of the library is called so."""


@cache
def opened_scenarios() -> Mapping[str, Scenario]:
    """Return the scenarios of the files by name, in their order; they are read once.

    The command has refused what cannot be read; a file that was spoilt since is left out.
    """
    result: dict[str, Scenario] = {}
    for path in cast("list[str]", json.loads(os.environ.get(PLACE, "[]"))):
        try:
            scenario = load(Path(path))
        except ScenarioError:
            continue
        name, number = f"{MINE}{scenario.name}", 2
        while name in result:
            name, number = f"{MINE}{scenario.name}-{number}", number + 1
        result[name] = scenario
    return result


@cache
def opened_outcomes() -> Mapping[str, Outcome]:
    """Return the outcomes of one's own by name, in the order of their file; it is read once."""
    path = os.environ.get(OUTCOMES_PLACE, "")
    try:
        return load_fitting_outcomes(Path(path), tuple(opened_scenarios().values())) if path else {}
    except ScenarioError:  # spoilt since the command has read it
        return {}


def opening_query(names: Sequence[str]) -> str:
    """Return the query of the page that opens on the first of some scenarios: as it is, beside itself; or nothing.

    >>> opening_query(["mine/town"])
    'scenario=mine%2Ftown&against=mine%2Ftown'
    """
    return urlencode({"scenario": names[0], "against": names[0]}) if names else ""
