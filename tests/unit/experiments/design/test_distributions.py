"""Distributions, correlations and conditions: known quantiles, kept margins, and points that keep what they must."""

import math

import numpy as np
import pytest
from scipy import stats

from cogov.experiments.design import sampling
from cogov.experiments.design.distributions import (
    Distribution,
    FactorCondition,
    correlate,
    correlation_matrix,
    is_possible,
)
from cogov.experiments.design.loading import load_study
from cogov.scenarios import ScenarioError


def study(uncertainties, **design):
    return {
        "schema_version": 1,
        "study": {"name": "spread", "scenario": "fragmented", "question": {"en": "What?", "zh": "何？"}},
        "design": {"method": "lhs", "points": 200, "seed": 3, **design},
        "uncertainties": uncertainties,
        "seeds": {"replicates": 2},
    }


RATE = {"key": "behaviour.arise.rate", "low": 0.002, "high": 0.006}
CROWD = {"key": "behaviour.volunteer.crowding_out", "low": 0.0, "high": 1.0}


def drawn(tables):
    made = load_study(tables)
    return np.array(sampling.points(made), dtype=float)


@pytest.mark.parametrize(
    ("told", "exact"),
    [
        ({"distribution": "triangular", "mode": 0.25}, stats.triang(0.25)),
        ({"distribution": "normal", "mean": 0.4, "sd": 0.2}, stats.truncnorm(-2.0, 3.0, 0.4, 0.2)),
        ({"distribution": "beta", "a": 2.0, "b": 5.0}, stats.beta(2.0, 5.0)),
    ],
    ids=["triangular", "normal", "beta"],
)
@pytest.mark.parametrize("method", [{"method": "lhs"}, {"method": "sobol", "exponent": 7}], ids=["lhs", "sobol"])
def test_a_sample_has_the_distribution_that_was_asked_for(told, exact, method):
    tables = study({"crowd": {**CROWD, **told}, "rate": RATE}, **method)
    if method["method"] == "sobol":
        del tables["design"]["points"]
    values = drawn(tables)[:, 0]
    assert stats.kstest(values, exact.cdf).statistic < 0.05
    assert 0.0 <= values.min() < values.max() <= 1.0


def test_observed_values_come_back_as_their_quantiles():
    values = drawn(study({"crowd": {"key": CROWD["key"], "distribution": "empirical", "samples": [0.1, 0.2, 0.9]}}))
    assert np.quantile(values, [0.0, 0.5, 1.0]) == pytest.approx([0.1, 0.2, 0.9], abs=0.01)
    assert (values < 0.2).mean() == pytest.approx(0.5, abs=0.01)


def test_an_even_factor_is_drawn_as_before():
    plain = drawn(study({"crowd": CROWD, "rate": RATE}))
    beside = drawn(study({"crowd": CROWD, "rate": {**RATE, "distribution": "triangular", "mode": 0.004}}))
    assert (plain[:, 0] == beside[:, 0]).all()
    assert load_study(study({"crowd": CROWD})).parts[0].document()["factors"][0].keys() == {
        "name", "role", "title", "key", "low", "high", "log",
    }  # fmt: skip


@pytest.mark.parametrize("wanted", [0.8, -0.5])
def test_correlated_factors_keep_their_own_values(wanted):
    tables = {"crowd": {**CROWD, "distribution": "beta", "a": 2.0, "b": 2.0}, "rate": RATE}
    plain = drawn(study(tables))
    made = drawn(study(tables, correlations=[f"rate, crowd = {wanted}"]))
    assert (np.sort(made, axis=0) == np.sort(plain, axis=0)).all()
    assert stats.spearmanr(made).statistic == pytest.approx(wanted, abs=0.06)
    assert abs(stats.spearmanr(plain).statistic) < 0.15


def test_a_matrix_of_three_is_reached_or_is_impossible():
    names = ("a", "b", "c")
    wanted = correlation_matrix(names, [("a", "b", 0.6), ("b", "c", -0.4)])
    made = correlate(np.random.default_rng(1).random((2000, 3)), wanted, np.random.default_rng(2))
    assert stats.spearmanr(made).statistic == pytest.approx(wanted, abs=0.05)
    assert not is_possible(correlation_matrix(names, [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)]))


