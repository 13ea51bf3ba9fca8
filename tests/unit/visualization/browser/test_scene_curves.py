"""What a scene draws of weeks that jump."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.visualization.browser.panels.scene import MONTH, average_month, is_restless


def test_a_comb_is_drawn_month_by_month_and_a_course_as_it_is():
    comb, course = np.array([0.0, 20.0] * 20), np.linspace(40.0, 60.0, 40)
    assert is_restless(comb)
    assert not is_restless(course)
    assert not is_restless(np.full(40, np.nan))


def test_a_month_is_the_mean_of_the_weeks_that_end_with_it():
    values = np.array([4.0, 0.0, 8.0, 0.0, 12.0, 0.0])
    expected = [values[max(0, end - MONTH) : end].mean() for end in range(1, 7)]
    assert average_month(values) == pytest.approx(expected)
