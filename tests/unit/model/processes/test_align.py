import numpy as np
import pytest

from cogov.model.processes.align import align, common_targets


def aligned(city_of, **goals):
    """A city, its organisations' priorities moved off their anchors, and these before and after a week of aligning."""
    city = city_of({"rules": {"goals": goals}})
    rng = np.random.default_rng(2)
    city.organisations.priorities[:] = rng.dirichlet(np.ones(5), len(city.organisations))
    city.communities.agenda[:] = rng.dirichlet(np.ones(5), 3)
    before = city.organisations.priorities.copy()
    align(city)
    return city, before


def jurisdiction(city, o: int) -> slice:
    c, d = city.organisations.community[o], city.organisations.district[o]
    start = city.territory.district_start
    return slice(c, c + 1) if c >= 0 else slice(start[d], start[d + 1])


def moved(city, before: np.ndarray, targets: np.ndarray, strength: float) -> np.ndarray:
    common = np.array([targets[jurisdiction(city, o)].mean(axis=0) for o in range(len(before))])
    return before + 0.25 * strength * (common - before) + 0.06 * (city.organisations.priority_anchor - before)


def test_deliberative_goals_follow_the_agenda_of_the_communities_served(city_of):
    city, before = aligned(city_of, rule="deliberative", strength=0.8)
    assert city.organisations.priorities == pytest.approx(moved(city, before, city.communities.agenda, 0.8), abs=1e-14)


def test_command_follows_one_list_of_all_arrivals(city_of):
    city, before = aligned(city_of, rule="command", strength=1.0)
    arrivals = np.array([0.10, 0.27, 0.10, 0.28, 0.25])
    expected = moved(city, before, np.tile(arrivals, (3, 1)), 1.0)
    assert city.organisations.priorities == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(("week", "turn"), [(0, 0), (25, 0), (26, 1), (104, 4), (130, 0)])
def test_a_campaign_bends_the_list_to_a_domain_that_rotates(city_of, week, turn):
    city = city_of({"rules": {"goals": {"rule": "command", "strength": 1.0, "campaign": 0.6}}})
    city.week = week
    expected = 0.4 * np.array([0.10, 0.27, 0.10, 0.28, 0.25])
    expected[turn] += 0.6
    assert common_targets(city) == pytest.approx(np.tile(expected, (3, 1)), abs=1e-14)


@pytest.mark.parametrize(("links", "coverage", "told"), [(0, 0, 0.0), (1, 0, 1.0), (0, 1, 0.5), (0.4, 0.6, 0.58)])
def test_the_branch_knows_what_residents_want_as_far_as_links_and_grids_tell(city_of, links, coverage, told):
    city = city_of(
        {
            "rules": {
                "goals": {"rule": "party_led"},
                "party_building": {"household_links": links, "grid_coverage": coverage},
            }
        }
    )
    wanted = np.array([city.citizens.priorities[24 * c : 24 * (c + 1)].mean(axis=0) for c in range(3)])
    assert common_targets(city) == pytest.approx(told * wanted + (1.0 - told) / 5, abs=1e-14)


def test_independent_actors_return_to_their_own(city_of):
    city, before = aligned(city_of, rule="independent", strength=1.0)
    assert common_targets(city) is None
    assert city.organisations.priorities == pytest.approx(moved(city, before, city.communities.agenda, 0.0), abs=1e-14)


def test_the_limit_weighs_pull_against_anchor(city_of):
    city, _ = aligned(city_of, rule="deliberative", strength=0.4)
    for _ in range(400):
        align(city)
    common = np.array(
        [city.communities.agenda[jurisdiction(city, o)].mean(axis=0) for o in range(len(city.organisations))]
    )
    limit = (0.1 * common + 0.06 * city.organisations.priority_anchor) / 0.16
    assert city.organisations.priorities == pytest.approx(limit, abs=1e-12)
    assert city.organisations.priorities.sum(axis=1) == pytest.approx(np.ones(len(common)), abs=1e-12)
