"""Runs of drawn cities on the sweep's store: a kill costs little, and the same call goes on.

Each stage of each block has a folder of its own, which ``cogov status`` and ``cogov verify`` read as one of a sweep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from ...model.parameters.settings import Settings
from ...scenarios import Text, load
from ...scenarios.message import message
from ..design.study import Factor, Part, Study
from ..execution.runs import RunError, with_seed
from ..execution.signals import Interrupted
from ..sweeps.kept_plan import make_plan
from ..sweeps.plan import Plan
from ..sweeps.scheduler import Tally
from .declaration import Declaration
from .drawing import CityDraws
from .policies import with_policy, with_weeks

DRAW, POLICY = "draw", "policy"
"""Factors of such a folder: the number of a city, and the policy that it is under."""


@dataclass(frozen=True, slots=True)
class StageRuns:
    """What a stage runs.

    Attributes
    ----------
    name : str
        Of its folder.
    draws : tuple of int
        Numbers of cities.
    policies : tuple of str
    weeks : int
    first_seed, seeds : int
    """

    name: str
    draws: tuple[int, ...]
    policies: tuple[str, ...]
    weeks: int
    first_seed: int
    seeds: int

    @property
    def runs(self) -> int:
        """Runs of the stage."""
        return len(self.draws) * len(self.policies) * self.seeds


@dataclass(frozen=True)
class RunOptions:
    """How runs are made; results do not depend on it.

    Attributes
    ----------
    workers : int
    dask : str or None
    limit : float or None
        Seconds a run may take.
    check : bool
    command : sequence of str
    notice : callable
        Told sentences.
    interrupted : callable
        Returns the number of the signal that asks to stop; None while there is none.
    on_stage : callable
        Told a stage's name, how many of its runs are there, and how many it has; now and then.
    """

    workers: int = 1
    dask: str | None = None
    limit: float | None = None
    check: bool = False
    command: Sequence[str] = ()
    notice: Callable[[str], object] = lambda _: None
    interrupted: Callable[[], int | None] = lambda: None
    on_stage: Callable[[str, int, int], object] = lambda _stage, _done, _all: None


class DrawnPlan(Plan):
    """The runs of a stage.

    Parameters
    ----------
    declaration : Declaration
    draws : CityDraws
    stage : StageRuns
    check : bool
    """

    def __init__(self, declaration: Declaration, draws: CityDraws, stage: StageRuns, check: bool = False) -> None:
        self._declaration, self._draws, self._stage = declaration, draws, stage
        self._city = lru_cache(maxsize=256)(draws.city)
        super().__init__(_study(declaration, stage), check=check)

    def settings(self, point: int, seed: int = 0) -> Settings:
        """Return the settings of a point, with a seed: its city under its policy."""
        draw, policy = self.points[point]
        city = with_weeks(self._city(int(draw)), self._stage.weeks)
        return with_seed(with_policy(self._declaration, city, str(policy)), seed)

    def identity(self) -> dict[str, Any]:
        """Return all that decides results; how cities are drawn belongs to it."""
        cities = digest_of_descents(self._draws, self._stage.draws)
        return {**super().identity(), "ensemble": self._declaration.document(), **cities}


def digest_of_descents(draws: CityDraws, cities: Sequence[int]) -> dict[str, str]:
    """Return what tells apart where cities come from; nothing if all are plain draws."""
    found = draws.descents(cities)
    return {"descents": hashlib.sha256(repr(found).encode()).hexdigest()} if found else {}


def _study(declaration: Declaration, stage: StageRuns) -> Study:
    apart = load(declaration.apart, changes={"run.weeks": stage.weeks})
    factors = (
        Factor(DRAW, "uncertainty", Text(en="City drawn", zh="抽取的市域"), DRAW, values=stage.draws),
        Factor(POLICY, "lever", Text(en="Policy", zh="政策"), POLICY, values=stage.policies),
    )
    rows = tuple((draw, policy) for draw in stage.draws for policy in stage.policies)
    return Study(
        name=stage.name,
        title=declaration.heading.title,
        question=Text(),
        scenario=apart,
        parts=(Part("list", factors, {}, rows),),
        first=stage.first_seed,
        replicates=stage.seeds,
        precision=None,
        outcomes=("effectiveness",),
        series=False,
        minutes=0.0,
    )


def run_stage(
    declaration: Declaration, draws: CityDraws, stage: StageRuns, folder: Path, options: RunOptions
) -> pd.DataFrame:
    """Make the runs of a stage, or go on with them, and return a row for each: draw, policy, replicate, indicators.

    Raises
    ------
    Interrupted
        If a signal asked to stop before all were made; what was made is kept.
    RunError
        If a run fails.
    StoreError
        If the folder holds other runs, or another process writes there.
    OSError
        If it cannot be written.
    """
    plan = DrawnPlan(declaration, draws, stage, options.check)

    def on_change(tally: Tally) -> None:
        options.on_stage(stage.name, tally.ok, stage.runs)

    results = make_plan(plan, folder / stage.name, options, on_change)
    if (number := options.interrupted()) is not None and not results.progress.complete:
        done, total = results.progress.ok, results.progress.total
        raise Interrupted(number, message("city_runs.interrupted", done=done, total=total, folder=results.folder))
    if len(results.failures):
        row = results.failures.iloc[0]
        about = {"label": f"{DRAW} {row[DRAW]}, {row[POLICY]}", "seed": int(row["seed"]), "what": row["error"]}
        raise RunError(message("city_runs.failed", **about))
    return results.finals
