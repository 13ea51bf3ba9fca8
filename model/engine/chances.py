"""Chances that are logistic in log-odds."""

from __future__ import annotations

import math

from ..array_types import Column, Flags
from ..compilation import kernel

_AT_ONCE = 64
"""So many are looked at together for one who is in doubt."""


@kernel
def happens(luck: float, odds: float) -> bool:
    """Tell whether a uniform `luck` lies below logistic(odds): [luck (1 + exp(-odds)) < 1]."""
    return luck * (1.0 + math.exp(-odds)) < 1.0


@kernel
def decide(luck: Column, odds: Column, sides: Column, happened: Flags) -> None:
    """Write :func:`happens` of many at once, with hardly an exponential.

    exp(x) is (1 + h + h^2 / 2)^256 with h = x / 256, to within 1 % where abs(x) <= 15. Eight squarings are done for
    several residents at a time; only who is so near the edge that 1 % leaves a doubt, or beyond 15, needs more.
    """
    for i in range(len(odds)):
        h = odds[i] / -256.0
        e = 1.0 + h + 0.5 * h * h
        e2 = e * e
        e4 = e2 * e2
        e8 = e4 * e4
        e16 = e8 * e8
        e32 = e16 * e16
        e64 = e32 * e32
        e128 = e64 * e64
        sides[i] = luck[i] * (1.0 + e128 * e128)
    for first in range(0, len(odds), _AT_ONCE):
        last, doubts = min(first + _AT_ONCE, len(odds)), 0
        for i in range(first, last):
            happened[i] = sides[i] < 1.0
            doubts += (abs(sides[i] - 1.0) < 0.01) | (abs(odds[i]) > 15.0)
        if doubts > 0:
            for i in range(first, last):
                if abs(sides[i] - 1.0) < 0.01 or abs(odds[i]) > 15.0:
                    happened[i] = happens(luck[i], odds[i])
