"""What hours of several kinds are worth to a type of case (9)."""

from __future__ import annotations

from ..array_types import Column
from ..compilation import kernel
from .state import Number

LEAST_MATCH = 0.001
"""What an hour is taken to be worth at least, where a case is divided by it."""


@kernel
def match(v0: float, v1: float, v2: float, v3: float, needs: Column, fungible: float, r: float) -> float:
    """Return match(v, needs): the work that hours v of the four kinds do.

    ``[sum over k with n_k > 0 of n_k (x_k / n_k)^r]^(1 / r)``, ``x_k = (1 - fungible) v_k + fungible n_k (sum of v)``;
    0 without hours, and for r <= 0 without any of a kind that is needed; for r = 0 the product of (x_k / n_k)^(n_k).
    """
    total = v0 + v1 + v2 + v3
    if total <= 0.0:
        return 0.0
    result, count = 0.0, 0
    if r == 0.0:
        result = 1.0
    for k in range(4):
        n = needs[k]
        if n <= 0.0:
            continue
        v = v0 if k == 0 else v1 if k == 1 else v2 if k == 2 else v3
        x = (1.0 - fungible) * v + fungible * n * total
        if x <= 0.0:
            if r <= 0.0:
                return 0.0
            continue
        count += 1
        if r == -0.5:
            result += n * (n / x) ** 0.5
        elif r == 1.0:
            result += x
        elif r == 0.0:
            result *= (x / n) ** n
        else:
            result += n * (x / n) ** r
    if count == 0:
        return 0.0
    if r == -0.5:
        return 1.0 / (result * result)
    if r == 0.0 or r == 1.0:
        return result
    return result ** (1.0 / r)


@kernel
def match_row(v: Column, needs: Column, fungible: float, r: float) -> float:
    """Return :func:`match` of a row of hours."""
    return match(v[0], v[1], v[2], v[3], needs, fungible, r)


@kernel
def fit(p: Number, n: Number, base: float) -> float:
    """Return base + (1 - base) fit, fit of priorities to a need being 1 if there is none, else min(1, p / n)."""
    return base + (1.0 - base) * (1.0 if n <= 1e-6 else min(1.0, p / n))
