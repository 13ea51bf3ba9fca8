"""Effects of levers and of kinds of actor: paired differences of runs that a reader can make herself."""

import pytest

from cogov.experiments.validation.criteria import lay, of_library
from cogov.experiments.validation.effects import ACTORS, LOADS, SCENARIOS, measure_effects
from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.settings import Settings

SMALL = lay(
    {
        "run.weeks": 6, "world.city.streets_per_district": 1, "world.city.communities_per_street": 1,
        "world.city.townships_per_county": 1, "world.city.villages_per_township": 1,
        "world.city.agents_per_grid": 4, "world.actors.enterprise.enabled": False,
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def effects():
    return measure_effects(2, changes=SMALL)


def run(name, **levers):
    return [
        Simulation(Settings.model_validate(of_library(name, lay(levers), SMALL)), seed=seed)
        .run()
        .final()["effectiveness"]
        for seed in (1, 2)
    ]


def test_a_lever_moves_what_the_runs_at_its_ends_differ_by(effects):
    off, full = (run("middling", **{"rules.mechanism.responsibility_lists": dose}) for dose in (0.0, 1.0))
    found = effects.levers["responsibility_lists", "", "middling"]
    assert found.mean == pytest.approx(sum(full) / 2 - sum(off) / 2)


def test_a_kind_that_is_not_there_is_not_missed_and_others_are(effects):
    assert set(effects.removals) == {
        (name, kind, load) for name in (SCENARIOS[0], SCENARIOS[-1]) for kind in ACTORS for load in LOADS
    }
    for (_, kind, _), change in effects.removals.items():
        if kind == "enterprise":
            assert (change.low, change.mean, change.high) == (0.0, 0.0, 0.0)
    assert effects.removals["synergy", "government", 1.0].mean != 0.0


def test_one_seed_has_no_interval():
    with pytest.raises(ValueError, match="at least 2"):
        measure_effects(1)
