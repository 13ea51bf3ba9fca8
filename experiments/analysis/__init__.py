"""What the table of a sweep says: effects, sensitivity, discovery, robust ranking, phases, and when a rule pays.

Every method takes a :class:`~.table.Table`, never the model, and gives a :class:`~.finding.Finding`: a sentence that
can be "no", tables, a picture and what to be careful about.
"""

from __future__ import annotations

from .choosing import METHODS, Options, analysed, natural
from .finding import Finding
from .table import AnalysisError, Table

__all__ = ["METHODS", "AnalysisError", "Finding", "Options", "Table", "analysed", "natural"]
