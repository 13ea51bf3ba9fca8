"""Designs against what is known of them."""

import itertools

import numpy as np
import pytest
from SALib.analyze import morris, sobol

from cogov.experiments.design.loading import load_study
from cogov.experiments.design.sampling import count, points, rows
from cogov.experiments.design.study import Factor, Part

UNIT = tuple(Factor(f"x{place}", "uncertainty", key=f"k{place}", low=0.0, high=1.0, steps=3) for place in range(3))


def part(method, factors=UNIT, **options):
    return Part(method, factors, options)


@pytest.mark.parametrize(
    "design",
    [
        part("grid"),
        part("factorial"),
        part("lhs", points=17, seed=1),
        part("sobol", exponent=4, second_order=False, seed=1),
        part("sobol", exponent=3, second_order=True, seed=1),
        part("morris", trajectories=5, levels=4, seed=1),
    ],
    ids=lambda design: design.method,
)
def test_count_is_told_beforehand_and_values_stay_in_range(design):
    found = rows(design)
    assert len(found) == count(design)
    assert all(0.0 <= value <= 1.0 for row in found for value in row)
    assert rows(design) == found, "the same seed gives the same points"


def test_a_grid_is_every_combination():
    assert rows(part("grid")) == list(itertools.product((0.0, 0.5, 1.0), repeat=3))


def test_a_factorial_is_every_corner():
    assert rows(part("factorial")) == list(itertools.product((0.0, 1.0), repeat=3))


def test_a_latin_hypercube_has_one_point_in_each_part_of_each_range():
    found = np.array(rows(part("lhs", points=20, seed=3)))
    for column in found.T:
        assert sorted((column * 20).astype(int)) == list(range(20))
    assert rows(part("lhs", points=20, seed=4)) != found.tolist()


def test_a_sobol_design_is_balanced_and_analysed_right():
    # Ishigami: S1 = .314, .442, 0 (Sobol and Levitan 1999).
    design = part("sobol", exponent=10, second_order=False, seed=1)
    found = np.array(rows(design))
    base = found[:: len(UNIT) + 2]
    assert [(column < 0.5).mean() for column in base.T] == [0.5] * 3
    x = (2 * found - 1) * np.pi
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    indices = sobol.analyze(problem, y, calc_second_order=False, seed=1)
    assert indices["S1"] == pytest.approx([0.314, 0.442, 0.0], abs=0.06)
    assert indices["ST"] == pytest.approx([0.558, 0.442, 0.244], abs=0.06)


def test_a_morris_design_is_analysed_right():
    design = part("morris", trajectories=8, levels=4, seed=1)
    found = np.array(rows(design))
    steps = np.abs(np.diff(found.reshape(8, 4, 3), axis=1)) > 1e-12
    assert (steps.sum(axis=2) == 1).all(), "one factor changes at a time"
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    effects = morris.analyze(problem, found, found @ [1.0, -2.0, 0.0], num_levels=4, seed=1)
    assert list(effects["mu"]) == pytest.approx([1.0, -2.0, 0.0])


def test_words_share_the_range_evenly():
    word = Factor("rule", "lever", key="k", values=("a", "b", "c", "d"))
    found = rows(part("lhs", (word, *UNIT), points=40, seed=1))
    assert [sum(row[0] == each for row in found) for each in word.values] == [10, 10, 10, 10]


def test_two_designs_are_crossed_levers_first():
    study = load_study("crowding_out")
    found = points(study)
    assert len(found) == 8 * 32
    assert {row[:2] for row in found[:32]} == {(0.0, 0.2)}
    assert found[0][2:] == found[32][2:], "every lever point meets the same uncertainties"
