"""Intervals that hold as often as they say, and are refused where they would not."""

import numpy as np
import pytest

from cogov.experiments.multipliers.shapley import dividends, star, synergy
from cogov.experiments.statistics.bootstrap import LEAST, estimates, ratio

SEEDS, TRIALS = 20, 400


def worlds(luck, shape):
    """Trials of a factorial of three with known dividends, on common random numbers: (trials, seeds, 8)."""
    truth = np.array([50.0, 2.0, 3.0, 1.5, -1.0, 0.0, 0.8, 0.4])
    common = luck.normal(0.0, 3.0, (TRIALS, SEEDS, 1))
    noise = luck.normal(0.0, 1.0, (TRIALS, SEEDS, 8))
    if shape == "skewed":
        noise = luck.lognormal(0.0, 0.6, (TRIALS, SEEDS, 8))
        noise -= np.exp(0.18)
    cells = np.array([sum(truth[part] for part in range(8) if part & cell == part) for cell in range(8)])
    return truth, cells + common + noise


@pytest.mark.parametrize(("shape", "least"), [("normal", 0.93), ("skewed", 0.92)])
def test_intervals_cover_the_truth_as_often_as_they_say(shape, least):
    truth, trials = worlds(np.random.default_rng(7), shape)
    alone, together = 0, 0
    for cells in trials:
        found = estimates(dividends(cells)[:, 1:], draws=400)
        inside = (found.low <= truth[1:]) & (truth[1:] <= found.high)
        alone += inside.sum()
        together += bool(((found.all_low <= truth[1:]) & (truth[1:] <= found.all_high)).all())
    # Three standard errors of 400 trials are .033.
    assert least <= alone / (7 * TRIALS) <= 0.98
    assert least - 0.01 <= together / TRIALS <= 0.985


def test_ratio_covers_the_truth():
    truth, trials = worlds(np.random.default_rng(8), "normal")
    alone = truth[[1, 2, 4]].sum()
    true = (truth[1:].sum()) / alone
    held = given = 0
    for cells in trials:
        gains = cells - cells[:, :1]
        found = ratio(gains[:, 7], gains[:, [1, 2, 4]].sum(axis=1), draws=400)
        if found is not None:
            given += 1
            held += found.low <= true <= found.high
    assert given > 0.9 * TRIALS
    assert 0.92 <= held / given <= 0.99


def test_a_ratio_is_refused_where_the_denominator_may_be_nothing():
    luck = np.random.default_rng(1)
    assert ratio(luck.normal(5, 1, 20), luck.normal(0, 1, 20)) is None
    assert ratio(np.ones(LEAST - 1), np.ones(LEAST - 1)) is None
    exact = ratio(np.full(8, 3.0), np.full(8, 2.0))
    assert exact is not None
    assert (exact.value, exact.low, exact.high) == (1.5, 1.5, 1.5)


def test_what_never_varies_is_known_exactly():
    values = np.random.default_rng(2).normal(size=(10, 3))
    values[:, 1] = 0.0
    found = estimates(values)
    assert (found.mean[1], found.low[1], found.high[1], found.all_low[1], found.all_high[1]) == (0, 0, 0, 0, 0)
    assert (found.low[[0, 2]] < found.high[[0, 2]]).all()


def test_together_is_wider_than_alone_and_equal_data_have_equal_intervals():
    values = np.random.default_rng(3).normal(size=(12, 6))
    one, other = estimates(values), estimates(values.copy())
    assert (one.all_low <= one.low).all()
    assert (one.all_high >= one.high).all()
    assert np.array_equal(one.low, other.low)


def test_pairing_pays():
    luck = np.random.default_rng(4)
    common = luck.normal(0, 10, (20, 1))
    cells = 50 + common + luck.normal(0, 0.1, (20, 8))
    found = estimates(synergy(cells)[:, np.newaxis])
    assert found.high[0] - found.low[0] < 1


def test_too_few_seeds_have_no_intervals():
    found = estimates(np.arange(LEAST - 1.0)[:, np.newaxis])
    assert found.mean[0] == pytest.approx(1.5)
    assert np.isnan([found.low, found.high, found.all_low, found.all_high]).all()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (4,)])
def test_values_need_seeds_and_statistics(shape):
    with pytest.raises(ValueError, match="needed"):
        estimates(np.zeros(shape))


def test_the_star_holds_what_synergy_needs():
    assert star(4) == (0, 1, 2, 4, 8, 15)


def test_seeds_that_are_almost_all_alike_leave_the_interval_open():
    """More than one redrawn set in twenty is one and the same value, so that no end of the interval is known."""
    found = estimates(np.array([[0.1], [0.1], [0.1], [0.1], [0.7]]))
    assert (found.low[0], found.high[0]) == (-np.inf, np.inf)
    assert found.mean[0] == pytest.approx(0.22)
