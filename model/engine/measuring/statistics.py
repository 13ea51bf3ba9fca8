"""Rates, cosines, weighted means, medians of counted durations."""

from __future__ import annotations

import math

from ...array_types import Column, Whole
from ...compilation import kernel


@kernel
def rate(part: float, whole: float, empty: float) -> float:
    """Return a part of a whole, and `empty` where there is no whole."""
    return part / whole if whole > 0.0 else empty


@kernel
def cosine(first: Column, second: Column) -> float:
    """Return the cosine of two rows; 0 if one of them is 0."""
    dot, a, b = 0.0, 0.0, 0.0
    for d in range(len(first)):
        dot += first[d] * second[d]
        a += first[d] * first[d]
        b += second[d] * second[d]
    return min(1.0, dot / math.sqrt(a * b)) if a > 0.0 and b > 0.0 else 0.0


@kernel
def weigh(parts: Column, weights: Column, floor: float) -> float:
    """Return the weighted geometric mean of parts in [0, 1], each floored; 0 where all weights are 0."""
    total, logs = 0.0, 0.0
    for k in range(len(parts)):
        total += weights[k]
        logs += weights[k] * math.log(max(parts[k], floor))
    return math.exp(logs / total) if total > 0.0 else 0.0


@kernel
def median(total: int, durations: Whole) -> float:
    """Return the median of so many durations, counted in a table's columns, half-way between the middle two.

    -1 if there are none.
    """
    lower, seen = -1, 0
    for age in range(durations.shape[1] if total > 0 else 0):
        for w in range(durations.shape[0]):
            seen += durations[w, age]
        if lower < 0 and 2 * seen >= total:
            lower = age
        if 2 * seen > total:
            return 0.5 * (lower + age)
    return -1.0


@kernel
def least_age(total: int, durations: Whole) -> float:
    """Return the least age that nine in ten of so many did not exceed; -1 if there are none."""
    seen = 0
    for age in range(durations.shape[1] if total > 0 else 0):
        for w in range(durations.shape[0]):
            seen += durations[w, age]
        if 10 * seen >= 9 * total:
            return float(age)
    return -1.0
