"""What hours of several kinds are worth to a type of case (ODD, (9))."""

import numpy as np
import pytest

from cogov.model.engine.matching import match


def test_no_complementarity_with_substitution_of_one():
    needs = np.array([0.4, 0.0, 0.6, 0.0])
    assert match(1.0, 2.0, 3.0, 4.0, needs, 0.1, 1.0) == pytest.approx(0.9 * 4.0 + 0.1 * 10.0)


@pytest.mark.parametrize("r", [-3.0, -0.5, 0.0, 0.5, 1.0])
def test_hours_of_the_needed_mix_lose_nothing(r):
    needs = np.array([0.1, 0.2, 0.3, 0.4])
    assert match(0.2, 0.4, 0.6, 0.8, needs, 0.1, r) == pytest.approx(2.0)


@pytest.mark.parametrize("r", [-3.0, -0.5, 0.0])
def test_a_kind_that_is_wholly_missing_leaves_nothing(r):
    assert match(1.0, 0.0, 0.0, 0.0, np.array([0.5, 0.5, 0.0, 0.0]), 0.0, r) == 0.0
