"""Telling change from noise: few false alarms, real changes found, on data whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from cogov.experiments.regression.alarms import alarm, false_alarms
from cogov.experiments.regression.suite import load_suite
from cogov.experiments.statistics.permutation import proportion_interval, shape, shift


def ensemble(luck, n=20, cells=24):
    """Correlated cells, some skewed, one of two humps, one that is often zero, one constant."""
    common = luck.normal(size=(n, 1))
    values = 50.0 + 4.0 * (0.7 * common + 0.7 * luck.normal(size=(n, cells)))
    values[:, :4] = np.exp(luck.normal(size=(n, 4)))
    values[:, 4] = luck.choice((0.0, 10.0), size=n)
    values[:, 5] = np.maximum(0.0, luck.normal(size=n))
    values[:, 6] = 3.0
    return values


@pytest.mark.parametrize("paired", [True, False])
def test_f22_false_alarms_keep_their_promise(paired):
    luck = np.random.default_rng(1)
    none = np.zeros(24)
    found = sum(alarm(ensemble(luck), ensemble(luck), none, 0.05, i, paired=paired).significant for i in range(200))
    assert proportion_interval(found, 200)[0] <= 0.05
    suite = replace(load_suite(), seeds=tuple(range(20)), replicates=10, alpha=0.05, paired=paired)
    split, beyond = false_alarms(suite, ensemble(luck), ensemble(luck), np.full(24, 5.0), 200)
    assert split.interval[0] <= 0.05, "of both stages together"
    assert split.of == beyond.of == 200
    assert beyond.found <= split.found


def test_margins_silence_what_does_not_matter():
    a = ensemble(np.random.default_rng(2))
    b = a + 0.01
    for margins, mattering in ((np.zeros(24), True), (np.full(24, 0.5), False)):
        found = alarm(a, b, margins, 0.01, 0)
        assert (found.significant, found.mattering) == (True, mattering)


def test_two_samples_lose_what_pairs_share():
    luck = np.random.default_rng(6)
    a = ensemble(luck)
    b = a + luck.normal(scale=0.2, size=a.shape)
    b[:, 10] += 0.5
    assert shift(a, b, 0.01).p[10] <= 0.01
    assert shift(a, b, 0.01, paired=False).p[10] > 0.5, "as for any other luck"
    b[:, 10] += 10.0
    found = shift(a, b, 0.01, paired=False)
    assert found.p[10] <= 0.01
    assert abs(found.mean[10] - 10.5) <= found.half[10]
    assert shape(a, b, paired=False).p[10] <= 0.01


def test_the_same_luck_finds_small_shifts_and_other_luck_large_ones():
    luck = np.random.default_rng(3)
    a = ensemble(luck)
    paired = a + luck.normal(scale=0.2, size=a.shape)
    paired[:, 10] += 0.5
    found = shift(a, paired, 0.01)
    assert found.p[10] <= 0.01
    assert abs(found.mean[10] - 0.5) <= found.half[10]
    other = ensemble(luck)
    other[:, 10] += 10.0
    assert shift(a, other, 0.01).p[10] <= 0.01
    assert shift(a, other, 0.01).detectable[11] > found.detectable[11]


def test_a_detectable_shift_is_detected_in_four_of_five_cases():
    luck = np.random.default_rng(4)
    a = ensemble(luck, n=24, cells=8)
    size = float(np.median([shift(a, ensemble(luck, 24, 8), 0.05).detectable[7] for _ in range(10)]))
    hits = 0
    for i in range(60):
        one, other = ensemble(luck, 24, 8), ensemble(luck, 24, 8)
        other[:, 7] += size
        hits += shift(one, other, 0.05, exchanges=499, luck=i).p[7] <= 0.05
    assert hits / 60 > 0.6


def test_f15_nothing_that_varies_is_compared_exactly():
    a = np.full((12, 2), 7.0)
    assert shift(a, a, 0.01).p.tolist() == [1.0, 1.0]
    assert shift(a, a, 0.01).half.tolist() == [0.0, 0.0]
    moved = a + np.array([0.0, 1e-3])
    assert shift(a, moved, 0.01).p[1] <= 0.01
    assert shift(a, moved, 0.01).p[0] == 1.0


def test_f12_another_shape_with_the_same_mean_is_found():
    luck = np.random.default_rng(5)
    a = luck.normal(50.0, 0.5, size=(40, 6))
    b = luck.normal(50.0, 0.5, size=(40, 6))
    b[:, 2] = 50.0 + np.where(np.arange(40) % 2, 6.0, -6.0) + luck.normal(scale=0.1, size=40)
    assert shift(a, b, 0.008).p[2] > 0.008
    assert shape(a, b).p[2] <= 0.001
    assert shape(a, b).p[0] > 0.001


def test_ties_are_no_distance():
    a = np.zeros((15, 3))
    assert shape(a, a.copy()).distance.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("found", "of", "low", "high"), [(0, 100, 0.0, 0.0362), (10, 1000, 0.0048, 0.0183), (5, 5, 0.478, 1.0)]
)
def test_intervals_of_proportions_are_those_of_tables(found, of, low, high):
    assert proportion_interval(found, of) == pytest.approx((low, high), abs=2e-3)
