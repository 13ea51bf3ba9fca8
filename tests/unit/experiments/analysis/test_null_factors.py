"""What does nothing is called an effect in at most 5 of 100 tables, and what does much is found."""

import numpy as np
import pytest
from scipy.stats import binom

from cogov.experiments.analysis.null_claims import JUDGES
from cogov.experiments.analysis.null_designs import DESIGNS, Luck, laid, outcome, scheme
from cogov.experiments.analysis.null_factors import BEGIN, END, bears, judge, main

# (method, design, tables, share of what acts that is found at least)
SIZES = [
    ("effects", "grid", 30, 0.8),
    ("effects", "list", 30, 0.8),
    ("effects", "lhs 24", 30, 0.7),
    ("effects", "sobol, second order", 30, 0.8),
    ("effects", "morris", 30, 0.8),
    ("effects", "grid × lhs 12", 30, 0.8),
    ("effects", "grid × morris", 30, 0.8),
    ("effects", "lhs 16 × lhs 24", 30, 0.8),
    ("oat", "factorial", 30, 0.5),
    ("morris", "morris", 40, 0.8),
    ("sobol", "sobol", 12, 0.6),
    ("prim", "grid × lhs 60", 5, 0.3),
    ("prim", "sobol", 5, 0.3),
    ("phase", "grid × lhs 24", 25, 0.8),
    ("phase", "lhs 120", 25, 0.8),
    ("regret", "grid × lhs 24", 12, 0.5),
    ("timing", "grid × lhs 24", 40, 0.8),
    ("contrast", "grid × lhs 12", 40, 0.8),
    ("contrast", "grid", 40, 0.8),
    ("contrast map", "grid × lhs 24", 40, 0.6),
    ("synergy", "grid × lhs 12", 60, 0.6),
    ("synergy", "grid × lhs 24", 60, 0.8),
    ("contrast map", "grid × grid", 40, 0.8),
]


@pytest.mark.parametrize(("method", "design", "tables", "power"), SIZES)
def test_size_and_power(method, design, tables, power):
    found = judge(method, design, tables)
    assert found.idle_of >= tables
    assert found.idle <= binom.ppf(0.999, found.idle_of, 0.05), found
    assert found.acting >= power * found.acting_of, found


@pytest.mark.parametrize("design", ["grid", "grid × lhs 12", "sobol", "morris", "lhs 24"])
def test_a_factor_that_leaves_every_bit_is_no_effect(design):
    """As in the model, where a setting that no rule reads changes nothing at all."""
    found = judge("effects", design, 25, Luck(own=False))
    assert found.idle <= binom.ppf(0.999, found.idle_of, 0.05), found
    assert found.acting >= 0.7 * found.acting_of, found


def test_every_method_has_designs_and_every_design_a_method():
    for name in DESIGNS:
        assert bears("effects", name)
    for method in JUDGES:
        assert any(bears(method, name) for name in DESIGNS), method


def test_outcomes_do_not_depend_on_what_is_idle():
    table = laid(scheme("grid"))
    values = outcome(table, Luck(own=False), np.random.default_rng(1))
    for _, group in table.design.groupby(["act", "act2"]):
        assert np.ptp(values[group.index], axis=0).max() == 0.0
    assert np.ptp(values, axis=0).max() > 1.0


def test_the_table_is_printed_and_written(tmp_path, capsys, monkeypatch):
    from cogov.experiments.analysis import null_factors

    monkeypatch.setattr(null_factors, "JUDGES", {"effects": JUDGES["effects"]})
    monkeypatch.setattr(null_factors, "DESIGNS", {"grid": DESIGNS["grid"]})
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    assert main(["--repeats", "4", "--write", str(page)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("| effects | grid | 120 × 6 | 8 |")
    assert page.read_text("utf-8") == "\n".join(["before", BEGIN, "", *lines, "", END, "after", ""])


def test_lines_of_one_method_are_renewed_and_others_stay(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}\n\n| effects | grid | kept |\n| contrast | grid | old |\n\n{END}\n", "utf-8")
    assert main(["--repeats", "4", "--methods", "contrast", "--write", str(page)]) == 0
    written = page.read_text("utf-8")
    assert "| effects | grid | kept |" in written
    assert "| contrast | grid | old |" not in written
    assert "| contrast | grid | 120 × 6 | 12 |" in written
