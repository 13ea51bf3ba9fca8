"""What a factor does to an outcome, judged by the units that replicate it (:mod:`.layout`).

* crossed and paired factors: the mean at each level in each unit (seed, or sampled state), so that levels are compared
  within units. The extreme levels were chosen by looking, so that p and the interval of their difference are those of
  all pairs of levels (Bonferroni).
* sampled factors: least squares of the units' means over all factors that were drawn together; the effect is that of
  the whole sampled range, all else equal. Words have a coefficient for each level, and p is that of all (F).
* nested factors: least squares through the origin of what the outcome did when the factor alone was moved, one
  difference for each base row or trajectory.

Under a null the residuals need not be normal: the factor was drawn independently of all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import fdtrc, stdtrit

from ...model.indicators import Indicator
from ..statistics.paired import paired_difference
from .dataset import Floats, Table, Whole
from .layout import Placement, Unit
from .least_squares import ROUNDING, Fit, Terms, least_squares, terms
from .levels import format_distinct

SPARE = 4
"""Degrees of freedom that a regression must leave for its residuals."""

PLACES = 5
"""Places of its range at which the line of a sampled number is shown."""


LevelLine = tuple[tuple[float, float, float], ...]
"""Mean, low and high."""


@dataclass(frozen=True, slots=True)
class EffectEstimate:
    """What a factor does.

    Attributes
    ----------
    lowest, highest : str
        Levels, or ends of the range, between which the outcome differs most.
    difference, low, high, p : float
        Of the outcome between them, with its 95 % interval, and p of no effect; NaN where there is none.
    prcc : float
        Partial rank correlation with the outcome; NaN where it was not sampled, or is a word.
    share : float
        Of the variance between points.
    units : int
        How many units it is judged by.
    labels : tuple of str
    line : tuple
        Mean, or fitted mean, at each label.
    """

    lowest: str
    highest: str
    difference: float
    low: float
    high: float
    p: float
    prcc: float
    share: float
    units: int
    labels: tuple[str, ...]
    line: LevelLine


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is said about a factor.

    Attributes
    ----------
    factors : tuple of str
        About which.
    units, needed : int
        How many units there are, and how many are needed; equal where factors cannot be told apart.
    unit : str
        What the units are.
    """

    factors: tuple[str, ...]
    units: int
    needed: int
    unit: Unit


def interval(values: Floats, level: float = 0.95) -> tuple[float, float, float]:
    """Return the mean of units and its interval, NaN where there is none."""
    there = values[np.isfinite(values)]
    if not there.size:
        return np.nan, np.nan, np.nan
    mean = float(there.mean())
    if there.size == 1:
        return mean, np.nan, np.nan
    half = float(stdtrit(there.size - 1, (1 + level) / 2)) * float(there.std(ddof=1)) / there.size**0.5
    return mean, mean - half, mean + half


def cut_to_range(line: tuple[float, float, float], indicator: Indicator) -> tuple[float, float, float]:
    """Return a mean with the part of its interval that lies in the indicator's range: no share is above 1."""
    mean, low, high = line
    return mean, max(low, indicator.low), min(high, indicator.high)


def contrast(one: Floats, other: Floats, comparisons: int = 1) -> tuple[float, float, float, float]:
    """Return mean, low, high and p of a paired difference, as one of so many comparisons (Bonferroni)."""
    size = max(float(np.abs(one).max()), float(np.abs(other).max()))
    if one.size > 1 and float(np.abs(one - other).max()) <= ROUNDING * size:
        return 0.0, 0.0, 0.0, 1.0
    gap = paired_difference(one, other)
    if gap.low is None or gap.high is None or gap.p is None:
        return gap.mean, np.nan, np.nan, np.nan
    wider = float(stdtrit(gap.n - 1, 1 - 0.025 / comparisons) / stdtrit(gap.n - 1, 0.975))
    half = (gap.high - gap.mean) * wider
    return gap.mean, gap.mean - half, gap.mean + half, min(1.0, comparisons * gap.p)


