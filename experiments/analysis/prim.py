"""Scenario discovery: the box of factors in which bad outcomes gather (PRIM; Friedman & Fisher 1999).

A box begins around all points. Each step peels off a slice of about five hundredths of its points, the one whose loss
raises the share of cases of interest (density) most for each point that is lost; at the end slices are pasted back
while that raises density. Every box on the way is shown with its coverage (share of all cases of interest that it
holds) and density, for the choice is the reader's (Bryant & Lempert 2010); here it is the one with the greatest
harmonic mean of both. A quasi-p-value tells how likely a restriction is to look useful when it is of no use; it is
judged by points that did not suggest it, and by the units that replicate it (:mod:`.layout`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr

from ...scenarios.message import message, name_indicator
from ..statistics.paired import holm
from .dataset import AnalysisError, Floats, Table, Whole
from .layout import Layout
from .result import Finding, ScenarioBox, constant, subject

PEEL = 0.05
SMALLEST = 0.05
"""Share of all points below which no box is made."""

FEWEST = 10
"""Points below which no box is made either; of units of replication there must be twice as many."""

_UNITS = 5  # below, scores tell nothing

RESAMPLES = 10
_DRAWN = 0.5

Mask = NDArray[np.bool_]
BoxLimits = tuple[float, float] | frozenset[int]
"""Ends of a number, or the levels of a word."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box: limits by factor (its place), for those that are restricted, and the points in it."""

    limits: dict[int, BoxLimits]
    inside: Mask


def within(column: Floats, limits: BoxLimits) -> Mask:
    """Return which values lie within limits."""
    if isinstance(limits, frozenset):
        return np.isin(column, list(limits))
    return (column >= limits[0]) & (column <= limits[1])


def contents(columns: Sequence[Floats], limits: dict[int, BoxLimits]) -> Mask:
    """Return which points lie in all limits."""
    inside = np.ones(len(columns[0]), dtype=bool)
    for place, each in limits.items():
        inside &= within(columns[place], each)
    return inside


def _slices(column: Floats, box: Box, place: int, word: bool) -> list[BoxLimits]:
    """Return the limits that are left when a slice of a box is peeled off a factor."""
    values = column[box.inside]
    if word:
        levels = frozenset(int(value) for value in np.unique(values))
        return [levels - {level} for level in sorted(levels)] if len(levels) > 1 else []
    low, high = float(values.min()), float(values.max())
    result: list[BoxLimits] = []
    above = values[values > np.quantile(values, PEEL, method="lower")]
    below = values[values < np.quantile(values, 1 - PEEL, method="higher")]
    before = box.limits.get(place, (-np.inf, np.inf))
    start, end = cast("tuple[float, float]", before)
    if above.size and float(above.min()) > low:
        result.append((float(above.min()), end))
    if below.size and float(below.max()) < high:
        result.append((start, float(below.max())))
    return result


def peel(columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask, smallest: int) -> list[Box]:
    """Return the boxes on the way, the first around all points."""
    box = Box({}, np.ones(len(cases), dtype=bool))
    boxes = [box]
    while True:
        n, density = int(box.inside.sum()), float(cases[box.inside].mean())
        best: tuple[float, Box] | None = None
        for place, column in enumerate(columns):
            for limits in _slices(column, box, place, wordy[place]):
                inside = box.inside & within(column, limits)
                left = int(inside.sum())
                if left < smallest or left == n:
                    continue
                gain = (float(cases[inside].mean()) - density) / (n - left)
                if best is None or gain > best[0]:
                    best = gain, Box({**box.limits, place: limits}, inside)
        if best is None or best[0] <= 0:
            return boxes
        box = best[1]
        boxes.append(box)


