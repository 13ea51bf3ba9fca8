"""The runs of a suite: every scenario with every seed, checked while they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.settings import Settings
from ..runs import Case, outcomes
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


def measured(
    suite: Suite,
    *,
    seeds: Sequence[int] | None = None,
    settings: dict[str, Settings] | None = None,
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
) -> Ensemble:
    """Run a suite; conservation, bounds and finiteness are checked after every process.

    Parameters
    ----------
    suite : Suite
    seeds : sequence of int, optional
        Instead of those of the suite.
    settings : dict, optional
        Other settings for its scenarios.
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
        Case(name, with_seed(settings[name] if settings else scenario.settings, seed), check=True)
        for name, scenario in suite.scenarios.items()
        for seed in chosen
    ]
    made = outcomes(cases, workers=workers, on_done=on_done)
    values: dict[str, dict[str, list[float]]] = {}
    digests: dict[str, list[str]] = {}
    for place, name in enumerate(suite.scenarios):
        runs = made[place * len(chosen) : (place + 1) * len(chosen)]
        values[name] = {word: [float(run.final[word]) for run in runs] for word in suite.indicators}
        digests[name] = [run.digest for run in runs]
    return Ensemble(values, digests)


def with_seed(settings: Settings, seed: int) -> Settings:
    """Return settings with other luck."""
    return settings.model_copy(update={"run": settings.run.model_copy(update={"seed": seed})})
