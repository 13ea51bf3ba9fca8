"""What a visitor asks becomes scenarios and a history; all without a browser."""

from __future__ import annotations

import pytest

from cogov.model.parameters.events import Cut, Event, Surge
from cogov.scenarios import ScenarioError, library, load, loads
from cogov.visualization.browser.configuration import (
    Setup,
    base,
    events_of,
    library_scenarios,
    problems,
    scenario_compared,
    scenario_played,
    set_beside,
    setting_at,
)
from cogov.visualization.browser.downloads import mark_changed, scenario_file
from cogov.visualization.browser.history import KEPT, History
from cogov.visualization.browser.url_state import parse_query

FLOOD = Event(week=10, surge=Surge(types=("care",), factor=5.0, weeks=3))
TURN = Event(week=20, rules={"mechanism": {"rule": "silo", "strength": 0.0}})
LATER = Event(
    when="backlog_share > 0.2",
    until="backlog_share < 0.1",
    capacity=Cut(actors=("government",), factor=0.5, weeks=4),
)
FLOODED = loads(
    """
schema_version = 2
[scenario]
name = "flooded"
extends = "library:fragmented"
[[events]]
week = 30
note = { en = "The river rises.", zh = "河水上涨。" }
[events.surge]
types = ["care", "safety"]
factor = 8.0
weeks = 3
"""
)


@pytest.mark.fault("E10")
@pytest.mark.parametrize("name", library())
def test_an_untouched_setup_is_the_scenario_as_shipped(name):
    setup = Setup(scenario=name, against=name)
    assert scenario_played(setup, {}).digest == load(name).digest == scenario_compared(setup, {}).digest


def test_levers_change_the_played_city_alone_and_assumptions_both():
    setup = Setup().with_change("rules.goals.strength", 0.1).with_change("behaviour.work.fungible", 0.0)
    one, other = scenario_played(setup, {}).settings, scenario_compared(setup, {}).settings
    assert one.rules.goals.strength == 0.1
    assert other.rules == load("fragmented").settings.rules
    assert one.behaviour.work.fungible == other.behaviour.work.fungible == 0.0


def test_both_cities_have_the_same_luck_and_length():
    setup = Setup(seed=77).with_change("run.weeks", 30)
    assert scenario_played(setup, {}).settings.run == scenario_compared(setup, {}).settings.run


def test_shocks_strike_both_cities_or_each_its_own():
    own = {"own:flooded": FLOODED}
    setup = Setup(against="own:flooded").with_events((LATER, FLOOD, TURN))
    assert scenario_compared(setup, own).settings.events == (FLOOD, LATER)  # one that waits for a condition comes last
    assert scenario_compared(setup.with_same_shocks(False), own).settings.events == FLOODED.settings.events


def test_another_scenario_keeps_assumptions_and_drops_levers_and_events():
    setup = Setup().with_change("rules.goals.strength", 0.1).with_change("world.city.agents_per_grid", 30)
    chosen = setup.with_events((FLOOD,)).choose("own:flooded")
    assert chosen.changes == {"world.city.agents_per_grid": 30}
    assert events_of(chosen, {"own:flooded": FLOODED}) == FLOODED.settings.events


def test_a_note_stays_with_the_event_it_is_about():
    own = {"own:flooded": FLOODED}
    setup = Setup(scenario="own:flooded")
    (flood,) = events_of(setup, own)
    scenario = scenario_played(setup.with_events((TURN, flood)), own)
    assert scenario.notes == {1: FLOODED.notes[0]}


def test_what_does_not_fit_is_told_and_not_raised():
    assert "strength" in problems(Setup().with_change("rules.goals.strengt", 0.1), {})[0]
    assert problems(Setup().with_change("rules.goals.strength", 7.0), {})
    assert problems(Setup(scenario="no_such"), {})
    assert problems(Setup().with_events((Event(week=1, rules={"goals": {"strength": 9.0}}),)), {})
    assert problems(Setup().with_events((FLOOD,)), {}) == ()


def test_an_exported_file_reads_back_to_the_same_run():
    setup = Setup(seed=5).with_change("rules.goals.strength", 0.3).with_events((FLOOD, TURN))
    scenario = mark_changed(scenario_played(setup, {}), base("middling", {}))
    assert scenario.name == "middling-changed"
    name, content = scenario_file(scenario)
    assert name == "middling-changed.toml"
    assert loads(content()).digest == scenario_played(setup, {}).digest


def test_a_key_or_a_scenario_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        setting_at(load("synergy").settings, "rules.goals.nothing")
    with pytest.raises(ScenarioError):
        scenario_played(Setup(scenario="own:gone"), {})


def test_one_movement_of_the_hand_is_one_step_back():
    history = History(Setup())
    for value in (0.1, 0.2, 0.3):
        history = history.to(Setup().with_change("rules.goals.strength", value), "rules.goals.strength")
    history = history.rested()
    history = history.to(Setup().with_change("rules.goals.strength", 0.9), "rules.goals.strength")
    assert history.undo().present.changes == {"rules.goals.strength": 0.3}
    assert history.undo().undo().present == Setup()
    assert history.undo().undo().redo().redo().present == history.present
    assert History(Setup()).undo() == History(Setup()).redo() == History(Setup())


@pytest.mark.fault("E10")
def test_a_change_forgets_what_was_taken_back_and_history_is_bounded():
    history = History(Setup())
    for seed in range(KEPT + 20):
        history = history.to(Setup(seed=seed))
    assert len(history.past) == KEPT
    assert history.undo().to(Setup(seed=10_000)).undone == ()


def test_cities_that_shared_shocks_make_alike_are_set_apart():
    flood = Setup(scenario="flood")
    assert scenario_played(flood, {}).settings == scenario_compared(flood, {}).settings
    apart = set_beside(flood, {})
    assert (apart.against, apart.same_shocks) == ("fragmented", False)
    assert scenario_played(apart, {}).settings.digest() != scenario_compared(apart, {}).settings.digest()


def test_every_scenario_of_the_library_opens_beside_another_city():
    for name in library_scenarios():
        setup, _, told = parse_query(f"scenario={name}")
        assert not told
        assert setup.scenario == name
        assert scenario_played(setup, {}).settings.digest() != scenario_compared(setup, {}).settings.digest(), name


def test_what_was_chosen_to_compare_with_stays_where_it_differs():
    setup = Setup(scenario="dianti")
    assert set_beside(setup, {}) == setup
    assert set_beside(setup, {}, named=True).against == "dianti_unanimity"
