"""What a suite keeps of one run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..execution.runs import RunResult
from ..statistics.arrays import Floats
from .measures import INDICATORS, SCALES, fill_lacking

_COUNTED = np.array([each.unit not in SCALES for each in INDICATORS])
_WIDTHS = np.array([SCALES.get(each.unit, 1.0) for each in INDICATORS])
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Result:
    """What is kept of one run.

    Attributes
    ----------
    values : dict of str to float
        Mean of the last year, by indicator.
    digest : str
    course : float
    """

    values: dict[str, float]
    digest: str
    course: float


Known = dict[tuple[str, int], Result]
"""Results by scenario and seed, such as those of shards."""


def course(series: Floats) -> float:
    """Return one number for all weeks of a run: a weighted mean of all indicators, each on a scale of its own.

    Means of the last year say nothing of the weeks before. No two weeks and indicators have one weight, so that what
    differs in any of them shows, and what differs by rounding alone moves this by no more than rounding.

    Parameters
    ----------
    series : ndarray, shape (weeks, indicators)
    """
    known = fill_lacking(series)
    scaled = np.where(_COUNTED, np.log1p(np.maximum(known, 0.0)), known / _WIDTHS)
    # Weights between 1/2 and 3/2, spread evenly (Weyl's sequence): all of one sign, so that shifts do not cancel.
    weights = 0.5 + (_GOLDEN * np.arange(1, series.size + 1) % 1.0).reshape(series.shape)
    return float((weights * scaled).sum() / weights.sum())


def result_of(outcome: RunResult) -> Result:
    """Return what is kept of a run."""
    values = fill_lacking(np.array([*outcome.final.values()])).tolist()
    return Result(dict(zip(outcome.final, values, strict=True)), outcome.digest, course(outcome.series))