def test_all_points_keep_the_conditions_and_are_as_many_as_asked():
    made = drawn(study({"crowd": CROWD, "rate": RATE}, conditions=["crowd + 100 * rate < 0.9", "crowd > 0.1"]))
    assert len(made) == 200
    assert (made[:, 0] + 100 * made[:, 1] < 0.9).all()
    assert (made[:, 0] > 0.1).all()
    again = drawn(study({"crowd": CROWD, "rate": RATE}, conditions=["crowd + 100 * rate < 0.9", "crowd > 0.1"]))
    assert (again == made).all()


def test_a_grid_leaves_out_what_breaks_a_condition():
    tables = study({"crowd": {**CROWD, "steps": 5}, "rate": {**RATE, "steps": 3}}, method="grid")
    for name in ("points", "seed"):
        del tables["design"][name]
    tables["design"]["conditions"] = ["crowd <= 0.5"]
    made = load_study(tables)
    assert sampling.count(made.parts[0]) == 9 == len(sampling.points(made))


def test_what_is_no_number_keeps_no_condition():
    condition = FactorCondition.parse("1 / a > 2", ("a",))
    assert condition.holds({"a": np.array([0.25, 0.0, 1.0])}).tolist() == [True, False, False]


def test_the_ends_of_a_distribution_are_those_of_its_range():
    for spread in (
        Distribution("triangular", 1.0, 3.0, {"mode": 1.0}), Distribution("normal", 1.0, 3.0, {"mean": 9.0, "sd": 1.0}),
        Distribution("beta", 1.0, 3.0, {"a": 0.5, "b": 0.5}), Distribution("empirical", 1.0, 3.0, samples=(1.0, 3.0)),
    ):  # fmt: skip
        assert [spread.at(0.0), spread.at(1.0)] == pytest.approx([1.0, 3.0])
        middle = [spread.at(share) for share in np.linspace(0.0, 1.0, 11)]
        assert middle == sorted(middle)
        assert all(math.isfinite(value) for value in middle)


@pytest.mark.parametrize(
    ("factor", "design", "said"),
    [
        ({"distribution": "triangular"}, {}, 'uncertainties.crowd.mode: is missing: distribution = "triangular"'),
        ({"distribution": "beta", "a": 1.0, "b": 1.0, "sd": 1.0}, {}, "uncertainties.crowd.sd: means nothing"),
        ({"distribution": "triangular", "mode": 7.0}, {}, "mode: 7 is no value between low, 0, and high, 1"),
        ({"mode": 0.5}, {}, "uncertainties.crowd.mode: means nothing with distribution"),
        ({}, {"correlations": ["crowd & rate"]}, 'design.correlations.0: "crowd & rate" is no correlation'),
        ({}, {"correlations": ["crowd, rat = 0.5"]}, '"rat" is no factor with a range.*did you mean rate'),
        ({}, {"correlations": ["crowd, crowd = 0.5"]}, "two factors of different names"),
        ({}, {"correlations": ["crowd, rate = 1.5"]}, "1.5 is no correlation; allowed above -1"),
        ({}, {"conditions": ["crowd"]}, "is no condition; one comparison"),
        ({}, {"conditions": ["crowd < 0 < rate"]}, "is no condition"),
        ({}, {"conditions": ["crowd > raet"]}, '"raet" is nothing.*did you mean rate'),
        ({}, {"conditions": ["crowd > 2"]}, "too few points keep all of them"),
        (
            {"steps": 3, "distribution": "triangular", "mode": 0.5},
            {"method": "grid"},
            "the method grid does not sample",
        ),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(factor, design, said):
    tables = study({"crowd": {**CROWD, **factor}, "rate": {**RATE, "steps": 3}}, **design)
    if design.get("method") == "grid":
        del tables["design"]["points"], tables["design"]["seed"]
    with pytest.raises(ScenarioError, match=said):
        load_study(tables)
