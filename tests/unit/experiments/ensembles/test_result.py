"""Shares of cities, their intervals, and what decides a claim: right where the truth is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, spearmanr

from cogov.experiments.ensembles import conclude
from cogov.experiments.ensembles.claims import CityGaps, count_claim
from cogov.experiments.ensembles.deciders import rank_correlations
from cogov.experiments.ensembles.drawing import CityDraws
from cogov.experiments.ensembles.effective_size import CityWeights, share_interval
from cogov.experiments.ensembles.experiment import KeptCities

from .conftest import invent


def test_where_nothing_differs_the_share_is_nought_and_its_interval_covers_it(toy):
    result = conclude(invent(toy, lambda _: 0.0, noise=0.0, parts=True))
    assert {claim.name for claim in result.claims} == {"gain", "harm", "multiplier"}
    for claim in result.claims:
        assert claim.kept.cities == 40
        assert claim.kept.share == 0.0
        assert claim.kept.low == 0.0
        assert claim.kept.surely == 0
        assert claim.kept.surely_not == 40
        assert claim.deciding == ()


def test_a_claim_is_counted_by_cities(toy):
    result = conclude(invent(toy, lambda number: 20.0 if number < 60 else 1.0))
    gain = result.claims[0]
    assert (gain.kept.holds, gain.kept.cities) == (30, 40)
    assert gain.kept.share == 0.75
    assert gain.kept.low < 0.75 < gain.kept.high
    assert gain.kept.surely == 30
    assert gain.kept.surely_not == 10
    assert gain.kept.middle == pytest.approx(20.0, abs=1.0)


def test_an_interval_covers_as_often_as_it_says():
    cities = 50
    for truth in (0.05, 0.3, 0.71):
        ends = [share_interval(holds, cities) for holds in range(cities + 1)]
        covered = sum(binom.pmf(holds, cities, truth) for holds, (low, high) in enumerate(ends) if low <= truth <= high)
        assert covered >= 0.95


def test_chance_alone_is_seldom_sure():
    luck = np.random.default_rng(3)
    gaps = CityGaps.of(pd.DataFrame(luck.normal(size=(4000, 8))), range(4000))
    found = count_claim(gaps, 0.0, 1, CityWeights.even(4000))
    assert 0.45 < found.share < 0.55
    assert found.surely / 4000 == pytest.approx(0.025, abs=0.008)
    assert found.surely_not / 4000 == pytest.approx(0.025, abs=0.008)


def test_what_decides_is_named_and_what_does_not_is_not(toy):
    draws = CityDraws(toy)
    key = "behaviour.arise.rate"
    result = conclude(invent(toy, lambda number: 4000.0 * draws.values(number)[key] - 10.0))
    gain = result.claims[0]
    assert gain.deciding == (key,)
    assert gain.deciders["name"].iloc[0] == key
    assert gain.deciders["rank"].iloc[0] > 0.9
    assert gain.deciders["low_third"].iloc[0] < gain.deciders["high_third"].iloc[0]
    assert len(result.numbers.columns) == len(toy.numbers) + 1


def test_correlations_are_those_of_scipy():
    luck = np.random.default_rng(5)
    columns = {f"x{place}": luck.random(30) for place in range(6)} | {"flat": np.ones(30)}
    outcome = columns["x2"] + luck.random(30)
    found = rank_correlations(columns, outcome, CityWeights.even(30)).set_index("name")
    assert "flat" not in found.index
    for name in found.index:
        expected = spearmanr(columns[name], outcome)
        assert found.loc[name, "rank"] == pytest.approx(expected.statistic)
        assert found.loc[name, "p"] >= expected.pvalue - 1e-12
        assert found.loc[name, "low"] < found.loc[name, "rank"] < found.loc[name, "high"]


def test_of_numbers_that_decide_nothing_few_are_named():
    luck = np.random.default_rng(7)
    named = 0
    for _ in range(200):
        columns = {f"x{place}": luck.random(40) for place in range(100)}
        named += bool((rank_correlations(columns, luck.random(40), CityWeights.even(40))["p"] <= 0.05).any())
    assert named <= 20  # 5 % of 200 and three standard errors


def test_few_cities_say_nothing_of_what_decides():
    assert rank_correlations({"x": np.arange(5.0)}, np.arange(5.0), CityWeights.even(5)).empty


def test_rejections_add_up(toy):
    result = conclude(invent(toy, lambda _: 3.0))
    frame = result.rejections.set_index("stage")
    assert frame["rejected"].sum() == result.drawn - result.kept == 40
    assert frame.loc["shape", "seen"] == 80
    assert frame.loc["type_over_place", "seen"] == 40
    assert result.acceptance == 0.5
    assert result.enough


def test_an_ensemble_without_a_plausible_city_says_so(toy):
    runs = invent(toy, lambda _: 3.0)
    nobody = tuple(each.__class__(each.draw, each.figures, "shape") for each in runs.judged)
    none = KeptCities((), (), ())
    result = conclude(replace(runs, judged=nobody, kept=none, contrast=runs.contrast.iloc[:0]))
    assert result.kept == 0
    assert not result.enough
    gain = result.claims[0]
    assert np.isnan(gain.kept.share)
    assert (gain.kept.low, gain.kept.high) == (0.0, 1.0)
    assert gain.drawn.cities == 20
