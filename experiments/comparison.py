"""A comparison of scenarios: their paired runs, and what these show of each against the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..scenarios import Scenario
from ..scenarios.form import Form, form_of, shared_form
from ..scenarios.message import count
from ..scenarios.twin import is_elsewhere
from .contrasts import (
    SMALL,
    WORTHWHILE,
    ClaimFinding,
    ComparisonVerdict,
    CoordinationContrast,
    HeadlineResult,
    contrast_coordination,
    judge_change,
    judge_claim,
    judge_headline,
)
from .execution.breakdown import Breakdown
from .execution.runs import RunResult
from .outcomes.of_results import outcome_rows, pair_outcomes
from .outcomes.outcome import Outcome
from .part_differences import part_differences
from .statistics.paired import ALPHA, HEADLINE, Difference, holm, paired_difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Bands = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, repr=False)
class Comparison:
    """Paired runs of several scenarios; the first is the one that others are compared with.

    >>> from cogov.experiments import compare
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
        As run; all of one edition of the model.
    labels : tuple of str
        Their names, made unique where one is used twice.
    seeds : tuple of int
        Of the replicates.
    weeks : int
        Length of each run.
    runs : tuple of tuple of RunResult
        For each scenario its replicates, in the order of the seeds.
    moved : tuple of str
        Those that have a place of their own and were run in that of the first.
    own : mapping of str to Outcome
        Outcomes of your own by name.
    """

    scenarios: tuple[Scenario, ...]
    labels: tuple[str, ...]
    seeds: tuple[int, ...]
    weeks: int
    runs: tuple[tuple[RunResult, ...], ...]
    moved: tuple[str, ...] = ()
    own: Mapping[str, Outcome] = field(default_factory=dict[str, Outcome])

    def __repr__(self) -> str:
        names = ", ".join(self.labels)
        return (
            f"<Comparison {names}: {count(len(self.seeds), 'seed')} from {self.seeds[0]}, {count(self.weeks, 'week')}>"
        )

    def _repr_html_(self) -> str:
        from ..visualization.reports.notebook import of_comparison

        return of_comparison(self)

    def plot(self, ax: Axes | None = None, *, indicator: str = "effectiveness") -> Axes:
        """Draw an indicator over weeks with Matplotlib, a line and a band (middle 80 %) for each scenario.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; without it on axes of a new figure.
        indicator : str
            Its name.

        Returns
        -------
        Axes
            To be restyled as the paper needs.

        Raises
        ------
        ImportError
            If Matplotlib is missing.
        ValueError
            If there is no such indicator.
        """
        from ..visualization.reports.notebook import plot_comparison

        return plot_comparison(self, ax, indicator)

    @property
    def form(self) -> Form:
        """What their edition of the model measures, and all of their extensions."""
        return shared_form([form_of(each.settings) for each in self.scenarios])

    @cached_property
    def series(self) -> pd.DataFrame:
        """All weeks of all runs: ``scenario``, ``seed``, ``week`` and the indicators."""
        return pd.concat([run.frame() for runs in self.runs for run in runs], ignore_index=True)

    @cached_property
    def finals(self) -> pd.DataFrame:
        """Means of the last year: ``scenario``, ``seed`` and a column for each indicator."""
        rows = [{"scenario": run.label, "seed": run.seed, **run.final} for runs in self.runs for run in runs]
        return pd.DataFrame(rows, columns=["scenario", "seed", *self.form.names])

    @cached_property
    def paired(self) -> dict[tuple[str, str], Difference]:
        """The difference from the first scenario, by (scenario, indicator)."""
        first = self.runs[0]
        return {
            (label, name): paired_difference([run.final[name] for run in runs], [run.final[name] for run in first])
            for label, runs in zip(self.labels[1:], self.runs[1:], strict=True)
            for name in self.form.names
        }

    @cached_property
    def holm_p(self) -> dict[tuple[str, str], float]:
        """Holm-adjusted p of the headline indicators over all scenarios; empty with a single pair."""
        tested = {key: result.p for key, result in self.paired.items() if key[1] in HEADLINE}
        values = [p for p in tested.values() if p is not None]
        return dict(zip(tested, holm(values), strict=True)) if len(values) == len(tested) else {}

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Each scenario minus the first, by indicator.

        Columns: ``scenario``, ``against``, ``indicator``, its ``unit``, the attributes of
        :class:`~cogov.experiments.statistics.paired.Difference` (NaN where it has None) and ``p_adjusted`` (Holm,
        headline indicators only).
        """
        rows = [
            {
                "scenario": label,
                "against": self.labels[0],
                "indicator": name,
                "unit": self.form.by_name[name].unit,
                **asdict(result),
                "p_adjusted": self.holm_p.get((label, name)),
            }
            for (label, name), result in self.paired.items()
        ]
        columns = ["scenario", "against", "indicator", "unit", *Difference.__dataclass_fields__, "p_adjusted"]
        frame = pd.DataFrame(rows, columns=columns)
        numbers = [column for column in columns[4:] if column not in ("n", "higher")]
        return frame.astype(dict.fromkeys(numbers, "float64"))

    @property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """Parts of the city by which it was measured."""
        return tuple(self.runs[0][0].parts)

    def by(self, part: Breakdown) -> pd.DataFrame:
        """Each scenario minus the first in the last week, by part of the city and indicator.

        Columns: ``scenario``, ``against``, the part, ``indicator`` and the attributes of
        :class:`~cogov.experiments.statistics.paired.Difference`. `part` is one that ``compare(…, by=…)`` was asked for.
        """
        rows = [
            {"scenario": label, "against": self.labels[0], part: place, "indicator": name, **asdict(found)}
            for (label, place, name), found in part_differences(self.labels, self.runs, part).items()
        ]
        columns = ["scenario", "against", part, "indicator", *Difference.__dataclass_fields__]
        return pd.DataFrame(rows, columns=columns)

    def parts(self, part: Breakdown) -> pd.DataFrame:
        """Return the last week of every run by part of the city; `part` as in :meth:`by`."""
        return pd.concat([run.frame_of_parts(part) for runs in self.runs for run in runs], ignore_index=True)

    @cached_property
    def outcome_rows(self) -> list[dict[str, Any]]:
        """Outcomes of your own run by run: ``scenario``, ``seed``, and of each its value and why there is none."""
        return [
            row
            for record, runs in zip(self.scenarios, self.runs, strict=True)
            for row in outcome_rows(self.own, runs, record.settings)
        ]

    @cached_property
    def paired_outcomes(self) -> dict[tuple[str, str], Difference]:
        """The difference from the first scenario, by (scenario, outcome), over pairs in which both have a value."""
        return pair_outcomes(self.outcome_rows, self.labels, tuple(self.own))

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The rows of :attr:`outcome_rows`."""
        return pd.DataFrame(self.outcome_rows)

    @cached_property
    def outcome_differences(self) -> pd.DataFrame:
        """Each scenario minus the first: ``scenario``, ``against``, ``outcome``, and the difference."""
        return pd.DataFrame(self.outcome_difference_rows)

    @property
    def outcome_difference_rows(self) -> list[dict[str, Any]]:
        """The rows of :attr:`outcome_differences`."""
        return [
            {"scenario": label, "against": self.labels[0], "outcome": name, **asdict(found)}
            for (label, name), found in self.paired_outcomes.items()
        ]

    @cached_property
    def bands(self) -> pd.DataFrame:
        """Median and middle 80 % of replicates, by ``scenario``, ``week`` and ``indicator``."""
        parts: list[pd.DataFrame] = []
        names = self.form.names
        week = np.repeat(np.arange(self.weeks), len(names))
        for label, spread in zip(self.labels, self.spread, strict=True):
            low, median, high = (values.ravel() for values in spread)
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": label,
                        "week": week,
                        "indicator": np.tile(names, self.weeks),
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
        count = len(self.form.names)
        for runs in self.runs:
            low, median, high = result = np.empty((3, self.weeks, count))
            for place in range(count):  # one at a time, so that many runs are not held twice
                values = np.stack([run.series[:, place] for run in runs])
                result[:, :, place] = np.quantile(values, (0.1, 0.5, 0.9), axis=0)
            quantiles.append((low, median, high))
        return tuple(quantiles)

    @cached_property
    def means(self) -> dict[str, dict[str, float]]:
        """Means over replicates of the final values, by scenario and indicator."""
        return {
            label: {name: float(np.mean([run.final[name] for run in runs])) for name in self.form.names}
            for label, runs in zip(self.labels, self.runs, strict=True)
        }

    def verdict(self, label: str, indicator: str = "effectiveness") -> ComparisonVerdict:
        """Return what is shown about a headline indicator of a scenario, against the first."""
        result = self.paired[label, indicator]
        if result.p is None:
            return "one_pair"
        if result.low == result.high == 0:
            return "same"
        if self.holm_p[label, indicator] > ALPHA:
            return "not_shown"
        return "higher" if result.mean > 0 else "lower"

    def change(self, label: str, indicator: str) -> Literal["better", "worse"] | None:
        """Return whether a headline indicator is shown to be better or worse than in the first scenario."""
        return judge_change(self.verdict(label, indicator), self.form.by_name[indicator])

    def headline(self, label: str) -> HeadlineResult:
        """Return what is shown of a scenario's effectiveness."""
        difference = self.paired[label, "effectiveness"]
        equal = self.scenarios[self.labels.index(label)].settings == self.scenarios[0].settings
        p = self.holm_p.get((label, "effectiveness"))
        finding = judge_headline(difference, self.verdict(label), equal=equal)
        small = finding in ("higher", "lower") and abs(difference.mean) < SMALL
        return HeadlineResult(finding, difference, p, small)

    def coordination(self, label: str) -> CoordinationContrast:
        """Return what coordination was and cost in a scenario, against the first."""
        return contrast_coordination(self.means[label], self.means[self.labels[0]])

    @property
    def tests(self) -> int:
        """How many headline comparisons there are."""
        return len(HEADLINE) * (len(self.labels) - 1)

    @property
    def saving(self) -> float | None:
        """How many times as many unpaired runs would be needed at the least; None where it is not worth telling."""
        values = [self.paired[label, "effectiveness"].saving for label in self.labels[1:]]
        least = min((value for value in values if value is not None), default=0.0)
        return least if least >= WORTHWHILE else None

    @cached_property
    def claims(self) -> tuple[ClaimFinding, ...]:
        """What the stories of the scenarios claim about each other, and whether these runs bear it out."""
        runs = dict(zip(self.labels, self.runs, strict=True))
        records = dict(zip(self.labels, self.scenarios, strict=True))
        meant = {record.name: label for label, record in reversed(records.items())} | {name: name for name in runs}
        results: list[ClaimFinding] = []
        for label, scenario in records.items():
            for claim in scenario.expect:
                than = meant.get(claim.than)
                if than is None or than == label:
                    continue
                values, others = ([run.final[claim.indicator] for run in runs[each]] for each in (label, than))
                difference = paired_difference(values, others)
                verdict = judge_claim(difference, claim.direction)
                if is_elsewhere(scenario, records[than]):
                    verdict = "elsewhere"
                results.append(ClaimFinding(label, than, claim, difference, verdict))
        return tuple(results)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The scenarios whose place is another than the first's: differences are of rules and of place together."""
        return tuple(
            label
            for label, record in zip(self.labels, self.scenarios, strict=True)
            if is_elsewhere(record, self.scenarios[0])
        )
