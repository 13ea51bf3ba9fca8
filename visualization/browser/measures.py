"""What the cities that the browser plays are measured by."""

from __future__ import annotations

from collections.abc import Mapping

from ...model.indicators import Indicator
from ...scenarios.form import FORM

INDICATORS: tuple[Indicator, ...] = FORM.indicators
"""In the order of a run's series."""

NAMES: tuple[str, ...] = FORM.names

BY_NAME: Mapping[str, Indicator] = FORM.by_name
