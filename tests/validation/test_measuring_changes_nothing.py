"""No process reads an indicator: whatever measuring writes, the city goes its own way.

That no module of the week imports :mod:`cogov.model.indicators.measuring` is a contract of imports; this is the same at
run time.
"""

from dataclasses import fields

import numpy as np
import pytest

from cogov.experiments.execution.runs import resolve_scenario
from cogov.model import simulation
from cogov.model.engine.simulation import Simulation
from cogov.model.parameter import quantities

WEEKS = 60
SCENARIOS = ("synergy", "command", "over_deliberation", "overloaded_hub")
SHOCK = 'events=[{week=20,capacity={actors=["government"],factor=0.5,weeks=10}}]'


def state(city) -> dict[str, np.ndarray]:
    """Copy everything the next week could depend on."""
    tables = ("citizens", "organisations", "communities", "grids", "work", "issues")
    found = {}
    for name in tables:
        table = getattr(city, name)
        for field in fields(table):
            value = np.array(getattr(table, field.name))
            found[f"{name}.{field.name}"] = value[: city.issues.open] if name == "issues" and value.ndim else value
    found["counts"] = city.ledger.counts.copy()
    return found


def lived(scenario: str, *changes: str) -> dict[str, np.ndarray]:
    settings = resolve_scenario(scenario, seed=3, changes=(f"run.weeks={WEEKS}", SHOCK, *changes)).settings
    return state(Simulation(settings).run().city)


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(value, other[name]) for name, value in one.items())


def nothing(city, into):
    into[:] = 0.0


def nonsense(city, into):
    into[:] = np.random.default_rng(city.week).normal(size=len(into)) * 1e6


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("measure", [nothing, nonsense])
def test_the_city_does_not_see_what_is_measured(monkeypatch, scenario, measure):
    usual = lived(scenario)
    monkeypatch.setattr(simulation, "measure", measure)
    assert same(usual, lived(scenario))


def test_measuring_leaves_the_city_as_it_was():
    run = Simulation(resolve_scenario("synergy", seed=3, changes=("run.weeks=20",)).settings).run()
    before = state(run.city)
    for _ in range(3):
        simulation.measure(run.city, np.empty(run.series.shape[1]))
    assert same(before, state(run.city))


def test_the_numbers_of_the_index_touch_no_process():
    usual = resolve_scenario("command").settings
    changes = [
        f"{each.path}={each.sweep[1]!r}"
        for each in quantities(usual)
        if each.path.startswith("behaviour.index.") and each.sweep[1] != each.default
    ]
    assert len(changes) > 10
    assert same(lived("command"), lived("command", *changes))


def test_a_process_that_reads_the_state_would_be_noticed():
    """The comparison above can fail: one coefficient of a process is enough."""
    assert not same(lived("command"), lived("command", "behaviour.lapse.patience=15.9"))
