"""Scenario discovery: the box of factors in which bad outcomes gather (PRIM; Friedman & Fisher 1999).

A box begins around all points. Each step peels off a slice of about five hundredths of its points, the one whose loss
raises the share of cases of interest (density) most for each point that is lost; at the end slices are pasted back
while that raises density. Every box on the way is shown with its coverage (share of all cases of interest that it
holds) and density, for the choice is the reader's (Bryant & Lempert 2010); here it is the one with the greatest
harmonic mean of both. A quasi-p-value is the chance of at least as many cases of interest in the box if one restriction
were of no use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from ..report.curve import Dot, curve_chart
from ..report.drawing import Drawing
from ..words import Language, words
from .finding import Finding, finding, told
from .table import AnalysisError, Floats, Table

PEEL = 0.05
SMALLEST = 0.05
"""Share of all points below which no box is made."""

FEWEST = 10
"""Points below which no box is made either."""

RESAMPLES = 10
_DRAWN = 0.5

Mask = NDArray[np.bool_]
Limits = tuple[float, float] | frozenset[int]
"""Ends of a number, or the levels of a word."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box: limits by factor (its place), for those that are restricted, and the points in it."""

    limits: dict[int, Limits]
    inside: Mask


def within(column: Floats, limits: Limits) -> Mask:
    """Return which values lie within limits."""
    if isinstance(limits, frozenset):
        return np.isin(column, list(limits))
    return (column >= limits[0]) & (column <= limits[1])


def contents(columns: Sequence[Floats], limits: dict[int, Limits]) -> Mask:
    """Return which points lie in all limits."""
    inside = np.ones(len(columns[0]), dtype=bool)
    for place, each in limits.items():
        inside &= within(columns[place], each)
    return inside


def _slices(column: Floats, box: Box, place: int, word: bool) -> list[Limits]:
    """Return the limits that are left when a slice of a box is peeled off a factor."""
    values = column[box.inside]
    if word:
        levels = frozenset(int(value) for value in np.unique(values))
        return [levels - {level} for level in sorted(levels)] if len(levels) > 1 else []
    low, high = float(values.min()), float(values.max())
    found: list[Limits] = []
    above = values[values > np.quantile(values, PEEL, method="lower")]
    below = values[values < np.quantile(values, 1 - PEEL, method="higher")]
    before = box.limits.get(place, (-np.inf, np.inf))
    start, end = cast("tuple[float, float]", before)
    if above.size and float(above.min()) > low:
        found.append((float(above.min()), end))
    if below.size and float(below.max()) < high:
        found.append((start, float(below.max())))
    return found


def peeled(columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask, smallest: int) -> list[Box]:
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


def pasted(columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask, box: Box) -> Box:
    """Return a box with slices pasted back while that does not thin it."""
    while True:
        density, n = float(cases[box.inside].mean()), int(box.inside.sum())
        best: tuple[float, Box] | None = None
        for place, limits in box.limits.items():
            others = contents(columns, {each: value for each, value in box.limits.items() if each != place})
            column = columns[place]
            room = column[others & ~within(column, limits)]
            step = max(1, round(PEEL * n))
            wider: list[Limits] = []
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


def chosen(boxes: Sequence[Box], cases: Mask) -> int:
    """Return the number of the box with the greatest harmonic mean of coverage and density."""
    return int(np.argmax([2 * c * d / (c + d) if c + d else 0.0 for c, d in (measures(box, cases) for box in boxes)]))


def quasi_p(columns: Sequence[Floats], box: Box, cases: Mask) -> dict[int, float]:
    """Return for each restriction the binomial chance of as many cases if it were of no use."""
    n, hits = int(box.inside.sum()), int((cases & box.inside).sum())
    found: dict[int, float] = {}
    for place in box.limits:
        without = contents(columns, {each: limits for each, limits in box.limits.items() if each != place})
        found[place] = float(binom.sf(hits - 1, n, float(cases[without].mean())))
    return found


def discovered(columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask) -> tuple[list[Box], int]:
    """Return all boxes, and the number of the one that is chosen; it is pasted."""
    boxes = peeled(columns, wordy, cases, max(FEWEST, round(SMALLEST * len(cases))))
    place = chosen(boxes, cases)
    boxes[place] = pasted(columns, wordy, cases, boxes[place])
    return boxes, place


