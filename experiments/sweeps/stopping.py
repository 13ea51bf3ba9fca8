"""How many replicates are enough: sequential stopping by rounds.

A round is one luck that all points meet. After n rounds each outcome of each point is compared with that of the first
point, on the pairs of the n rounds: the interval is mean ± t(n-1, 1 - a/2) s / sqrt(n), with a = .05 over the number
of outcomes (Bonferroni). The rule holds at n if every interval is at most ± what the study asks, an absolute width,
since a relative one explodes where there is no difference. The sweep stops at the first n from which it has held for
`look_ahead` further rounds as well, against stopping early by luck (Hoad, Robinson and Davies 2007); those rounds are
made anyway and are used.

The decision depends on rounds in their order and never on which run came back first, so that quick runs are not
favoured. Since a rule that does not hold at n cannot stop the sweep before n + 1 + `look_ahead`, so many rounds are
always needed: workers are kept busy and no run is made in vain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ..design.study import Precision


class StoppingRule:
    """Counts rounds and says how many are needed.

    Parameters
    ----------
    precision : Precision
    points, most : int
        Points of the design; rounds at most.

    Attributes
    ----------
    complete : int
        Rounds without a gap from the first.
    stopped : int or None
        At how many rounds the rule says to stop; None as long as it does not.
    """

    def __init__(self, precision: Precision, points: int, most: int) -> None:
        self._precision, self._most = precision, most
        self._names = tuple(precision.half_width)
        self._widths = np.array([precision.half_width[name] for name in self._names])
        self._values: NDArray[np.float64] = np.full((most, points, len(self._names)), np.nan)
        self._missing = np.full(most, points)
        self._since: int | None = None
        self.complete = 0
        self.stopped: int | None = None

    def told(self, point: int, replicate: int, final: dict[str, float] | None) -> None:
        """Take note of a run; None if it failed, and then the pair counts for nothing."""
        if replicate < self._most:
            if final is not None:
                self._values[replicate, point] = [final[name] for name in self._names]
            self._missing[replicate] -= 1
        while self.complete < self._most and self._missing[self.complete] <= 0:
            self.complete += 1
            self._look(self.complete)

    def _look(self, rounds: int) -> None:
        """Apply the rule after a round, in order."""
        if self.stopped is not None or rounds < self._precision.minimum:
            return
        if not (self.half_widths(rounds) <= self._widths).all():
            self._since = None
            return
        if self._since is None:
            self._since = rounds
        if rounds >= self._since + self._precision.look_ahead:
            self.stopped = rounds

    @property
    def needed(self) -> int:
        """Rounds that are needed for certain, by what is known now."""
        if self.stopped is not None:
            return self.stopped
        first = max(self.complete + 1, self._precision.minimum) if self._since is None else self._since
        return min(first + self._precision.look_ahead, self._most)

    def half_widths(self, rounds: int) -> NDArray[np.float64]:
        """Return the half-widths of all paired differences after so many rounds, (points - 1, outcomes)."""
        values = self._values[:rounds]
        pairs = values[:, 1:] - values[:, :1] if values.shape[1] > 1 else values
        known = ~np.isnan(pairs)
        number = known.sum(axis=0)
        widths = np.full(pairs.shape[1:], np.inf)
        enough = number >= 2
        if enough.any():
            safe = np.where(known, pairs, 0.0)
            mean = safe.sum(axis=0) / np.maximum(number, 1)
            square = (np.where(known, pairs - mean, 0.0) ** 2).sum(axis=0) / np.maximum(number - 1, 1)
            quantile = stdtrit(np.maximum(number - 1, 1), 1 - 0.025 / len(self._names))
            widths = np.where(enough, quantile * np.sqrt(square / np.maximum(number, 1)), np.inf)
        return widths
