"""An ensemble run: cities are drawn and judged until enough are kept, and the kept ones are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .declaration import PLAIN, Declaration
from .drawing import CityDraws
from .narrowing import Generation, Narrowing, NarrowingPlan
from .policies import APART, JOINED, list_parts
from .selection import CityFigures, CitySelection
from .shortfall import CityShortfalls
from .stored_runs import DRAW, POLICY, RunOptions, StageRuns, run_stage

REFERENCE = "reference"


@dataclass(frozen=True)
class KeptCities:
    """The cities that meet all criteria.

    Attributes
    ----------
    figures : tuple of CityFigures
    weights : tuple of int
        How often each counts; 1 of a plain draw.
    roots : tuple of int
        The plain draw that each comes of. Cities of one root are alike.
    """

    figures: tuple[CityFigures, ...]
    weights: tuple[int, ...]
    roots: tuple[int, ...]

    @property
    def cities(self) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(each.draw for each in self.figures)


@dataclass(frozen=True)
class EnsembleRuns:
    """What was drawn, what was kept, and the runs of what is compared.

    Attributes
    ----------
    declaration : Declaration
    draws : CityDraws
    judged : tuple of CityFigures
        Every plain draw, in order.
    drawn : int
        Cities drawn, those that come of others among them.
    kept : KeptCities
    generations : tuple of Generation
        How the cities kept were come by; empty of plain draws.
    reference : tuple of CityFigures
        The first of the plain draws, measured against all criteria.
    contrast, reference_contrast : DataFrame
        A row for each run: ``draw``, ``policy``, ``seed``, indicators; of the cities kept, and of the reference.
    parts : DataFrame
        The same of nobody and of each player of the game alone; empty if it was not asked for.
    """

    declaration: Declaration
    draws: CityDraws
    judged: tuple[CityFigures, ...]
    drawn: int
    kept: KeptCities
    generations: tuple[Generation, ...]
    reference: tuple[CityFigures, ...]
    contrast: pd.DataFrame
    reference_contrast: pd.DataFrame
    parts: pd.DataFrame


class CitySampler:
    """Draws cities, a batch after another, and keeps those that meet the criteria.

    Parameters
    ----------
    declaration : Declaration
    draws : CityDraws
    folder : Path
    options : RunOptions
    """

    def __init__(self, declaration: Declaration, draws: CityDraws, folder: Path, options: RunOptions) -> None:
        self._declaration, self._draws = declaration, draws
        self.selection = CitySelection(declaration, draws, folder, options)
        self.judged: list[CityFigures] = []
        self.drawn = 0
        self.generations: tuple[Generation, ...] = ()
        self._kept: dict[int, CityFigures] = {}
        self._roots: dict[int, int] = {}
        self._weights = Counter[int]()

    @property
    def kept(self) -> KeptCities:
        """What is kept so far."""
        return KeptCities(
            tuple(self._kept.values()), tuple(self._weights[each] for each in self._kept),
            tuple(self._roots[each] for each in self._kept),
        )  # fmt: skip

    def batches(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield the name of each batch and the cities that it adds, until enough are kept or no more may be drawn."""
        plain = self._declaration.sampling.method == PLAIN
        for name, cities in self._plain_batches() if plain else self._adaptive_batches():
            yield name, cities
            if len(self._kept) >= self._declaration.heading.kept:
                return

    def _plain_batches(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        for block, numbers in blocks(self._declaration, self._declaration.heading.draws):
            found = self._judge(block, numbers)
            self.drawn = len(self.judged)
            yield block, self._keep([each.draw for each in found if each.kept], found)

    def _adaptive_batches(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        form, heading = self._declaration.sampling, self._declaration.heading
        shortfalls = CityShortfalls(self._declaration, self.selection)
        for block, numbers in blocks(self._declaration, min(form.first, heading.draws)):
            shortfalls.note(self._judge(block, numbers))
        plan = NarrowingPlan(form.survivors, form.population, form.looked, form.walk, heading.draws)
        narrowing = Narrowing(self._draws, shortfalls, plan, len(self.judged))
        for place, ends in enumerate(narrowing.rounds()):
            self.drawn, self.generations = narrowing.drawn, tuple(narrowing.generations)
            self._roots |= {each.city: each.root for each in ends}
            cities = [each.city for each in ends]
            yield f"round-{place + 1:03d}", self._keep(cities, [shortfalls.found(each) for each in set(cities)])
        self.drawn, self.generations = narrowing.drawn, tuple(narrowing.generations)

    def _judge(self, block: str, numbers: Sequence[int]) -> list[CityFigures]:
        found = self.selection.judge_block(block, numbers)
        self.judged += found
        return found

    def _keep(self, cities: Sequence[int], figures: Sequence[CityFigures]) -> tuple[int, ...]:
        """Count cities, and return those that were not among the kept before."""
        own = {each.draw: each for each in figures}
        new = tuple(dict.fromkeys(each for each in cities if each not in self._kept))
        self._kept |= {each: own[each] for each in new}
        self._roots = {each: each for each in new} | self._roots
        self._weights.update(cities)
        return new


def run_ensemble(
    declaration: Declaration, folder: Path, options: RunOptions, *, with_parts: bool = False
) -> EnsembleRuns:
    """Draw cities, keep those that meet the criteria, and compare policies in them; or go on with it.

    Parameters
    ----------
    declaration : Declaration
    folder : Path
        All runs are kept in it; the same call goes on after a kill.
    options : RunOptions
    with_parts : bool
        Run the parts of the game too.

    Raises
    ------
    Interrupted, RunError, StoreError, OSError
        As of :func:`.stored_runs.run_stage`.
    ScenarioError
        If no city can be drawn.
    """
    draws = CityDraws(declaration)
    sampler = CitySampler(declaration, draws, folder, options)
    contrasts: list[pd.DataFrame] = []
    parts: list[pd.DataFrame] = []
    for batch, own in sampler.batches():
        if own:
            contrasts.append(_compare(declaration, draws, f"{batch}-contrast", own, (APART, JOINED), folder, options))
        if own and with_parts:
            policies = list_parts(declaration)
            parts.append(_compare(declaration, draws, f"{batch}-parts", own, policies, folder, options))
    first = range(min(declaration.reference.draws, len(sampler.judged)))
    reference = sampler.selection.measure_all(first[: declaration.reference.measured], declaration.reference.looks)
    stage = StageRuns(
        REFERENCE, tuple(first), (APART, JOINED), declaration.apart.settings.run.weeks,
        declaration.contrast.first_seed, declaration.reference.seeds,
    )  # fmt: skip
    compared = _tidy(run_stage(declaration, draws, stage, folder, options))
    return EnsembleRuns(
        declaration, draws, tuple(sampler.judged), sampler.drawn, sampler.kept, sampler.generations,
        tuple(reference), _together(contrasts, compared), compared, _together(parts, compared),
    )  # fmt: skip


def blocks(declaration: Declaration, draws: int) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the blocks of so many plain draws: a name, and the numbers of its cities."""
    block = declaration.heading.block
    for place in range(-(-draws // block)):
        first = place * block
        yield f"block-{place + 1:03d}", range(first, min(first + block, draws))


def _compare(
    declaration: Declaration,
    draws: CityDraws,
    name: str,
    cities: tuple[int, ...],
    policies: tuple[str, ...],
    folder: Path,
    options: RunOptions,
) -> pd.DataFrame:
    weeks, luck = declaration.apart.settings.run.weeks, declaration.contrast
    stage = StageRuns(name, cities, policies, weeks, luck.first_seed, luck.seeds)
    return _tidy(run_stage(declaration, draws, stage, folder, options))


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=["point", "replicate"]).astype({DRAW: np.int64})


def _together(frames: list[pd.DataFrame], like: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else like.iloc[:0]


def by_city(frame: pd.DataFrame, policy: str, indicator: str) -> pd.DataFrame:
    """Return an indicator under a policy: a row for each city, a column for each seed."""
    return frame[frame[POLICY] == policy].pivot(index=DRAW, columns="seed", values=indicator)
