"""The runs of a suite: every scenario with every seed, checked while they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.settings import Settings
from ..runs import Case, Outcome, outcomes
from .suite import Suite

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ensemble:
    """What a suite gave.

    Attributes
    ----------
    values : dict of str to dict of str to list of float
        By scenario and indicator, the means of the last year in the order of the seeds.
    digests : dict of str to list of str
        By scenario, SHA-256 of series and last state in the order of the seeds.
    """

    values: dict[str, dict[str, list[float]]]
    digests: dict[str, list[str]]

    def table(self, scenarios: Sequence[str], indicators: Sequence[str]) -> Floats:
        """Return the values as (seeds, cells), scenario by scenario."""
        return np.array([self.values[name][word] for name in scenarios for word in indicators]).T

    def first(self, number: int) -> Ensemble:
        """Return the runs of the first seeds."""
        values = {name: {word: each[:number] for word, each in found.items()} for name, found in self.values.items()}
        return Ensemble(values, {name: found[:number] for name, found in self.digests.items()})

    def then(self, others: Ensemble) -> Ensemble:
        """Return these runs and, behind them, those of further seeds."""
        values = {
            name: {word: [*each, *others.values[name][word]] for word, each in found.items()}
            for name, found in self.values.items()
        }
        return Ensemble(values, {name: [*found, *others.digests[name]] for name, found in self.digests.items()})


def measured(
    suite: Suite,
    *,
    seeds: Sequence[int] | None = None,
    settings: dict[str, Settings] | None = None,
    check: bool = True,
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
) -> Ensemble:
    """Run a suite.

    Parameters
    ----------
    suite : Suite
    seeds : sequence of int, optional
        Instead of those of the suite.
    settings : dict, optional
        Other settings for its scenarios.
    check : bool
        Check conservation, bounds and finiteness after every process of every week, which takes most of the time.
    workers : int
        Processes.
    on_done : callable, optional
        Called after each run.

    Raises
    ------
    RunError
        If a run fails or breaks an invariant.
    """
    chosen = suite.seeds if seeds is None else tuple(seeds)
    cases = [
        Case(name, with_seed(settings[name] if settings else scenario.settings, seed), check=check)
        for name, scenario in suite.scenarios.items()
        for seed in chosen
    ]
    return gathered([*suite.scenarios], suite.indicators, outcomes(cases, workers=workers, on_done=on_done))


def gathered(scenarios: Sequence[str], indicators: Sequence[str], made: Sequence[Outcome]) -> Ensemble:
    """Return the ensemble of runs that are in the order of scenarios, and of seeds in each."""
    number = len(made) // len(scenarios)
    values: dict[str, dict[str, list[float]]] = {}
    digests: dict[str, list[str]] = {}
    for place, name in enumerate(scenarios):
        runs = made[place * number : (place + 1) * number]
        values[name] = {word: [float(run.final[word]) for run in runs] for word in indicators}
        digests[name] = [run.digest for run in runs]
    return Ensemble(values, digests)


def examine(
    suite: Suite, old: Ensemble, new: Ensemble, *, workers: int = 1, on_done: Callable[[], object] | None = None
) -> None:
    """Run once more, and check after every process, whatever does not end as it did.

    Runs that end as before need no check: those of the baseline were checked.

    Raises
    ------
    RunError
        If a run breaks an invariant.
    """
    cases = [
        Case(name, with_seed(scenario.settings, seed), check=True)
        for name, scenario in suite.scenarios.items()
        for seed, before, now in zip(suite.seeds, old.digests[name], new.digests[name], strict=False)
        if before != now
    ]
    outcomes(cases, workers=workers, on_done=on_done)


def with_seed(settings: Settings, seed: int) -> Settings:
    """Return settings with other luck."""
    return settings.model_copy(update={"run": settings.run.model_copy(update={"seed": seed})})
