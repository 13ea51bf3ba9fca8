"""Compare scenarios on common random numbers: replicate r has the same seed, hence the same luck, in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..model.indicators import INDICATORS, NAMES
from ..scenarios import Problem, Scenario, ScenarioError
from .differences import ALPHA, HEADLINE, Difference, holm, paired
from .quoting import clean
from .runs import Outcome, outcomes, prepared, replicated

Verdict = Literal["higher", "lower", "same", "not_shown", "one_pair"]
Bands = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


class LengthError(ValueError):
    """The scenarios of a comparison run for different numbers of weeks."""


@dataclass(frozen=True, repr=False)
class Comparison:
    """Paired runs of several scenarios; the first is the one that others are compared with.

    >>> found = compare(["fragmented", "synergy"], replicates=2, weeks=4)
    >>> found
    <Comparison fragmented, synergy: 2 seeds from 1, 4 weeks>
    >>> found.finals[["scenario", "seed", "effectiveness"]].shape
    (4, 3)
    >>> found.differences.set_index("indicator").loc["coordination_cost", "unit"]
    'share'

    Attributes
    ----------
    scenarios : tuple of Scenario
        As run.
    labels : tuple of str
        Their names, made unique where one is used twice.
    seeds : tuple of int
        Of the replicates.
    weeks : int
        Length of each run.
    runs : tuple of tuple of Outcome
        For each scenario its replicates, in the order of the seeds.
    """

    scenarios: tuple[Scenario, ...]
    labels: tuple[str, ...]
    seeds: tuple[int, ...]
    weeks: int
    runs: tuple[tuple[Outcome, ...], ...]

    def __repr__(self) -> str:
        names = ", ".join(clean(label) for label in self.labels)
        return f"<Comparison {names}: {len(self.seeds)} seeds from {self.seeds[0]}, {self.weeks} weeks>"

    def _repr_html_(self) -> str:
        from .notebooks import of_comparison

        return of_comparison(self)

    @cached_property
    def series(self) -> pd.DataFrame:
        """All weeks of all runs: ``scenario``, ``seed``, ``week`` and the indicators."""
        return pd.concat([run.frame() for runs in self.runs for run in runs], ignore_index=True)

    @cached_property
    def finals(self) -> pd.DataFrame:
        """Means of the last year: ``scenario``, ``seed`` and a column for each indicator."""
        rows = [{"scenario": run.label, "seed": run.seed, **run.final} for runs in self.runs for run in runs]
        return pd.DataFrame(rows, columns=["scenario", "seed", *NAMES])

    @cached_property
    def paired(self) -> dict[tuple[str, str], Difference]:
        """The difference from the first scenario, by (scenario, indicator)."""
        first = self.runs[0]
        return {
            (label, name): paired([run.final[name] for run in runs], [run.final[name] for run in first])
            for label, runs in zip(self.labels[1:], self.runs[1:], strict=True)
            for name in NAMES
        }

    @cached_property
    def adjusted(self) -> dict[tuple[str, str], float]:
        """Holm-adjusted p of the headline indicators over all scenarios; empty with a single pair."""
        tested = {key: found.p for key, found in self.paired.items() if key[1] in HEADLINE}
        values = [p for p in tested.values() if p is not None]
        return dict(zip(tested, holm(values), strict=True)) if len(values) == len(tested) else {}

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Each scenario minus the first, by indicator.

        Columns: ``scenario``, ``against``, ``indicator``, its ``unit``, the attributes of
        :class:`~cogov.experiments.differences.Difference` (NaN where it has None) and ``p_adjusted`` (Holm,
        headline indicators only).
        """
        rows = [
            {
                "scenario": label,
                "against": self.labels[0],
                "indicator": name,
                "unit": INDICATORS[NAMES.index(name)].unit,
                **asdict(found),
                "p_adjusted": self.adjusted.get((label, name)),
            }
            for (label, name), found in self.paired.items()
        ]
        columns = ["scenario", "against", "indicator", "unit", *Difference.__dataclass_fields__, "p_adjusted"]
        frame = pd.DataFrame(rows, columns=columns)
        numbers = [column for column in columns[4:] if column not in ("n", "higher")]
        return frame.astype(dict.fromkeys(numbers, "float64"))

    @cached_property
    def bands(self) -> pd.DataFrame:
        """Median and middle 80 % of replicates, by ``scenario``, ``week`` and ``indicator``."""
        parts: list[pd.DataFrame] = []
        week = np.repeat(np.arange(self.weeks), len(NAMES))
        for label, spread in zip(self.labels, self.spread, strict=True):
            low, median, high = (values.ravel() for values in spread)
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": label,
                        "week": week,
                        "indicator": np.tile(NAMES, self.weeks),
                        "median": median,
                        "low": low,
                        "high": high,
                    }
                )
            )
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def spread(self) -> tuple[Bands, ...]:
        """For each scenario the 10 %, 50 % and 90 % quantiles of replicates, arrays (weeks, indicators)."""
        quantiles: list[Bands] = []
        for runs in self.runs:
            low, median, high = found = np.empty((3, self.weeks, len(NAMES)))
            for place in range(len(NAMES)):  # one at a time, so that many runs are not held twice
                values = np.stack([run.series[:, place] for run in runs])
                found[:, :, place] = np.quantile(values, (0.1, 0.5, 0.9), axis=0)
            quantiles.append((low, median, high))
        return tuple(quantiles)

    @cached_property
    def means(self) -> dict[str, dict[str, float]]:
        """Means over replicates of the final values, by scenario and indicator."""
        return {
            label: {name: float(np.mean([run.final[name] for run in runs])) for name in NAMES}
            for label, runs in zip(self.labels, self.runs, strict=True)
        }

    def verdict(self, label: str, indicator: str = "effectiveness") -> Verdict:
        """Return what is shown about a headline indicator of a scenario, against the first."""
        found = self.paired[label, indicator]
        if found.p is None:
            return "one_pair"
        if found.low == found.high == 0:
            return "same"
        if self.adjusted[label, indicator] > ALPHA:
            return "not_shown"
        return "higher" if found.mean > 0 else "lower"


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names with a number behind each that came before.

    >>> unique(["a", "b", "a"])
    ('a', 'b', 'a (2)')
    """
    labels: list[str] = []
    for name in names:
        label, number = name, 1
        while label in labels:
            number += 1
            label = f"{name} ({number})"
        labels.append(label)
    return tuple(labels)


def records(
    scenarios: Sequence[str | Path | Scenario],
    *,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Sequence[str] = (),
    options: str = "",
) -> tuple[Scenario, ...]:
    """Return the scenarios of a comparison, all with the seed of the first and of one length.

    Raises
    ------
    ValueError
        If there are fewer than two.
    ScenarioError
        If scenarios or changes are not valid, with every problem of all of them.
    LengthError
        If they run for different numbers of weeks.
    """
    if isinstance(scenarios, str | Path | Scenario):
        scenarios = [scenarios]
    if len(scenarios) < 2:
        raise ValueError(f"{len(scenarios)} scenario given; a comparison needs at least two")
    found: list[Scenario] = []
    problems: dict[Problem, None] = {}  # in their order, and those of changes once
    for each in scenarios:
        luck = found[0].settings.run.seed if found else seed
        try:
            found.append(prepared(each, seed=luck, weeks=weeks, changes=changes, options=options))
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems)
    chosen = tuple(found)
    first, run = chosen[0], chosen[0].settings.run
    for record in chosen:
        if record.settings.run.weeks != run.weeks:
            raise LengthError(
                f"{first.name} runs for {run.weeks} weeks and {record.name} for {record.settings.run.weeks}; "
                "say how long all shall run (--weeks)"
            )
    return chosen


def compare(
    scenarios: Sequence[str | Path | Scenario],
    *,
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Sequence[str] = (),
    workers: int = 1,
    check: bool = False,
    start: Path | None = None,
    on_done: Callable[[], object] | None = None,
) -> Comparison:
    """Run scenarios on common random numbers and compare each with the first.

    Parameters
    ----------
    scenarios : sequence of str, Path or Scenario
        Two or more, each a name from the library, the path of a scenario file, or a record.
    replicates : int
        Paired runs; with one there are no intervals.
    seed : int, optional
        Of the first replicate; without it that of the first scenario.
    weeks : int, optional
        Instead of what the scenarios say.
    changes : sequence of str
        Settings to change in every scenario, such as ``rules.goals.strength=0.5``.
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every process.
    start : Path, optional
        A checkpoint: all runs branch from it, one past and many futures. The cities must be the one saved.
    on_done : callable, optional
        Called after each run.

    Raises
    ------
    ScenarioError
        If a scenario or a change is not valid.
    LengthError
        If the scenarios run for different numbers of weeks.
    RunError
        If a run fails.
    """
    if replicates < 1:
        raise ValueError(f"replicates is {replicates}; at least 1 is needed")
    chosen = records(scenarios, seed=seed, weeks=weeks, changes=changes)
    labels = unique([record.name for record in chosen])
    cases = [
        case
        for label, record in zip(labels, chosen, strict=True)
        for case in replicated(label, record.settings, replicates, check, start)
    ]
    made = outcomes(cases, workers=workers, on_done=on_done)
    runs = tuple(tuple(made[start : start + replicates]) for start in range(0, len(made), replicates))
    return Comparison(chosen, labels, tuple(run.seed for run in runs[0]), chosen[0].settings.run.weeks, runs)
