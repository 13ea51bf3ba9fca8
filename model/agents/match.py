"""How far hours of the four resources do a kind of work (9)."""

from __future__ import annotations

import math
from collections.abc import Sequence


def match(hours: Sequence[float], needs: Sequence[float], fungible: float, substitution: float) -> float:
    """Return the work that hours of the four resources do: a CES function of hours over needs.

    A part `fungible` of the hours can stand in for any resource. `substitution` is the exponent r of the function;
    with r = 1 resources replace each other freely, and the lower it is, the more the scarcest one decides.
    """
    total = hours[0] + hours[1] + hours[2] + hours[3]
    if total <= 0.0:
        return 0.0
    r = substitution
    if r == -0.5:
        parts = 0.0
        for k in range(4):
            n = needs[k]
            if n > 0.0:
                x = (1.0 - fungible) * hours[k] + fungible * n * total
                if x <= 0.0:
                    return 0.0
                parts += n * math.sqrt(n / x)
        return 1.0 / (parts * parts)
    parts = 1.0 if r == 0.0 else 0.0
    for k in range(4):
        n = needs[k]
        if n <= 0.0:
            continue
        x = (1.0 - fungible) * hours[k] + fungible * n * total
        if x <= 0.0:
            if r <= 0.0:
                return 0.0
            continue
        if r == 0.0:
            parts *= (x / n) ** n
        else:
            try:
                parts += n * (x / n) ** r
            except OverflowError:  # hardly any of a resource that nothing else replaces
                return 0.0
    if r == 0.0:
        return parts
    return parts ** (1.0 / r) if parts > 0.0 else 0.0
