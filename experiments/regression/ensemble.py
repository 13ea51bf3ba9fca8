"""The runs of a suite: every scenario with every seed, checked while they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...model.parameters.settings import Settings
from ..execution.runs import RunSpec, with_seed
from ..statistics.arrays import Floats
from .ensemble_result import Known, Result
from .journal import SuiteJournal, make_runs
from .suite import Suite


@dataclass(frozen=True)
class Ensemble:
    """What a suite gave.

    Attributes
    ----------
    values : dict of str to dict of str to list of float
        By scenario and indicator, the means of the last year in the order of the seeds; :data:`.measures.LACKING`
        where there was nothing to measure.
    digests : dict of str to list of str
        By scenario, SHA-256 of series and last state in the order of the seeds.
    courses : dict of str to list of float
        By scenario, :func:`course` of the whole series in the order of the seeds; empty where it is not known.
    """

    values: dict[str, dict[str, list[float]]]
    digests: dict[str, list[str]]
    courses: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    def table(self, scenarios: Sequence[str], indicators: Sequence[str]) -> Floats:
        """Return the values as (seeds, cells), scenario by scenario."""
        return np.array([self.values[name][word] for name in scenarios for word in indicators]).T

    def first(self, number: int) -> Ensemble:
        """Return the runs of the first seeds."""
        values = {name: {word: each[:number] for word, each in result.items()} for name, result in self.values.items()}
        digests = {name: result[:number] for name, result in self.digests.items()}
        courses = {name: result[:number] for name, result in self.courses.items()}
        return Ensemble(values, digests, courses)

    def then(self, others: Ensemble) -> Ensemble:
        """Return these runs and, behind them, those of further seeds."""
        values = {
            name: {word: [*each, *others.values[name][word]] for word, each in result.items()}
            for name, result in self.values.items()
        }
        digests = {name: [*result, *others.digests[name]] for name, result in self.digests.items()}
        courses = {name: [*result, *others.courses[name]] for name, result in self.courses.items()}
        return Ensemble(values, digests, courses)


def run_ensemble(
    suite: Suite,
    *,
    seeds: Sequence[int] | None = None,
    settings: dict[str, Settings] | None = None,
    check: bool = True,
    known: Known | None = None,
    journal: SuiteJournal | None = None,
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
        Check conservation, bounds and finiteness after every week, which takes most of the time.
    known : dict, optional
        Results that need not be made again.
    journal : SuiteJournal, optional
        Where results are kept as they come, and found again.
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
    pairs = [(name, seed) for name in suite.scenarios for seed in chosen]
    made = results(
        suite, pairs, settings=settings, check=check, known=known, journal=journal, workers=workers, on_done=on_done
    )
    return gather([*suite.scenarios], suite.indicators, [made[pair] for pair in pairs])


def results(
    suite: Suite,
    pairs: Sequence[tuple[str, int]],
    *,
    settings: dict[str, Settings] | None = None,
    check: bool = True,
    known: Known | None = None,
    journal: SuiteJournal | None = None,
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
) -> Known:
    """Return the results of scenarios and seeds, made or known; arguments as for :func:`run_ensemble`."""
    found = {pair: known[pair] for pair in pairs if known and pair in known}
    missing = [pair for pair in pairs if pair not in found]
    cases = [
        RunSpec(name, with_seed(settings[name] if settings else suite.scenarios[name].settings, seed), check=check)
        for name, seed in missing
    ]
    made = make_runs(cases, own=suite.own, journal=journal, workers=workers, on_done=on_done)
    return {**found, **dict(zip(missing, made, strict=True))}


def gather(scenarios: Sequence[str], indicators: Sequence[str], made: Sequence[Result]) -> Ensemble:
    """Return the ensemble of runs that are in the order of scenarios, and of seeds in each."""
    number = len(made) // len(scenarios)
    values: dict[str, dict[str, list[float]]] = {}
    digests: dict[str, list[str]] = {}
    courses: dict[str, list[float]] = {}
    for place, name in enumerate(scenarios):
        runs = made[place * number : (place + 1) * number]
        values[name] = {word: [run.values[word] for run in runs] for word in indicators}
        digests[name] = [run.digest for run in runs]
        courses[name] = [run.course for run in runs]
    return Ensemble(values, digests, courses)


def examine(
    suite: Suite,
    others: Sequence[tuple[str, int]],
    *,
    journal: SuiteJournal | None = None,
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
) -> None:
    """Run once more, and check after every week, what does not end as it did: scenarios and seeds.

    Runs that end as before need no check: those of the baseline were checked.

    Raises
    ------
    RunError
        If a run breaks an invariant.
    """
    cases = [RunSpec(name, with_seed(suite.scenarios[name].settings, seed), check=True) for name, seed in others]
    make_runs(cases, own=suite.own, journal=journal, workers=workers, on_done=on_done)


def differing(suite: Suite, old: Ensemble, new: Ensemble) -> list[tuple[str, int]]:
    """Return scenario and seed of the runs that do not end as they did, and of those of which no old one is known."""
    return [
        (name, seed)
        for name in suite.scenarios
        for place, (seed, now) in enumerate(zip(suite.seeds, new.digests[name], strict=False))
        if name not in old.digests or old.digests[name][place] != now
    ]
