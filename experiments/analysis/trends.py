"""How a difference of policies depends on what states differ in: over sampled states, and over a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from ...scenarios.message import Enumeration, message
from .dataset import AnalysisError, Floats, Table, Whole
from .estimation import PLACES, SPARE, interval
from .least_squares import Fit, least_squares
from .levels import format_distinct
from .pairing import Pairs, mean_of_known
from .phase_diagram import Interval

_STEPS = 400
"""Steps in which the range is searched for the values that a crossing may have."""

_NOWHERE = (np.nan, np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class Trend:
    """How the difference changes over an uncertainty.

    Attributes
    ----------
    name : str
    lowest, highest : str
        Where the difference is least and greatest: a place of its range, or a level.
    change, low, high, p : float
        Of the difference between the two, and p of no dependence at all.
    labels : tuple of str
    means, lows, highs : tuple of float
        The difference at each label.
    crossing, crossing_low, crossing_high : float
        Where the difference is 0, and the values that may be; NaN where there is none within the range.
    """

    name: str
    lowest: str
    highest: str
    change: float
    low: float
    high: float
    p: float
    labels: tuple[str, ...]
    means: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    crossing: float = np.nan
    crossing_low: float = np.nan
    crossing_high: float = np.nan


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of a regression that stand for an uncertainty.

    Attributes
    ----------
    columns : ndarray, shape (states, terms)
        Each with mean 0.
    shown : callable
        Of values (numbers) or of level numbers, their columns.
    at : ndarray
        The places that are shown: values, or numbers of levels.
    labels : tuple of str
    numeric : bool
    """

    columns: Floats
    shown: Callable[[Floats], Floats]
    at: Floats
    labels: tuple[str, ...]
    numeric: bool


def _block(table: Table, name: str, points: Whole, terms: int) -> Block:
    """Return the columns of an uncertainty at some points: a number with its powers, or one for each level but one."""
    if table.numeric(name):
        own = table.design[name].to_numpy(dtype=float)[points]
        middle, half = float(own.mean()), float(np.ptp(own)) / 2 or 1.0
        bare = _powers((own - middle) / half, terms)
        at = np.linspace(own.min(), own.max(), PLACES)

        def shown(values: Floats) -> Floats:
            return _powers((values - middle) / half, terms) - bare.mean(axis=0)

        return Block(bare - bare.mean(axis=0), shown, at, format_distinct(at.tolist()), True)
    codes, levels = table.levels(name)
    bare = (codes[points][:, None] == np.arange(1, len(levels))).astype(float)

    def level(values: Floats) -> Floats:
        return (values[:, None] == np.arange(1, len(levels))).astype(float) - bare.mean(axis=0)

    return Block(bare - bare.mean(axis=0), level, np.arange(len(levels), dtype=float), tuple(map(str, levels)), False)


def _powers(values: Floats, terms: int) -> Floats:
    return np.stack([values**power for power in range(1, terms + 1)], axis=1)


def sample_trends(table: Table, pairs: Pairs, states: Whole, units: Floats, names: Sequence[str]) -> list[Trend]:
    """Return the trends over what was sampled, from one regression over all of it."""
    together = table.layout[names[0]].together if names else ()
    first = np.full(len(units), -1, dtype=np.int64)
    first[states[::-1]] = pairs.one[::-1]
    known = np.isfinite(units) & (first >= 0)
    values, points = units[known], first[known]
    for terms in (2, 1):
        blocks = {name: _block(table, name, points, terms) for name in together}
        blocks = {name: block for name, block in blocks.items() if np.ptp(block.columns, axis=0).all()}
        needed = 1 + sum(block.columns.shape[1] for block in blocks.values()) + SPARE
        if len(values) >= needed:
            break
    else:
        raise AnalysisError(
            message(
                "analysis.contrast_states",
                name=table.name,
                count=len(values),
                factors=Enumeration(together),
                needed=needed,
            )
        )
    columns = np.concatenate([np.ones((len(values), 1)), *(block.columns for block in blocks.values())], axis=1)
    fit = least_squares(columns, values, float(np.nanmax(np.abs(table.values))))
    if fit is None:
        raise AnalysisError(message("analysis.contrast_apart", name=table.name, factors=Enumeration(together)))
    result: dict[str, Trend] = {}
    place = 1
    for name, block in blocks.items():
        span = list(range(place, place + block.columns.shape[1]))
        result[name] = _fit_trend(name, block, fit, span)
        place = span[-1] + 1
    return [result[name] for name in names if name in result]


