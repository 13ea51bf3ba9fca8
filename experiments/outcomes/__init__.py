"""Outcomes: what a question is about, where no indicator's last year says it; declared once, usable wherever one is."""

from .expression import Expression, ExpressionError
from .outcome import UNDEFINED, Measure, Outcome, OutcomeValue, Undefined, Window

__all__ = ["UNDEFINED", "Expression", "ExpressionError", "Measure", "Outcome", "OutcomeValue", "Undefined", "Window"]
