"""What is measured: the declarations. What measures them stands in each edition, and no process may read it."""

from __future__ import annotations

from .declaration import INDICATORS, Indicator

__all__ = ["BY_NAME", "INDICATORS", "NAMES", "Indicator"]

NAMES: tuple[str, ...] = tuple(indicator.name for indicator in INDICATORS)

BY_NAME = {indicator.name: indicator for indicator in INDICATORS}
