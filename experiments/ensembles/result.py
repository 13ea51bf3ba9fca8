"""What an ensemble says: how many cities are plausible, in which share of them a claim holds, and what decides it.

A claim holds in a city if the mean of its paired differences lies beyond the threshold, and surely so if the whole 95 %
interval (t, over seeds) does. The share of cities has an exact interval (Clopper and Pearson 1934, Biometrika 26:404),
which covers that they are a sample of all plausible ones. That says nothing of how probable a city is: each that meets
the criteria counts once.

What decides a claim are the numbers whose rank correlation with the difference, city by city, is not chance after
Holm's adjustment for all that were drawn (Spearman). Beside it stands the same over the reference: there all cities
count, plausible or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr
from scipy.stats import beta, rankdata

from ..statistics.arrays import Floats
from ..statistics.paired import ALPHA, holm, paired_difference
from .declaration import CRITERIA, Declaration
from .drawing import CityDraws
from .experiment import EnsembleRuns, by_city
from .policies import APART, JOINED
from .selection import STAGES, CityFigures, list_missed

STATES = ("load", "idle_effort", "overtime")
"""What a city is like each on its own, which may decide a claim beside the numbers that were drawn."""

GAME = "multiplier"
"""Name of the claim about the game: that its parts multiply each other."""

FEWEST = 8
"""Cities below which nothing is said to decide a claim."""

THIRD = 1 / 3


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def share_interval(holds: int, cities: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share.

    >>> share_interval(0, 20)[0], round(share_interval(0, 20)[1], 3)
    (0.0, 0.168)
    >>> [round(end, 3) for end in share_interval(15, 20)]
    [0.509, 0.913]
    """
    low = float(beta.ppf(ALPHA / 2, holds, cities - holds + 1)) if holds else 0.0
    high = float(beta.ppf(1 - ALPHA / 2, holds + 1, cities - holds)) if holds < cities else 1.0
    return low, high


@dataclass(frozen=True)
class CityGaps:
    """What a claim comes to in each city.

    Attributes
    ----------
    cities : tuple of int
        Numbers of the cities.
    mean, low, high : ndarray, shape (cities,)
        Of the difference, with its 95 % interval over seeds.
    """

    cities: tuple[int, ...]
    mean: Floats
    low: Floats
    high: Floats

    @staticmethod
    def of(values: pd.DataFrame) -> CityGaps:
        """Return the differences of cities: a row for each, a column for each seed."""
        rows = values.to_numpy(dtype=float)
        results = [paired_difference(row, np.zeros(len(row))) for row in rows]
        ends = [(each.mean, each.mean if each.low is None else each.low, each.mean if each.high is None else each.high)
                for each in results]  # fmt: skip
        table = np.array(ends, dtype=float).reshape(-1, 3)
        return CityGaps(tuple(int(each) for each in values.index), *table.T)

    def beyond(self, threshold: float, sign: int) -> NDArray[np.bool_]:
        """Tell where the mean lies beyond a threshold."""
        return sign * (self.mean - threshold) > 0.0

    def surely(self, threshold: float, sign: int) -> NDArray[np.bool_]:
        """Tell where the whole interval lies beyond a threshold."""
        return (self.low > threshold) if sign > 0 else (self.high < threshold)

    def surely_not(self, threshold: float, sign: int) -> NDArray[np.bool_]:
        """Tell where the whole interval lies on the other side of a threshold, or on it."""
        return (self.high <= threshold) if sign > 0 else (self.low >= threshold)


@dataclass(frozen=True)
class ClaimShare:
    """In which share of cities a claim holds.

    Attributes
    ----------
    cities, holds, surely, surely_not : int
        How many there are; in how many it holds by the mean, with its whole interval, and in how many it surely does
        not.
    low, high : float
        Exact 95 % interval of the share.
    middle, lower, upper : float
        Median of the difference over cities, and its 5th and 95th percentile; NaN without a city.
    """

    cities: int
    holds: int
    surely: int
    surely_not: int
    low: float
    high: float
    middle: float
    lower: float
    upper: float

    @property
    def share(self) -> float:
        """Share of cities in which it holds; NaN without a city."""
        return self.holds / self.cities if self.cities else float("nan")


