"""Compare scenarios on common random numbers: replicate r has the same seed, hence the same luck, in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..scenarios import AnyScenario, Problem, Scenario, ScenarioError, SecondScenario
from ..scenarios.editions import check_editions
from ..scenarios.form import Form, form_of, shared_form
from ..scenarios.message import MessageLanguage, count, message
from ..scenarios.names import unique
from ..scenarios.overrides import Changes
from ..scenarios.twin import is_elsewhere, move
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
from .design.outcome_file import OutcomeSource, load_outcomes
from .execution.breakdown import Breakdown, check_breakdown
from .execution.runs import RunResult, replicate, resolve_scenario, run_many, with_seed
from .outcomes.of_results import comparison_rows, difference_rows
from .outcomes.outcome import Outcome
from .part_differences import frame_of_differences
from .statistics.paired import ALPHA, HEADLINE, Difference, holm, paired_difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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

    scenarios: tuple[AnyScenario, ...]
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
        return frame_of_differences(self, part)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes of your own run by run: ``scenario``, ``seed``, and of each its value and why there is none."""
        return pd.DataFrame(comparison_rows(self))

    @cached_property
    def outcome_differences(self) -> pd.DataFrame:
        """Each scenario minus the first by outcome of your own, over pairs in which both have a value."""
        return pd.DataFrame(difference_rows(self))

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


def resolve_scenarios(
    scenarios: Sequence[str | Path | AnyScenario],
    *,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    options: str = "",
    lang: MessageLanguage = "en",
) -> tuple[AnyScenario, ...]:
    """Return the scenarios of a comparison, all of one edition, with the seed of the first and of one length.

    Raises
    ------
    ValueError
        If there are fewer than two.
    ScenarioError
        If scenarios or changes are not valid, with every problem of all of them, or are of two editions of the model.
    LengthError
        If they run for different numbers of weeks.
    """
    if isinstance(scenarios, str | Path | Scenario | SecondScenario):
        scenarios = [scenarios]
    if len(scenarios) < 2:
        raise ValueError(message("run.two_scenarios", count=len(scenarios)))
    result: list[AnyScenario] = []
    problems: dict[Problem, None] = {}  # in their order, and those of changes once
    for each in scenarios:
        try:
            record = resolve_scenario(each, seed=seed, weeks=weeks, changes=changes, options=options, edition=None)
            result.append(_with_seed(record, result[0].settings.run.seed) if result else record)
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems, lang)
    chosen = tuple(result)
    try:
        check_editions(chosen, scenarios)
    except ScenarioError as error:
        raise ScenarioError(error.problems, lang) from None
    first, run = chosen[0], chosen[0].settings.run
    for record in chosen:
        if record.settings.run.weeks != run.weeks:
            raise LengthError(
                message(
                    "run.lengths", one=first.name, weeks=run.weeks, other=record.name, more=record.settings.run.weeks
                )
            )
    return chosen


def move_together(scenarios: Sequence[AnyScenario], *, lang: MessageLanguage = "en") -> tuple[AnyScenario, ...]:
    """Return scenarios with their own rules and events, all in the place of the first.

    Raises
    ------
    ScenarioError
        If one of them names places, or types of case, that the first's place does not have.
    """
    try:
        return tuple(move(record, scenarios[0]) for record in scenarios)
    except ScenarioError as error:
        raise ScenarioError(error.problems, lang) from None


def _with_seed(record: AnyScenario, seed: int) -> AnyScenario:
    return record.model_copy(update={"settings": with_seed(record.settings, seed)})


def compare(
    scenarios: Sequence[str | Path | AnyScenario],
    *,
    replicates: int = 20,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    workers: int = 1,
    check: bool = False,
    start: Path | None = None,
    on_done: Callable[[], object] | None = None,
    same_world: bool = False,
    by: Sequence[Breakdown] = (),
    outcomes: OutcomeSource | None = None,
    lang: MessageLanguage = "en",
) -> Comparison:
    """Run scenarios on common random numbers and compare each with the first.

    Parameters
    ----------
    scenarios : sequence of str, Path or Scenario
        Two or more, each a name from the library, the path of a scenario file, or a record; all of one edition.
    replicates : int
        Paired runs; with one there are no intervals.
    seed : int, optional
        Of the first replicate; without it that of the first scenario.
    weeks : int, optional
        Instead of what the scenarios say.
    changes : mapping or sequence of str
        Settings to change in every scenario: ``{"rules.goals.strength": 0.5}`` or ``["rules.goals.strength=0.5"]``.
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every process.
    start : Path, optional
        A checkpoint: all runs branch from it, one past and many futures. The cities must be the one saved.
    on_done : callable, optional
        Called after each run.
    same_world : bool
        Run the rules and events of all in the place of the first (its city, people, types of case and bodies).
    by : sequence of {"community", "district", "type", "kind"}
        Parts of the city by which the last week is compared besides; see :meth:`Comparison.by`.
    outcomes : str, Path or mapping, optional
        Outcomes of your own that are compared besides: a file with tables ``[outcomes.NAME]``, or the tables.
    lang : str
        Language of the message of an error, ``en`` or ``zh``.

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
        raise ValueError(message("run.replicates", value=replicates))
    chosen = resolve_scenarios(scenarios, seed=seed, weeks=weeks, changes=changes, lang=lang)
    breakdowns = check_breakdown(chosen, by, lang=lang)
    own = {} if outcomes is None else load_outcomes(outcomes, chosen, lang=lang)
    labels = unique([record.full_name for record in chosen])
    moved: tuple[str, ...] = ()
    if same_world:
        moved = tuple(label for label, each in zip(labels, chosen, strict=True) if is_elsewhere(each, chosen[0]))
        chosen = move_together(chosen, lang=lang)
    cases = [
        case
        for label, record in zip(labels, chosen, strict=True)
        for case in replicate(label, record.settings, replicates, check, start, breakdowns)
    ]
    made = run_many(cases, workers=workers, on_done=on_done)
    form = shared_form([form_of(record.settings) for record in chosen])
    made = [run.keep(form) for run in made]
    runs = tuple(tuple(made[start : start + replicates]) for start in range(0, len(made), replicates))
    first = tuple(run.seed for run in runs[0])
    return Comparison(chosen, labels, first, chosen[0].settings.run.weeks, runs, moved, own)
