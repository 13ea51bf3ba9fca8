"""What a suite compares: the indicators of the model, and what stands where there was nothing to measure."""

from __future__ import annotations

import numpy as np

from ...scenarios.form import FORM
from ..statistics.arrays import Floats

INDICATORS = FORM.indicators
NAMES = FORM.names
BY_NAME = FORM.by_name

LACKING = -1.0
"""Stands for "there was nothing to measure". No share is negative, so that to begin or to end being is a change."""

MARGINS = {"share": 0.02, "index": 0.02, "points": 1.0, "logarithm": 0.05}
"""Differences that matter, by unit."""

RELATIVE = 0.05
"""Margin of what is counted, as a part of the baseline's mean."""

SCALES = {"share": 1.0, "index": 1.0, "points": 100.0, "logarithm": 1.0}
"""By how much an indicator may differ at all, by unit; what is counted has no scale of its own."""


def fill_lacking(values: Floats) -> Floats:
    """Return values with :data:`LACKING` where there was nothing to measure."""
    return np.where(np.isnan(values), LACKING, values)


def is_lacking(value: float) -> bool:
    """Tell whether a value, or a mean of values, says that there was nothing to measure in all of them."""
    return value == LACKING
