import re
from dataclasses import replace

import numpy as np
import pytest

from cogov.experiments.calibration import DEFAULTS, Problem, Target, fit, supported
from cogov.model.quantity import quantities
from cogov.model.settings import Settings
from cogov.model.world import Actors

SCALE = "world.actors.capacity_scale"


@pytest.fixture(scope="module")
def problem(small):
    """Two figures of a small city that is truly at a scale of 1.6."""
    empty = Problem((SCALE,), (Target("fragmented", "official_closing", 0.0, "the model itself"),), 3, changes=small)
    empty = replace(empty, changes=(*small, "run.weeks=60"))
    (truth,) = empty.figures([{SCALE: 1.6}]).mean(axis=1)
    return replace(empty, targets=(replace(empty.targets[0], value=float(truth[0])),))


def test_a_known_truth_is_recovered(problem):
    found = fit(problem, points=11, draws=200)
    assert found.loss < 0.02
    assert found.value == pytest.approx(1.6, abs=0.1)
    assert found.low <= found.high
    assert found.profile["value"].is_monotonic_increasing
    assert found.profile["loss"].min() >= 0.0
    assert set(found.profile["value"]) >= {1.0, 1.6, 3.0}


def test_every_point_meets_the_same_luck(problem):
    one, other = problem.figures([{SCALE: 1.6}, {SCALE: 1.6}])
    np.testing.assert_array_equal(one, other)


def test_the_supported_range_is_where_the_minimum_may_lie():
    problem = Problem((SCALE,), (Target("fragmented", "official_closing", 0.5, ""),), seeds=4)
    grid = [1.0, 2.0, 3.0]
    certain = np.array([[0.1] * 4, [0.5] * 4, [0.9] * 4])[:, :, None]
    assert supported(problem, grid, certain, 100) == (2.0, 2.0)
    # Runs disagree on whether the first or the second point is right.
    unsure = np.array([[0.5, 0.5, 0.1, 0.1], [0.9, 0.9, 0.5, 0.5], [0.0] * 4])[:, :, None]
    assert supported(problem, grid, unsure, 100) == (1.0, 2.0)


def test_only_one_declared_parameter_is_fitted():
    with pytest.raises(ValueError, match="2 parameters"):
        fit(replace(DEFAULTS, parameters=(SCALE, "behaviour.lapse.patience")))
    with pytest.raises(ValueError, match=r"not declared: world\.actors\.scale"):
        fit(replace(DEFAULTS, parameters=("world.actors.scale",)))


def test_the_default_is_what_the_figures_support():
    """Rounded from the fit; the declaration says from what."""
    declared = {each.path: each for each in quantities(Settings())}[SCALE]
    assert declared.source.startswith("fitted to the official rates of Beijing's hotline")
    assert "supported 1.42 to 1.45" in declared.source
    assert 1.42 <= Actors().capacity_scale <= 1.45
    figures = [re.findall(r"[0-9]+\.[0-9]+", text) for text in (declared.source, declared.source_zh)]
    assert figures[0] == figures[1], "the two languages give other figures"
    assert DEFAULTS.parameters == (SCALE,)
    fitted = [each.path for each in quantities(Settings()) if each.source.startswith("fitted")]
    assert fitted == [SCALE]
