"""What a scene draws of weeks that jump."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.model.indicators import BY_NAME
from cogov.visualization.browser.panels.curves import Curve, option
from cogov.visualization.browser.panels.scene import MONTH, average_month, is_restless
from cogov.visualization.browser.translations import words


def test_a_comb_is_drawn_month_by_month_and_a_course_as_it_is():
    comb, course = np.array([0.0, 20.0] * 20), np.linspace(40.0, 60.0, 40)
    assert is_restless(comb)
    assert not is_restless(course)
    assert not is_restless(np.full(40, np.nan))


def test_a_month_is_the_mean_of_the_weeks_that_end_with_it():
    values = np.array([4.0, 0.0, 8.0, 0.0, 12.0, 0.0])
    expected = [values[max(0, end - MONTH) : end].mean() for end in range(1, 7)]
    assert average_month(values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("most", "end"), [(0.03, 5.0), (0.077, 10.0), (0.2, 25.0), (0.4, 50.0), (0.48, 100.0), (1.0, 100.0)]
)
def test_a_low_curve_is_not_drawn_flat_and_elsewhere_the_axis_stays(most, end):
    lines = [Curve("A", np.linspace(0.0, most, 30))]
    fitted, usual = (option(lines, BY_NAME["solved"], words("en"), fit=fit)["yAxis"] for fit in (True, False))
    assert (fitted["min"], fitted["max"]) == (0.0, pytest.approx(end))
    assert (usual["min"], usual["max"]) == (0.0, 100.0)
