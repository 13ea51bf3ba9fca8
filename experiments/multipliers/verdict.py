"""Is there a multiplier? An answer by rule, from the intervals alone.

D is what all parts bring together beyond the sum of what each brings alone, on the scale that is judged
(:mod:`.measures`). In this order:

``no``, *harm*
    All together bring less than nothing.
``ceiling``
    The bounded index stands beyond nine tenths of its range with all parts, or it alone says "less than the sum" and
    its logit, which knows no end, does not: what the index can show is at its end, and it says nothing about the parts.
``yes``
    D is above 0, and so is the gain of all, which also exceeds the sum of those parts alone that gain: where one part
    harms by itself and another mends that, nothing is multiplied. No scale beside it says the opposite. The null
    control, in which nothing can multiply, does not say the same. And it passes two controls: acceptance of requests
    fixed at its mean, since asked times accepted is a product by form; and resources that replace each other freely
    (r = 1), since that they do not is the claim itself in one number.
``no``, *substitutes*
    The same below 0, with the same controls.
``no``, *additive*
    D is 0 in every seed; or its interval lies within a tenth of the gain of all on both sides of 0.
``not_shown``
    Anything else, with the reason.

All intervals are whole 95 % intervals, and every condition must hold, so that each may be tested at the full level
(intersection-union).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..statistics.bootstrap import LEAST, Estimates
from .measures import WorthScale

VerdictAnswer = Literal["yes", "no", "ceiling", "not_shown"]
Side = Literal["above", "below", "covers"]
Reason = Literal[
    "multiplier",
    "substitutes",
    "harm",
    "additive",
    "ceiling",
    "too_few",
    "no_scale",
    "conflict",
    "no_gain",
    "mending",
    "uncertain",
    "null",
    "structure",
    "exchangeable",
    "budget",
    "nothing_differs",
]

PASSED: tuple[Literal["structure", "exchangeable", "budget"], ...] = ("structure", "exchangeable", "budget")
"""Arms in which an answer must be the same, where they were run; that of the same hours holds a ``yes`` alone."""

NEAR_END = 0.9
"""Part of the range of an index from which on it is taken to be at its ceiling (assumed)."""

MARGIN = 0.1
"""D within this part of the gain of all counts as nothing (assumed)."""


@dataclass(frozen=True, slots=True)
class MultiplierVerdict:
    """An answer and its reason.

    Attributes
    ----------
    answer : str
        ``yes``, ``no``, ``ceiling`` or ``not_shown``.
    reason : str
        ``multiplier``; ``substitutes``, ``harm``, ``additive``; ``ceiling``; ``too_few`` seeds for intervals;
        ``no_scale``: the outcome reaches an end of its range, so that the scale that is judged has no number there;
        ``conflict``: a scale beside it says the opposite; ``no_gain``: D is above 0 and the gain of all is not;
        ``mending``: D is above 0 only since some parts mend what others harm; ``uncertain``; ``null``: the null control
        says the same; ``structure``: not shown once acceptance is fixed at its mean; ``exchangeable``: not shown once
        resources replace each other freely; ``budget``: not shown once every coalition has the same hours;
        ``nothing_differs``: every coalition is the same city, so that there is no question to answer.
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
        Whether D is 0 in every seed, or within :data:`MARGIN` of the gain of all.
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
        exact = bool(synergy.low[0] == synergy.high[0] and abs(synergy.mean[0]) < 1e-12)
        side = 0 if exact else _side(synergy)
        room = MARGIN * abs(float(whole.mean[0]))
        small = side == 0 and _side(whole) > 0 and bool(-room < synergy.low[0] and synergy.high[0] < room)
        return cls(side, _side(whole), exact or small, mending)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verdict rests on.

    Attributes
    ----------
    seeds : int
        Replicates.
    judged : Sides or None
        On the scale that is judged; None where the outcome has no number on it.
    beside : mapping of str to Sides
        On the scales beside it.
    bounded : bool
        Whether what stands beside it as it is is an index with two ends.
    at_end : bool
        Whether that index stands beyond :data:`NEAR_END` of its range with all parts.
    null : Sides or None
        Of the null control, on the scale that is judged.
    arms : mapping of str to Sides
        Of the arms of :data:`PASSED` that were run.
    """

    seeds: int
    judged: Sides | None
    beside: Mapping[WorthScale, Sides] = field(default_factory=dict[WorthScale, Sides])
    bounded: bool = False
    at_end: bool = False
    null: Sides | None = None
    arms: Mapping[str, Sides] = field(default_factory=dict[str, Sides])


def _side(result: Estimates) -> int:
    return int(result.low[0] > 0.0) - int(result.high[0] < 0.0)


def side_of(low: float, high: float) -> Side:
    """Return on which side of 0 an interval lies, or that it covers 0.

    >>> side_of(0.1, 0.2), side_of(-0.2, -0.1), side_of(0.0, 0.1)
    ('above', 'below', 'covers')
    """
    return "above" if low > 0.0 else "below" if high < 0.0 else "covers"


def judge(evidence: Evidence) -> MultiplierVerdict:
    """Return the verdict."""
    judged = evidence.judged
    if evidence.seeds < LEAST:
        return MultiplierVerdict("not_shown", "too_few")
    if judged is None:
        return MultiplierVerdict("not_shown", "no_scale")
    if judged.whole < 0:
        return MultiplierVerdict("no", "harm")
    if evidence.at_end or _ends_alone(evidence):
        return MultiplierVerdict("ceiling", "ceiling")
    if judged.synergy > 0:
        return _judge_gain(evidence, judged)
    if judged.synergy < 0:
        return _hold(evidence, MultiplierVerdict("no", "substitutes"), -1)
    if judged.nothing:
        return MultiplierVerdict("no", "additive")
    return MultiplierVerdict("not_shown", "uncertain")


def _ends_alone(evidence: Evidence) -> bool:
    """Tell whether the index as it is alone says "less than the sum": not what is judged, and not its logit."""
    raw, logit = evidence.beside.get("raw"), evidence.beside.get("logit")
    if not evidence.bounded or raw is None or raw.synergy >= 0 or evidence.judged is None:
        return False
    return evidence.judged.synergy >= 0 and (logit is None or logit.synergy >= 0)


def _judge_gain(evidence: Evidence, judged: Sides) -> MultiplierVerdict:
    if judged.whole <= 0:
        return MultiplierVerdict("not_shown", "no_gain")
    if judged.mending:
        return MultiplierVerdict("not_shown", "mending")
    return _hold(evidence, MultiplierVerdict("yes", "multiplier"), 1)


def _hold(evidence: Evidence, found: MultiplierVerdict, side: int) -> MultiplierVerdict:
    """Return a verdict if no scale and no control speaks against it."""
    if any(each.synergy == -side for each in evidence.beside.values()):
        return MultiplierVerdict("not_shown", "conflict")
    if evidence.null is not None and evidence.null.synergy == side:
        return MultiplierVerdict("not_shown", "null")
    for arm in PASSED:
        held = evidence.arms.get(arm)
        if held is not None and held.synergy != side and (arm != "budget" or side > 0):
            return MultiplierVerdict("not_shown", arm)
    return found
