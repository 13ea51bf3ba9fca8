"""Games whose answer is known, as records: additive, multiplicative, substitutes, a ceiling, mending, noise alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cogov.experiments.multipliers.shapley import players_of, star
from cogov.experiments.multipliers.table import TableMultiplier

GAINS = (4.0, 3.0, 2.0)
BOUNDED = (0.0, 100.0)


def record(worth, *, scale, noise=0.05, seeds=20, bounds=(-math.inf, math.inf), better=1, luck=7, cells=range(8)):
    """A factorial of three parts from a function of the set of members; noise is a part's own and a seed's."""
    rng = np.random.default_rng(luck)
    cells = tuple(cells)
    true = np.array([worth(players_of(cell)) for cell in cells])
    shared = rng.normal(0, 3 * noise, (seeds, 1))
    values = true + shared + rng.normal(0, noise, (seeds, len(cells)))
    names = tuple(str(seed) for seed in range(seeds))
    return TableMultiplier("g", ("a", "b", "c"), "y", names, True, cells, values, scale, *bounds, better)


def add(members):
    return 20.0 + sum(GAINS[i] for i in members)


def multiply(members):
    return 20.0 * math.prod(1 + GAINS[i] / 10 for i in members)


def saturate(members):
    return 20.0 + min(5.0, sum(GAINS[i] for i in members))


def fill(members):
    """An index that ends at 100: each part takes away half of what is missing."""
    return 100.0 - 40.0 * 0.4 ** len(members)


def test_an_additive_game_adds_up_on_the_scale_as_it_is():
    found = record(add, scale="raw")
    assert (found.verdict.answer, found.verdict.reason) == ("no", "additive")
    assert abs(found.synergy.query("scale == 'raw'")["synergy"].iloc[0]) < 0.2


def test_a_multiplicative_game_multiplies_as_it_is_and_adds_up_in_proportions():
    assert record(multiply, scale="raw").verdict.answer == "yes"
    assert record(multiply, scale="log", noise=0.01).verdict.reason == "additive"


def test_more_than_proportions_is_a_multiplier_on_the_logarithm():
    found = record(lambda members: 20.0 * math.exp(0.1 * len(members) ** 2), scale="log", noise=0.02)
    assert found.verdict.answer == "yes"


def test_substitutes_are_told():
    assert record(saturate, scale="raw").verdict.reason == "substitutes"


@pytest.mark.parametrize("scale", ["raw", "logit"])
def test_an_index_at_its_end_gives_no_answer(scale):
    found = record(fill, scale=scale, bounds=BOUNDED)
    assert found.verdict.answer == "ceiling"
    assert found.used("given", found.measures["raw"]) > 0.9
    assert found.overflow > 0


def test_an_index_that_alone_disagrees_is_at_its_ceiling_though_below_90():
    """Parts that add up on the logit, from 40 to 88 of 100: the index as it is says less than the sum."""
    found = record(
        lambda members: 100.0 / (1.0 + math.exp(0.4 - 0.8 * len(members))), scale="logit", bounds=BOUNDED, noise=0.1
    )
    assert found.used("given", found.measures["raw"]) < 0.9
    assert found.verdict.answer == "ceiling"
    raw = found.synergy.query("scale == 'raw'").iloc[0]
    assert raw["high"] < 0.0


def test_mending_is_asked_on_the_scale_that_is_judged():
    def mend(members):
        """One part harms, and another gives more than it takes."""
        return 20.0 + {(): 0, (0,): -5, (1,): 5, (0, 1): 4}[tuple(i for i in members if i < 2)]

    found = record(mend, scale="log", noise=0.01)
    assert found.synergy.query("scale == 'log'")["low"].iloc[0] > 0.0
    assert found.verdict.reason == "mending"


def test_less_of_a_bad_thing_is_a_gain():
    found = record(lambda members: 20.0 * math.prod(0.8 for _ in members), scale="log", better=-1, noise=0.01)
    row = found.synergy.query("scale == 'log'").iloc[0]
    assert row["whole"] == pytest.approx(-3 * math.log(0.8), abs=0.01)
    assert found.verdict.reason == "additive"


def test_all_worse_than_none_is_harm():
    assert record(lambda members: 20.0 - len(members), scale="raw").verdict.reason == "harm"


def test_noise_alone_is_undecided():
    assert record(lambda members: 20.0, scale="raw", noise=1.0).verdict.answer == "not_shown"


def test_the_star_is_enough_for_a_verdict_and_says_no_shapley_value():
    whole, bare = record(multiply, scale="raw"), record(multiply, scale="raw", cells=star(3))
    assert bare.verdict.answer == whole.verdict.answer == "yes"
    assert len(bare.shapley) == len(bare.pairs) == len(bare.dividends) == 0
    assert bare.contributions["last"].isna().all()
    assert whole.contributions["last"].notna().all()


def test_last_in_effects_are_those_of_the_game():
    found = record(add, scale="raw", noise=1e-9)
    rows = found.contributions.query("scale == 'raw'")
    assert rows["alone"].to_numpy() == pytest.approx(GAINS, abs=1e-6)
    assert rows["last"].to_numpy() == pytest.approx(GAINS, abs=1e-6)
    pair = record(multiply, scale="raw", noise=1e-9).pairs.query("scale == 'raw' and kind == 'average'")
    assert (pair["value"] > 0).all()


def test_a_multiplicative_null_is_rarely_called_a_multiplier():
    """On the scale on which parts add up, chance alone says multiplier in few of 100 tables."""
    wrong = sum(
        record(multiply, scale="log", noise=0.5, seeds=10, luck=luck).verdict.reason == "multiplier"
        for luck in range(100)
    )
    assert wrong <= 8
