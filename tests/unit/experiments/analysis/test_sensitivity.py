"""Ishigami's and Sobol's functions have indices that can be computed by hand."""

import math

import numpy as np
import pytest

from cogov.experiments.analysis import AnalysisError
from cogov.experiments.analysis.morris import morris
from cogov.experiments.analysis.sobol import sample, sobol


def ishigami(x):
    return np.sin(x.a) + 7 * np.sin(x.b) ** 2 + 0.1 * x.c**4 * np.sin(x.a)


def g(x):
    weights = (0, 1, 4.5, 9)
    return math.prod((abs(4 * x[name] - 2) + a) / (1 + a) for name, a in zip("abcd", weights, strict=True))


@pytest.fixture(scope="module")
def found(tabled, ranged):
    factors = ranged("abc", -math.pi, math.pi)
    options = {"exponent": 11, "second_order": True, "seed": 1}
    return sobol(tabled(ishigami, factors, "sobol", options, replicates=2))


def test_ishigami(found):
    frame = found.tables["indices"].set_index("factor")
    # V = a²/8 + b π⁴/5 + b² π⁸/18 + 1/2 with a = 7, b = .1
    for name, first, total in (("a", 0.3139, 0.5576), ("b", 0.4424, 0.4424), ("c", 0.0, 0.2437)):
        row = frame.loc[name]
        assert row["first"] == pytest.approx(first, abs=0.03)
        assert row["total"] == pytest.approx(total, abs=0.03)
        assert row["first_low"] <= first <= row["first_high"]
        assert row["total_low"] <= total <= row["total_high"]
        assert row["distinct"]
        assert row["converged"] == (row["total_high"] - row["total_low"] < 0.1)


def test_ishigami_interacts_in_one_pair_only(found):
    pairs = found.tables["pairs"].set_index(["factor", "other"])["second"]
    assert pairs["a", "c"] == pytest.approx(0.2437, abs=0.06)
    assert pairs["a", "b"] == pytest.approx(0.0, abs=0.06)
    assert pairs["b", "c"] == pytest.approx(0.0, abs=0.06)


def test_sobol_g(tabled, ranged):
    frame = sobol(tabled(g, ranged("abcd", 0.0, 1.0), "sobol", {"exponent": 11, "second_order": False, "seed": 2}))
    parts = [1 / (3 * (1 + a) ** 2) for a in (0, 1, 4.5, 9)]
    total = math.prod(1 + part for part in parts) - 1
    rows = frame.tables["indices"].set_index("factor")
    for place, name in enumerate("abcd"):
        others = math.prod(1 + part for other, part in enumerate(parts) if other != place)
        assert rows.loc[name, "first"] == pytest.approx(parts[place] / total, abs=0.03)
        assert rows.loc[name, "total"] == pytest.approx(parts[place] * others / total, abs=0.03)
    assert list(rows.index) == ["a", "b", "c", "d", "dummy"]


def test_what_does_nothing_is_not_told_from_the_dummy(tabled, ranged):
    def one(x):
        return x.a + 0 * x.b

    options = {"exponent": 6, "second_order": False, "seed": 1}
    found = sobol(tabled(one, ranged("ab", 0.0, 1.0), "sobol", options, replicates=2))
    rows = found.tables["indices"].set_index("factor")
    assert rows["distinct"].to_dict() == {"a": True, "b": False, "dummy": False}
    assert "Of 2 factors, 1 can be told" in found.verdict["en"]
    few = sobol(tabled(one, ranged("ab", 0.0, 1.0), "sobol", {"exponent": 2, "second_order": False, "seed": 1}))
    assert any("Not converged" in note["en"] for note in few.notes)


def test_rows_of_saltelli_are_taken_apart_as_they_are_laid():
    given = sample(np.arange(12.0), 2, second=True)
    back = [part * np.arange(12.0).std() + 5.5 for part in (given.a, given.ab, given.ba, given.b)]
    assert [part.tolist() for part in back] == [
        [0.0, 6.0],
        [[1.0, 2.0], [7.0, 8.0]],
        [[3.0, 4.0], [9.0, 10.0]],
        [5.0, 11.0],
    ]


def test_luck_is_no_sensitivity(tabled, ranged):
    """Where each run has luck of its own, total indices and elementary effects of what does nothing are above 0."""
    slope = {"noise": 0.3, "replicates": 3}
    options = {"exponent": 7, "second_order": False, "seed": 1}
    rows = sobol(tabled(lambda x: x.a, ranged("ab", 0.0, 1.0), "sobol", options, **slope)).tables["indices"]
    assert rows.set_index("factor").loc["b", "total_low"] > 0.1
    assert rows.set_index("factor")["distinct"].to_dict() == {"a": True, "b": False, "dummy": False}
    options = {"trajectories": 20, "levels": 4, "seed": 1}
    frame = morris(tabled(lambda x: x.a, ranged("ab", 0.0, 1.0), "morris", options, **slope)).tables["effects"]
    assert (frame["low"] > 0.0).all()
    assert (frame.set_index("factor")["p"] <= 0.05).to_dict() == {"a": True, "b": False}


def test_a_single_replicate_cannot_tell_luck(tabled, ranged):
    options = {"exponent": 5, "second_order": False, "seed": 1}
    found = sobol(tabled(lambda x: x.a, ranged("ab", 0.0, 1.0), "sobol", options))
    assert not found.tables["indices"]["distinct"].any()
    assert "cannot tell what a factor does from luck" in found.verdict["en"]
    options = {"trajectories": 8, "levels": 4, "seed": 1}
    assert (
        "cannot tell any of this"
        in morris(tabled(lambda x: x.a, ranged("ab", 0.0, 1.0), "morris", options)).verdict["en"]
    )


def test_other_designs_are_refused(tabled, ranged):
    factors = ranged("ab", 0.0, 1.0)
    with pytest.raises(AnalysisError, match=r"the design is lhs; .* method = 'sobol'"):
        sobol(tabled(lambda x: x.a, factors, "lhs", {"points": 20, "seed": 1}))


def test_morris_finds_slopes_and_curves(tabled, ranged):
    def function(x):
        return 10 * x.a - 4 * x.b + 0 * x.c + 20 * (x.d - 0.5) * (x.e - 0.5)

    options = {"trajectories": 40, "levels": 4, "seed": 1}
    found = morris(tabled(function, ranged("abcde", 0.0, 1.0), "morris", options))
    frame = found.tables["effects"].set_index("factor")
    assert frame.loc["a", "mu_star"] == pytest.approx(10.0)
    assert frame.loc["b", "mu"] == pytest.approx(-4.0)
    assert frame.loc["a", "sigma"] == pytest.approx(0.0, abs=1e-9)
    assert frame.loc["c", "mu_star"] == 0.0
    assert frame.loc["d", "sigma"] > 3.0
    assert (frame["low"] <= frame["mu_star"]).all()
    assert "for 2 the direction depends" in found.verdict["en"]


def test_morris_is_per_whole_range(tabled, ranged):
    options = {"trajectories": 4, "levels": 4, "seed": 1}
    found = morris(tabled(lambda x: x.a, ranged("a", 0.0, 50.0), "morris", options))
    assert found.tables["effects"]["mu_star"].tolist() == pytest.approx([50.0])
