"""One's own rule, actor, measure and data: a Python module beside a scenario. See ``docs/how-to/own-extension.md``."""

from __future__ import annotations

from .engine.cases import Stage
from .engine.state import Kind
from .extensions.declaration import Extension, after, before, column, data, indicator, lever, parameter, stream
from .named_columns import STEPS, NamedColumns

__all__ = [
    "STEPS", "Extension", "Kind", "NamedColumns", "Stage", "after", "before", "column", "data", "indicator", "lever",
    "parameter", "stream",
]  # fmt: skip
