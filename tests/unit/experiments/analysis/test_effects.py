import numpy as np
import pytest

from cogov.experiments.analysis import AnalysisError
from cogov.experiments.analysis.effects import effects, oat
from cogov.experiments.analysis.payback import EffectCourse, quarters
from cogov.experiments.analysis.phase_diagram import phase
from cogov.experiments.design.study import Factor
from cogov.visualization.charts.analysis import draw
from cogov.visualization.language.translations import words
from cogov.visualization.narratives.analysis_tables import caption, rows

GRID = [
    Factor("rule", "lever", key="rules.a", values=("silo", "hub")),
    Factor("load", "uncertainty", key="world.b", values=(1, 2, 3)),
]


def additive(x):
    return 10.0 * (x.rule == "hub") + 2.0 * x.load


def test_main_effects_of_a_sum_are_its_parts(tabled):
    found = effects(tabled(additive, GRID, "grid", {}, noise=0.1, replicates=8))
    spans = found.tables["factors"].set_index("factor")
    assert spans["difference"].to_dict() == pytest.approx({"rule": 10.0, "load": 4.0}, abs=0.3)
    assert spans.loc["rule", ["lowest", "highest"]].tolist() == ["silo", "hub"]
    assert spans.loc["load", ["lowest", "highest"]].tolist() == ["1", "3"]
    assert spans["share"].sum() == pytest.approx(1.0, abs=0.01)
    assert (spans["low"] < spans["difference"]).all()
    assert (spans["p"] < 0.001).all()
    assert "Of 2 factors, 2 move the outcome by more than luck. rule moves it most" in found.verdict["en"]


def test_what_luck_makes_is_not_called_an_effect(tabled):
    found = effects(tabled(lambda x: 0.0 * x.load, GRID, "grid", {}, noise=1.0, replicates=5))
    assert "None of 2 factors" in found.verdict["en"]


def test_one_replicate_has_no_interval(tabled):
    found = effects(tabled(additive, GRID, "grid", {}))
    assert found.tables["levels"]["low"].isna().all()
    assert "cannot tell that from luck" in found.verdict["en"]


def test_missing_runs_do_not_turn_levels_against_each_other(tabled):
    table = tabled(additive, GRID, "grid", {}, noise=0.1, replicates=6)
    table.values[0, 1] = np.nan  # one replicate of one point: the level goes without that replicate
    table.values[5, :] = np.nan  # a point that always failed: left out
    spans = effects(table).tables["factors"].set_index("factor")
    assert np.isfinite(spans["difference"]).all()


def test_a_level_that_always_failed_is_left_out_and_the_others_are_compared(tabled):
    table = tabled(additive, GRID, "grid", {}, noise=0.1, replicates=6)
    table.values[table.design["load"].to_numpy() == 3] = np.nan
    found = effects(table)
    spans = found.tables["factors"].set_index("factor")
    assert spans["difference"].to_dict() == pytest.approx({"rule": 10.0, "load": 2.0}, abs=0.3)
    assert spans.loc["load", ["lowest", "highest"]].tolist() == ["1", "2"]
    assert spans["share"].sum() == pytest.approx(1.0, abs=0.01)
    assert "Of 2 factors, 2 move" in found.verdict["en"]
    levels = found.tables["levels"]
    assert levels.loc[levels["factor"] == "load", "level"].tolist() == ["1", "2"]


def test_one_at_a_time_leaves_the_point_with_most_neighbours(tabled):
    found = oat(tabled(additive, GRID, "grid", {}, noise=0.1, replicates=6))
    curves = found.tables["curves"]
    assert curves["point"].tolist() == [0, 3, 0, 1, 2]
    moves = curves.set_index(["factor", "level"])["difference"]
    assert moves["rule", "hub"] == pytest.approx(10.0, abs=0.3)
    assert moves["load", "3"] == pytest.approx(4.0, abs=0.3)
    assert moves["load", "1"] == 0.0


def test_designs_without_neighbours_have_no_curves(tabled, ranged):
    with pytest.raises(AnalysisError, match="no two points differ in one factor only"):
        oat(tabled(lambda x: x.a, ranged("ab", 0.0, 1.0), "lhs", {"points": 20, "seed": 1}))


