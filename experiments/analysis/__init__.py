"""What the table of a sweep says: effects, sensitivity, discovery, robust ranking, phases, and when a rule pays.

Every method takes a :class:`~.dataset.Table`, never the model, and gives a :class:`~.result.Finding`: a sentence that
can be "no", tables, a picture and what to be careful about.
"""

from __future__ import annotations

from .dataset import AnalysisError, Table
from .methods import METHODS, Options, apply_method, natural_method
from .result import Finding

__all__ = ["METHODS", "AnalysisError", "Finding", "Options", "Table", "apply_method", "natural_method"]
