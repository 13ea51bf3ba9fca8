"""Outcomes of one's own in runs and comparisons: their values run by run, and paired differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ...scenarios.form import AnySettings
from ..statistics.paired import Difference, paired_difference
from .of_runs import UNDEFINED_SUFFIX, evaluate
from .outcome import Outcome, OutcomeValue

if TYPE_CHECKING:
    from ..comparison import Comparison
    from ..execution.runs import RunResult


def evaluate_run(outcomes: Mapping[str, Outcome], run: RunResult, settings: AnySettings) -> dict[str, OutcomeValue]:
    """Return each outcome of a run; `settings` say when events begin."""
    weeks = tuple(-1 if event.week is None else event.week for event in settings.events)
    return evaluate(outcomes, run.series, weeks, run.form)


def outcome_rows(
    outcomes: Mapping[str, Outcome], runs: Sequence[RunResult], settings: AnySettings
) -> list[dict[str, Any]]:
    """Return a row for each run of a scenario: ``scenario``, ``seed``, and of each outcome its value and why not."""
    rows: list[dict[str, Any]] = []
    for run in runs:
        row: dict[str, Any] = {"scenario": run.label, "seed": run.seed}
        for name, found in evaluate_run(outcomes, run, settings).items():
            row |= {name: found.value, f"{name}{UNDEFINED_SUFFIX}": found.why}
        rows.append(row)
    return rows


def comparison_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the rows of all runs of a comparison."""
    return [
        row
        for record, runs in zip(comparison.scenarios, comparison.runs, strict=True)
        for row in outcome_rows(comparison.own, runs, record.settings)
    ]


def outcome_differences(comparison: Comparison) -> dict[tuple[str, str], Difference]:
    """Return the difference from the first scenario by (scenario, outcome), over pairs that both have a value."""
    rows = comparison_rows(comparison)
    values = {
        (label, name): [row[name] for row in rows if row["scenario"] == label]
        for label in comparison.labels
        for name in comparison.own
    }
    return {
        (label, name): paired_difference(values[label, name], values[comparison.labels[0], name])
        for label in comparison.labels[1:]
        for name in comparison.own
    }


def difference_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Return a row for each difference: ``scenario``, ``against``, ``outcome`` and the difference."""
    return [
        {"scenario": label, "against": comparison.labels[0], "outcome": name, **asdict(found)}
        for (label, name), found in outcome_differences(comparison).items()
    ]
