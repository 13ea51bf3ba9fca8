"""Is there a multiplier? An answer by rule, from the intervals alone.

With D what all players bring together beyond the sum of what each brings alone:

``yes``
    D is above 0 on the raw *and* on the log scale, and so is the gain of all (whole 95 % intervals). Parts that only
    multiply independently of each other are above 0 on the raw scale, and parts that fill up a bounded scale below:
    the one alone proves nothing. Both must hold, so that each may be tested at the full level (intersection-union).
    And the gain of all exceeds the sum of any of the parts alone, so also of those that gain: where one part harms by
    itself and another mends that, D is above 0 without anything being multiplied.
``no``
    D is below 0 on both scales: the parts are substitutes. Or what all bring together is below 0 on both: they harm. Or
    D is exactly 0 in every seed: they add up.
``not_shown``
    Anything else, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..statistics.bootstrap import LEAST, Estimates

VerdictAnswer = Literal["yes", "no", "not_shown"]
Side = Literal["above", "below", "covers"]
Reason = Literal[
    "multiplier",
    "substitutes",
    "harm",
    "additive",
    "too_few",
    "no_log",
    "raw_only",
    "log_only",
    "conflict",
    "raw_below",
    "log_below",
    "no_gain",
    "mending",
    "uncertain",
    "budget",
    "nothing_differs",
]


@dataclass(frozen=True, slots=True)
class MultiplierVerdict:
    """An answer and its reason.

    Attributes
    ----------
    answer : str
        ``yes``, ``no`` or ``not_shown``.
    reason : str
        ``multiplier``; ``substitutes``, ``harm``, ``additive``; ``too_few`` seeds for intervals, ``no_log``: the
        outcome is not above 0 everywhere and has no log scale; ``raw_only``, ``log_only``: D is above 0 on one scale,
        and not shown to differ from 0 on the other; ``raw_below``, ``log_below``: the same below 0; ``conflict``: above
        0 on one and below on the other; ``no_gain``: D is above 0 and the gain of all is not; ``mending``: D is above 0
        only since some parts mend what others harm; ``uncertain``; ``budget``: a multiplier that is not shown once the
        budget is held; ``nothing_differs``: every coalition is the same city, so that there is no question to answer.
    """

    answer: VerdictAnswer
    reason: Reason


@dataclass(frozen=True, slots=True)
class Sides:
    """On which side of 0 two intervals lie: 1 above, -1 below, 0 if they cover it.

    Attributes
    ----------
    synergy, whole : int
        Of D and of the gain of all.
    nothing : bool
        Whether D is 0 in every seed.
    mending : bool
        Whether the gain of all is not shown to exceed the sum of the gains of those that gain alone.
    """

    synergy: int
    whole: int
    nothing: bool = False
    mending: bool = False

    @classmethod
    def of(cls, synergy: Estimates, whole: Estimates, *, mending: bool = False) -> Sides:
        """Return the sides of two estimates of one statistic each."""
        nothing = bool(synergy.low[0] == synergy.high[0] and abs(synergy.mean[0]) < 1e-12)
        return cls(0 if nothing else _side(synergy), _side(whole), nothing, mending)


def _side(result: Estimates) -> int:
    return int(result.low[0] > 0.0) - int(result.high[0] < 0.0)


def side_of(low: float, high: float) -> Side:
    """Return on which side of 0 an interval lies, or that it covers 0.

    >>> side_of(0.1, 0.2), side_of(-0.2, -0.1), side_of(0.0, 0.1)
    ('above', 'below', 'covers')
    """
    return "above" if low > 0.0 else "below" if high < 0.0 else "covers"


def judge(raw: Sides, log: Sides | None, seeds: int) -> MultiplierVerdict:
    """Return the verdict.

    Parameters
    ----------
    raw, log : Sides
        None for the log scale if there is none.
    seeds : int
        Replicates.
    """
    if seeds < LEAST:
        return MultiplierVerdict("not_shown", "too_few")
    if log is None:
        return MultiplierVerdict("not_shown", "no_log")
    if raw.whole < 0 and log.whole < 0:
        return MultiplierVerdict("no", "harm")
    match raw.synergy, log.synergy:
        case 1, 1:
            if raw.whole <= 0 or log.whole <= 0:
                return MultiplierVerdict("not_shown", "no_gain")
            mending = raw.mending or log.mending
            return MultiplierVerdict("not_shown", "mending") if mending else MultiplierVerdict("yes", "multiplier")
        case -1, -1:
            return MultiplierVerdict("no", "substitutes")
        case (1, -1) | (-1, 1):
            return MultiplierVerdict("not_shown", "conflict")
        case 1, 0:
            return MultiplierVerdict("not_shown", "raw_only")
        case 0, 1:
            return MultiplierVerdict("not_shown", "log_only")
        case -1, 0:
            return MultiplierVerdict("not_shown", "raw_below")
        case 0, -1:
            return MultiplierVerdict("not_shown", "log_below")
        case _:
            return (
                MultiplierVerdict("no", "additive")
                if raw.nothing and log.nothing
                else MultiplierVerdict("not_shown", "uncertain")
            )
