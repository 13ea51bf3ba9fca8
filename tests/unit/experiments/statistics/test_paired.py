import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cogov.experiments.statistics.paired import HEADLINE, holm, paired_difference
from cogov.model.indicators import NAMES


def test_interval_and_p_are_those_of_the_paired_t_test():
    rng = np.random.default_rng(1)
    a, b = rng.normal(2, 1, 12), rng.normal(1, 2, 12)
    found, expected = paired_difference(a, b), stats.ttest_rel(a, b)
    assert found.p == pytest.approx(expected.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval(0.95)))
    assert found.correlation == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert found.standardised == pytest.approx(found.mean / math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2))
    assert found.saving == pytest.approx((a.var(ddof=1) + b.var(ddof=1)) / (a - b).var(ddof=1))
    assert found.higher == (a > b).sum()


def test_one_pair_has_no_interval():
    found = paired_difference([3.0], [1.0])
    assert (found.mean, found.n, found.higher) == (2.0, 1, 1)
    assert found.low is found.high is found.p is found.correlation is found.standardised is found.saving is None


def test_pairs_that_agree_are_exact():
    found = paired_difference([3.0, 4.0, 5.0], [1.0, 2.0, 3.0])
    assert (found.low, found.mean, found.high, found.p) == (2.0, 2.0, 2.0, 0.0)
    assert found.correlation == pytest.approx(1.0)
    assert found.saving is None


def test_equal_values_differ_in_nothing():
    found = paired_difference([1.5] * 4, [1.5] * 4)
    assert (found.low, found.mean, found.high, found.p, found.higher) == (0.0, 0.0, 0.0, 1.0, 0)
    assert found.standardised is found.correlation is None


def test_rounding_is_not_variance():
    values = np.array([0.1 + 0.2, 0.3, 0.3])
    assert paired_difference(values, np.zeros(3)).low == paired_difference(values, np.zeros(3)).high


@pytest.mark.parametrize(("one", "other"), [([], []), ([1.0], [1.0, 2.0]), ([[1.0]], [[1.0]])])
def test_unpaired_values_are_refused(one, other):
    with pytest.raises(ValueError, match="paired"):
        paired_difference(one, other)


def test_holm_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=30))
def test_holm_orders_and_bounds(p):
    adjusted = holm(p)
    assert all(before <= after <= 1 for before, after in zip(p, adjusted, strict=True))
    assert [adjusted[i] for i in np.argsort(p, kind="stable")] == sorted(adjusted)


def test_holm_keeps_the_family_wise_error():
    p = np.random.default_rng(3).uniform(size=(4000, 12))
    false_alarms = np.mean([min(holm(row.tolist())) <= 0.05 for row in p])
    assert 0.03 < false_alarms < 0.065


def test_intervals_cover():
    rng = np.random.default_rng(5)
    found = [paired_difference(row, np.zeros(6)) for row in rng.normal(1, 1, (2000, 6))]
    assert 0.935 < np.mean([each.low <= 1 <= each.high for each in found]) < 0.965


def test_headline_indicators_exist():
    assert set(HEADLINE) <= set(NAMES)
    assert len(set(HEADLINE)) == len(HEADLINE)
