"""What a calibration found: best values, what is left of the misfit, and what the targets say about each value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..execution.provenance import Provenance
from .bootstrap import bootstrap_interval
from .evaluation import Evaluation
from .identifiability import Identifiability, Pair, ridges, verdict
from .posterior import Posterior, posterior
from .profile import Profile, profiles, region
from .refinement import refine
from .search import Phase, Search
from .task import Task

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class ParameterEstimate:
    """What is known of a parameter.

    Attributes
    ----------
    value : float
        The best, or the median of the posterior.
    low, high : float
        Interval that is reported: region and bootstrap together, within the range that was searched; for abc the
        middle 95 % of the posterior.
    region : tuple of float or None
        Values that are no worse than the best, by the profile; None for abc.
    bootstrap : tuple of float or None
        Middle 95 % of the best values when seeds are drawn again; None for abc and with one seed.
    parts : int
        In how many pieces the region falls.
    verdict : str
    """

    value: float
    low: float
    high: float
    region: tuple[float, float] | None
    bootstrap: tuple[float, float] | None
    parts: int
    verdict: Identifiability


@dataclass(frozen=True)
class Calibration:
    """A finished calibration.

    Attributes
    ----------
    task : Task
        What was asked.
    best : Evaluation
        The point that is reported, and what the model gives there.
    found : tuple of ParameterEstimate
        By parameter.
    pairs : tuple of Pair
        Parameters that make up for each other.
    tried : tuple of (str, Evaluation)
        All trials, each with the phase that asked for it.
    steps : tuple of Profile
        By parameter; empty for abc.
    left : Posterior or None
        For abc.
    origin : dict
        Provenance.
    folder : Path or None
        Where its files are.
    """

    task: Task
    best: Evaluation
    found: tuple[ParameterEstimate, ...]
    pairs: tuple[Pair, ...]
    tried: tuple[tuple[Phase, Evaluation], ...]
    steps: tuple[Profile, ...]
    left: Posterior | None
    origin: Provenance
    folder: Path | None = None

    def plot(self, ax: Axes | None = None, *, parameter: str | None = None) -> Axes:
        """Draw the profile of a parameter with Matplotlib: the misfit above the best, its threshold and the region.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; without it on axes of a new figure.
        parameter : str, optional
            Its dotted key; the first if not given.

        Returns
        -------
        Axes
            To be restyled as the paper needs.

        Raises
        ------
        ImportError
            If Matplotlib is missing.
        ValueError
            If there is no such parameter, or no profile of it (for abc there are none).
        """
        from ...visualization.reports.notebook import plot_calibration

        return plot_calibration(self, ax, parameter)

    @property
    def values(self) -> dict[str, int | float]:
        """The fitted values, by dotted key."""
        return self.task.changes(self.best.point)

    @property
    def misfit(self) -> float:
        """Sum of squared residuals in units of tolerance."""
        return self.best.misfit

    @property
    def parameters(self) -> pd.DataFrame:
        """One row for each parameter: value, interval, region, bootstrap, searched range, verdict."""
        nothing = (math.nan, math.nan)
        return pd.DataFrame(
            [
                {
                    "parameter": parameter.key,
                    "value": result.value,
                    "low": result.low,
                    "high": result.high,
                    "region_low": (result.region or nothing)[0],
                    "region_high": (result.region or nothing)[1],
                    "bootstrap_low": (result.bootstrap or nothing)[0],
                    "bootstrap_high": (result.bootstrap or nothing)[1],
                    "searched_low": parameter.low,
                    "searched_high": parameter.high,
                    "parts": result.parts,
                    "verdict": result.verdict,
                }
                for parameter, result in zip(self.task.parameters, self.found, strict=True)
            ]
        )

    @property
    def targets(self) -> pd.DataFrame:
        """One row for each target: what was wanted and found, the residual raw and in units of tolerance."""
        figures = self.best.figures
        assert figures is not None
        units = self.task.units(figures)
        return pd.DataFrame(
            {
                "scenario": [target.scenario for target in self.task.targets],
                "indicator": [target.indicator for target in self.task.targets],
                "target": [target.value for target in self.task.targets],
                "tolerance": [target.tolerance for target in self.task.targets],
                "found": figures.mean(axis=0),
                "residual": self.task.residuals(figures),
                "units": units,
                "reached": abs(units) <= 1.0,
            }
        )

    @property
    def trials(self) -> pd.DataFrame:
        """One row for each trial: phase, a column for each parameter, misfit, error, mean figure of each target."""
        rows: list[dict[str, Any]] = []
        for number, (phase, result) in enumerate(self.tried):
            means = [math.nan] * len(self.task.targets) if result.figures is None else result.figures.mean(axis=0)
            rows.append(
                {
                    "trial": number,
                    "phase": phase,
                    **dict(zip((each.key for each in self.task.parameters), result.point, strict=True)),
                    "misfit": math.nan if result.failed else result.misfit,
                    "error": result.error,
                    **dict(zip((target.name for target in self.task.targets), map(float, means), strict=True)),
                }
            )
        return pd.DataFrame(rows)

    @property
    def profile(self) -> pd.DataFrame:
        """One row for each value at which a parameter was held: the least misfit, and the other values there."""
        keys = [each.key for each in self.task.parameters]
        rows = [
            {
                "parameter": key,
                "value": step.value,
                "misfit": step.found.misfit if not step.found.failed else math.nan,
                "above_best": step.found.misfit - self.misfit if not step.found.failed else math.nan,
                **dict(zip(keys, step.found.point, strict=True)),
            }
            for key, profile in zip(keys, self.steps, strict=bool(self.steps))
            for step in profile.steps
        ]
        return pd.DataFrame(rows, columns=["parameter", "value", "misfit", "above_best", *keys])

    @property
    def posterior(self) -> pd.DataFrame:
        """For abc one row for each accepted draw: its values, its misfit and its weight."""
        keys = [each.key for each in self.task.parameters]
        draws = self.left.draws if self.left else ()
        frame = pd.DataFrame([each.point for each in draws], columns=keys)
        return frame.assign(misfit=[each.misfit for each in draws], weight=self.left.weights if self.left else [])


def fit(search: Search, origin: Provenance) -> Calibration:
    """Try all that the task asks for, and return what it says.

    Raises
    ------
    Halted
        If it was asked to stop before.
    ValueError
        If no trial gave a result.
    """
    task = search.task
    search.sample()
    if not search.evaluations:
        raise ValueError(search.tried[0][1].error)
    if task.search.method == "abc":
        return _summarise_draws(search, origin)
    refine(search, task.search.refine)
    tables = profiles(search)
    best = search.best
    steps = tuple(region(search, place, table) for place, table in enumerate(tables))
    spread = bootstrap_interval(task, search.evaluations)
    result: list[ParameterEstimate] = []
    for place, (parameter, profile) in enumerate(zip(task.parameters, steps, strict=True)):
        inside = max(profile.low, parameter.low), min(profile.high, parameter.high)
        drawn = None if spread is None else (float(spread[0, place]), float(spread[1, place]))
        low, high = (min(inside[0], drawn[0]), max(inside[1], drawn[1])) if drawn else inside
        misfits = [step.found.misfit for step in profile.steps]
        # Luck that brings the best to the end of the range leaves it unbounded there, too.
        below, above = drawn is None or drawn[0] > parameter.low, drawn is None or drawn[1] < parameter.high
        ends = profile.low if below else -math.inf, profile.high if above else math.inf
        said = verdict(*ends, max(misfits) - min(misfits), _farthest(task, best))
        result.append(ParameterEstimate(best.point[place], low, high, inside, drawn, profile.parts, said))
    accepted = [each for each in search.evaluations if each.misfit <= best.misfit + task.profile.threshold]
    return Calibration(task, best, tuple(result), ridges(task, accepted), tuple(search.tried), steps, None, origin)


def _farthest(task: Task, best: Evaluation) -> float:
    """Return by how many tolerances the best misses the target that it misses most."""
    assert best.figures is not None
    return float(abs(task.units(best.figures)).max())


def _summarise_draws(search: Search, origin: Provenance) -> Calibration:
    """Return what rejection ABC says; the model is run once more at the medians, to see what they give."""
    task = search.task
    left = posterior(task, search.evaluations)
    point = tuple(
        parameter.round_value(float(value)) for parameter, value in zip(task.parameters, left.median, strict=True)
    )
    search.enter("check", 1)
    at = search.at(point, "check")
    best = at if not at.failed else left.draws[0]
    result: list[ParameterEstimate] = []
    for place, parameter in enumerate(task.parameters):
        low, high = float(left.low[place]), float(left.high[place])
        below, above = parameter.share(low) > left.edge, parameter.share(high) < 1.0 - left.edge
        said = verdict(low if below else -math.inf, high if above else math.inf, math.inf, _farthest(task, best))
        result.append(ParameterEstimate(best.point[place], low, high, None, None, 1, said))
    return Calibration(task, best, tuple(result), ridges(task, left.draws), tuple(search.tried), (), left, origin)