def prim(table: Table, threshold: float | None = None) -> Finding:
    """Return the box in which an outcome is worse than a threshold; without one, its worst quarter."""
    known = np.isfinite(table.means)
    outcome = table.direction * table.means[known]
    if len(outcome) < 2 * FEWEST:
        raise AnalysisError(
            f"{table.name}: {len(outcome)} points are too few to look for a box; {2 * FEWEST} are needed"
        )
    limit = float(np.quantile(outcome, 0.25)) if threshold is None else table.direction * threshold
    cases = outcome <= limit if threshold is None else outcome < limit
    border = table.direction * limit
    if not cases.any() or cases.all():
        side = "no" if not cases.any() else "every"
        low, high = float(np.nanmin(table.means)), float(np.nanmax(table.means))
        raise AnalysisError(
            f"{table.name}: {side} point is worse than {border:g}; {table.outcome} goes from {low:.4g} to {high:.4g}"
        )
    names = table.names
    wordy = [not table.numeric(name) for name in names]
    columns = [
        (table.levels(name)[0] if word else table.design[name].to_numpy())[known].astype(float)
        for name, word in zip(names, wordy, strict=True)
    ]
    boxes, place = discovered(columns, wordy, cases)
    box = boxes[place]
    coverage, density = measures(box, cases)
    frame = _restrictions(table, columns, wordy, cases, box)
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
    base = float(cases.mean())
    if not box.limits:
        verdict = told("analysis.prim.nothing", border=table.level(border), base=f"{base:.0%}")
    else:
        verdict = told(
            "analysis.prim.verdict",
            border=table.level(border),
            coverage=f"{coverage:.0%}",
            density=f"{density:.0%}",
            base=f"{base:.0%}",
            box={
                each: "; ".join(_limit_text(table, row, each) for row in frame.to_dict("records"))
                for each in ("en", "zh")
            },
        )
    notes = [told("analysis.prim.note", points=len(cases), cases=int(cases.sum()))]
    if threshold is None:
        notes.append(told("analysis.prim.quarter"))
    if not known.all():
        notes.append(told("analysis.points_missing", count=int((~known).sum())))

    def draw(language: Language) -> Drawing:
        say = words(language)
        dots = [
            Dot(row["coverage"], row["density"], row["restricted"], bool(row["chosen"]))
            for row in way.to_dict("records")
        ]
        heading = say("analysis.prim.picture", outcome=say.title(table.indicator), border=table.level(border))
        return curve_chart(
            dots, heading=heading, x=say("analysis.column.coverage"), y=say("analysis.column.density"),
            note=say("analysis.prim.axis"),
        )  # fmt: skip

    return finding(table, "prim", verdict, {"box": frame, "trajectory": way}, draw, *notes)


def _restrictions(
    table: Table, columns: Sequence[Floats], wordy: Sequence[bool], cases: Mask, box: Box
) -> pd.DataFrame:
    """Return what the box restricts, with how little use each restriction may be and how often resamples have it."""
    draws = np.random.default_rng(1)
    again = np.zeros(len(columns))
    for _ in range(RESAMPLES):
        rows = draws.permutation(len(cases))[: max(2 * FEWEST, int(_DRAWN * len(cases)))]
        if cases[rows].any():
            found, place = discovered([column[rows] for column in columns], wordy, cases[rows])
            again[list(found[place].limits)] += 1
    chances = quasi_p(columns, box, cases)
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
                "resampled": again[place] / RESAMPLES,
            }
        )
    columns_of = ["factor", "low", "high", "levels", "quasi_p", "resampled"]
    return pd.DataFrame(rows_of, columns=columns_of).sort_values("quasi_p", kind="stable", ignore_index=True)


def _limit_text(table: Table, row: dict[Any, Any], language: Language) -> str:
    title = table.title(str(row["factor"]))[language]
    if row["levels"]:
        return f"{title} = {row['levels']}"
    low, high = row["low"], row["high"]
    if np.isfinite(low) and np.isfinite(high):
        return f"{low:.3g} ≤ {title} ≤ {high:.3g}"
    return f"{title} ≥ {low:.3g}" if np.isfinite(low) else f"{title} ≤ {high:.3g}"
