"""What is measured: the declarations, and :mod:`.measuring`, which no process may read."""

from __future__ import annotations

from . import declaration
from .declaration import Indicator
from .single import SINGLES

__all__ = ["BY_NAME", "INDICATORS", "NAMES", "Indicator"]

INDICATORS: tuple[Indicator, ...] = (*declaration.INDICATORS, *(single.indicator for single in SINGLES))
"""All indicators in the order of the record: those measured in one pass, then those that stand alone."""

NAMES: tuple[str, ...] = tuple(indicator.name for indicator in INDICATORS)

BY_NAME = {indicator.name: indicator for indicator in INDICATORS}
