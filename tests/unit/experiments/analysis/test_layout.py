"""The layout follows from how points were chosen: what replicates what."""

import numpy as np
import pandas as pd
import pytest

from cogov.experiments.analysis import AnalysisError, Table
from cogov.experiments.analysis.effects import effects, main_effects, oat
from cogov.experiments.analysis.layout import layout
from cogov.experiments.analysis.morris import morris
from cogov.experiments.analysis.null_factors import laid, scheme
from cogov.experiments.analysis.phase_diagram import phase
from cogov.experiments.analysis.prim import prim
from cogov.experiments.analysis.robustness import regret
from cogov.experiments.analysis.sobol import sobol
from cogov.experiments.design.study import Factor
from cogov.visualization.charts.analysis import draw
from cogov.visualization.narratives.analysis import explain

EXPECTED = {
    "grid": {"act": ("crossed", "seed", 0), "idle": ("crossed", "seed", 0)},
    "factorial": {"act": ("crossed", "seed", 0)},
    "list, every combination": {"act": ("crossed", "seed", 0)},
    "list": {"act": ("sampled", "point", 40), "idle2": ("sampled", "point", 40)},
    "lhs 24": {"act": ("sampled", "point", 24), "act3": ("sampled", "point", 24)},
    "sobol": {"act3": ("nested", "base_row", 128)},
    "morris": {"act": ("nested", "trajectory", 10)},
    "grid × grid": {"act": ("crossed", "seed", 0), "idle2": ("crossed", "seed", 0)},
    "grid × lhs 12": {"act": ("paired", "state", 12), "idle2": ("sampled", "state", 12)},
    "grid × sobol": {"act": ("paired", "base_row", 32), "act3": ("nested", "base_row", 32)},
    "grid × morris": {"act": ("paired", "trajectory", 8), "act3": ("nested", "trajectory", 8)},
    "list × lhs 24": {"act": ("paired", "state", 24), "idle2": ("sampled", "state", 24)},
    "lhs 16 × lhs 24": {"act": ("sampled", "policy", 16), "act3": ("sampled", "state", 24)},
    "lhs 24 × grid": {"act": ("sampled", "policy", 24), "act3": ("paired", "policy", 24)},
}


@pytest.mark.parametrize("name", list(EXPECTED))
def test_structure_unit_and_count(name):
    found = laid(scheme(name)).layout
    for factor, (structure, unit, count) in EXPECTED[name].items():
        placement = found[factor]
        assert (placement.structure, placement.unit, placement.count) == (structure, unit, count)
        if placement.units is not None:
            assert len(np.unique(placement.units)) == count


def test_a_list_of_one_factor_is_crossed_and_one_with_gaps_is_not():
    def part(names):
        return {"method": "list", "factors": [{"name": name, "role": "lever"} for name in names]}

    one = layout([part("a")], pd.DataFrame({"a": [1, 2, 3]}))
    assert one["a"].structure == "crossed"
    gaps = layout([part("ab")], pd.DataFrame({"a": [1, 1, 2], "b": [1, 2, 1]}))
    assert (gaps["a"].structure, gaps["a"].unit) == ("sampled", "policy")


def test_the_same_row_is_no_longer_found_for_every_sampled_factor():
    """Eight policies in twelve states, of which only load matters: crowding is not load by another name."""
    table = laid(scheme("grid × lhs 12"))
    load = table.design["act3"].to_numpy()
    table.values[:] = 40 + 15 * load[:, None] + np.random.default_rng(1).normal(0.0, 1.0, (1, table.replicates))
    spans = effects(table).tables["factors"].set_index("factor")
    assert (spans["p"] <= 0.05).to_dict() == {
        name: name == "act3" for name in ("act3", "act", "act2", "idle", "act4", "idle2")
    }
    assert spans.loc["act3", "difference"] == pytest.approx(15 * np.ptp(load), rel=1e-6)
    assert spans.loc["act3", ["structure", "unit", "units"]].tolist() == ["sampled", "state", 12]
    assert spans.loc["idle2", "share"] < 0.01
    cells = effects(table).tables["levels"]
    assert len(cells[cells["factor"] == "idle2"]) == 5  # places of a fitted line, and not twelve means


