"""What the cities that the browser plays are measured by."""

from __future__ import annotations

from collections.abc import Mapping

from ...model.indicators import Indicator
from ...scenarios.form import SECOND

INDICATORS: tuple[Indicator, ...] = SECOND.indicators
"""In the order of a run's series."""

NAMES: tuple[str, ...] = SECOND.names

BY_NAME: Mapping[str, Indicator] = SECOND.by_name