def point_means(table: Table, units: Whole, count: int) -> Floats:
    """Return the mean of each point over the replicates that all points of its unit have; NaN where there are none."""
    finite = np.isfinite(table.values)
    if finite.all():
        return table.values.mean(axis=1)
    live = finite.any(axis=1)
    wanting = np.zeros((count, table.replicates), dtype=bool)
    np.logical_or.at(wanting, units[live], ~finite[live])
    used = finite & ~wanting[units]
    total = used.sum(axis=1)
    return np.where(total > 0, np.where(used, table.values, 0.0).sum(axis=1) / np.maximum(total, 1), np.nan)


def by_unit(table: Table, placement: Placement, codes: Whole, levels: int) -> Floats:
    """Return the mean at each level in each unit, (levels, units); NaN where a unit does not meet a level.

    Points without any result are left out; of the others a replicate counts where all of its unit have one.
    """
    if placement.units is None:
        live = np.isfinite(table.values).any(axis=1)
        rows = [table.values[live & (codes == level)] for level in range(levels)]
        return np.stack([row.mean(axis=0) if len(row) else np.full(table.replicates, np.nan) for row in rows])
    means = point_means(table, placement.units, placement.count)
    there = np.isfinite(means)
    total, number = np.zeros((levels, placement.count)), np.zeros((levels, placement.count))
    np.add.at(total, (codes[there], placement.units[there]), means[there])
    np.add.at(number, (codes[there], placement.units[there]), 1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def within(means: Floats) -> LevelLine:
    """Return the mean at each level with its interval over units, less what units do to all levels alike.

    Cousineau 2005 with Morey's correction 2008: intervals tell how sure differences of levels are.
    """
    kept = means[:, np.isfinite(means).all(axis=0)]
    levels = len(means)
    if levels < 2 or not kept.shape[1]:
        return tuple(interval(row) for row in means)
    apart = (kept - kept.mean(axis=0)) * (levels / (levels - 1)) ** 0.5
    result: list[tuple[float, float, float]] = []
    for row, own in zip(apart, kept, strict=True):
        mean, low, high = interval(row)
        result.append((float(own.mean()), float(own.mean()) + low - mean, float(own.mean()) + high - mean))
    return tuple(result)


def of_levels(table: Table, name: str, codes: Whole, labels: tuple[str, ...]) -> EffectEstimate | None:
    """Return what a crossed or paired factor does; None where no two levels have results to compare.

    A level none of whose runs has a result is left out, and the others are compared.
    """
    placement = table.layout[name]
    means = by_unit(table, placement, codes, len(labels))
    used = np.flatnonzero(np.isfinite(means).any(axis=1))
    means, labels = means[used], tuple(labels[level] for level in used)
    kept = means[:, np.isfinite(means).all(axis=0)]
    if len(kept) < 2 or not kept.shape[1]:
        return None
    middle = kept.mean(axis=1)
    top, bottom = int(middle.argmax()), int(middle.argmin())
    if top == bottom:
        top = 1 - bottom if bottom < 2 else 0
    pairs = len(labels) * (len(labels) - 1) // 2
    difference, low, high, p = contrast(kept[top], kept[bottom], pairs)
    known = codes[np.isin(codes, used)]
    shares = np.array([(known == level).mean() for level in used])
    between = float((shares * (middle - (shares * middle).sum()) ** 2).sum())
    line = within(means) if placement.structure == "paired" else tuple(interval(row) for row in means)
    return EffectEstimate(
        labels[bottom], labels[top], difference, low, high, p, np.nan, _of_total(table, between), kept.shape[1],
        labels, line,
    )  # fmt: skip


def _of_total(table: Table, part: float) -> float:
    total = float(np.nanvar(table.means))
    return part / total if total > 0 else np.nan


def of_sampled(table: Table, placement: Placement) -> dict[str, EffectEstimate] | Refusal:
    """Return what the factors do that were drawn together, or why that cannot be told."""
    assert placement.units is not None
    codes = np.zeros(table.points, dtype=np.int64)
    means = by_unit(table, placement, codes, 1)[0]
    first = np.unique(placement.units, return_index=True)[1]
    there = np.isfinite(means)
    means, first = means[there], first[there]
    each = [terms(table, name, first) for name in placement.together if len(table.levels(name)[1]) > 1]
    needed = 1 + sum(own.columns.shape[1] for own in each) + SPARE
    if len(means) < needed or not each:
        return Refusal(placement.together, len(means), needed, placement.unit)
    bare = np.concatenate([own.columns for own in each], axis=1)
    middle = bare.mean(axis=0)
    columns = np.concatenate([np.ones((len(bare), 1)), bare - middle], axis=1)
    fit = least_squares(columns, means)
    if fit is None:
        return Refusal(placement.together, len(means), len(means), placement.unit)
    ranked = _rank_correlation(table, each, columns, means)
    result: dict[str, EffectEstimate] = {}
    start = 1
    total, rest = float(((means - means.mean()) ** 2).sum()), fit.variance * fit.degrees
    for own in each:
        places = range(start, start + own.columns.shape[1])
        without = least_squares(np.delete(columns, list(places), axis=1), means)
        gain = (without.variance * without.degrees - rest) / total if without is not None and total > 0 else 0.0
        share = _of_total(table, max(gain, 0.0) * float(means.var()))
        line_at = _places(table, own)
        result[own.name] = _estimate(
            fit, list(places), line_at, middle[start - 1 : start - 1 + own.columns.shape[1]], float(means.mean()),
            fit.variance / len(means), ranked.get(own.name, np.nan), share, len(means),
        )  # fmt: skip
        start = places.stop
    return result


def _places(table: Table, own: Terms) -> tuple[tuple[str, ...], Floats]:
    """Return where the line of a factor is shown: labels and columns."""
    if own.levels:
        return own.levels, np.concatenate([np.zeros((1, own.columns.shape[1])), np.eye(own.columns.shape[1])])
    values = table.design[own.name].to_numpy(dtype=float)
    at = np.linspace(values.min(), values.max(), PLACES)
    return format_distinct(at.tolist()), at[:, None]


def _estimate(
    fit: Fit,
    places: list[int],
    at: tuple[tuple[str, ...], Floats],
    middle: Floats,
    mean: float,
    error: float,
    prcc: float,
    share: float,
    units: int,
) -> EffectEstimate:
    labels, columns = at
    own, spread = fit.coefficients[places], fit.covariance[np.ix_(places, places)]
    shift = columns - middle
    means = mean + shift @ own
    half = float(stdtrit(fit.degrees, 0.975)) * np.sqrt(error + np.einsum("ij,jk,ik->i", shift, spread, shift))
    line = tuple(zip(means.tolist(), (means - half).tolist(), (means + half).tolist(), strict=True))
    top, bottom = int(means.argmax()), int(means.argmin())
    if top == bottom:
        top = len(means) - 1
    step = columns[top] - columns[bottom]
    difference = float(step @ own)
    pairs = len(labels) * (len(labels) - 1) // 2 if len(places) > 1 else 1
    reach = float(stdtrit(fit.degrees, 1 - 0.025 / pairs)) * float(np.sqrt(step @ spread @ step))
    return EffectEstimate(
        labels[bottom], labels[top], difference, difference - reach, difference + reach, fit.p(places), prcc, share,
        units, labels, line,
    )  # fmt: skip


def _rank_correlation(table: Table, each: Sequence[Terms], columns: Floats, means: Floats) -> dict[str, float]:
    """Return the partial rank correlation of each number with the outcome (Marino et al. 2008)."""
    from scipy.stats import rankdata

    ranks = columns.copy()
    start, numbers = 1, dict[str, int]()
    for own in each:
        if not own.levels:
            own_ranks = np.asarray(rankdata(own.columns[:, 0]), dtype=float)
            ranks[:, start], numbers[own.name] = own_ranks - own_ranks.mean(), start
        start += own.columns.shape[1]
    fit = least_squares(ranks, np.asarray(rankdata(np.round(means, 12)), dtype=float))
    if fit is None:
        return {}
    result: dict[str, float] = {}
    for name, place in numbers.items():
        t = float(fit.coefficients[place]) / float(np.sqrt(fit.covariance[place, place]))
        result[name] = t / (t**2 + fit.degrees) ** 0.5
    return result


def steps(table: Table, name: str, placement: Placement) -> tuple[Whole, Whole]:
    """Return the points before and after each step in which a nested factor alone is moved."""
    width = len(placement.together) + 1
    where = placement.together.index(name)
    rows = table.part_rows(name)
    if placement.unit == "base_row":
        part = table.part_of(name)
        size = 2 * (width - 1) + 2 if part.get("second_order", False) else width + 1
        start = np.arange(0, int(rows.max()) + 1, size)
        return start, start + 1 + where
    values = table.design[list(placement.together)].iloc[np.unique(rows, return_index=True)[1]]
    column = values[name].to_numpy()
    moved = np.flatnonzero(column[1:] != column[:-1])
    moved = moved[(moved + 1) % width != 0]  # not from one trajectory to the next
    return moved, moved + 1


def of_nested(table: Table, name: str) -> EffectEstimate | Refusal:
    """Return what a factor does that is moved alone within base rows or trajectories, or why that cannot be told."""
    placement = table.layout[name]
    rows = table.part_rows(name)
    points = int(rows.max()) + 1
    own = Placement("sampled", placement.unit, rows, points, placement.together)
    means = by_unit(table, own, np.zeros(table.points, dtype=np.int64), 1)[0]
    before, after = steps(table, name, placement)
    first = np.unique(rows, return_index=True)[1]
    there = np.isfinite(means[before]) & np.isfinite(means[after])
    before, after = before[there], after[there]
    told = terms(table, name, first)
    moved = told.columns[after] - told.columns[before]
    real = (moved != 0).any(axis=1)
    needed = told.columns.shape[1] + SPARE
    if int(real.sum()) < needed:
        return Refusal((name,), int(real.sum()), needed, placement.unit)
    gaps = (means[after] - means[before])[real]
    fit = least_squares(moved[real], gaps, float(np.nanmax(np.abs(means))))
    if fit is None:
        return Refusal((name,), int(real.sum()), int(real.sum()), placement.unit)
    live = means[np.isfinite(means)]
    units = np.arange(points) // (points // placement.count)
    centres = np.array([np.nanmean(part) for part in np.split(means, np.flatnonzero(np.diff(units)) + 1)
                        if np.isfinite(part).any()])  # fmt: skip
    error = float(centres.var(ddof=1)) / len(centres) if len(centres) > 1 else 0.0
    middle = told.columns.mean(axis=0)
    share = float(((told.columns - middle) @ fit.coefficients).var())
    return _estimate(
        fit, list(range(moved.shape[1])), _places(table, told), middle, float(live.mean()), error, np.nan,
        _of_total(table, share), int(real.sum()),
    )  # fmt: skip


def luck_p(gaps: Floats, size: float) -> float:
    """Return p of differences being luck alone, whatever their sign; NaN with a single replicate.

    A one-way analysis of variance: of differences in many places, each in several replicates, the mean squares of the
    places' means against those of replicates within places. That of no effect anywhere, so also of one that turns.

    Parameters
    ----------
    gaps : ndarray, shape (places, replicates)
    size : float
        Of the outcome; differences that are rounding of it are none.
    """
    places, replicates = gaps.shape
    if replicates < 2 or not places:
        return np.nan
    middle = gaps.mean(axis=1)
    floor = (ROUNDING * size) ** 2
    if float((middle**2).max()) <= floor:
        return 1.0
    noise = float(((gaps - middle[:, None]) ** 2).sum()) / (places * (replicates - 1))
    f = replicates * float((middle**2).sum()) / places / max(noise, floor, 1e-300)
    return float(fdtrc(places, places * (replicates - 1), f))


def as_row(estimate: EffectEstimate) -> dict[str, Any]:
    """Return the numbers of an estimate as a row of a table."""
    return {
        "lowest": estimate.lowest,
        "highest": estimate.highest,
        "difference": estimate.difference,
        "low": estimate.low,
        "high": estimate.high,
        "p": estimate.p,
        "share": estimate.share,
        "prcc": estimate.prcc,
        "units": estimate.units,
    }
