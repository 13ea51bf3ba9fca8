"""In which share of cities a claim holds: of the plausible ones, and of all that were drawn.

A claim holds in a city if the mean of its paired differences lies beyond the threshold, and surely so if the whole 95 %
interval (t, over seeds) does. The share of cities has an interval (:mod:`.effective_size`), which covers that they are
a sample of all plausible ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..statistics.arrays import Floats
from ..statistics.paired import ALPHA, paired_difference
from .deciders import rows_of
from .effective_size import CityWeights

GAME = "multiplier"
"""Name of the claim about the game: that its parts multiply each other."""


@dataclass(frozen=True)
class CityGaps:
    """What a claim comes to in each city.

    Attributes
    ----------
    cities : tuple of int
        Numbers of the cities.
    mean, low, high : ndarray, shape (cities,)
        Of the difference, with its 95 % interval over seeds.
    """

    cities: tuple[int, ...]
    mean: Floats
    low: Floats
    high: Floats

    @staticmethod
    def of(values: pd.DataFrame, cities: Sequence[int]) -> CityGaps:
        """Return the differences of cities, in their order: a row for each, a column for each seed."""
        rows = values.loc[list(cities)].to_numpy(dtype=float)
        results = [paired_difference(row, np.zeros(len(row))) for row in rows]
        ends = [(each.mean, each.mean if each.low is None else each.low, each.mean if each.high is None else each.high)
                for each in results]  # fmt: skip
        table = np.array(ends, dtype=float).reshape(-1, 3)
        return CityGaps(tuple(cities), *table.T)

    def beyond(self, threshold: float, sign: int) -> NDArray[np.bool_]:
        """Tell where the mean lies beyond a threshold."""
        return sign * (self.mean - threshold) > 0.0

    def surely(self, threshold: float, sign: int) -> NDArray[np.bool_]:
        """Tell where the whole interval lies beyond a threshold."""
        return (self.low > threshold) if sign > 0 else (self.high < threshold)

    def surely_not(self, threshold: float, sign: int) -> NDArray[np.bool_]:
        """Tell where the whole interval lies on the other side of a threshold, or on it."""
        return (self.high <= threshold) if sign > 0 else (self.low >= threshold)


@dataclass(frozen=True)
class ClaimShare:
    """In which share of cities a claim holds.

    Attributes
    ----------
    cities, holds, surely, surely_not : int
        How many there are; in how many it holds by the mean, with its whole interval, and in how many it surely does
        not.
    low, high : float
        95 % interval of the share.
    effective : float
        Number of independent cities that tell as much.
    share : float
        Share of cities in which it holds, each as often as it counts; NaN without a city.
    middle, lower, upper : float
        Median of the difference over cities, and its 5th and 95th percentile, each city as often as it counts; NaN
        without a city.
    """

    cities: int
    holds: int
    surely: int
    surely_not: int
    share: float
    low: float
    high: float
    effective: float
    middle: float
    lower: float
    upper: float


def count_claim(gaps: CityGaps, threshold: float, sign: int, weights: CityWeights) -> ClaimShare:
    """Return in which share of cities a claim holds."""
    cities = len(gaps.cities)
    beyond = gaps.beyond(threshold, sign)
    holds, surely, not_so = (
        int(each.sum()) for each in (beyond, gaps.surely(threshold, sign), gaps.surely_not(threshold, sign))
    )
    if not cities:
        return ClaimShare(0, 0, 0, 0, np.nan, 0.0, 1.0, 0.0, np.nan, np.nan, np.nan)
    spread = weights.quantiles(gaps.mean, (0.5, 0.05, 0.95))
    worth = weights.effective_of(beyond.astype(float))
    return ClaimShare(cities, holds, surely, not_so, *weights.share(beyond), worth, *spread)


@dataclass(frozen=True)
class ClaimOverCities:
    """A claim over an ensemble.

    Attributes
    ----------
    name, indicator : str
    threshold : float
    sign : int
        1: the difference is more than the threshold; -1: less.
    kept, drawn : ClaimShare
        Over the cities that are kept, and over the reference.
    gaps : CityGaps
        Of the cities that are kept.
    deciders : DataFrame
        ``name``; ``rank``, ``low``, ``high`` and ``p`` over the cities kept, and the same with ``_drawn`` behind over
        the reference (NaN where there are too few cities); ``low_third`` and ``high_third``, the share of kept cities
        in which the claim holds among those in which the
        number is low and high. What is surest, in either, comes first.
    """

    name: str
    indicator: str
    threshold: float
    sign: int
    kept: ClaimShare
    drawn: ClaimShare
    gaps: CityGaps
    deciders: pd.DataFrame

    @property
    def deciding(self) -> tuple[str, ...]:
        """Names of what decides it in plausible cities, most first."""
        return tuple(str(name) for name in self.deciders.loc[self.deciders["p"] <= ALPHA, "name"])

    @property
    def deciding_drawn(self) -> tuple[str, ...]:
        """Names of what decides it over all cities drawn, most first."""
        found = {str(row["name"]): abs(row["rank_drawn"]) for row in rows_of(self.deciders) if row["p_drawn"] <= ALPHA}
        return tuple(sorted(found, key=lambda name: -found[name]))
