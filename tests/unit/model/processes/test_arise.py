import math

import numpy as np
import pytest

from cogov.model import random_draws as draws
from cogov.model.processes.arise import arise
from cogov.model.state import NEVER, Count, Stage


def arrivals(city, seeds: int) -> tuple[int, np.ndarray]:
    """Number of new problems over many seeds, and their severities."""
    severities = []
    for seed in range(seeds):
        city.seed = seed
        city.issues.open = 0
        arise(city)
        severities.append(city.issues.severity[: city.issues.open].copy())
    together = np.concatenate(severities)
    return len(together), together


def agrees(count: int, mean: float) -> bool:
    return abs(count - mean) <= 4.5 * math.sqrt(mean)


@pytest.fixture
def city(city_of, hamlet):
    city = city_of(
        hamlet,
        {"behaviour": {"arise": {"base_rate": 0.5}}},
        {
            "world": {
                "issues": {
                    "dispute": {
                        "share": 1.0,
                        "contestability": 0.4,
                        "norm_sensitivity": 0.5,
                        "deadline_weeks": 4,
                    }
                }
            }
        },
    )
    city.grids.norm[:] = 0.0
    return city


def test_arrivals_are_rate_times_residents(city):
    count, _ = arrivals(city, 2000)
    assert agrees(count, 2000 * 10 * 0.5)


@pytest.mark.parametrize("rate", [0.0, 0.002, 0.02, 0.1])
def test_rare_arrivals_too(city_of, hamlet, rate):
    city = city_of(hamlet, {"behaviour": {"arise": {"base_rate": rate}}})
    count, _ = arrivals(city, 10_000)
    assert agrees(count, 10_000 * 10 * rate)


def test_each_grid_and_type_has_a_poisson_draw_of_its_own(city_of):
    """The shortcut for weeks that bring nothing never loses a problem."""
    city = city_of({"behaviour": {"arise": {"base_rate": 0.2}}})
    city.grids.norm[:] = 0.0
    for week in range(26):
        city.week, city.issues.open = week, 0
        arise(city)
        new = slice(city.issues.open)
        found = np.zeros((6, 8), dtype=int)
        np.add.at(found, (city.issues.grid[new], city.issues.type[new]), 1)
        for g, y in np.ndindex(found.shape):
            key = np.uint64(draws.child(city.territory.grid_key[g], y))
            mean = 0.2 * 12 * city.communities.mix[city.territory.home_of[g], y]
            assert found[g, y] == draws.poisson(city.seed, draws.ARISE, week, key, mean)


@pytest.mark.parametrize(
    ("norm", "law", "shock", "factor"),
    [
        (1.0, 0.0, 1.0, 0.5),
        (0.5, 0.0, 1.0, 0.75),
        (0.0, 1.0, 1.0, 0.9),
        (0.0, 0.0, 3.0, 3.0),
        (1.0, 1.0, 2.0, 0.9),
    ],
)
def test_norms_and_law_prevent_and_shocks_multiply(city, norm, law, shock, factor):
    city.grids.norm[:], city.communities.law[:], city.arrival_factor[:] = norm, law, shock
    count, _ = arrivals(city, 2000)
    assert agrees(count, 2000 * 5.0 * factor)


def test_types_share_arrivals_by_the_communitys_mix(city_of):
    city = city_of({"behaviour": {"arise": {"base_rate": 5.0}}})
    city.grids.norm[:] = 0.0
    found = np.zeros_like(city.communities.mix)
    for seed in range(300):
        city.seed = seed
        city.issues.open = 0
        arise(city)
        new = slice(city.issues.open)
        np.add.at(found, (city.territory.home_of[city.issues.grid[new]], city.issues.type[new]), 1)
    expected = 300 * 5.0 * city.territory.residents[:, None] * city.communities.mix
    assert (abs(found - expected) <= 4.5 * np.sqrt(expected)).all()


def test_severity_is_lognormal_with_mean_one(city):
    count, severity = arrivals(city, 4000)
    spread = math.sqrt(math.exp(0.25) - 1.0)
    assert abs(severity.mean() - 1.0) < 4.0 * spread / math.sqrt(count)
    assert abs(np.log(severity).std() - 0.5) < 4.0 * 0.5 / math.sqrt(2 * count)


@pytest.mark.parametrize(("consensus", "law"), [(0.0, 0.0), (1.0, 0.0), (0.25, 0.0), (0.25, 1.0), (0.0, 0.5)])
def test_disagreement_makes_contested_work_longer(city, consensus, law):
    city.communities.consensus[:], city.communities.law[:] = consensus, law
    arise(city)
    new = slice(city.issues.open)
    factor = 1.0 + 2.0 * 0.4 * (1.0 - consensus) * (1.0 - 0.5 * law)
    assert city.issues.work[new] == pytest.approx(factor * city.issues.severity[new], rel=1e-12)
    assert (city.issues.remaining[new] == city.issues.work[new]).all()


def test_new_problems_are_latent_and_counted(city):
    city.week = 3
    arise(city)
    n = city.issues.open
    assert n > 0
    assert (city.issues.stage[:n] == Stage.LATENT).all()
    assert (city.issues.born[:n] == 3).all()
    assert (city.issues.reported[:n] == NEVER).all()
    assert (city.issues.assigned[:n] == NEVER).all()
    assert city.ledger.counts[3, Count.BORN] == city.ledger.counts[3 + 4, Count.DUE] == n


def test_what_is_over_leaves_and_the_rest_keeps_its_order(city, place_issues):
    city.arrival_factor[:] = 0.0
    stages = [Stage.RESOLVED, Stage.ASSIGNED, Stage.LAPSED, Stage.PAPER_CLOSED, Stage.LATENT, Stage.RESOLVED]
    place_issues(city, 6, stage=stages, severity=np.arange(6), remaining=0.5, born=-np.arange(6), proactive=[0, 1] * 3)
    arise(city)
    assert city.issues.open == 3
    assert city.issues.key[:3].tolist() == [1, 3, 4]
    assert city.issues.stage[:3].tolist() == [Stage.ASSIGNED, Stage.PAPER_CLOSED, Stage.LATENT]
    assert city.issues.severity[:3].tolist() == [1, 3, 4]
    assert city.issues.born[:3].tolist() == [-1, -3, -4]
    assert city.issues.proactive[:3].tolist() == [True, True, False]
    assert city.issues.remaining[:3].tolist() == [0.5] * 3


def test_a_new_problem_owes_nothing_to_those_before_it(city, place_issues):
    arise(city)
    alone = city.issues.key[: city.issues.open].copy(), city.issues.severity[: city.issues.open].copy()
    place_issues(city, 200, stage=Stage.ASSIGNED)
    arise(city)
    assert city.issues.key[200 : city.issues.open].tolist() == alone[0].tolist()
    assert city.issues.severity[200 : city.issues.open].tolist() == alone[1].tolist()


def test_each_week_has_its_own_luck(city):
    keys = set()
    for week in range(20):
        city.week = week
        arise(city)
        keys |= set(city.issues.key[: city.issues.open].tolist())
    assert len(keys) == city.ledger.counts[:, Count.BORN].sum()
