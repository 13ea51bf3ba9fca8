"""What each component contributes to a difference in effectiveness.

Effectiveness of a week is E = 100 prod c_k^(w_k / W), so that with two runs

    ln E' - ln E = sum_k (w_k / W) (ln c'_k - ln c_k).

Multiplied by the logarithmic mean L = (E' - E) / (ln E' - ln E), or E where both are equal, the right-hand side
becomes points, and its terms sum to E' - E without a remainder (the additive LMDI decomposition; Ang 2004, Energy
Policy 32, 1131-1139). Weeks and replicates are averaged, as the final value averages them. It is bookkeeping of the
index and not a cause: why a component moved is another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.engine.simulation import YEAR
from ...model.indicators import NAMES
from ...model.parameters.behaviour import Index

IndicatorSeries = NDArray[np.float64]

COMPONENTS = ("resolution", "backlog", "public", "participation", "equity")
"""``public`` is the mean of satisfaction and trust; the others are indicators."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One component of the index, in two scenarios.

    Attributes
    ----------
    component : str
        One of :data:`COMPONENTS`.
    points : float
        What it contributes to the difference in effectiveness; the five sum to it.
    before, after : float
        Its mean level in [0, 1].
    """

    component: str
    points: float
    before: float
    after: float


def contributions(
    before: Sequence[IndicatorSeries], after: Sequence[IndicatorSeries], index: Index, *, last: int = YEAR
) -> tuple[Contribution, ...]:
    """Return what each component contributes to effectiveness `after` minus `before`.

    Parameters
    ----------
    before, after : sequences of ndarray, shape (weeks, indicators)
        Series of the replicates, as many of each.
    index : Index
        The weights, which both have in common.
    last : int
        Weeks at the end that count; 52 as in final values.
    """
    if len(before) != len(after) or not before:
        raise ValueError(f"{len(before)} and {len(after)} runs cannot be paired")
    weights = _weights(index)
    if not weights.any():
        return tuple(Contribution(name, 0.0, 0.0, 0.0) for name in COMPONENTS)
    a = np.stack([components(series[-last:], index) for series in before])
    b = np.stack([components(series[-last:], index) for series in after])
    logs = weights * (np.log(b) - np.log(a))
    low, high = (100.0 * np.exp((weights * np.log(each)).sum(axis=-1)) for each in (a, b))
    total = logs.sum(axis=-1)
    # expm1 keeps the mean exact where both are nearly equal, and 1 where they are.
    even = np.abs(total) < 1e-300
    scale = low * np.where(even, 1.0, np.expm1(total) / np.where(even, 1.0, total))
    scale = np.where(np.isfinite(scale), scale, high)
    points = (scale[..., None] * logs).mean(axis=(0, 1))
    return tuple(
        Contribution(name, float(points[k]), float(a[..., k].mean()), float(b[..., k].mean()))
        for k, name in enumerate(COMPONENTS)
    )


def components(series: IndicatorSeries, index: Index) -> NDArray[np.float64]:
    """Return the five components of the index, (weeks, 5), each floored as the index floors it.

    A test holds their weighted geometric mean against the measured index.
    """
    column = {name: series[:, place] for place, name in enumerate(NAMES)}
    taking_part = np.minimum(1.0, column["participation"] / index.participation_goal)
    public = 0.5 * (column["satisfaction"] + column["trust"])
    parts = (column["resolution"], column["backlog"], public, taking_part, column["equity"])
    return np.maximum(np.stack(parts, axis=-1), index.floor)


def _weights(index: Index) -> NDArray[np.float64]:
    weights = np.array([getattr(index, f"weight_{name}") for name in COMPONENTS])
    total = float(weights.sum())
    return weights / total if total > 0.0 else weights
