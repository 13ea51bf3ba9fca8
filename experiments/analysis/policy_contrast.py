"""Contrast: one policy less another, paired, in each state of the world, and how that depends on the state.

Points are paired that differ in the named factors alone. What luck is follows from the layout (:mod:`.layout`):

* states were *sampled*: a state is a unit. Its difference is the mean over its pairs and seeds. The trend over an
  uncertainty is least squares of the states' differences over all uncertainties that were drawn together, each number
  with its square (alone, where states are too few for squares); p is that of all its terms (F);
* states are a *grid*: a seed is a unit. In each seed the difference at each level is the mean over its pairs; the trend
  is that seed's slope over the levels, and its bend; p is that of the surer one (Bonferroni).

A policy may pay in the middle of a range and at neither end, so that a straight line alone would say that nothing
depends on it. A trend's change is that of the difference between the places at which it is least and greatest; its
interval allows for all pairs of places. p are Holm's over the uncertainties. Where the difference changes its sign, the
*crossing* is the first value at which the fitted curve (sampled) or the line through the levels (grid) is 0, told with
the values that the 95 % band of the curve leaves open, after Fieller 1954 (J. R. Stat. Soc. B 16:175).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from ...scenarios.message import Enumeration, message
from ..statistics.paired import ALPHA, holm
from .dataset import AnalysisError, Floats, Table, Whole
from .estimation import PLACES, SPARE, Fit, interval, least_squares
from .levels import format_distinct
from .phase_diagram import Interval
from .result import PolicyContrast, constant, subject
from .robustness import name_of

_ROUNDING = 1e-12
_STEPS = 400
"""Steps in which the range is searched for the values that a crossing may have."""

_NOWHERE = (np.nan, np.nan, np.nan)

Policy = Mapping[str, Any]
"""Levers by name, each at a level."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Points that differ in the policy alone.

    Attributes
    ----------
    one, other : ndarray of int, shape (pairs,)
    """

    one: Whole
    other: Whole


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


def contrast_policies(
    table: Table, of: Policy | None = None, against: Policy | None = None, over: Sequence[str] = ()
) -> Any:
    """Return what one policy brings over another in each state, and how that depends on the state.

    Parameters
    ----------
    table : Table
    of, against : mapping, optional
        Levers by name at a level: ``{"convening": "hub"}`` and ``{"convening": "silo"}``; a number may be written as
        text. Not given: the last and the first level of the first lever.
    over : sequence of str
        Uncertainties to look at; all if not given.

    Returns
    -------
    PolicyContrast or ConstantOutcome

    Raises
    ------
    AnalysisError
        If a policy means nothing here, or no point has a partner.
    """
    of, against = _policies(table, of or None, against or None)
    pairs = _pair(table, of, against)
    if same := constant(table, "contrast"):
        return same
    names = _looked_over(table, of, over)
    gaps = _differences(table, pairs)
    placement = table.layout[next(iter(of))]
    if placement.structure == "paired":
        assert placement.units is not None
        units, kind = _by_state(gaps, placement.units[pairs.one]), placement.unit
        trends = _sample_trends(table, pairs, placement.units[pairs.one], units, names)
    else:
        units, kind = _mean_of_known(gaps), "seed"
        trends = [_grid_trend(table, pairs, gaps, name) for name in names]
    known = units[np.isfinite(units)]
    mean, low, high = interval(known)
    return PolicyContrast(
        **subject(table, "contrast"),
        tables={"trends": _trend_table(trends), "curve": _curve(trends), "gaps": _gaps(table, pairs, gaps, of)},
        of=dict(of),
        against=dict(against),
        mean=mean,
        low=low,
        high=high,
        unit=kind,
        units=int(known.size),
        pairs=len(pairs.one),
        rising=tuple(each.name for each, p in zip(trends, _adjust(trends), strict=True) if p <= ALPHA),
    )


def _policies(table: Table, of: Policy | None, against: Policy | None) -> tuple[Policy, Policy]:
    levers = table.named("lever")
    if not levers:
        raise AnalysisError(message("analysis.contrast_levers", name=table.name))
    if of is None and against is None:
        levels = table.levels(levers[0])[1]
        return {levers[0]: levels[-1]}, {levers[0]: levels[0]}
    if of is None or against is None or set(of) != set(against) or not of:
        raise AnalysisError(message("analysis.contrast_sides"))
    sides = [{name: _level(table, name, level) for name, level in side.items()} for side in (of, against)]
    if sides[0] == sides[1]:
        raise AnalysisError(message("analysis.contrast_same"))
    return sides[0], sides[1]


def _level(table: Table, name: str, level: Any) -> Any:
    """Return the level of a lever that is meant."""
    levers = table.named("lever")
    if name not in levers:
        raise AnalysisError(
            message("analysis.contrast_lever", lever=repr(name), name=table.name, names=Enumeration(levers))
        )
    levels = table.levels(name)[1]
    for each in levels:
        if each == level or str(each) == str(level):
            return each
    if table.numeric(name):
        for each in levels:
            if f"{each:g}" == str(level) or np.isclose(float(each), _number(level), rtol=1e-9, atol=0.0):
                return each
    raise AnalysisError(
        message("analysis.contrast_level", lever=name, level=repr(level), names=Enumeration(map(str, levels)))
    )


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _pair(table: Table, of: Policy, against: Policy) -> Pairs:
    """Return the pairs of points that are equal in everything but the levers of the policies."""
    rest = [name for name in table.names if name not in of]

    def rows(policy: Policy) -> dict[tuple[Any, ...], int]:
        chosen = np.ones(table.points, dtype=bool)
        for name, level in policy.items():
            chosen &= (table.design[name] == level).to_numpy()
        places = np.flatnonzero(chosen)
        keys = (
            zip(*(table.design[name].to_numpy()[places] for name in rest), strict=True) if rest else [()] * len(places)
        )
        return {tuple(key): int(place) for key, place in zip(keys, places, strict=True)}

    one, other = rows(of), rows(against)
    shared = [key for key in one if key in other]
    if not shared:
        raise AnalysisError(
            message(
                "analysis.contrast_pairs", name=table.name, policy=name_of(of), levers=Enumeration(of, " and ", "、")
            )
        )
    return Pairs(np.array([one[key] for key in shared]), np.array([other[key] for key in shared]))


def _looked_over(table: Table, of: Policy, over: Sequence[str]) -> tuple[str, ...]:
    for name in over:
        if name in of or name not in table.names:
            raise AnalysisError(message("analysis.contrast_over", factor=repr(name), name=table.name))
    return tuple(over) or tuple(name for name in table.named("uncertainty") if len(table.levels(name)[1]) > 1)


def _differences(table: Table, pairs: Pairs) -> Floats:
    """Return the difference of each pair in each seed; one of rounding alone is none."""
    one, other = table.values[pairs.one], table.values[pairs.other]
    gaps = one - other
    size = np.nanmax(np.abs(np.stack([one, other])))
    gaps[np.abs(gaps) <= _ROUNDING * size] = 0.0
    return gaps


def _mean_of_known(rows: Floats) -> Floats:
    """Return the mean of each column over the rows that have a number; NaN where none has."""
    there = np.isfinite(rows)
    count = there.sum(axis=0)
    total = np.where(there, rows, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _by_state(gaps: Floats, states: Whole) -> Floats:
    """Return the mean difference of each sampled state; NaN where it has none."""
    count = int(states.max()) + 1
    there = np.isfinite(gaps)
    total, number = np.zeros(count), np.zeros(count)
    np.add.at(total, states, np.where(there, gaps, 0.0).sum(axis=1))
    np.add.at(number, states, there.sum(axis=1))
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


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


def _sample_trends(table: Table, pairs: Pairs, states: Whole, units: Floats, names: Sequence[str]) -> list[Trend]:
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


def _grid_trend(table: Table, pairs: Pairs, gaps: Floats, name: str) -> Trend:
    """Return the trend over a factor of a grid, from the difference at each level in each seed."""
    codes, levels = table.levels(name)
    own = codes[pairs.one]
    rows = [gaps[own == level] for level in range(len(levels))]
    means = np.stack([_mean_of_known(row) if len(row) else np.full(gaps.shape[1], np.nan) for row in rows])
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


def _adjust(trends: Sequence[Trend]) -> list[float]:
    known = [each.p for each in trends if np.isfinite(each.p)]
    done = iter(holm(known))
    return [next(done) if np.isfinite(each.p) else float("nan") for each in trends]


def _trend_table(trends: Sequence[Trend]) -> pd.DataFrame:
    rows = [
        {
            "factor": each.name, "lowest": each.lowest, "highest": each.highest, "change": each.change, "low": each.low,
            "high": each.high, "p": p, "crossing": each.crossing, "crossing_low": each.crossing_low,
            "crossing_high": each.crossing_high,
        }
        for each, p in zip(trends, _adjust(trends), strict=True)
    ]  # fmt: skip
    names = [
        "factor", "lowest", "highest", "change", "low", "high", "p", "crossing", "crossing_low", "crossing_high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _curve(trends: Sequence[Trend]) -> pd.DataFrame:
    rows = [
        {"factor": each.name, "level": label, "difference": mean, "low": low, "high": high}
        for each in trends
        for label, mean, low, high in zip(each.labels, each.means, each.lows, each.highs, strict=True)
    ]
    return pd.DataFrame(rows, columns=["factor", "level", "difference", "low", "high"])


def _gaps(table: Table, pairs: Pairs, gaps: Floats, of: Policy) -> pd.DataFrame:
    """Return the difference in each pair of points, by the factors that they share, with its interval over seeds."""
    rest = [name for name in table.names if name not in of]
    frame = table.design.iloc[pairs.one][rest].reset_index(drop=True)
    lines = [interval(row) for row in gaps]
    for place, column in enumerate(("difference", "low", "high")):
        frame[column] = [line[place] for line in lines]
    return frame