def count_claim(gaps: CityGaps, threshold: float, sign: int) -> ClaimShare:
    """Return in which share of cities a claim holds."""
    cities = len(gaps.cities)
    holds, surely, not_so = (
        int(each.sum())
        for each in (gaps.beyond(threshold, sign), gaps.surely(threshold, sign), gaps.surely_not(threshold, sign))
    )
    low, high = share_interval(holds, cities) if cities else (0.0, 1.0)
    spread = np.quantile(gaps.mean, (0.5, 0.05, 0.95)).tolist() if cities else [float("nan")] * 3
    return ClaimShare(cities, holds, surely, not_so, low, high, *spread)


def rank_correlations(columns: Mapping[str, Floats], outcome: Floats) -> pd.DataFrame:
    """Return Spearman's correlation of each column with an outcome, most first.

    Columns of the frame: ``name``, ``rank``, ``low`` and ``high`` (95 %, after Bonett and Wright 2000, Psychometrika
    65:23), ``p`` (Holm).

    Columns and outcomes that do not vary have no correlation and are left out.
    """
    few = len(outcome) < FEWEST
    names = [name for name, column in columns.items() if not few and np.ptp(column) > 0.0]
    if not names or np.ptp(outcome) == 0.0:
        return pd.DataFrame({name: [] for name in ("name", "rank", "low", "high", "p")}).astype({"name": str})
    ranked = np.stack([rankdata(columns[name]) for name in names], axis=1)
    ranked = ranked - ranked.mean(axis=0)
    target = rankdata(outcome) - (len(outcome) + 1) / 2.0
    rho = (target @ ranked) / np.sqrt((target @ target) * (ranked**2).sum(axis=0))
    rho = np.clip(rho, -1.0, 1.0)
    degrees = len(outcome) - 2
    with np.errstate(divide="ignore"):
        t = np.abs(rho) * np.sqrt(degrees / (1.0 - rho**2))
    chances = holm((2.0 * stdtr(degrees, -t)).tolist())
    half = 1.96 * np.sqrt((1.0 + rho**2 / 2.0) / (len(outcome) - 3))
    centre = np.arctanh(np.clip(rho, -1.0 + 1e-12, 1.0 - 1e-12))
    low, high = np.tanh(centre - half), np.tanh(centre + half)
    frame = pd.DataFrame({"name": names, "rank": rho, "low": low, "high": high, "p": chances})
    return frame.iloc[np.argsort(-np.abs(rho), kind="stable")].reset_index(drop=True)


@dataclass(frozen=True)
class ClaimOverCities:
    """A claim over an ensemble.

    Attributes
    ----------
    name, indicator : str
    threshold : float
    sign : int
        1: the difference is more than the threshold; -1: less.
    kept, drawn : ClaimShare
        Over the cities that are kept, and over the reference.
    gaps : CityGaps
        Of the cities that are kept.
    deciders : DataFrame
        ``name``; ``rank``, ``low``, ``high`` and ``p`` over the cities kept, and the same with ``_drawn`` behind over
        the reference (NaN where there are too few cities); ``low_third`` and ``high_third``, the share of kept cities
        in which the claim holds among those in which the
        number is low and high. What is surest, in either, comes first.
    """

    name: str
    indicator: str
    threshold: float
    sign: int
    kept: ClaimShare
    drawn: ClaimShare
    gaps: CityGaps
    deciders: pd.DataFrame

    @property
    def deciding(self) -> tuple[str, ...]:
        """Names of what decides it in plausible cities, most first."""
        return tuple(str(name) for name in self.deciders.loc[self.deciders["p"] <= ALPHA, "name"])

    @property
    def deciding_drawn(self) -> tuple[str, ...]:
        """Names of what decides it over all cities drawn, most first."""
        found = {str(row["name"]): abs(row["rank_drawn"]) for row in rows_of(self.deciders) if row["p_drawn"] <= ALPHA}
        return tuple(sorted(found, key=lambda name: -found[name]))


