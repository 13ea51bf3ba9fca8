"""A scenario with the runs that a log tells of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.engine.simulation import YEAR
from ...scenarios import Scenario
from ..statistics.paired import Difference, paired_difference


@dataclass(frozen=True, slots=True)
class LoggedScenario:
    """One of the two scenarios that the log is about.

    Attributes
    ----------
    scenario : Scenario
        As run.
    runs : tuple of ndarray, shape (weeks, indicators)
        Series of its replicates; the first is the one that is shown.
    """

    scenario: Scenario
    runs: tuple[NDArray[np.float64], ...]

    def finals(self, column: int) -> NDArray[np.float64]:
        """Return an indicator's mean over the last year, for each replicate."""
        return np.array([run[-YEAR:, column].mean() for run in self.runs])


def final_gap(before: LoggedScenario, after: LoggedScenario, column: int) -> Difference:
    """Return the difference of an indicator's final value, over the replicates."""
    return paired_difference(after.finals(column), before.finals(column))
