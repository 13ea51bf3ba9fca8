"""No process reads an indicator: whatever measuring writes, the city goes its own way.

Conditions of events do read indicators of the week before, by their own way; there are none here.
"""

import numpy as np
import pytest

from cogov.experiments.execution.runs import resolve_scenario
from cogov.model.engine.columns import columns
from cogov.model.engine.simulation import WHOLE_WEEK, Simulation
from cogov.model.named_columns import STEPS
from cogov.model.parameter import quantities

WEEKS = 30
SCENARIOS = ("synergy", "command", "overloaded_hub")
SMALL = ("world.city.streets_per_district=1", "world.city.communities_per_street=2", "world.city.agents_per_grid=20")
SHOCK = 'events=[{week=10,capacity={actors=["government"],factor=0.5,weeks=10}}]'


def found(scenario: str, *changes: str) -> Simulation:
    about = (f"run.weeks={WEEKS}", *SMALL, SHOCK, *changes)
    return Simulation(resolve_scenario(scenario, seed=3, changes=about).settings)


def live(city: Simulation, measure) -> dict[str, np.ndarray]:
    """Live through all weeks step by step, with another way to measure; return the state that comes of it."""
    for week in range(WEEKS):
        changed = city._calendar.turn_to(city.city, week)
        city._live_steps(changed, 0, len(STEPS))
        measure(city)
        city.week = week + 1
    return columns(city)


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(value, other[name], equal_nan=True) for name, value in one.items())


def usually(city):
    city._live_steps(False, len(STEPS), WHOLE_WEEK)


def three_times(city):
    for _ in range(3):
        usually(city)


def nothing(_):
    pass


def nonsense(city):
    city._record[:] = np.random.default_rng(city.week).normal(size=city._record.shape) * 1e6


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_city_does_not_see_what_is_measured(scenario):
    usual = columns(found(scenario).run())
    for measure in (usually, three_times, nothing, nonsense):
        assert same(usual, live(found(scenario), measure)), measure.__name__


def test_the_numbers_of_the_index_touch_no_process():
    changes = [
        f"{each.path}={each.sweep[1]!r}"
        for each in quantities(resolve_scenario("command").settings)
        if each.path.startswith("behaviour.index.") and each.sweep[1] != each.default
    ]
    assert len(changes) > 10
    assert same(columns(found("command").run()), columns(found("command", *changes).run()))


def test_a_process_that_reads_the_state_would_be_noticed():
    """The comparison above can fail: one coefficient of a process is enough."""
    usual, other = (found("command", f"behaviour.report.residents_base={base}").run() for base in (0.1, 0.11))
    assert not same(columns(usual), columns(other))