@dataclass(frozen=True)
class EnsembleResult:
    """What an ensemble says.

    Attributes
    ----------
    declaration : Declaration
    drawn, kept : int
        Cities.
    reference : int
        Cities that were measured against all criteria.
    rejections : DataFrame
        A row for each stage: ``stage``, ``seen``, ``rejected``, and ``missed``, the share of the reference that misses
        it whatever else it misses (NaN of a screen).
    claims : tuple of ClaimOverCities
    cities : DataFrame
        A row for each city kept: ``draw``, its figures, and of each claim the difference with its interval.
    numbers : DataFrame
        What the cities kept are: ``draw``, and a column for each number.
    """

    declaration: Declaration
    drawn: int
    kept: int
    reference: int
    rejections: pd.DataFrame
    claims: tuple[ClaimOverCities, ...]
    cities: pd.DataFrame
    numbers: pd.DataFrame

    @property
    def acceptance(self) -> float:
        """Share of the cities drawn that is kept."""
        return self.kept / self.drawn

    @property
    def acceptance_interval(self) -> tuple[float, float]:
        """Exact 95 % interval of it."""
        return share_interval(self.kept, self.drawn)

    @property
    def enough(self) -> bool:
        """Whether as many are kept as were asked for."""
        return self.kept >= self.declaration.heading.kept

    @property
    def hardest(self) -> str:
        """The criterion that rejects most of the reference."""
        shares = {str(row["stage"]): row["missed"] for row in rows_of(self.rejections) if row["stage"] in CRITERIA}
        return max(shares, key=lambda name: shares[name])


def conclude(runs: EnsembleRuns) -> EnsembleResult:
    """Return what an ensemble's runs say."""
    declaration, draws = runs.declaration, CityDraws(runs.declaration)
    numbers = numbers_of(draws, runs.kept)
    first = sorted({int(number) for number in runs.reference_contrast["draw"].to_list()})
    columns = [_columns(draws, runs.kept, runs.contrast), _columns(draws, first, runs.reference_contrast)]
    claims: list[ClaimOverCities] = []
    for claim in declaration.claims:
        gaps = [CityGaps.of(_difference(frame, claim.indicator)) for frame in (runs.contrast, runs.reference_contrast)]
        claims.append(_judge(claim.name, claim.indicator, claim.threshold, claim.sign, gaps[0], gaps[1], columns))
    if len(runs.parts):
        game = CityGaps.of(synergy(declaration, runs.parts, runs.contrast))
        claims.append(_judge(GAME, declaration.game.indicator, 0.0, 1, game, _nobody(), columns))
    return EnsembleResult(
        declaration=declaration,
        drawn=len(runs.judged),
        kept=len(runs.kept),
        reference=len(runs.reference),
        rejections=count_rejections(declaration, runs.judged, runs.reference),
        claims=tuple(claims),
        cities=_list_cities(runs, claims),
        numbers=numbers,
    )


def _judge(
    name: str,
    indicator: str,
    threshold: float,
    sign: int,
    gaps: CityGaps,
    drawn: CityGaps,
    columns: Sequence[Mapping[str, Floats]],
) -> ClaimOverCities:
    found = rank_correlations(columns[0], gaps.mean)
    other = rank_correlations(columns[1], drawn.mean)
    other = other.rename(columns={each: f"{each}_drawn" for each in ("rank", "low", "high", "p")})
    frame = found.merge(other, on="name", how="outer") if len(found) or len(other) else found.merge(other, on="name")
    holds = gaps.beyond(threshold, sign)
    thirds = [_thirds(columns[0][each], holds) if each in columns[0] else (np.nan, np.nan) for each in frame["name"]]
    frame["low_third"], frame["high_third"] = [each[0] for each in thirds], [each[1] for each in thirds]
    surest = np.fmin(frame["p"].to_numpy(dtype=float), frame["p_drawn"].to_numpy(dtype=float))
    size = np.fmax(*(np.abs(frame[each].to_numpy(dtype=float)) for each in ("rank", "rank_drawn")))
    frame = frame.iloc[np.lexsort((-size, surest))].reset_index(drop=True)
    return ClaimOverCities(
        name, indicator, threshold, sign, count_claim(gaps, threshold, sign), count_claim(drawn, threshold, sign),
        gaps, frame,
    )  # fmt: skip


