"""What the first page says about in what its two cities differ."""

import pytest

from cogov.scenarios import load
from cogov.visualization.browser.configuration import Setup, base, scenario_compared, scenario_played
from cogov.visualization.browser.panels.headline import find_difference, find_events


@pytest.mark.parametrize(
    ("played", "against", "difference"),
    [
        ("synergy", "synergy", "nothing"),
        ("synergy", "fragmented", "coordination"),
        ("middling", "fragmented", "coordination"),
        ("flood", "fragmented", "more"),
        ("jiesu_jiban", "fengqiao", "coordination"),
    ],
)
def test_coordination_is_named_alone_only_where_nothing_else_differs(played, against, difference):
    assert find_difference(load(played).settings, load(against).settings) == difference


def test_another_seed_or_length_is_more_than_coordination():
    settings = load("synergy").settings
    other = settings.model_copy(update={"run": settings.run.model_copy(update={"seed": 77})})
    assert find_difference(other, load("fragmented").settings) == "more"


@pytest.mark.parametrize(
    ("played", "against", "events"),
    [
        ("synergy", "fragmented", "own"),
        ("flood", "fragmented", "shared"),
        ("fragmented", "flood", "none"),
        ("synergy", "austerity", "none"),
        ("flood_coordinated", "flood", "own"),
    ],
)
def test_whose_events_the_other_city_lives_through_is_said(played, against, events):
    """The two share their shocks, so that the one compared with need not be what its name says elsewhere."""
    setup = Setup(scenario=played, against=against)
    cities = scenario_played(setup, {}).settings, scenario_compared(setup, {}).settings
    assert find_events(*cities, base(against, {}).settings) == events
    apart = setup.with_same_shocks(False)
    cities = scenario_played(apart, {}).settings, scenario_compared(apart, {}).settings
    assert find_events(*cities, base(against, {}).settings) == "own"
