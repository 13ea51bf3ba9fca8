"""What is measured: the declarations. What measures them stands in each edition, and no process may read it."""

from __future__ import annotations

from . import declaration
from .declaration import Indicator
from .single import SINGLES

__all__ = ["BY_NAME", "INDICATORS", "NAMES", "Indicator"]

INDICATORS: tuple[Indicator, ...] = (*declaration.INDICATORS, *(single.indicator for single in SINGLES))
"""All indicators in the order of the record: those that each edition measures in its own way, then the single ones."""

NAMES: tuple[str, ...] = tuple(indicator.name for indicator in INDICATORS)

BY_NAME = {indicator.name: indicator for indicator in INDICATORS}
