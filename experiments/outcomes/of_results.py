"""Outcomes of one's own in runs and comparisons: their values run by run, and paired differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...model.parameters.settings import Settings
from ..statistics.paired import Difference, paired_difference
from .of_runs import UNDEFINED_SUFFIX, evaluate
from .outcome import Outcome, OutcomeValue

if TYPE_CHECKING:
    from ..execution.runs import RunResult


def evaluate_run(outcomes: Mapping[str, Outcome], run: RunResult, settings: Settings) -> dict[str, OutcomeValue]:
    """Return each outcome of a run; `settings` say when events begin."""
    weeks = tuple(-1 if event.week is None else event.week for event in settings.events)
    return evaluate(outcomes, run.series, weeks, run.form)


def outcome_rows(
    outcomes: Mapping[str, Outcome], runs: Sequence[RunResult], settings: Settings
) -> list[dict[str, Any]]:
    """Return a row for each run of a scenario: ``scenario``, ``seed``, and of each outcome its value and why not."""
    rows: list[dict[str, Any]] = []
    for run in runs:
        row: dict[str, Any] = {"scenario": run.label, "seed": run.seed}
        for name, found in evaluate_run(outcomes, run, settings).items():
            row |= {name: found.value, f"{name}{UNDEFINED_SUFFIX}": found.why}
        rows.append(row)
    return rows


def pair_outcomes(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], names: Sequence[str]
) -> dict[tuple[str, str], Difference]:
    """Return the difference from the first scenario by (scenario, outcome), over pairs that both have a value.

    Parameters
    ----------
    rows : sequence of mapping
        Of :func:`outcome_rows`, of all scenarios, each with the same seeds in one order.
    labels, names : sequence of str
        The scenarios, and the outcomes.
    """
    values = {
        (label, name): [row[name] for row in rows if row["scenario"] == label] for label in labels for name in names
    }
    first = labels[0]
    return {
        (label, name): paired_difference(values[label, name], values[first, name])
        for label in labels[1:]
        for name in names
    }
