"""Records beside the model's city, pattern by pattern: the same figures, computed in the same way from its runs.

A figure is met if the model's mean lies within the records' interval, or within a distance that was fixed before any
records were looked at: five points of a share, and a fifth of anything else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import t as student

from ...model.parameters.settings import Settings
from .blocks import IntervalEstimate
from .facts import Facts, describe
from .requests import WEEK
from .simulated import count_persons, simulate_requests

POINTS, PART = 0.05, 0.2

COMPARED = (
    ("arrivals", ""), ("clustering", ""), ("within", "1"), ("within", "4"), ("within", "13"), ("within", "26"),
    ("on_time", ""), ("circulated", ""), ("days", "50"), ("days", "75"), ("shape_weeks", ""),
    ("shape_weeks_closed", ""), ("explained_weeks", "type"), ("explained_weeks", "department"),
    ("explained_weeks", "place"), ("top", "1"), ("top", "10"),
)  # fmt: skip
"""Figures that both have."""

SET = ("arrivals", "on_time", "clustering")
"""Figures that are no test: the scenario sets arrivals and their clustering, and a calibration fits what is on time."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Figures of some runs of a city: the mean over seeds, with its interval if there are two or more."""

    seeds: tuple[int, ...]
    found: dict[tuple[str, str], IntervalEstimate]
    weekly: tuple[float, ...]


def describe_model(settings: Settings, seeds: Sequence[int], on_done: Callable[[], object] | None = None) -> ModelFacts:
    """Return the figures of a city, a run for each seed."""
    persons = count_persons(settings)
    runs: list[Facts] = []
    weekly: list[float] = []
    for seed in seeds:
        requests = simulate_requests(settings, seed)
        runs.append(describe(requests, persons))
        if not weekly:
            week = (requests.created - requests.start) // WEEK
            counts = np.bincount(week[week < requests.weeks], minlength=requests.weeks)
            weekly = [float(count) for count in 1000.0 * counts / persons]
        if on_done is not None:
            on_done()
    found: dict[tuple[str, str], IntervalEstimate] = {}
    for key, part in COMPARED:
        each = [run.find(key, part) for run in runs]
        values = np.array([math.nan if one is None else one.value for one in each])
        if not np.isfinite(values).all():
            continue
        n = sum(one.n for one in each if one is not None)
        if len(values) < 2:
            one = each[0]
            assert one is not None
            found[key, part] = one
            continue
        error = float(values.std(ddof=1) / math.sqrt(len(values)))
        reach = float(student.ppf(0.975, len(values) - 1)) * error
        mean = float(values.mean())
        found[key, part] = IntervalEstimate(mean, mean - reach, mean + reach, error, n)
    return ModelFacts(tuple(seeds), found, tuple(weekly))


def compare(facts: Facts, model: ModelFacts, later: Facts | None = None) -> list[dict[str, Any]]:
    """Return, for each figure that both have, what records and model say and whether it is met.

    Parameters
    ----------
    facts : Facts
    model : ModelFacts
    later : Facts, optional
        Of the part of the records that was held out: its value stands beside.
    """
    result: list[dict[str, Any]] = []
    units = {(fact.key, fact.part): fact.unit for fact in facts.facts}
    for key, part in COMPARED:
        ours, theirs = facts.find(key, part), model.found.get((key, part))
        if ours is None or theirs is None or not math.isfinite(ours.value):
            continue
        unit = units[key, part]
        reach = POINTS if unit == "share" and not key.startswith("explained") else PART * abs(ours.value)
        low = min(ours.value - reach, ours.low) if math.isfinite(ours.low) else ours.value - reach
        high = max(ours.value + reach, ours.high) if math.isfinite(ours.high) else ours.value + reach
        beside = None if later is None else later.find(key, part)
        result.append(
            {
                "later": beside.value if beside is not None and math.isfinite(beside.value) else None,
                "key": key, "part": part, "unit": unit, "records": ours.value,
                "low": None if math.isnan(ours.low) else ours.low, "high": None if math.isnan(ours.high) else ours.high,
                "n": ours.n, "model": theirs.value,
                "model_low": None if math.isnan(theirs.low) else theirs.low,
                "model_high": None if math.isnan(theirs.high) else theirs.high,
                "met": bool(low <= theirs.value <= high), "set": key in SET,
            }
        )  # fmt: skip
    return result
