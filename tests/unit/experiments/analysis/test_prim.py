import numpy as np
import pytest

from cogov.experiments.analysis import AnalysisError
from cogov.experiments.analysis.prim import discover, measures, prim
from cogov.experiments.design.study import Factor


def planted(x):
    """Bad (0) in a box of a and b, good (1) elsewhere; c is of no use."""
    return 1.0 - ((x.a > 0.6) & (x.b < 0.5)).astype(float)


@pytest.fixture(scope="module")
def found(tabled, ranged):
    return prim(tabled(planted, ranged("abc", 0.0, 1.0), "lhs", {"points": 1000, "seed": 4}), threshold=0.5)


def test_a_planted_box_is_found(found):
    box = found.tables["box"].set_index("factor")
    assert set(box.index) == {"a", "b"}
    assert box.loc["a", "low"] == pytest.approx(0.6, abs=0.03)
    assert np.isnan(box.loc["a", "high"])
    assert box.loc["b", "high"] == pytest.approx(0.5, abs=0.03)
    assert (box["quasi_p"] < 1e-6).all()
    assert (box["resampled"] == 1.0).all()
    [chosen] = found.tables["trajectory"].query("chosen").to_dict("records")
    assert chosen["coverage"] > 0.95
    assert chosen["density"] > 0.95
    assert chosen["restricted"] == 2


def test_the_way_begins_with_all_and_loses_coverage_for_density(found):
    way = found.tables["trajectory"]
    assert way.loc[0, ["coverage", "mass", "restricted"]].tolist() == [1.0, 1.0, 0]
    peels = way[~way["chosen"]]
    assert peels["coverage"].is_monotonic_decreasing
    assert peels["density"].is_monotonic_increasing
    assert (way["mass"] >= 0.05).all()


def test_a_box_of_words(tabled):
    factors = [
        Factor("rule", "lever", key="rules.a", values=("silo", "hub", "peer")),
        Factor("load", "uncertainty", key="world.b", low=0.0, high=1.0),
    ]

    def function(x):
        return 1.0 - (x.rule == "peer").astype(float)

    found = prim(tabled(function, factors, "lhs", {"points": 300, "seed": 1}), threshold=0.5)
    [row] = found.tables["box"].to_dict("records")
    assert (row["factor"], row["levels"]) == ("rule", "peer")
    assert "rule = peer" in found.verdict["en"]


def test_noise_gathers_in_no_box_that_resamples_agree_on(tabled, ranged):
    def noise(x):
        return x.a * 0 + np.random.default_rng(9).random(len(x))

    found = prim(tabled(noise, ranged("abcd", 0.0, 1.0), "lhs", {"points": 200, "seed": 1}), threshold=0.3)
    box = found.tables["box"]
    assert box.empty or box["quasi_p"].max() > 0.001


def test_of_what_should_be_small_the_large_is_bad(tabled, ranged):
    factors = ranged("a", 0.0, 1.0)
    table = tabled(lambda x: x.a, factors, "lhs", {"points": 100, "seed": 1}, outcome="coordination_cost")
    [row] = prim(table, threshold=0.7).tables["box"].to_dict("records")
    assert row["low"] > 0.65


def test_without_a_limit_the_worst_quarter_is_taken_and_said_to_be(tabled, ranged):
    found = prim(tabled(lambda x: x.a, ranged("ab", 0.0, 1.0), "lhs", {"points": 100, "seed": 1}))
    assert any("--threshold" in note["en"] for note in found.notes)
    [row] = found.tables["box"].to_dict("records")
    assert row["high"] == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize(("limit", "side"), [(-1.0, "no"), (2.0, "every")])
def test_limits_beyond_all_outcomes_are_refused_with_their_range(tabled, ranged, limit, side):
    table = tabled(lambda x: x.a, ranged("a", 0.0, 1.0), "lhs", {"points": 50, "seed": 1})
    with pytest.raises(AnalysisError, match=rf"{side} point is worse than .*; effectiveness goes from 0\.0"):
        prim(table, limit)


def test_pasting_gives_back_what_peeling_took_too_much():
    column = np.linspace(0.0, 1.0, 400)
    cases = column >= 0.5
    boxes, place = discover([column], [False], cases)
    coverage, density = measures(boxes[place], cases)
    assert coverage == 1.0
    assert density > 0.95


# What ema_workbench 2.5.3 (`analysis.prim.Prim(x, cases, threshold=0.5).find_box()`) finds in the cases below; they
# come of `default_rng(1)`, whose stream NumPy keeps.
WORKBENCH = {"coverage": 0.949238578680203, "density": 1.0, "cases": 197}


def test_against_the_workbench():
    draws = np.random.default_rng(1).random((1000, 3))
    cases = (draws[:, 0] > 0.6) & (draws[:, 1] < 0.5)
    assert cases.sum() == WORKBENCH["cases"]
    boxes, place = discover(list(draws.T), [False] * 3, cases)
    coverage, density = measures(boxes[place], cases)
    assert coverage >= WORKBENCH["coverage"] - 0.05
    assert density >= WORKBENCH["density"] - 0.05
