"""Both editions of the model do what the description says: they agree week by week."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest

from cogov.model.agents.indicators import NAMES
from cogov.model.engine.levers import Levers
from cogov.model.parameters.places import COMMUNITY
from cogov.model.parameters.settings import Settings
from cogov.model.parameters.world import KINDS

from .cities import LONG, draw_settings
from .comparing import Agreement, Disagreement, agree, compare, list_columns
from .editions import Agents, Compiled, run

CITIES = 40
MIDDLING = {
    "goals": {"rule": "party_led", "strength": 0.3},
    "resources": {"rule": "street", "share": 0.1},
    "mechanism": {"rule": "hub", "strength": 0.3, "responsibility_lists": 0.25, "hotline": 0.2, "escalation": 0.1},
    "party_building": {"grid_coverage": 0.25, "household_links": 0.25, "vanguard": 0.2},
    "deliberation": {"interval_weeks": 8, "inclusiveness": 0.15, "rounds": 2, "voice_equality": 0.5, "pledge": 0.3,
                     "compensation": 0.1, "invites": "affected"},
    "participation": {"reward": 0.1, "volunteer_service": 0.2, "service_purchase": 0.2},
    "law": {"service": 0.2},
    "virtue": {"recognition": 0.1},
    "administration": {"command": 0.3, "assessment": 0.2},
}  # fmt: skip
SYNERGY = {
    "goals": {"rule": "deliberative", "strength": 0.8},
    "resources": {"rule": "street", "share": 0.3},
    "mechanism": {"rule": "hub", "strength": 0.7, "responsibility_lists": 0.8, "hotline": 0.5, "escalation": 0.5},
    "party_building": {"grid_coverage": 0.9, "household_links": 0.8, "vanguard": 0.8},
    "deliberation": {"interval_weeks": 4, "inclusiveness": 0.2, "voice_equality": 0.8, "pledge": 0.8,
                     "compensation": 0.3, "decision_rule": "majority"},
    "participation": {"reward": 0.2, "volunteer_service": 0.8, "service_purchase": 0.5},
    "law": {"service": 0.6},
    "virtue": {"recognition": 0.5},
    "administration": {"assessment": 0.5},
}  # fmt: skip
COMMANDED = {
    "goals": {"rule": "command", "strength": 0.8, "campaign": 0.6},
    "mechanism": {"rule": "peer", "strength": 0.6, "responsibility_lists": 0.3},
    "administration": {"command": 0.9, "assessment": 2.0, "relief": 0.2},
}
STORM = [
    {"week": 3, "surge": {"types": ["safety", "refuse"], "factor": 6.0, "weeks": 4}, "where": ["Urban district 1"]},
    {"week": 5, "capacity": {"actors": ["government"], "factor": 0.4, "weeks": 6}},
    {"when": "backlog_share > 0.2", "until": "backlog_share < 0.1", "rules": {"law": {"service": 0.8}}},
]
DEFAULT_CITY: dict[str, dict] = {
    "fragmented": {},
    "middling": {"rules": MIDDLING},
    "synergy": {"rules": SYNERGY},
    "commanded through a storm": {"rules": COMMANDED, "events": STORM},
}
"""The default city with nothing coordinated, a little of everything, much of everything, and by command."""


@pytest.fixture(scope="module")
def live() -> Callable[[int], Agreement]:
    """Let both editions live through a generated city, once for all tests that ask."""
    return lru_cache(lambda seed: agree(draw_settings(seed)))


@pytest.mark.parametrize("seed", range(CITIES))
def test_a_generated_city(live, seed):
    found = live(seed)
    assert found.weeks == draw_settings(seed).run.weeks
    assert found.values > 0


@pytest.mark.parametrize("name", DEFAULT_CITY)
def test_the_default_city(name):
    found = agree(Settings.model_validate(DEFAULT_CITY[name]), weeks=12)
    assert found.cases > 12 * 100
    assert found.largest < 1e-11


def test_generated_cities_see_all_that_may_happen(live):
    """What no city lives through is not compared."""
    cities = [live(seed).events for seed in range(CITIES)]
    for name in (
        "resolved", "lapsed", "paper_closed", "on_the_spot", "passed_on", "joint_share", "requests_accepted",
        "adoption", "matters_passed", "matters_waiting", "grievance", "hub_time", "resource_pooling", "show",
        "overtime", "staff_fatigue", "pledge", "volunteering", "urban_rural_gap", "proactive_share",
    ):  # fmt: skip
        assert sum(events[name] != 0.0 for events in cities) >= CITIES / 8, name
    assert sum(live(seed).cases for seed in range(CITIES)) > 10_000
    assert sum(live(seed).weeks > 52 for seed in range(CITIES)) == CITIES // LONG


def test_both_editions_name_all_alike():
    agents, engine = list_columns(draw_settings(1))
    assert agents == engine
    assert len(agents) > len(NAMES) + 90


def test_a_difference_is_named_by_week_column_and_row():
    agents = {"a": np.array([1, 2]), "b": np.array([0.4, 0.5])}
    engine = {"a": np.array([1, 2]), "b": np.array([0.4, 0.6])}
    with pytest.raises(Disagreement, match=r"^in week 3, b\[1\]: agents .*0\.5.*, engine .*0\.6"):
        compare(Agreement(), "in week 3", agents, engine)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (1.0, 1.0 + 2e-9),
        (1e6, 1e6 + 2e-3),
        (0.0, float("nan")),
        (1.0, [1.0]),
        (2, 3),
        (np.uint64(2**63), np.uint64(2**63 + 1)),
        (True, False),
    ],
)
def test_small_missing_and_misshapen_values_differ(mine, theirs):
    with pytest.raises(Disagreement):
        compare(Agreement(), "now", {"x": np.array(mine)}, {"x": np.array(theirs)})


def test_rounding_is_no_difference():
    found = Agreement()
    compare(found, "now", {"x": np.array([1e6, np.nan])}, {"x": np.array([1e6 + 1e-4, np.nan])})
    assert found.largest == pytest.approx(1e-10)
    assert found.where == "x now"


def test_a_column_of_one_edition_alone_is_a_difference():
    with pytest.raises(Disagreement, match="one edition alone has y"):
        compare(Agreement(), "now", {"x": np.array(1)}, {"x": np.array(1), "y": np.array(1)})


def test_rules_and_events_of_a_district_with_a_street_of_its_name_reach_all_of_it():
    listed = [
        {"district": district, "street": street, "kind": "urban", "name": name, "grids": 1, "persons": 500, "agents": 8}
        for district, street, name in (("A", "A", "1"), ("A", "b", "2"), ("B", "A", "3"))
    ]
    settings = Settings.model_validate({
        "world": {"city": {"places": listed}},
        "places": {"rules": [{"where": ["A"], "law": {"service": 0.7}}, {"where": ["B/A"], "law": {"service": 0.2}}]},
        "events": [{"week": 1, "capacity": {"actors": ["self_governing"], "factor": 0.5, "weeks": 3}, "where": ["A"]}],
        "run": {"weeks": 6, "seed": 4},
    })  # fmt: skip
    assert agree(settings).weeks == 6
    for city in (Agents(settings), Compiled(settings)):
        run(city, 2)
        found = city.read()
        here = found["place.tier"] == COMMUNITY
        assert found["place.levers"][here, Levers.LAW].tolist() == [0.7, 0.7, 0.2]
        committees = found["body.kind"] == KINDS.index("self_governing")
        full = (found["body.capacity"].sum(axis=1) * (1.0 - settings.world.actors.self_governing.vacancies))[committees]
        assert np.allclose(found["body.hours"][committees] / full, [0.5, 0.5, 1.0])
