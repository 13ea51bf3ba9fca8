"""What a sample of alike cities is worth, in cases where it is known."""

import numpy as np
import pytest

from cogov.experiments.ensembles.claims import CityGaps, count_claim
from cogov.experiments.ensembles.deciders import rank_correlations
from cogov.experiments.ensembles.effective_size import CityWeights, share_interval


def families(count, each, luck=1, alike=1.0, numbers=30):
    """Return cities of so many families; members differ less the more alike they are."""
    draws = np.random.default_rng(luck)
    own = draws.normal(size=(count, 1, numbers)) * np.sqrt(alike)
    columns = own + draws.normal(size=(count, each, numbers)) * np.sqrt(1.0 - alike)
    return CityWeights(np.ones(count * each), np.repeat(np.arange(count), each), columns.reshape(-1, numbers))


def test_plain_draws_are_worth_themselves():
    weights = CityWeights.even(20)
    holds = np.arange(20) < 15
    assert weights.effective == 20
    assert weights.share(holds) == (0.75, *share_interval(15, 20))


def test_copies_are_worth_one():
    assert families(40, 5).effective == pytest.approx(40, rel=0.1)
    assert families(40, 5, alike=0.0).effective == pytest.approx(200, rel=0.15)
    half = families(60, 4, alike=0.5).effective  # 240 / (1 + 3 · .5)
    assert half == pytest.approx(96, rel=0.2)


def test_uneven_counts_are_worth_less():
    draws = np.random.default_rng(2)
    counts = np.where(np.arange(100) < 10, 50.0, 1.0)
    weights = CityWeights(counts, np.arange(100), draws.normal(size=(100, 40)))
    kish = counts.sum() ** 2 / (counts**2).sum()
    assert weights.effective == pytest.approx(kish, rel=0.3)
    assert weights.effective <= 100


def test_a_single_family_says_next_to_nothing():
    weights = families(1, 30)
    assert weights.effective == 1.0
    _, low, high = weights.share(np.arange(30) < 15)
    assert (low, high) == pytest.approx((0.0, 1.0), abs=0.05)


def test_a_share_of_nought_or_one_has_an_interval_as_wide_as_what_cities_are_worth():
    weights = families(40, 5)
    share, low, high = weights.share(np.ones(200, dtype=bool))
    assert (share, high) == (1.0, 1.0)
    assert low == pytest.approx(share_interval(40, 40)[0], abs=0.02)
    assert low < share_interval(200, 200)[0]


def test_counts_enter_shares_quantiles_and_ranks():
    weights = CityWeights(np.array([3.0, 1.0, 1.0]), np.array([1, 2, 3]), np.eye(3))
    gaps = CityGaps((7, 8, 9), *(np.array([4.0, -1.0, -2.0]) for _ in range(3)))
    found = count_claim(gaps, 0.0, 1, weights)
    assert (found.holds, found.cities, found.share) == (1, 3, 0.6)
    assert found.middle == 4.0
    assert weights.ranks(gaps.mean).tolist() == [4.0, 2.0, 1.0]


def test_of_alike_cities_few_numbers_are_named_by_chance():
    draws = np.random.default_rng(11)
    named = naively = 0
    for _ in range(150):
        weights = families(30, 6, luck=int(draws.integers(2**31)), alike=0.9)
        columns = {f"x{place}": column for place, column in enumerate(weights.columns.T)}
        outcome = np.repeat(draws.normal(size=30), 6) + 0.1 * draws.normal(size=180)
        named += bool((rank_correlations(columns, outcome, weights)["p"] <= 0.05).any())
        naively += bool((rank_correlations(columns, outcome, CityWeights.even(180))["p"] <= 0.05).any())
    assert named <= 16  # 5 % of 150 and three standard errors
    assert naively > 75
