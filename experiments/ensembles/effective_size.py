"""How many independent cities a sample of alike ones is worth, and the interval of a share that follows.

Cities that come of one plain draw are alike. So the variance of a weighted mean is taken over these families: the sum
over families of the squared sum of weighted deviations. That is the estimate of Lee and Whiteley 2018 (Biometrika
105:609) for a sample that comes of generations, and Taylor's of a sample in clusters. Divided into what independent
cities would have, it tells how many of these the sample is worth.

The interval of a share is that of Clopper and Pearson at this number instead of the number of cities, made smaller for
few families (Korn and Graubard 1998, Survey Methodology 24:193). Of plain draws it is the exact one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, rankdata
from scipy.stats import t as student

from ..statistics.arrays import Floats
from ..statistics.paired import ALPHA


def share_interval(holds: float, cities: float) -> tuple[float, float]:
    """Return the exact 95 % interval of a share.

    >>> share_interval(0, 20)[0], round(share_interval(0, 20)[1], 3)
    (0.0, 0.168)
    >>> [round(end, 3) for end in share_interval(15, 20)]
    [0.509, 0.913]
    """
    low = float(beta.ppf(ALPHA / 2, holds, cities - holds + 1)) if holds > 0 else 0.0
    high = float(beta.ppf(1 - ALPHA / 2, holds + 1, cities - holds)) if holds < cities else 1.0
    return low, high


@dataclass(frozen=True)
class CityWeights:
    """How much each city counts, and which are of one family.

    Attributes
    ----------
    weights : ndarray, shape (cities,)
        How often each counts.
    families : ndarray of int, shape (cities,)
        Equal where cities come of one plain draw.
    columns : ndarray, shape (cities, numbers)
        What cities are, which tells how alike they are.
    """

    weights: Floats
    families: NDArray[np.int64]
    columns: Floats

    @staticmethod
    def even(cities: int) -> CityWeights:
        """Return those of plain draws: each counts once, and is its own family."""
        return CityWeights(np.ones(cities), np.arange(cities), np.empty((cities, 0)))

    @property
    def plain(self) -> bool:
        """Whether each city counts once and is its own family."""
        return bool((self.weights == 1.0).all()) and len(np.unique(self.families)) == len(self.families)

    @cached_property
    def count(self) -> int:
        """Number of families."""
        return len(np.unique(self.families))

    def mean(self, values: Floats) -> Floats:
        """Return the weighted mean of each column."""
        return self.weights @ values / self.weights.sum()

    def quantiles(self, values: Floats, shares: tuple[float, ...]) -> list[float]:
        """Return weighted quantiles; where all count alike, those of numpy."""
        repeated = np.repeat(values, self.weights.astype(int))
        return [float(each) for each in np.quantile(repeated, shares)]

    def ranks(self, values: Floats) -> Floats:
        """Return ranks as they are where each city stands as often as it counts."""
        repeated: Floats = np.asarray(rankdata(np.repeat(values, self.weights.astype(int))))
        ends = np.cumsum(self.weights.astype(int)) - 1
        return repeated[ends]

    def variance(self, values: Floats) -> Floats:
        """Return the variance of the weighted mean of each column, over families; infinite of a single family."""
        if self.count < 2:
            return np.full(values.shape[1:], np.inf)
        deviations = (values - self.mean(values)) * self.weights.reshape(-1, *[1] * (values.ndim - 1))
        _, place = np.unique(self.families, return_inverse=True)
        sums = np.zeros((self.count, *values.shape[1:]))
        np.add.at(sums, place, deviations / self.weights.sum())
        return (sums**2).sum(axis=0) * self.count / (self.count - 1)

    def _spread(self, values: Floats) -> Floats:
        """Return the variance of single cities, each column."""
        return self.mean((values - self.mean(values)) ** 2)

    @cached_property
    def effective(self) -> float:
        """Number of independent cities that tell as much of what cities are: of all columns together.

        Never more than there are cities.
        """
        cities = len(self.weights)
        if self.plain or cities < 2:
            return float(cities)
        spread = self._spread(self.columns)
        varies = spread > 0.0
        worth = spread[varies].sum() / self.variance(self.columns)[varies].sum() if varies.any() else 1.0
        return float(min(max(worth, 1.0), cities))

    def effective_of(self, values: Floats) -> float:
        """Return it for a single column; where that does not vary, or seems worth more, that of all columns."""
        if self.plain or not (spread := float(self._spread(values))):
            return self.effective
        return float(min(max(spread / float(self.variance(values)), 1.0), self.effective))

    def share(self, holds: NDArray[np.bool_]) -> tuple[float, float, float]:
        """Return the share of cities in which something holds, with its 95 % interval."""
        values = holds.astype(float)
        share = float(self.mean(values))
        if self.plain:
            return share, *share_interval(int(holds.sum()), len(holds))
        worth = self.effective_of(values)
        few = student.ppf(1 - ALPHA / 2, max(self.count - 1, 1)) / student.ppf(1 - ALPHA / 2, max(len(holds) - 1, 1))
        worth = max(worth / float(few) ** 2, 1.0)
        return share, *share_interval(share * worth, worth)
