"""The patterns that the model should show, each with its role: what was fitted, put in, aimed at, seen, or held out.

What each looks at and wants, which effect counts, which null model it must beat and how it could fail was written
before the runs were looked at. No number of the model is changed because a pattern is missed. What any model of this
form must show is an input, and is never counted as met.
"""

from .institutions import P8, P9, P12
from .pattern import (
    Criterion,
    CriterionResult,
    Mark,
    Observed,
    Pattern,
    PatternArm,
    PatternRole,
    PatternVerdict,
    Runs,
    judge,
)
from .people import P5, P10, P11, P18, P19, P20, P21, P23
from .rates import P1, P4, P6, P13, P14, P15, P25
from .times import P2, P3, P7, P22

PATTERNS: tuple[Pattern, ...] = (
    P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13, P14, P15, P18, P19, P20, P21, P22, P23, P25,
)  # fmt: skip

__all__ = [
    "PATTERNS",
    "Criterion",
    "CriterionResult",
    "Mark",
    "Observed",
    "Pattern",
    "PatternArm",
    "PatternRole",
    "PatternVerdict",
    "Runs",
    "judge",
]
