"""The table of the library: what each scenario of the second edition comes to, on common seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..scenarios import Scenario, from_library, library
from ..scenarios.overrides import Changes
from ..scenarios.twin import is_elsewhere, move
from .execution.runs import RunResult, replicate, resolve_scenario, run_many
from .statistics.paired import Difference, paired_difference

REFERENCE = "fragmented"
"""The scenario that others are compared with, each in its own place."""

COLUMNS: tuple[str, ...] = (
    "effectiveness",
    "official",
    "solved",
    "harm",
    "hours",
    "adoption",
    "requests_accepted",
    "weeks_to_resolution",
    "weeks_90",
)
"""What the table shows: indicators, and ``hours``, the share of hours that running, tasks, coordination, show take."""


@dataclass(frozen=True, slots=True)
class LibraryMean:
    """The mean of a quantity over the seeds in which it was measured.

    Attributes
    ----------
    mean : float
        NaN where no seed has a value: no meeting was held, or nobody was asked.
    half : float or None
        Half the 95 % interval; None with fewer than two values.
    n : int
        Seeds that have a value.
    """

    mean: float
    half: float | None
    n: int


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One scenario: means of the last year.

    Attributes
    ----------
    scenario : Scenario
    values : dict of str to LibraryMean
        By :data:`COLUMNS`.
    gain : Difference or None
        Effectiveness against the rules of :data:`REFERENCE` in this scenario's place, on the same seeds; None for the
        reference itself.
    elsewhere : bool
        Whether its place is another than that of the reference.
    """

    scenario: Scenario
    values: dict[str, LibraryMean]
    gain: Difference | None
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class LibraryTable:
    """All scenarios, in the order of their names.

    Attributes
    ----------
    rows : tuple of LibraryRow
    seeds : tuple of int
    weeks : int
    """

    rows: tuple[LibraryRow, ...]
    seeds: tuple[int, ...]
    weeks: int


def list_library_runs(
    *, seed: int | None = None, weeks: int | None = None, changes: Changes = ()
) -> tuple[list[Scenario], list[Scenario]]:
    """Return the scenarios of the second edition, and the reference in each place that they have."""
    scenarios = [
        resolve_scenario(from_library(name), seed=seed, weeks=weeks, changes=changes, options="--")
        for name in library()
    ]
    reference = next(each for each in scenarios if each.name == REFERENCE)
    places: list[Scenario] = []
    for each in (reference, *scenarios):
        if not any(each.settings.world == known.settings.world for known in places):
            places.append(move(reference, each))
    return scenarios, places


def tabulate_library(
    *,
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
) -> LibraryTable:
    """Run all scenarios of the second edition on common seeds, and the reference in each of their places.

    Parameters
    ----------
    replicates : int
        Seeds.
    seed : int, optional
        The first of them; that of the library if not given.
    weeks : int, optional
        Instead of what the scenarios say.
    changes : mapping or sequence of str
        Settings to change in every scenario.
    workers : int
        Processes; results do not depend on it.
    on_done : callable, optional
        Called after each run.

    Raises
    ------
    ScenarioError
        If a change is not valid.
    RunError
        If a run fails.
    """
    scenarios, places = list_library_runs(seed=seed, weeks=weeks, changes=changes)
    wanted = list({each.digest: each for each in (*scenarios, *places)}.values())
    cases = [case for each in wanted for case in replicate(each.name, each.settings, replicates)]
    made = run_many(cases, workers=workers, on_done=on_done)
    runs = {each.digest: made[n * replicates : (n + 1) * replicates] for n, each in enumerate(wanted)}
    base = next(place for place in places if not is_elsewhere(place, scenarios[0]))
    rows: list[LibraryRow] = []
    for each in scenarios:
        own = runs[each.digest]
        here = next(place for place in places if not is_elsewhere(place, each))
        gain = None
        if here.digest != each.digest:
            gain = paired_difference(_values(own, "effectiveness"), _values(runs[here.digest], "effectiveness"))
        values = {column: _mean(_values(own, column)) for column in COLUMNS}
        rows.append(LibraryRow(each, values, gain, is_elsewhere(each, base)))
    return LibraryTable(tuple(rows), tuple(run.seed for run in made[:replicates]), scenarios[0].settings.run.weeks)


def _values(runs: Sequence[RunResult], column: str) -> list[float]:
    if column == "hours":
        # Show is a share of what the burden leaves.
        return [1.0 - (1.0 - run.final["burden"]) * (1.0 - run.final["show"]) for run in runs]
    return [run.final[column] for run in runs]


def _mean(values: Sequence[float]) -> LibraryMean:
    finite = [value for value in values if np.isfinite(value)]
    if not finite:
        return LibraryMean(float("nan"), None, 0)
    found = paired_difference(finite, [0.0] * len(finite))
    half = None if found.low is None or found.high is None else (found.high - found.low) / 2.0
    return LibraryMean(found.mean, half, len(finite))
