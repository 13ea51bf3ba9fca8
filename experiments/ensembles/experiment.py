"""An ensemble run: blocks of cities are drawn and judged until enough are kept, and the kept ones are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .declaration import Declaration
from .drawing import CityDraws
from .policies import APART, JOINED, list_parts
from .selection import CityFigures, CitySelection
from .stored_runs import DRAW, POLICY, RunOptions, StageRuns, run_stage

REFERENCE = "reference"


@dataclass(frozen=True)
class EnsembleRuns:
    """What was drawn, what was kept, and the runs of what is compared.

    Attributes
    ----------
    declaration : Declaration
    judged : tuple of CityFigures
        Every city drawn, in order.
    reference : tuple of CityFigures
        The first of them, measured against all criteria.
    contrast, reference_contrast : DataFrame
        A row for each run: ``draw``, ``policy``, ``seed``, indicators; of the cities kept, and of the reference.
    parts : DataFrame
        The same of nobody and of each player of the game alone; empty if it was not asked for.
    """

    declaration: Declaration
    judged: tuple[CityFigures, ...]
    reference: tuple[CityFigures, ...]
    contrast: pd.DataFrame
    reference_contrast: pd.DataFrame
    parts: pd.DataFrame

    @property
    def kept(self) -> tuple[int, ...]:
        """Numbers of the cities that are kept."""
        return tuple(each.draw for each in self.judged if each.kept)


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
    selection = CitySelection(declaration, draws, folder, options)
    judged: list[CityFigures] = []
    contrasts: list[pd.DataFrame] = []
    parts: list[pd.DataFrame] = []
    kept = 0
    for block, numbers in blocks(declaration):
        found = selection.judge_block(block, numbers)
        judged += found
        own = tuple(each.draw for each in found if each.kept)
        kept += len(own)
        if own:
            contrasts.append(_compare(declaration, draws, f"{block}-contrast", own, (APART, JOINED), folder, options))
        if own and with_parts:
            policies = list_parts(declaration)
            parts.append(_compare(declaration, draws, f"{block}-parts", own, policies, folder, options))
        if kept >= declaration.heading.kept:
            break
    first = range(min(declaration.reference.draws, len(judged)))
    reference = selection.measure_all(first[: declaration.reference.measured], declaration.reference.looks)
    stage = StageRuns(
        REFERENCE, tuple(first), (APART, JOINED), declaration.apart.settings.run.weeks,
        declaration.contrast.first_seed, declaration.reference.seeds,
    )  # fmt: skip
    compared = _tidy(run_stage(declaration, draws, stage, folder, options))
    return EnsembleRuns(
        declaration, tuple(judged), tuple(reference), _together(contrasts, compared), compared,
        _together(parts, compared),
    )  # fmt: skip


def blocks(declaration: Declaration) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the blocks of an ensemble: a name, and the numbers of its cities."""
    heading = declaration.heading
    count = -(-heading.draws // heading.block)
    for place in range(count):
        first = place * heading.block
        yield f"block-{place + 1:03d}", range(first, min(first + heading.block, heading.draws))


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
