"""On which scale a multiplier is judged, and what stands beside it.

Whether parts multiply depends on the scale. On an index that ends at 100, what one part has gained another cannot gain
again: parts that help each other look like substitutes. The harm that problems do has no such end, and on its logarithm
parts that each take away their own share add up. So the verdict is that of minus the logarithm of harm; effectiveness,
as it is and as a logit (ln y / (100 - y), which stretches both ends), stands beside it.

Another outcome is judged on the scale that fits its range: a logit where it has two ends, a logarithm where it has one,
as it is where it has none; and as it is stands beside.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...model.indicators import Indicator
from ..statistics.arrays import Floats

WorthScale = Literal["raw", "log", "logit"]

SCALES: tuple[WorthScale, ...] = ("raw", "log", "logit")

OUTCOME = "harm"
"""What is judged unless another outcome is named."""

INDEX = "effectiveness"
"""The bounded index that stands beside harm."""

_WEEKLY_LOGS = {"harm": "log_harm"}
"""Outcomes whose logarithm is measured week by week."""


@dataclass(frozen=True, slots=True)
class WorthMeasure:
    """An outcome on a scale.

    Attributes
    ----------
    outcome : str
    scale : str
        ``raw``, ``log`` or ``logit``.
    low, high : float
        Ends of the outcome's range; infinite where it has none.
    better : int
        1 where more is better, -1 where less is.
    column : str
        The quantity that is read: the outcome, or what holds its logarithm already.
    """

    outcome: str
    scale: WorthScale
    low: float = -math.inf
    high: float = math.inf
    better: int = 1
    column: str = ""

    @property
    def bounded(self) -> bool:
        """Whether the outcome has two ends."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def direction(self) -> float:
        """1 if more is a gain, -1 if less is."""
        return -1.0 if self.better < 0 else 1.0

    def can_be(self, read: Callable[[str], Floats]) -> bool:
        """Tell whether every cell has a worth on the scale."""
        if self.scale == "raw" or self.column:
            return True
        values = read(self.outcome)
        if self.scale == "log":
            return bool((values > 0.0).all())
        return bool(((values > self.low) & (values < self.high)).all())

    def worth(self, read: Callable[[str], Floats]) -> Floats:
        """Return worths, more always being a gain.

        Parameters
        ----------
        read : callable
            Gives the values of a quantity, of any shape.
        """
        values = read(self.column or self.outcome)
        if self.scale == "log" and not self.column:
            values = np.log(values)
        elif self.scale == "logit":
            values = np.log((values - self.low) / (self.high - values))
        return self.direction * values

    def used(self, values: Floats) -> Floats:
        """Return which part of the outcome's range is used up, 1 being the end that is wanted."""
        share = (values - self.low) / (self.high - self.low)
        return share if self.better >= 0 else 1.0 - share


def fit_scale(indicator: Indicator) -> WorthScale:
    """Return the scale that fits an outcome's range.

    >>> from cogov.scenarios.form import FORM
    >>> [fit_scale(FORM.by_name[name]) for name in ("trust", "harm", "performance_gap", "log_harm")]
    ['logit', 'log', 'raw', 'raw']
    """
    if indicator.low == 0.0:
        return "logit" if math.isfinite(indicator.high) else "log"
    return "raw"


def of_indicator(indicator: Indicator, scale: WorthScale, column: str = "") -> WorthMeasure:
    """Return an indicator on a scale."""
    return WorthMeasure(indicator.name, scale, indicator.low, indicator.high, indicator.better, column)


def choose_measures(outcome: Indicator, known: dict[str, Indicator]) -> tuple[WorthMeasure, ...]:
    """Return the measure that is judged, and those that stand beside it.

    Parameters
    ----------
    outcome : Indicator
    known : dict
        All indicators by name.
    """
    scale = fit_scale(outcome)
    column = _WEEKLY_LOGS.get(outcome.name, "")
    judged = of_indicator(outcome, scale, column if column in known else "")
    if outcome.name == OUTCOME and INDEX in known:
        index = known[INDEX]
        return judged, of_indicator(index, "raw"), of_indicator(index, "logit")
    return (judged,) if scale == "raw" else (judged, of_indicator(outcome, "raw"))
