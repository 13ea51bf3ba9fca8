"""Paired differences of two scenarios on common random numbers, and how sure they are.

Replicate r meets the same city, people and luck in both scenarios. With differences d_1 … d_n, mean m and
standard deviation s, the interval is m ± t(n-1, .975) s / sqrt(n). Pairing pays by the correlation rho of the
two scenarios: Var(A - B) = Var A + Var B - 2 rho sd(A) sd(B), so that unpaired runs would have to be
(Var A + Var B) / Var(A - B) times as many for the same width (Law 2015, section 11.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

GapChange = Literal["wider", "closer", "turned"]

ALPHA = 0.05
"""A difference is called shown if its Holm-adjusted p is at most this."""

LEVEL = 0.95

HEADLINE: tuple[str, ...] = (
    "effectiveness",
    "official",
    "performance_gap",
    "resolution",
    "satisfaction",
    "trust",
    "participation",
    "equity",
    "coordination_cost",
    "responsibility_assigned",
    "responsibility_delivered",
    "benefit_shared",
)
"""Indicators of which it is claimed that they differ: chosen before looking, judged together (Holm)."""

# Replicates that differ by rounding alone do not vary.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Difference:
    """One indicator in one scenario, minus the same in another, over paired runs.

    Attributes
    ----------
    n : int
        Pairs.
    mean : float
        Mean difference.
    low, high : float or None
        95 % interval (paired t); None with a single pair. Equal to the mean if all pairs agree exactly.
    standardised : float or None
        Mean over the standard deviation of a single run, sqrt((Var A + Var B) / 2); None if no run varies.
    correlation : float or None
        Of the two scenarios over replicates; None if one of them does not vary.
    saving : float or None
        How many times as many unpaired runs the same interval would take; None if nothing varies.
    p : float or None
        Two-sided, of no difference; None with a single pair.
    higher : int
        Pairs in which the first is strictly higher.
    """

    n: int
    mean: float
    low: float | None
    high: float | None
    standardised: float | None
    correlation: float | None
    saving: float | None
    p: float | None
    higher: int


def paired_difference(one: ArrayLike, other: ArrayLike) -> Difference:
    """Return the difference `one` minus `other` of paired values.

    Parameters
    ----------
    one, other : array_like, shape (n,)
        Values in the order of the replicates. A pair of which one is not a number, since there was nothing to measure,
        does not count; without any pair the mean is not a number either.
    """
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1 or a.size == 0:
        raise ValueError(f"paired values have shapes {a.shape} and {b.shape}; equal, one-dimensional ones are needed")
    from scipy.special import stdtr, stdtrit  # here, for listing scenarios needs no statistics

    measured = ~(np.isnan(a) | np.isnan(b))
    if not measured.any():
        return Difference(0, float("nan"), None, None, None, None, None, None, 0)
    a, b = a[measured], b[measured]
    gaps = a - b
    n, mean = gaps.size, float(gaps.mean())
    higher = int((gaps > 0).sum())
    if n == 1:
        return Difference(n, mean, None, None, None, None, None, None, higher)
    total = _variance(a) + _variance(b)
    variance = _variance(gaps)
    standardised = mean / float(np.sqrt(total / 2)) if total > 0 else None
    if variance == 0:
        return Difference(
            n, mean, mean, mean, standardised, _correlation(a, b), None, 1.0 if mean == 0 else 0.0, higher
        )
    error = float(np.sqrt(variance / n))
    half = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * error
    p = 2 * float(stdtr(n - 1, -abs(mean) / error))
    saving = total / variance
    return Difference(n, mean, mean - half, mean + half, standardised, _correlation(a, b), saving, p, higher)


def mean_interval(values: ArrayLike) -> tuple[float | None, float | None]:
    """Return the ends of the 95 % interval (Student's t) of a mean, None where there is a single value.

    >>> [round(end, 3) for end in mean_interval([1.0, 2.0, 3.0])]
    [-0.484, 4.484]
    """
    from scipy.special import stdtrit

    result = np.asarray(values, dtype=np.float64)
    if result.size < 2:
        return None, None
    half = float(stdtrit(result.size - 1, (1 + LEVEL) / 2)) * float(np.sqrt(_variance(result) / result.size))
    return float(result.mean()) - half, float(result.mean()) + half


def _variance(values: NDArray[np.float64]) -> float:
    scale = float(np.abs(values).max())
    return 0.0 if float(np.ptp(values)) <= _ROUNDING * scale else float(values.var(ddof=1))


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    if _variance(a) == 0 or _variance(b) == 0:
        return None
    return float(np.clip(np.corrcoef(a, b)[0, 1], -1.0, 1.0))


def holm(p: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values: the i-th smallest of m times m - i, never falling, at most 1.

    Whatever the dependence, the chance that any true null hypothesis gets one below alpha is at most alpha
    (Holm 1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted = [1.0] * len(p)
    reached = 0.0
    for rank, place in enumerate(sorted(range(len(p)), key=lambda place: p[place])):
        reached = max(reached, min(1.0, (len(p) - rank) * p[place]))
        adjusted[place] = reached
    return adjusted


def parting(gap: float, before: float) -> GapChange:
    """Return what became of the distance of two things that moved against each other, whichever of them is higher.

    >>> parting(3.0, 20.0), parting(-30.0, 20.0), parting(-20.0, 20.0)
    ('closer', 'wider', 'turned')
    """
    sizes = [float(f"{abs(value):.1f}") for value in (gap, before)]  # as they are written
    return "turned" if sizes[0] == sizes[1] else "wider" if sizes[0] > sizes[1] else "closer"