def paste(columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask, box: Box) -> Box:
    """Return a box with slices pasted back while that does not thin it."""
    while True:
        density, n = float(cases[box.inside].mean()), int(box.inside.sum())
        best: tuple[float, Box] | None = None
        for place, limits in box.limits.items():
            others = contents(columns, {each: value for each, value in box.limits.items() if each != place})
            column = columns[place]
            room = column[others & ~within(column, limits)]
            step = max(1, round(PEEL * n))
            wider: list[BoxLimits] = []
            if isinstance(limits, frozenset):
                wider = [limits | {int(level)} for level in np.unique(room)]
            else:
                under, over = np.sort(room[room < limits[0]])[::-1], np.sort(room[room > limits[1]])
                if under.size:
                    wider.append((float(under[min(step, under.size) - 1]), limits[1]))
                if over.size:
                    wider.append((limits[0], float(over[min(step, over.size) - 1])))
            for each in wider:
                inside = others & within(column, each)
                gain = float(cases[inside].mean()) - density
                if inside.sum() > n and gain > 0 and (best is None or gain > best[0]):
                    best = gain, Box({**box.limits, place: each}, inside)
        if best is None:
            return box
        box = best[1]


def measures(box: Box, cases: Mask) -> tuple[float, float]:
    """Return coverage and density of a box."""
    hits = int((cases & box.inside).sum())
    return hits / int(cases.sum()), hits / int(box.inside.sum())


def choose_box(boxes: Sequence[Box], cases: Mask) -> int:
    """Return the number of the box with the greatest harmonic mean of coverage and density."""
    return int(np.argmax([2 * c * d / (c + d) if c + d else 0.0 for c, d in (measures(box, cases) for box in boxes)]))


def score_p(inside: Mask, cases: Mask, units: Whole) -> float:
    """Return p of cases being no denser inside than outside, by units (a one-sided score test, clustered).

    With x telling what is inside and y what is a case, the score of a unit is the sum of (x - mean x)(y - mean y) over
    its points; without an association its expectation is 0. Student's t of the scores over units; 1 if there are too
    few of them, or nothing outside.

    Parameters
    ----------
    inside, cases : ndarray of bool, shape (points,)
    units : ndarray of int, shape (points,)
        Points of one unit repeat each other.
    """
    own = np.unique(units, return_inverse=True)[1]
    if len(own) == 0 or own.max() + 1 < _UNITS or inside.all() or not inside.any():
        return 1.0
    scores = np.bincount(own, (inside - inside.mean()) * (cases - cases.mean()))
    spread = float(scores.std(ddof=1))
    if spread <= 1e-12:
        return 1.0
    t = float(scores.mean()) / spread * len(scores) ** 0.5
    return float(stdtr(len(scores) - 1, -t))


def discover(columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask) -> tuple[list[Box], int]:
    """Return all boxes, and the number of the one that is chosen; it is pasted."""
    boxes = peel(columns, wordy, cases, max(FEWEST, round(SMALLEST * len(cases))))
    place = choose_box(boxes, cases)
    boxes[place] = paste(columns, wordy, cases, boxes[place])
    return boxes, place


def prim(table: Table, threshold: float | None = None) -> Finding:
    """Return the box in which an outcome is worse than a threshold; without one, its worst quarter."""
    known = np.isfinite(table.means)
    outcome = table.direction * table.means[known]
    if same := constant(table, "prim"):
        return same
    for placement, _ in table.layout.clusters():
        units = len(outcome) if placement.units is None else len(np.unique(placement.units[known]))
        if units < 2 * FEWEST:
            unit = message(f"analysis.unit_{'point' if placement.units is None else placement.unit}")
            raise AnalysisError(
                message("analysis.prim_few", study=table.name, units=units, unit=unit, needed=2 * FEWEST)
            )
    limit = float(np.quantile(outcome, 0.25)) if threshold is None else table.direction * threshold
    cases = outcome <= limit if threshold is None else outcome < limit
    border = table.direction * limit
    if not cases.any() or cases.all():
        ends = {"low": f"{np.nanmin(table.means):.4g}", "high": f"{np.nanmax(table.means):.4g}"}
        code = "analysis.none_worse" if not cases.any() else "analysis.all_worse"
        named = name_indicator(table.outcome)
        raise AnalysisError(message(code, name=table.name, border=f"{border:g}", outcome=named, **ends))
    names = table.names
    wordy = [not table.numeric(name) for name in names]
    columns = [
        (table.levels(name)[0] if word else table.design[name].to_numpy())[known].astype(float)
        for name, word in zip(names, wordy, strict=True)
    ]
    boxes, place = discover(columns, wordy, cases)
    box = boxes[place]
    coverage, density = measures(box, cases)
    frame = _restrictions(table, columns, wordy, cases, known, box)
    way = pd.DataFrame(
        [
            {
                "step": step,
                "coverage": measures(each, cases)[0],
                "density": measures(each, cases)[1],
                "mass": float(each.inside.mean()),
                "restricted": len(each.limits),
                "chosen": step == place,
            }
            for step, each in enumerate(boxes)
        ]
    )
    return ScenarioBox(
        **subject(table, "prim"),
        tables={"box": frame, "trajectory": way},
        border=border,
        declared=threshold is not None,
        cases=int(cases.sum()),
        judged=len(cases),
        missing=int((~known).sum()),
        base=float(cases.mean()),
        coverage=coverage,
        density=density,
    )


