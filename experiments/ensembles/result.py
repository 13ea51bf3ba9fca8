"""What an ensemble says: how many cities are plausible, in which share of them a claim holds, and what decides it.

The share of cities says nothing of how probable a city is: each that meets the criteria counts alike. What decides a
claim stands beside the same over the reference: there all cities count, plausible or not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..statistics.arrays import Floats
from .claims import GAME, CityGaps, ClaimOverCities, count_claim
from .deciders import rank_correlations, rows_of, thirds
from .declaration import CRITERIA, Declaration
from .drawing import CityDraws, Descent
from .effective_size import CityWeights, share_interval
from .experiment import EnsembleRuns, by_city
from .narrowing import Generation
from .policies import APART, JOINED
from .selection import STAGES, CityFigures, list_missed

STATES = ("load", "idle_effort", "overtime")
"""What a city is like each on its own, which may decide a claim beside the numbers that were drawn."""


@dataclass(frozen=True)
class CityGroup:
    """Cities over which a claim is judged: how they count, and what may decide it."""

    weights: CityWeights
    columns: Mapping[str, Floats]


@dataclass(frozen=True)
class EnsembleResult:
    """What an ensemble says.

    Attributes
    ----------
    declaration : Declaration
    drawn, kept : int
        Cities.
    plain, plain_kept : int
        Plain draws among those drawn, and how many of these meet all criteria: what they tell of how many do.
    families : int
        Plain draws of which the cities kept come.
    effective : float
        Number of independent cities that tell as much as those kept.
    generations : tuple of Generation
        How the cities kept were come by; empty of plain draws.
    descents : tuple of Descent
        Where the cities kept come from.
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
    plain: int
    plain_kept: int
    families: int
    effective: float
    generations: tuple[Generation, ...]
    descents: tuple[Descent, ...]
    reference: int
    rejections: pd.DataFrame
    claims: tuple[ClaimOverCities, ...]
    cities: pd.DataFrame
    numbers: pd.DataFrame

    @property
    def acceptance(self) -> float:
        """Share of the plain draws that meet the criteria."""
        return self.plain_kept / self.plain

    @property
    def acceptance_interval(self) -> tuple[float, float]:
        """Exact 95 % interval of it."""
        return share_interval(self.plain_kept, self.plain)

    @property
    def rate(self) -> float:
        """The share of plain draws that are plausible, as generations tell it; NaN if none reached the criteria."""
        reached = bool(self.generations) and self.generations[-1].reached
        return math.prod(each.share for each in self.generations) if reached else math.nan

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
    declaration, draws, cities = runs.declaration, runs.draws, runs.kept.cities
    first = sorted({int(number) for number in runs.reference_contrast["draw"].to_list()})
    columns = np.array([draws.shares(number) for number in cities]).reshape(len(cities), len(draws.numbers))
    weights = CityWeights(np.array(runs.kept.weights, dtype=float), np.array(runs.kept.roots, dtype=np.int64), columns)
    groups = (
        CityGroup(weights, _columns(draws, cities, runs.contrast)),
        CityGroup(CityWeights.even(len(first)), _columns(draws, first, runs.reference_contrast)),
    )
    claims: list[ClaimOverCities] = []
    for claim in declaration.claims:
        kept, drawn = (
            CityGaps.of(_difference(frame, claim.indicator), order)
            for frame, order in ((runs.contrast, cities), (runs.reference_contrast, first))
        )
        claims.append(_judge(claim.name, claim.indicator, claim.threshold, claim.sign, (kept, drawn), groups))
    if len(runs.parts):
        game = CityGaps.of(synergy(declaration, runs.parts, runs.contrast), cities)
        claims.append(_judge(GAME, declaration.game.indicator, 0.0, 1, (game, _nobody()), groups))
    return EnsembleResult(
        declaration=declaration,
        drawn=runs.drawn,
        plain=len(runs.judged),
        plain_kept=sum(each.kept for each in runs.judged),
        kept=len(cities),
        families=weights.count,
        effective=weights.effective if cities else 0.0,
        generations=runs.generations,
        descents=tuple(draws.descents(cities)),
        reference=len(runs.reference),
        rejections=count_rejections(declaration, runs.judged, runs.reference),
        claims=tuple(claims),
        cities=_list_cities(runs, claims),
        numbers=numbers_of(draws, cities),
    )


def _judge(
    name: str,
    indicator: str,
    threshold: float,
    sign: int,
    gaps: tuple[CityGaps, CityGaps],
    groups: tuple[CityGroup, CityGroup],
) -> ClaimOverCities:
    kept, drawn = groups
    found = rank_correlations(kept.columns, gaps[0].mean, kept.weights)
    other = rank_correlations(drawn.columns, gaps[1].mean, drawn.weights) if len(gaps[1].cities) else found.iloc[:0]
    other = other.rename(columns={each: f"{each}_drawn" for each in ("rank", "low", "high", "p")})
    frame = found.merge(other, on="name", how="outer") if len(found) or len(other) else found.merge(other, on="name")
    holds = gaps[0].beyond(threshold, sign)
    columns = kept.columns
    ends = [
        thirds(columns[each], holds, kept.weights) if each in columns else (np.nan, np.nan) for each in frame["name"]
    ]
    frame["low_third"], frame["high_third"] = [each[0] for each in ends], [each[1] for each in ends]
    surest = np.fmin(frame["p"].to_numpy(dtype=float), frame["p_drawn"].to_numpy(dtype=float))
    size = np.fmax(*(np.abs(frame[each].to_numpy(dtype=float)) for each in ("rank", "rank_drawn")))
    frame = frame.iloc[np.lexsort((-size, surest))].reset_index(drop=True)
    shares = [count_claim(gap, threshold, sign, group.weights) for gap, group in zip(gaps, groups, strict=True)]
    return ClaimOverCities(name, indicator, threshold, sign, shares[0], shares[1], gaps[0], frame)


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
    figures = {each.draw: each.figures for each in runs.kept.figures}
    rows: list[dict[str, float]] = []
    for place, number in enumerate(runs.kept.cities):
        weight, root = runs.kept.weights[place], runs.kept.roots[place]
        row: dict[str, float] = {
            "draw": number,
            "weight": weight,
            "root": root,
            **{name: figures[number][name] for name in CRITERIA},
        }
        for claim in claims:
            gaps = claim.gaps
            row |= {
                claim.name: float(gaps.mean[place]),
                f"{claim.name}_low": float(gaps.low[place]),
                f"{claim.name}_high": float(gaps.high[place]),
            }
        rows.append(row)
    extra = [f"{claim.name}{end}" for claim in claims for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["draw", "weight", "root", *CRITERIA, *extra])