def _fit_trend(name: str, block: Block, fit: Fit, span: list[int]) -> Trend:
    """Return the trend over one uncertainty of a fit, all others at their means."""
    own, spread = fit.coefficients[span], fit.covariance[np.ix_(span, span)]
    sure = float(stdtrit(fit.degrees, 0.975))

    def curve(at: Floats) -> tuple[Floats, Floats]:
        columns = block.shown(at)
        error = fit.covariance[0, 0] + np.einsum("ij,jk,ik->i", columns, spread, columns)
        return float(fit.coefficients[0]) + columns @ own, sure * np.sqrt(error)

    means, reach = curve(block.at)
    low_end, high_end = int(means.argmin()), int(means.argmax())
    if low_end == high_end:
        high_end = len(means) - 1
    ends = block.shown(block.at)
    step = ends[high_end] - ends[low_end]
    comparisons = len(means) * (len(means) - 1) // 2 if len(span) > 1 else 1
    half = float(stdtrit(fit.degrees, 1 - 0.025 / comparisons)) * float(np.sqrt(step @ spread @ step))
    change = float(step @ own)
    fine = np.linspace(block.at[0], block.at[-1], _STEPS + 1)
    crossing = _crossing(fine, *curve(fine)) if block.numeric else _NOWHERE
    return Trend(
        name, block.labels[low_end], block.labels[high_end], change, change - half, change + half, fit.p(span),
        block.labels, tuple(means.tolist()), tuple((means - reach).tolist()), tuple((means + reach).tolist()),
        *crossing,
    )  # fmt: skip


def grid_trend(table: Table, pairs: Pairs, gaps: Floats, name: str) -> Trend:
    """Return the trend over a factor of a grid, from the difference at each level in each seed."""
    codes, levels = table.levels(name)
    own = codes[pairs.one]
    rows = [gaps[own == level] for level in range(len(levels))]
    means = np.stack([mean_of_known(row) if len(row) else np.full(gaps.shape[1], np.nan) for row in rows])
    there = np.flatnonzero(np.isfinite(means).any(axis=1))
    means, shown = means[there], [levels[place] for place in there]
    kept = means[:, np.isfinite(means).all(axis=0)]
    lines = [interval(row) for row in means]
    numeric = table.numeric(name)
    labels = format_distinct([float(level) for level in shown]) if numeric else tuple(map(str, shown))
    if len(shown) < 2 or not kept.shape[1]:
        return Trend(name, labels[0], labels[-1], *_NOWHERE, np.nan, labels, *_columns(lines))
    middle = kept.mean(axis=1)
    low_end, high_end = int(middle.argmin()), int(middle.argmax())
    if low_end == high_end:
        high_end = len(middle) - 1 if low_end != len(middle) - 1 else 0
    pairs_of_levels = len(shown) * (len(shown) - 1) // 2
    change, low, high = interval(kept[high_end] - kept[low_end], 1 - 0.05 / pairs_of_levels)
    crossing = _NOWHERE
    if numeric:
        at = np.array(shown, dtype=float)
        p = _bend(at, kept)
        fine = np.linspace(at[0], at[-1], _STEPS + 1)
        paths = np.stack([np.interp(fine, at, kept[:, seed]) for seed in range(kept.shape[1])])
        if len(paths) > 1:
            half = float(stdtrit(len(paths) - 1, 0.975)) * paths.std(axis=0, ddof=1) / len(paths) ** 0.5
            crossing = _crossing(fine, paths.mean(axis=0), half)
    else:
        p = min(1.0, pairs_of_levels * _chance(kept[high_end] - kept[low_end]))
    return Trend(name, labels[low_end], labels[high_end], change, low, high, p, labels, *_columns(lines), *crossing)


def _bend(at: Floats, values: Floats) -> float:
    """Return p of no slope and no bend over levels: that of the surer one, times their number."""
    slope = at - at.mean()
    weights = [slope]
    if len(at) > 2:
        square = slope**2 - (slope**2).mean()
        weights.append(square - slope * float(square @ slope) / float(slope @ slope))
    chances = [_chance(each @ values) for each in weights]
    return min(1.0, len(chances) * min(chances))


def _columns(lines: Sequence[Interval]) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    return tuple(line[0] for line in lines), tuple(line[1] for line in lines), tuple(line[2] for line in lines)


def _chance(values: Floats) -> float:
    """Return the two-sided p of a mean of 0 over units."""
    there = values[np.isfinite(values)]
    if there.size < 2:
        return float("nan")
    spread = float(there.std(ddof=1))
    if spread == 0.0:
        return 1.0 if float(there.mean()) == 0.0 else 0.0
    t = abs(float(there.mean())) / (spread / there.size**0.5)
    return float(2.0 * stdtr(there.size - 1, -t))


def _crossing(at: Floats, line: Floats, half: Floats) -> Interval:
    """Return where a line is 0 for the first time, and the least and greatest values that its band leaves open."""
    signs = np.sign(line)
    turns = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    if not len(turns):
        return _NOWHERE
    place = int(turns[0])
    share = abs(line[place]) / (abs(line[place]) + abs(line[place + 1]))
    crossing = float(at[place] + share * (at[place + 1] - at[place]))
    open_ = at[np.abs(line) <= half]  # none if the band is narrower than a step
    return crossing, min(float(open_.min(initial=np.inf)), crossing), max(float(open_.max(initial=-np.inf)), crossing)