def test_phase_map_has_a_sign_where_luck_does_not_explain(tabled):
    found = phase(tabled(additive, GRID, "grid", {}, noise=0.1, replicates=6), ("rule", "load"))
    cells = found.tables["cells"].set_index(["row", "column"])
    assert cells["sign"].to_dict() == {
        ("silo", "1"): "−",
        ("silo", "2"): "−",
        ("silo", "3"): "−",
        ("hub", "1"): "+",
        ("hub", "2"): "+",
        ("hub", "3"): "+",
    }
    assert cells.loc[("hub", "3"), "mean"] == pytest.approx(16.0, abs=0.2)
    assert found.tables["best"]["policy"].tolist() == ["rule=hub"] * 3
    assert draw(found, "zh").file().startswith("<svg")


def test_phase_map_needs_two_factors(tabled, ranged):
    table = tabled(lambda x: x.a, ranged("a", 0.0, 1.0), "lhs", {"points": 20, "seed": 1})
    with pytest.raises(AnalysisError, match="varies one factor"):
        phase(table)
    with pytest.raises(AnalysisError, match="two different factors"):
        phase(table, ("a", "a"))


def test_a_rule_that_costs_first_pays_when_the_sum_is_positive():
    # -1 for 13 weeks, then +1: in sum 0 after 26 weeks and above from then on.
    week = np.where(np.arange(52) < 13, -1.0, 1.0)
    gap = week + np.random.default_rng(1).normal(0.0, 1e-3, (5, 52))
    frame = quarters(EffectCourse("rule", "hub", "silo", gap), 1.0)
    assert frame["last_week"].tolist() == [13, 26, 39, 52]
    assert frame["difference"].round(1).tolist() == [-1.0, 1.0, 1.0, 1.0]
    assert frame["cumulative"].round().tolist() == pytest.approx([-13.0, 0.0, 13.0, 26.0])
    assert frame["pays"].tolist()[2:] == [True, True]
    assert not frame["pays"][0]
    assert not quarters(EffectCourse("rule", "hub", "silo", gap), -1.0)["pays"].any()
    assert not quarters(EffectCourse("rule", "hub", "silo", gap[:1]), 1.0)["pays"].any()


def test_in_a_sample_chance_of_the_points_is_no_effect(tabled, ranged):
    """What the others do differs between levels by chance; replicates of equal luck would call that an effect."""
    factors = ranged("abc", 0.0, 1.0)
    table = tabled(lambda x: 40 * x.a, factors, "lhs", {"points": 120, "seed": 2}, noise=0.01, replicates=4)
    found = effects(table)
    p = found.tables["factors"].set_index("factor")["p"]
    assert p["a"] < 1e-6
    assert (p[["b", "c"]] > 0.01).all()
    assert any("Sampled factors were drawn together" in note["en"] for note in found.notes)
    cells = phase(table, ("b", "c")).tables["cells"]
    assert (cells["sign"] == "·").mean() > 0.8


def test_phase_map_has_room_for_so_many_words_only(crossed):
    """However many levels a factor has, a picture stays one that can be looked at."""
    table = crossed(np.arange(2.0 * 30).reshape(30, 2, 1))
    table.design["policy"] = [f"site {each}" for each in table.design["policy"]]
    with pytest.raises(AnalysisError, match="policy has 30 levels; a phase map has room for 24"):
        phase(table, ("policy", "world"))


def test_a_share_is_told_in_per_cent_and_kept_as_it_is(crossed):
    found = effects(crossed(np.array([[[0.11, 0.12]], [[0.31, 0.32]]]), outcome="coordination_cost"))
    assert "by 20.0 percentage points" in found.verdict["en"]
    assert "20.0 个百分点" in found.verdict["zh"]
    assert found.tables["factors"]["difference"].iloc[0] == pytest.approx(0.2)
    headings, _, cells = rows(found, "factors", words("en"))
    assert cells[0][headings.index("Difference")] == "20.0"
    assert cells[0][headings.index("Share")] == "100.0 %"
    assert caption(found, "factors", words("en"), 9) == "Factors: Coordination cost, %"
