"""A prediction: each phone draws the curve it expects, before the city runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .ballot import BothTexts

POINTS = 21
"""Points of a drawn curve: of five years, one a quarter."""

SPREAD = (0.1, 0.9)
"""Quantiles between which the room's curves and the runs are shown: the same 80 % as on every page."""

DrawnCurve = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CurveSpread:
    """A curve with its spread, at the points of a sketch.

    Attributes
    ----------
    median, low, high : tuple of float, length `POINTS`
    """

    median: DrawnCurve
    low: DrawnCurve
    high: DrawnCurve

    def describe(self) -> dict[str, list[float]]:
        """Return what a phone is shown."""
        return {"median": list(self.median), "low": list(self.low), "high": list(self.high)}


@dataclass(frozen=True, slots=True)
class Sketch:
    """A curve to be drawn.

    Attributes
    ----------
    question : dict
        By language.
    weeks : int
        Weeks of the run, at least 2.
    low, high : float
        Ends of the upright axis, in the indicator's unit.
    known : tuple of float, length `POINTS`
        CurveSpread of a city that everybody may see, to measure the own one by.
    known_name : dict
        What it is called, by language.
    """

    question: BothTexts
    weeks: int
    low: float
    high: float
    known: DrawnCurve
    known_name: BothTexts

    def read(self, answer: object) -> DrawnCurve | None:
        """Return the curve that a phone sent; None if it is none: a phone may send anything."""
        if not isinstance(answer, list):
            return None
        values = cast("list[object]", answer)
        if len(values) != POINTS or any(type(value) not in (int, float) for value in values):
            return None
        numbers = cast("list[float]", values)
        if not all(self.low <= value <= self.high for value in numbers):  # compared first: some integers are no float
            return None
        return tuple(round(float(value), 1) for value in numbers)

    def describe(self) -> dict[str, Any]:
        """Return what a phone is shown."""
        return {
            "kind": "sketch",
            "question": dict(self.question),
            "weeks": self.weeks,
            "low": self.low,
            "high": self.high,
            "known": list(self.known),
            "known_name": dict(self.known_name),
        }


def sample(values: NDArray[np.float64]) -> DrawnCurve:
    """Return `POINTS` values of a weekly course, evenly spaced from its first week to its last.

    >>> sample(np.arange(41.0))[:3]
    (0.0, 2.0, 4.0)
    """
    weeks = np.linspace(0, len(values) - 1, POINTS)
    return _curve(np.interp(weeks, np.arange(len(values)), values))


def stretch(curve: DrawnCurve, weeks: int) -> NDArray[np.float64]:
    """Return a weekly course through the points of a curve: straight between them."""
    return np.interp(np.arange(weeks), np.linspace(0, weeks - 1, POINTS), curve)


def gather(curves: Sequence[DrawnCurve]) -> CurveSpread:
    """Return median and spread of some curves, point by point.

    Raises
    ------
    ValueError
        If there is none.
    """
    if not curves:
        raise ValueError("nobody has drawn a curve")
    low, median, high = np.quantile(np.array(curves), (SPREAD[0], 0.5, SPREAD[1]), axis=0)
    return CurveSpread(_curve(median), _curve(low), _curve(high))


def distance(curve: DrawnCurve, other: DrawnCurve) -> float:
    """Return the mean distance of two curves, point by point, in the indicator's unit."""
    return float(np.mean(np.abs(np.subtract(curve, other))))


def _curve(values: NDArray[np.float64]) -> DrawnCurve:
    return tuple(round(value, 2) for value in values.tolist())