def halve(
    layout: Layout, columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask, known: Mask
) -> tuple[Floats, Floats]:
    """Return for each factor the share of half samples that restrict it, and its quasi-p over the other halves.

    The units of a factor are halved at random: one half finds a box, the other tells whether each restriction is of use
    (:func:`score_p`), so that a restriction is never judged by the points that suggested it. Over several halvings p is
    twice the median (Meinshausen, Meier & Bühlmann 2009, J. Am. Stat. Assoc. 104:1671), then Holm's over factors.

    Parameters
    ----------
    layout : Layout
    columns : sequence of ndarray, shape (known points,)
    wordy : sequence of bool
    cases : ndarray of bool, shape (known points,)
    known : ndarray of bool, shape (points,)
    """
    draws = np.random.default_rng(1)
    names = list(layout.placements)
    again, p = np.zeros(len(columns)), np.ones((RESAMPLES, len(columns)))
    for placement, judged in layout.clusters():
        units = (np.arange(len(known)) if placement.units is None else placement.units)[known]
        every = np.unique(units)
        for split in range(RESAMPLES):
            half = np.isin(units, draws.permutation(every)[: max(1, int(_DRAWN * len(every)))])
            if not cases[half].any():
                continue
            result, place = discover([column[half] for column in columns], wordy, cases[half])
            limits = result[place].limits
            for factor in limits:
                if names[factor] not in judged:
                    continue
                again[factor] += 1
                rest = ~half & contents(columns, {each: own for each, own in limits.items() if each != factor})
                p[split, factor] = score_p(within(columns[factor][rest], limits[factor]), cases[rest], units[rest])
    return again / RESAMPLES, np.array(holm(np.minimum(1.0, 2 * np.median(p, axis=0)).tolist()))


def _restrictions(
    table: Table, columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask, known: Mask, box: Box
) -> pd.DataFrame:
    """Return what the box restricts, with how little use each restriction may be and how often half samples have it."""
    again, chances = halve(table.layout, columns, wordy, cases, known)
    rows_of: list[dict[str, Any]] = []
    for place, limits in box.limits.items():
        name = table.names[place]
        levels = table.levels(name)[1]
        words_of = ", ".join(str(levels[code]) for code in sorted(limits)) if isinstance(limits, frozenset) else ""
        low, high = (np.nan, np.nan) if isinstance(limits, frozenset) else limits
        rows_of.append(
            {
                "factor": name,
                "low": low if np.isfinite(low) else np.nan,
                "high": high if np.isfinite(high) else np.nan,
                "levels": words_of,
                "quasi_p": chances[place],
                "resampled": again[place],
            }
        )
    columns_of = ["factor", "low", "high", "levels", "quasi_p", "resampled"]
    return pd.DataFrame(rows_of, columns=columns_of).sort_values("quasi_p", kind="stable", ignore_index=True)
