"""Fit the one free number of the defaults to published figures, by a procedure that anyone can repeat.

What is free, what it is fitted to and how is declared as :data:`DEFAULTS` before anything runs:

* free: ``world.actors.capacity_scale``, within its declared sweep range. What kinds of organisation have of each
  resource relative to each other is design, and not touched.
* targets: the *official* rates of Beijing's hotline, pattern P1. No other pattern is used, so that all others are held
  out.
* objective: the root mean square of the residuals, each target weighing the same; a residual is the mean over the
  seeds of an indicator's last year, minus the target.
* procedure: every value meets the same seeds (common random numbers), so that the objective is a fixed function. It is
  profiled over an even grid, then over a finer one between the neighbours of the best point, and Brent's bounded search
  refines that. Problems are counted, so that the objective has small steps: the search stops at a thousandth of the
  sweep range.
* identifiability: the profiles are part of the result. Runs are drawn again with replacement (bootstrap over seeds) and
  the fine profile's minimum found for each draw; the middle 95 % of the minima are what the figures support, and the
  number is rounded accordingly.

``python -m cogov.experiments.calibration`` prints it all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from ..model.quantity import Quantity, quantities
from ..model.settings import Settings
from .runs import Case, outcomes, prepared, replicated

BEIJING = "Beijing hotline 12345, official rates, press reports of the city's record"


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure, and what in the model it is compared with.

    Attributes
    ----------
    scenario : str
        A name from the library.
    indicator : str
        Its mean over the last year.
    value : float
    source : str
    """

    scenario: str
    indicator: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is fitted to what.

    Attributes
    ----------
    parameters : tuple of str
        Dotted keys; each is searched within its declared sweep range.
    targets : tuple of Target
    seeds : int
        Runs of each scenario at each point, with the seeds 1, 2, …
    changes : tuple of str
        Settings that differ from the scenarios', such as a shorter run.
    """

    parameters: tuple[str, ...]
    targets: tuple[Target, ...]
    seeds: int = 20
    changes: tuple[str, ...] = ()

    def declared(self) -> tuple[Quantity, ...]:
        """Return the declarations of the parameters, in their order.

        Raises
        ------
        ValueError
            When a parameter is not declared.
        """
        known = {each.path: each for each in quantities(Settings())}
        missing = [path for path in self.parameters if path not in known]
        if missing:
            raise ValueError(f"not declared: {', '.join(missing)}")
        return tuple(known[path] for path in self.parameters)

    def figures(self, points: Sequence[Mapping[str, float]], *, workers: int = 1) -> NDArray[np.float64]:
        """Return what the model gives at some points, (points, seeds, targets)."""
        scenarios = tuple(dict.fromkeys(target.scenario for target in self.targets))
        cases: list[Case] = []
        for point in points:
            changes = [*self.changes, *(f"{path}={value!r}" for path, value in point.items())]
            for scenario in scenarios:
                cases += replicated(scenario, prepared(scenario, seed=1, changes=changes).settings, self.seeds)
        runs = iter(outcomes(cases, workers=workers))
        table = np.empty((len(points), self.seeds, len(self.targets)))
        for place in range(len(points)):
            final = {scenario: [next(runs).final for _ in range(self.seeds)] for scenario in scenarios}
            for column, target in enumerate(self.targets):
                table[place, :, column] = [each[target.indicator] for each in final[target.scenario]]
        return table

    def residuals(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return mean figures minus targets; `figures` is (…, seeds, targets)."""
        return figures.mean(axis=-2) - np.array([target.value for target in self.targets])

    def loss(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the root mean square of the residuals."""
        return np.sqrt((self.residuals(figures) ** 2).mean(axis=-1))


DEFAULTS = Problem(
    parameters=("world.actors.capacity_scale",),
    targets=(
        Target("fragmented", "official_closing", 0.531, f"{BEIJING}: resolved, January 2019"),
        Target("fragmented", "official_satisfaction", 0.646, f"{BEIJING}: satisfied, January 2019"),
        Target("synergy", "official_closing", 0.965, f"{BEIJING}: resolved, September 2024"),
        Target("synergy", "official_satisfaction", 0.969, f"{BEIJING}: satisfied, September 2024"),
    ),
)
"""How the default of the capacity scale is found. The uncoordinated city stands for the first month of the record, the
fully coordinated one for its last; that the years between were all coordination is an assumption."""


@dataclass(frozen=True)
class Fit:
    """A fitted parameter.

    Attributes
    ----------
    value, loss : float
        Where the search ended.
    low, high : float
        Middle 95 % of the minima of profiles whose runs were drawn again.
    targets : DataFrame
        For each target ``scenario``, ``indicator``, ``target``, ``found`` and ``residual``.
    profile : DataFrame
        ``value``, ``loss`` and the mean of each target's figure, over both grids.
    """

    value: float
    loss: float
    low: float
    high: float
    targets: pd.DataFrame
    profile: pd.DataFrame


def fit(problem: Problem = DEFAULTS, *, points: int = 21, draws: int = 2000, workers: int = 1) -> Fit:
    """Fit one parameter: profiles, bootstrap, bounded search.

    Parameters
    ----------
    problem : Problem
    points : int
        Of each of the two even grids.
    draws : int
        Bootstrap draws.
    workers : int
        Processes; the result does not depend on it.

    Raises
    ------
    ValueError
        When the problem has not just one parameter, or the grid fewer than three points.
    """
    if len(problem.parameters) != 1 or points < 3:
        raise ValueError(
            f"{len(problem.parameters)} parameters and {points} points; one, and at least three, are needed"
        )
    (declared,) = problem.declared()

    def figures(values: Sequence[float]) -> NDArray[np.float64]:
        return problem.figures([{declared.path: value} for value in values], workers=workers)

    grid = _even(*declared.sweep, points)
    coarse = figures(grid)
    best = int(problem.loss(coarse).argmin())
    bracket = (grid[max(0, best - 1)], grid[min(points - 1, best + 1)])
    close = _even(*bracket, points)
    fine = figures(close)
    low, high = supported(problem, close, fine, draws)
    nearest = int(problem.loss(fine).argmin())

    def loss(value: float) -> float:
        return float(problem.loss(figures([round(float(value), 6)]))[0])

    found = minimize_scalar(
        loss, bounds=(close[max(0, nearest - 1)], close[min(points - 1, nearest + 1)]), method="bounded",
        options={"xatol": (declared.sweep[1] - declared.sweep[0]) / 1000.0},
    )  # fmt: skip
    # The objective has steps: where the search ended is not surely better than the best point of the grid.
    value = min(round(float(found.x), 6), close[nearest], key=loss)
    at = figures([value])[0]
    profile = pd.concat([profile_table(problem, grid, coarse), profile_table(problem, close, fine)])
    profile = profile.drop_duplicates("value").sort_values("value", ignore_index=True)
    return Fit(value, float(problem.loss(at)), low, high, residual_table(problem, at), profile)


def _even(low: float, high: float, points: int) -> list[float]:
    return [float(value) for value in np.round(np.linspace(low, high, points), 6)]


def supported(problem: Problem, grid: Sequence[float], table: NDArray[np.float64], draws: int) -> tuple[float, float]:
    """Return the middle 95 % of the profile's minima when runs are drawn again with replacement.

    Parameters
    ----------
    problem : Problem
    grid : sequence of float, (points,)
    table : array (points, seeds, targets)
        Figures of all runs.
    draws : int
    """
    luck = np.random.default_rng(0)
    chosen = luck.integers(table.shape[1], size=(draws, table.shape[1]))
    minima = [grid[int(problem.loss(table[:, rows]).argmin())] for rows in chosen]
    low, high = np.quantile(minima, (0.025, 0.975))
    return float(low), float(high)


def residual_table(problem: Problem, figures: NDArray[np.float64]) -> pd.DataFrame:
    """Return each target beside what the model gives."""
    return pd.DataFrame(
        {
            "scenario": [target.scenario for target in problem.targets],
            "indicator": [target.indicator for target in problem.targets],
            "target": [target.value for target in problem.targets],
            "found": figures.mean(axis=0),
            "residual": problem.residuals(figures),
        }
    )


def profile_table(problem: Problem, grid: Sequence[float], table: NDArray[np.float64]) -> pd.DataFrame:
    """Return the objective over the grid, with the figures it is made of."""
    means = table.mean(axis=1)
    names = [f"{target.scenario}.{target.indicator}" for target in problem.targets]
    return pd.DataFrame({"value": grid, "loss": problem.loss(table), **dict(zip(names, means.T, strict=True))})


if __name__ == "__main__":
    result = fit(workers=2)
    print(f"{DEFAULTS.parameters[0]} = {result.value:.3f}, root mean square residual {result.loss:.4f}")
    print(f"middle 95 % of the minima of profiles over runs drawn again: {result.low:g} to {result.high:g}\n")
    print(result.targets.to_string(index=False, float_format="{:.3f}".format), end="\n\n")
    print(result.profile.to_string(index=False, float_format="{:.4f}".format))
