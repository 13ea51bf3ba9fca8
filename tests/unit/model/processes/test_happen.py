import numpy as np
import pytest

from cogov.model.processes.happen import happen
from cogov.model.state import Kind


def live_through(city, weeks: int, read) -> list:
    found = []
    for week in range(weeks):
        city.week = week
        happen(city)
        found.append(read(city))
    return found


def surge(week: int, factor: float, weeks: int, where: str = "everywhere", types: tuple = ("refuse",)) -> dict:
    return {"week": week, "surge": {"types": types, "factor": factor, "weeks": weeks, "where": where}}


def test_a_surge_lasts_its_weeks_and_strikes_its_types(city_of):
    city = city_of({"events": [surge(2, 3.0, 2)]})
    refuse = city.types.names.index("refuse")
    assert live_through(city, 6, lambda c: c.arrival_factor[0, refuse]) == [1, 1, 3, 3, 1, 1]
    others = np.delete(city.arrival_factor, refuse, axis=1)
    assert (others == 1.0).all()


@pytest.mark.parametrize(
    ("where", "struck"),
    [("everywhere", [True] * 3), ("urban", [True, True, False]), ("rural", [False, False, True])],
)
def test_a_surge_strikes_where_it_says(city_of, where, struck):
    city = city_of({"events": [surge(0, 5.0, 1, where)]})
    happen(city)
    assert (city.arrival_factor[:, city.types.names.index("refuse")] == 5.0).tolist() == struck


def test_overlapping_surges_multiply(city_of):
    city = city_of({"events": [surge(0, 2.0, 3), surge(1, 5.0, 1, "urban")]})
    refuse = city.types.names.index("refuse")
    assert live_through(city, 4, lambda c: c.arrival_factor[:, refuse].tolist()) == [
        [2, 2, 2],
        [10, 10, 2],
        [2, 2, 2],
        [1, 1, 1],
    ]


def test_a_type_named_twice_is_struck_once(city_of):
    city = city_of({"events": [surge(0, 2.0, 1, types=("refuse", "refuse"))]})
    happen(city)
    assert city.arrival_factor.max() == 2.0


def test_a_cut_lasts_its_weeks_and_strikes_its_kinds(city_of):
    city = city_of(
        {"events": [{"week": 1, "capacity": {"actors": ["government", "enterprise"], "factor": 0.5, "weeks": 2}}]}
    )
    seen = live_through(city, 4, lambda c: c.capacity_factor.tolist())
    cut = [0.5 if kind in (Kind.GOVERNMENT, Kind.ENTERPRISE) else 1.0 for kind in Kind]
    assert seen == [[1.0] * 7, cut, cut, [1.0] * 7]


def test_rules_change_and_stay_changed(city_of):
    city = city_of(
        {"rules": {"administration": {"command": 0.3}}},
        {
            "events": [
                {
                    "week": 2,
                    "rules": {"party_building": {"household_links": 0.5}, "administration": {"law": 1.0}},
                }
            ]
        },
    )
    seen = live_through(city, 4, lambda c: (c.communities.household_links[0], c.communities.law[0], c.grids.linked[0]))
    assert seen[0] == seen[1] == (0.0, 0.0, 0.0)
    assert seen[2] == seen[3]
    links, law, linked = seen[2]
    assert (links, law) == (0.5, 1.0)
    ranks = city.citizens.link_rank[:12]
    assert linked == (ranks < 0.5).sum() / 12
    assert city.rules.administration.command == 0.3


def test_an_event_of_the_first_week_holds_from_the_first_week(city_of):
    city = city_of({"events": [{"week": 0, "rules": {"party_building": {"grid_coverage": 0.4}}}]})
    happen(city)
    assert city.communities.grid_coverage.tolist() == [0.4] * 3


LEVERS = {
    "rules": {
        "party_building": {"grid_coverage": 0.4, "household_links": 0.5, "vanguard": 0.6},
        "administration": {"law": 0.7},
    }
}


@pytest.mark.parametrize(
    ("missing", "lost"),
    [
        ((), ()),
        (("self_governing",), ("grid_coverage",)),
        (("party_branch",), ("household_links", "vanguard")),
        (("government",), ("law",)),
        (("self_governing", "party_branch"), ("grid_coverage", "household_links", "vanguard", "convened")),
        (("enterprise", "mass_organisation", "social_organisation"), ()),
    ],
)
def test_an_institution_needs_the_actor_that_carries_it(city_of, missing, lost):
    city = city_of(LEVERS, {"world": {"actors": {kind: {"enabled": False} for kind in missing}}})
    for name, value in {
        "grid_coverage": 0.4,
        "household_links": 0.5,
        "vanguard": 0.6,
        "law": 0.7,
        "convened": True,
    }.items():
        assert getattr(city.communities, name).tolist() == [0 if name in lost else value] * 3, name
