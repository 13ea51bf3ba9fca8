"""Games with known answers, and the axioms that make Shapley's value the only one."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cogov.experiments.multipliers.shapley import (
    coalition_of,
    count,
    dividends,
    effects,
    interactions,
    pairs,
    parts,
    players_of,
    shapley,
    star,
    synergy,
    whole,
    worths,
)


def game(k, worth):
    """A game from a function of the set of members."""
    return np.array([worth(set(players_of(coalition))) for coalition in range(1 << k)], dtype=float)


def by_orders(worth):
    """Shapley values as the mean contribution over all orders of arrival: the definition, slowly."""
    k = count(worth)
    values = np.zeros(k)
    for order in itertools.permutations(range(k)):
        joined = 0
        for player in order:
            values[player] += worth[joined | 1 << player] - worth[joined]
            joined |= 1 << player
    return values / math.factorial(k)


GLOVE = game(3, lambda s: 0 in s and len(s) > 1)
VOTING = game(3, lambda s: sum((50, 49, 1)[i] for i in s) >= 51)
AIRPORT = game(3, lambda s: max((1, 2, 3)[i] for i in s) if s else 0)
ADDED = game(3, lambda s: sum(i + 1 for i in s) + 0.5 * (s >= {0, 1}) + 0.3 * (s >= {0, 2}) + 0.2 * (s >= {1, 2}))
GAINS = game(3, lambda s: math.prod((1.2, 1.1, 1.3)[i] for i in s) - 1)


@pytest.mark.parametrize(
    ("worth", "values"),
    [
        (GLOVE, (2 / 3, 1 / 6, 1 / 6)),
        (VOTING, (2 / 3, 1 / 6, 1 / 6)),
        (AIRPORT, (1 / 3, 5 / 6, 11 / 6)),
        (ADDED, (1.4, 2.35, 3.25)),
        (GAINS, (0.242, 0.127, 0.347)),
    ],
    ids=["glove", "weighted voting", "airport", "additive with pairs", "multiplicative gains"],
)
def test_known_games(worth, values):
    assert shapley(worth) == pytest.approx(values, abs=1e-12)
    assert by_orders(worth) == pytest.approx(values, abs=1e-12)


def test_independent_gains_multiply_on_the_raw_scale_and_add_up_on_the_log_scale():
    assert whole(GAINS) == pytest.approx(0.716)
    assert parts(GAINS[list(star(3))]) == pytest.approx(0.6)
    assert synergy(GAINS) == pytest.approx(0.116)
    by_size = [0, 0b001, 0b010, 0b100, 0b011, 0b101, 0b110, 0b111]
    assert dividends(GAINS)[by_size] == pytest.approx((0, 0.2, 0.1, 0.3, 0.02, 0.06, 0.03, 0.006))
    assert synergy(np.log(1 + GAINS)) == pytest.approx(0, abs=1e-12)


worth_arrays = st.integers(1, 5).flatmap(
    lambda k: arrays(float, 1 << k, elements=st.floats(-100, 100, allow_nan=False, width=32))
)


@given(worth_arrays)
def test_values_are_those_of_the_definition(worth):
    assert shapley(worth) == pytest.approx(by_orders(worth), abs=1e-9)


@given(worth_arrays)
def test_efficiency(worth):
    assert shapley(worth).sum() == pytest.approx(worth[-1] - worth[0], abs=1e-9)


@given(worth_arrays, st.data())
def test_symmetry(worth, data):
    k = count(worth)
    order = data.draw(st.permutations(range(k)))
    moved = np.empty_like(worth)
    for coalition in range(1 << k):
        moved[coalition_of([order[player] for player in players_of(coalition)])] = worth[coalition]
    assert shapley(moved)[list(order)] == pytest.approx(shapley(worth), abs=1e-9)


@given(worth_arrays, st.floats(-50, 50))
def test_a_player_who_always_adds_the_same_gets_just_that(worth, own):
    joined = np.concatenate([worth, worth + own])
    assert shapley(joined)[-1] == pytest.approx(own, abs=1e-9)
    assert shapley(joined)[:-1] == pytest.approx(shapley(worth), abs=1e-9)


@given(st.integers(1, 5).flatmap(lambda k: arrays(float, (2, 1 << k), elements=st.floats(-100, 100, width=32))))
def test_additivity_and_leading_axes(both):
    assert shapley(both).sum(axis=0) == pytest.approx(shapley(both.sum(axis=0)), abs=1e-9)
    for place in (0, 1):
        assert dividends(both)[place] == pytest.approx(dividends(both[place]), abs=0)


@given(worth_arrays)
def test_dividends_are_the_moebius_inverse(worth):
    found = dividends(worth)
    k = count(worth)
    for coalition in range(1 << k):
        inside = [part for part in range(1 << k) if part & coalition == part]
        signed = sum((-1) ** (coalition.bit_count() - part.bit_count()) * worth[part] for part in inside)
        assert found[coalition] == pytest.approx(signed, abs=1e-9)
        assert worth[coalition] == pytest.approx(sum(found[part] for part in inside), abs=1e-9)
    assert worths(found) == pytest.approx(worth, abs=1e-9)


@given(worth_arrays)
def test_synergy_is_the_sum_of_all_dividends_but_those_of_single_players(worth):
    found = dividends(worth)
    several = [coalition for coalition in range(len(worth)) if coalition.bit_count() > 1]
    assert synergy(worth) == pytest.approx(found[several].sum(), abs=1e-9)


@given(worth_arrays)
def test_factorial_effects_are_sums_of_dividends(worth):
    k, found = count(worth), dividends(worth)
    told = effects(worth)
    assert told[0] == pytest.approx(worth.mean(), abs=1e-9)
    for coalition in range(1, 1 << k):
        wider = [each for each in range(1 << k) if each & coalition == coalition]
        assert told[coalition] == pytest.approx(
            sum(found[each] / 2 ** (each.bit_count() - 1) for each in wider), abs=1e-9
        )
    assert told[-1] == pytest.approx(found[-1] / 2 ** (k - 1), abs=1e-9)
    first = np.arange(1 << k) & 1 == 1
    assert told[1] == pytest.approx(worth[first].mean() - worth[~first].mean(), abs=1e-9)


@given(worth_arrays)
def test_interaction_is_what_a_pair_brings_averaged_over_orders_of_arrival(worth):
    k = count(worth)
    found = interactions(worth)
    for place, (one, other) in enumerate(pairs(k)):
        total = 0.0
        for rest in range(1 << k):
            if rest >> one & 1 or rest >> other & 1:
                continue
            i, j, size = 1 << one, 1 << other, rest.bit_count()
            weight = math.factorial(size) * math.factorial(k - size - 2) / math.factorial(k - 1)
            total += weight * (worth[rest | i | j] - worth[rest | i] - worth[rest | j] + worth[rest])
        assert found[place] == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("length", [0, 3, 6])
def test_a_game_has_a_power_of_two_worths(length):
    with pytest.raises(ValueError, match=r"2\^k"):
        shapley(np.zeros(length))