def _thirds(column: Floats, holds: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the share of cities in which a claim holds among those with the lowest and the highest values."""
    if len(holds) < FEWEST:
        return np.nan, np.nan
    low, high = np.quantile(column, (THIRD, 1 - THIRD))
    return float(holds[column <= low].mean()), float(holds[column >= high].mean())


def _nobody() -> CityGaps:
    nothing = np.empty(0)
    return CityGaps((), nothing, nothing, nothing)


def _difference(frame: pd.DataFrame, indicator: str) -> pd.DataFrame:
    return by_city(frame, JOINED, indicator) - by_city(frame, APART, indicator)


def synergy(declaration: Declaration, parts: pd.DataFrame, contrast: pd.DataFrame) -> pd.DataFrame:
    """Return D of the game by city and seed: what all bring together less the sum of what each brings alone.

    In units of minus the indicator, of which less is better.
    """
    indicator = declaration.game.indicator
    nobody = -by_city(parts, "parts-0", indicator)
    whole = -by_city(contrast, JOINED, indicator) - nobody
    alone = [-by_city(parts, f"parts-{1 << place}", indicator) - nobody for place in range(len(declaration.players))]
    return whole - sum(alone[1:], start=alone[0])


def numbers_of(draws: CityDraws, cities: Sequence[int]) -> pd.DataFrame:
    """Return what cities are: ``draw``, and a column for each number."""
    names = [each.path for each in draws.numbers]
    rows = [[draws.values(number)[name] for name in names] for number in cities]
    frame = pd.DataFrame(np.array(rows, dtype=float).reshape(len(rows), len(names)), columns=names)
    frame.insert(0, "draw", list(cities))
    return frame


def _columns(draws: CityDraws, cities: Sequence[int], runs: pd.DataFrame) -> dict[str, Floats]:
    """Return what may decide a claim, by name: what was drawn, and what cities are like each on their own."""
    frame = numbers_of(draws, cities)
    columns = {name: frame[name].to_numpy(dtype=float) for name in frame.columns[1:]}
    for name in STATES:
        values = by_city(runs, APART, name)
        rows = zip(values.index.tolist(), values.to_numpy(dtype=float), strict=True)
        means = {number: float(row.mean()) for number, row in rows}
        columns[name] = np.array([means[number] for number in cities])
    return columns


def count_rejections(
    declaration: Declaration, judged: Sequence[CityFigures], reference: Sequence[CityFigures]
) -> pd.DataFrame:
    """Return what each stage saw and rejected, and which share of the reference misses each criterion."""
    by_stage = Counter(each.rejected_by for each in judged)
    misses = Counter(name for each in reference for name in list_missed(declaration, each.figures))
    left = len(judged)
    rows: list[dict[str, object]] = []
    for stage in STAGES:
        rows.append(
            {
                "stage": stage,
                "seen": left,
                "rejected": by_stage[stage],
                "missed": misses[stage] / len(reference) if stage in CRITERIA and reference else float("nan"),
            }
        )
        left -= by_stage[stage]
    return pd.DataFrame(rows)


def _list_cities(runs: EnsembleRuns, claims: Sequence[ClaimOverCities]) -> pd.DataFrame:
    figures = {each.draw: each.figures for each in runs.judged if each.kept}
    rows: list[dict[str, float]] = []
    for place, number in enumerate(runs.kept):
        row: dict[str, float] = {"draw": number, **{name: figures[number][name] for name in CRITERIA}}
        for claim in claims:
            gaps = claim.gaps
            row |= {
                claim.name: float(gaps.mean[place]),
                f"{claim.name}_low": float(gaps.low[place]),
                f"{claim.name}_high": float(gaps.high[place]),
            }
        rows.append(row)
    extra = [f"{claim.name}{end}" for claim in claims for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["draw", *CRITERIA, *extra])
