"""What a suite keeps of one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ...model.indicators import Indicator
from ...scenarios.form import FORM
from ..execution.runs import RunResult
from ..outcomes.of_runs import evaluate
from ..outcomes.outcome import Outcome
from ..statistics.arrays import Floats
from .measures import INDICATORS, SCALES, fill_lacking

NOTHING: Mapping[str, Outcome] = MappingProxyType({})
"""No outcome of one's own."""

_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Result:
    """What is kept of one run.

    Attributes
    ----------
    values : dict of str to float
        Mean of the last year, by indicator, and outcomes of the suite by name.
    digest : str
    course : float
    """

    values: dict[str, float]
    digest: str
    course: float


Known = dict[tuple[str, int], Result]
"""Results by scenario and seed, such as those of shards."""


def course(series: Floats, indicators: Sequence[Indicator] = INDICATORS) -> float:
    """Return one number for all weeks of a run: a weighted mean of all indicators, each on a scale of its own.

    Means of the last year say nothing of the weeks before. No two weeks and indicators have one weight, so that what
    differs in any of them shows, and what differs by rounding alone moves this by no more than rounding.

    Parameters
    ----------
    series : ndarray, shape (weeks, indicators)
    indicators : sequence of Indicator
        Those of its columns; of extensions too.
    """
    known = fill_lacking(series)
    counted = np.array([each.unit not in SCALES for each in indicators])
    widths = np.array([SCALES.get(each.unit, 1.0) for each in indicators])
    scaled = np.where(counted, np.log1p(np.maximum(known, 0.0)), known / widths)
    # Weights between 1/2 and 3/2, spread evenly (Weyl's sequence): all of one sign, so that shifts do not cancel.
    weights = 0.5 + (_GOLDEN * np.arange(1, series.size + 1) % 1.0).reshape(series.shape)
    return float((weights * scaled).sum() / weights.sum())


def result_of(outcome: RunResult, own: Mapping[str, Outcome] = NOTHING, events: Sequence[int] = ()) -> Result:
    """Return what is kept of a run: what extensions measure in digest and course alone, which see every change.

    Parameters
    ----------
    outcome : RunResult
    own : mapping of str to Outcome
        What is measured beside the indicators.
    events : sequence of int
        The week in which each event of the run begins.
    """
    found = evaluate(own, outcome.series, events, outcome.form)
    final = {**outcome.keep(FORM).final, **{name: each.value for name, each in found.items()}}
    values = fill_lacking(np.array([*final.values()])).tolist()
    whole = course(outcome.series, outcome.form.indicators)
    return Result(dict(zip(final, values, strict=True)), outcome.digest, whole)
