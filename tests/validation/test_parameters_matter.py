"""Every declared number moves some indicator when it is swept, in one of a few cities, or is listed with its reason.

The cities are small and their runs short: what is asked is whether a number matters at all, not how much.
"""

import numpy as np
import pytest

from cogov.experiments.execution.runs import resolve_scenario
from cogov.model.engine.simulation import Simulation
from cogov.model.parameter import quantities
from cogov.model.parameters.settings import Settings
from cogov.scenarios import ScenarioError

SMALL = (
    "world.city.streets_per_district=1", "world.city.communities_per_street=2", "world.city.townships_per_county=1",
    "world.city.villages_per_township=1", "world.city.grids_per_community=2", "world.city.agents_per_grid=20",
    "run.weeks=60",
)  # fmt: skip

# Each brings levers into play that the ones before it leave at rest.
CITIES = {
    "joined up, assessed": ("synergy", (
        "rules.administration.assessment=0.8", "rules.administration.command=0.4",
        "rules.deliberation.decision_rule=majority", "world.actors.capacity_scale=1.0",
    )),
    "by command": ("command", ("rules.resources.rule=community", "rules.resources.share=0.5")),
    "led by the party, one pool": ("party_led", ("rules.resources.rule=city",)),
    "overburdened": ("over_deliberation", (
        "rules.administration.command=1.0", "rules.deliberation.rounds=12", "rules.deliberation.inclusiveness=1.0",
        "rules.deliberation.decision_rule=majority", "world.actors.capacity_scale=0.3",
    )),
    "idle": ("deliberative", (
        "world.actors.capacity_scale=20.0", "behaviour.arise.rate=0.0004",
        "rules.mechanism.responsibility_lists=1.0",
    )),
    # Beliefs above the peak of the hump do not come about by themselves: it is founded with them, and keeps them long.
    "virtue, relief, neighbours who believe in each other": ("synergy", (
        "rules.virtue.recognition=1.0", "rules.administration.relief=0.7", "rules.administration.command=0.8",
        "rules.resources.rule=district", "rules.resources.share=0.4", "rules.participation.reward=1.0",
        "rules.participation.volunteer_service=1.0", "rules.party_building.vanguard=1.0",
        "world.city.persons_per_grid=100", "world.actors.capacity_scale=1.0",
        "behaviour.founding.belief=0.6", "behaviour.volunteer.belief_memory=0.95",
    )),
    "a flood": ("flood_command", ("run.weeks=250",)),
}  # fmt: skip

# Numbers that move nothing, each with its reason.
INERT: dict[str, str] = {
    "behaviour.founding.reporter_sigma": "it moves only who reports, which the records of a city tell and no indicator",
}

DECLARED = [
    each for each in quantities(Settings()) if each.path.split(".")[0] in ("behaviour", "world", "rules")
]  # fmt: skip


def course(scenario: str, changes: tuple[str, ...]) -> np.ndarray:
    latest = dict(each.split("=") for each in (*SMALL, *changes))
    changes = tuple(f"{path}={value}" for path, value in latest.items())
    return Simulation(resolve_scenario(scenario, seed=1, changes=changes).settings).run().series


@pytest.fixture(scope="module")
def usual() -> dict[str, np.ndarray]:
    return {name: course(scenario, changes) for name, (scenario, changes) in CITIES.items()}


def moves(path: str, values: set[float], usual: dict[str, np.ndarray]) -> bool:
    for name, (scenario, changes) in CITIES.items():
        for value in values:
            try:
                changed = course(scenario, (*changes, f"{path}={value!r}"))
            except ScenarioError:  # together with what the city has of others it would be too much
                continue
            # More than rounding; what a week lacks (NaN) is lacking in both.
            if changed.shape != usual[name].shape or not np.allclose(
                changed, usual[name], rtol=0.0, atol=1e-6, equal_nan=True
            ):
                return True
    return False


def ends(each) -> set[float]:
    return {int(end) if each.whole else end for end in each.sweep}


@pytest.mark.parametrize("each", DECLARED, ids=lambda each: each.path)
def test_a_number_matters_or_is_listed(each, usual):
    assert moves(each.path, ends(each), usual) == (each.path not in INERT), INERT.get(each.path, "it moves nothing")


def test_only_declared_numbers_are_listed():
    assert set(INERT) <= {each.path for each in DECLARED}