def test_too_few_states_are_refused_with_how_many_are_needed(tabled, ranged):
    table = laid(scheme("grid × lhs 12"))
    few = table.design["uncertainty_point"] < 6
    small = Table("few", "effectiveness", table.design[few].reset_index(drop=True), table.factors, table.parts,
                  np.random.default_rng(1).normal(50, 5, (int(few.sum()), 3)))  # fmt: skip
    found = effects(small)
    assert set(found.tables["factors"]["factor"]) == {"act", "act2", "idle"}
    [said] = [note for note in found.notes if "Nothing is said" in note["en"]]
    assert "6 sampled states are too few for a regression; at least 8 are needed" in said["en"]
    assert "6 个抽样状态不足以做回归，至少需要 8 个" in said["zh"]
    alone = tabled(lambda x: x.a, ranged("abc", 0.0, 1.0), "lhs", {"points": 6, "seed": 1})
    with pytest.raises(AnalysisError, match="6 sampled policies are too few") as refused:
        effects(alone)
    assert "至少需要 8 个" in explain(refused.value)["zh"]
    assert explain(refused.value)["en"] == str(refused.value)


def test_boxes_need_units_and_not_points():
    table = laid(scheme("grid × lhs 12"))
    table.values[:] = np.random.default_rng(1).normal(50, 5, table.values.shape)
    with pytest.raises(AnalysisError, match="12 sampled states are too few to look for a box; 20 are needed") as few:
        prim(table)
    assert explain(few.value)["en"] == str(few.value)


def test_factors_that_a_list_confounds_are_told():
    table = laid(scheme("list"))
    table.values[:] = np.random.default_rng(1).normal(50, 5, table.values.shape)
    table.design["act4"] = 2.0 * table.design["act3"]
    with pytest.raises(AnalysisError, match="cannot be told apart") as confounded:
        effects(table)
    assert explain(confounded.value)["en"] == str(confounded.value)


def test_a_constant_outcome_is_told_in_one_sentence_by_every_method(tabled, ranged):
    factors = ranged("ab", 0.0, 1.0)
    grid = [Factor(name, "lever", key=f"rules.{name}", values=(0, 1)) for name in "ab"]
    designs = {
        "sobol": (sobol, factors, {"exponent": 3, "second_order": False, "seed": 1}),
        "morris": (morris, factors, {"trajectories": 8, "levels": 4, "seed": 1}),
        "lhs": (prim, factors, {"points": 40, "seed": 1}),
        "grid": (oat, grid, {}),
    }
    said = set()
    for method, (judge, varied, options) in designs.items():
        table = tabled(lambda x: 0 * x.a + 5, varied, method, options, replicates=3)
        for each in (judge, effects, phase, *([regret] if method == "grid" else [])):
            found = each(table)
            said.add((found.verdict["en"].replace(str(table.points), "N"), found.verdict["zh"][:5]))
            assert not found.tables
            assert draw(found, "en") is None
    assert len(said) == 1
    assert said.pop()[0] == (
        "The outcome is constant: in every replicate it is the same at all N points (5.00). No factor moves it, "
        "so that there is nothing to analyse."
    )


def test_what_is_shown_comes_first_and_the_headline_is_about_it():
    """A sampled factor with few states may have a greater difference that is chance alone."""
    table = laid(scheme("grid × lhs 12"))
    draws = np.random.default_rng(3)
    states = draws.normal(0.0, 10.0, 12)[table.design["uncertainty_point"].to_numpy()]
    table.values[:] = (50 + states + 1.0 * (table.design["act"] == "on").to_numpy())[:, None] + draws.normal(
        0, 0.1, table.values.shape
    )
    found = effects(table)
    spans, _, _ = main_effects(table)
    assert spans["factor"][0] == "act"
    assert spans["difference"].max() > spans["difference"][0]
    assert "act moves it most" in found.verdict["en"]
