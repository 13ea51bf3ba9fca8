"""Where coordination multiplies: the sign of the synergy over load and complementarity, a declared study.

What is varied is declared in :data:`STUDY`: nothing was chosen after looking at its results.

* load: problems that arise per hour of capacity, against the default city (``world.actors.capacity_scale`` divided);
* elasticity of substitution between kinds of resource, s = 1 / (1 - r), r being ``behaviour.produce.substitution``;
* residents of a grid, at the default elasticity: problems are counted, so a city of few is another than one of many;
* players: the rules of coordination, the institutions, and both together against a city that has neither.

In each of these cities only the cells that D needs are run (nobody, each alone, all), on the same seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from ...model.kernel_cache import source_digest
from ...scenarios import Scenario, load
from ...scenarios.form import FIRST
from ..execution.runs import resolve_scenario, seeds
from .control_arms import apply_load
from .experiment import BASELINES, plan_arm
from .factorial import ArmPlan, run_plans
from .factors import choose_players
from .result import Multiplier, rows_of
from .shapley import star


@dataclass(frozen=True)
class MapStudy:
    """What the map varies.

    Attributes
    ----------
    scenario, baseline : str
    players : tuple of str
        Sets of players, one panel each.
    loads : tuple of float
        Against the default city.
    elasticities : tuple of float
        Of substitution; infinite where resources replace each other freely.
    residents : tuple of int
        Of a grid; the first is that of the plane over elasticities.
    seed, replicates : int
    changes : tuple of str
        Settings that differ from the scenario's.
    """

    scenario: str = "synergy"
    baseline: str = BASELINES[FIRST.version]
    players: tuple[str, ...] = ("rules", "institutions", "sections")
    loads: tuple[float, ...] = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
    elasticities: tuple[float, ...] = (0.2, 0.4, 2 / 3, 2.0, float("inf"))
    residents: tuple[int, ...] = (60, 20, 180)
    seed: int = 1
    replicates: int = 6
    changes: tuple[str, ...] = ()

    def points(self) -> Iterator[MapPoint]:
        """Yield the cities of the plane, then those of other sizes at the scenario's elasticity."""
        for elasticity in self.elasticities:
            for each in self.loads:
                yield MapPoint(each, elasticity, self.residents[0])
        for residents in self.residents[1:]:
            for each in self.loads:
                yield MapPoint(each, None, residents)


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One city: load, elasticity (None for the scenario's own), residents of a grid."""

    load: float
    elasticity: float | None
    residents: int

    @property
    def name(self) -> str:
        """What its arm is called."""
        return f"load {self.load:g}, elasticity {self.elasticity}, residents {self.residents}"

    def city(self, scenario: Scenario) -> Scenario:
        """Return the scenario in this city."""
        changes = [f"world.city.residents_per_grid={self.residents}"]
        if self.elasticity is not None:
            changes.append(f"behaviour.produce.substitution={1.0 - 1.0 / self.elasticity!r}")
        return apply_load(load(scenario, changes=changes), 1.0 / self.load)


STUDY = MapStudy()
"""The map of the documentation."""


def plans(study: MapStudy) -> list[ArmPlan]:
    """Return the cells of a study: for each set of players, an arm for each city."""
    scenario, against = (
        resolve_scenario(study.scenario, seed=study.seed, changes=study.changes),
        resolve_scenario(study.baseline),
    )
    cities = {point.name: point.city(scenario) for point in study.points()}
    return [
        plan_arm(name, city, against, sides, star(len(sides)))
        for sides in map(choose_players, study.players)
        for name, city in cities.items()
    ]


def run_map(study: MapStudy = STUDY, *, workers: int = 1, on_done: Callable[[], object] | None = None) -> pd.DataFrame:
    """Run a study and return a row for each set of players and city.

    Parameters
    ----------
    study : MapStudy
    workers : int
        Processes to run on; results do not depend on it.
    on_done : callable, optional
        Called after each run.

    Returns
    -------
    DataFrame
        ``players``, ``load``, ``elasticity``, ``residents``, ``answer``, ``reason``, then for ``raw`` and ``log`` the
        columns of :attr:`.Multiplier.synergy`, and ``seed``, ``replicates``, ``code`` (of the model, its first digits).
    """
    arms = iter(run_plans(plans(study), study.replicates, workers=workers, on_done=on_done))
    scenario, against = (
        resolve_scenario(study.scenario, seed=study.seed, changes=study.changes),
        resolve_scenario(study.baseline),
    )
    luck, weeks = seeds(study.seed, study.replicates), scenario.settings.run.weeks
    rows: list[dict[str, object]] = []
    for players in study.players:
        own = {point: next(arms) for point in study.points()}
        named = {point.name: arm for point, arm in own.items()}
        result = Multiplier(scenario, against, choose_players(players), "effectiveness", luck, weeks, named)
        for point in own:
            row: dict[str, object] = {"players": players, "load": point.load}
            row |= {"elasticity": point.elasticity or own_elasticity(study), "residents": point.residents}
            verdict = result.verdicts[point.name]
            row |= {"answer": verdict.answer, "reason": verdict.reason}
            for scale in result.scales:
                (told,) = rows_of(result.synergy, arm=point.name, scale=scale)
                row |= {f"{scale}_{name}": value for name, value in told.items() if name not in ("arm", "scale")}
            rows.append({**row, "seed": study.seed, "replicates": study.replicates, "code": source_digest()[:12]})
    return pd.DataFrame(rows)


def own_elasticity(study: MapStudy) -> float:
    """Return the elasticity of substitution of the scenario itself."""
    exponent = resolve_scenario(study.scenario, changes=study.changes).settings.behaviour.produce.substitution
    return float("inf") if exponent == 1.0 else 1.0 / (1.0 - exponent)
