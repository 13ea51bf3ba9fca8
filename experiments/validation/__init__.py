"""The patterns that the model should show, P1 to P12: one was fitted to, one informed the mechanism, ten are held out.

What each looks at and wants was written before the runs were looked at. No number of the model is changed because a
pattern is missed; a pattern whose miss revealed a wrong mechanism, and so changed it, is no longer held out.
"""

from .institutions import P8, P9, P12
from .pattern import (
    Criterion,
    CriterionResult,
    Mark,
    Pattern,
    PatternArm,
    PatternRole,
    PatternVerdict,
    Runs,
    Watch,
    judge,
)
from .people import P5, P10, P11
from .rates import P1, P4, P6
from .times import P2, P3, P7

PATTERNS: tuple[Pattern, ...] = (P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12)

__all__ = [
    "PATTERNS",
    "Criterion",
    "CriterionResult",
    "Mark",
    "Pattern",
    "PatternArm",
    "PatternRole",
    "PatternVerdict",
    "Runs",
    "Watch",
    "judge",
]
