"""The JSON documents that commands print and write: one for a run, one for a comparison.

Both have ``schema_version``, ``kind``, ``scenario``, ``seed``, ``weeks``, ``provenance`` and ``final``;
numbers that do not exist are null, never NaN.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from ...experiments.outcomes.of_results import evaluate_run
from ...experiments.outcomes.of_runs import documents
from ...experiments.outcomes.outcome import Outcome
from ...experiments.statistics.paired import HEADLINE
from ...scenarios import Scenario
from ...scenarios.form import FORM
from ...scenarios.toml.sanitize import escape_unprintable

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...experiments.comparison import Comparison
    from ...experiments.execution.provenance import Provenance
    from ...experiments.execution.runs import RunResult

SCHEMA_VERSION = 1


def run_document(
    scenario: Scenario,
    run: RunResult,
    provenance: Provenance,
    *,
    series: bool = False,
    own: Mapping[str, Outcome] | None = None,
) -> dict[str, Any]:
    """Return the document of one run; with `series` every indicator as a list by week."""
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "kind": "run",
        "scenario": identify(scenario, run.label),
        "seed": run.seed,
        "weeks": len(run.series),
        "digest": run.digest,
        "provenance": provenance,
        "final": values(run.final),
    }
    if own:
        found = evaluate_run(own, run, scenario.settings)
        document["outcomes"] = {
            name: {**outcome.document(), "value": _value(found[name].value), "undefined": found[name].why}
            for name, outcome in own.items()
        }
    if run.parts:
        document["parts"] = {by: _records(table.reset_index()) for by, table in run.parts.items()}
    if series:
        document["series"] = {
            name: [_value(value) for value in run.series[:, place].tolist()]
            for place, name in enumerate(run.form.names)
        }
    return document


def comparison_document(comparison: Comparison, provenance: Provenance, *, series: bool = False) -> dict[str, Any]:
    """Return the document of a comparison; with `series` the medians and bands by scenario and indicator.

    ``scenario`` and ``final`` are those of the scenario that the others are compared with.
    """
    first = comparison.labels[0]
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "kind": "comparison",
        "scenario": identify(comparison.scenarios[0], first),
        "seed": comparison.seeds[0],
        "weeks": comparison.weeks,
        "replicates": len(comparison.seeds),
        "seeds": list(comparison.seeds),
        "provenance": provenance,
        "elsewhere": list(comparison.elsewhere),
        "moved": list(comparison.moved),
        "final": values(comparison.means[first]),
        "scenarios": [
            {
                **identify(scenario, label),
                "title": {"en": scenario.title.en, "zh": scenario.title.zh},
                "final": values(comparison.means[label]),
                "digests": [run.digest for run in runs],
            }
            for scenario, label, runs in zip(comparison.scenarios, comparison.labels, comparison.runs, strict=True)
        ],
        "differences": [
            {
                "scenario": label,
                "against": first,
                "indicator": name,
                "headline": name in HEADLINE,
                "n": result.n,
                "mean": _value(result.mean),
                "interval": None if result.low is None else [result.low, result.high],
                **{key: value for key, value in asdict(result).items() if key not in ("n", "mean", "low", "high")},
                "p_adjusted": comparison.holm_p.get((label, name)),
                "verdict": comparison.verdict(label, name) if name in HEADLINE else None,
            }
            for (label, name), result in comparison.paired.items()
        ],
    }
    if comparison.own:
        document["outcomes"] = {
            "declared": documents(comparison.own),
            "runs": [_numbers(row) for row in comparison.outcome_rows],
            "differences": [_numbers(row) for row in comparison.outcome_difference_rows],
        }
    if comparison.breakdowns:
        document["parts"] = {by: _records(comparison.by(by)) for by in comparison.breakdowns}
    document["claims"] = [
        {
            "scenario": found.label,
            "than": found.than,
            "indicator": found.claim.indicator,
            "direction": found.claim.direction,
            "mean": _value(found.difference.mean),
            "interval": None if found.difference.low is None else [found.difference.low, found.difference.high],
            "verdict": found.verdict,
        }
        for found in comparison.claims
    ]
    if series:
        document["series"] = {
            label: {
                name: {
                    part: [_value(value) for value in values[:, place].tolist()]
                    for part, values in zip(("low", "median", "high"), spread, strict=True)
                }
                for place, name in enumerate(comparison.form.names)
            }
            for label, spread in zip(comparison.labels, comparison.spread, strict=True)
        }
    return document


def identify(scenario: Scenario, label: str) -> dict[str, Any]:
    """Return what a document says about which scenario it is of."""
    return {"name": label, "digest": scenario.digest, "edition": FORM.version}


def _records(frame: DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table; None where there was nothing to measure."""
    rows = cast("list[dict[str, Any]]", frame.to_dict("records"))
    return [_numbers(row) for row in rows]


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _value(each) if isinstance(each, float) else each for key, each in row.items()}


def _value(value: float) -> float | None:
    """Return a number; None where there was nothing to measure."""
    return None if math.isnan(value) else value


def values(given: Mapping[str, float]) -> dict[str, float | None]:
    """Return numbers by name; None where there was nothing to measure."""
    return {name: _value(value) for name, value in given.items()}


def text(document: dict[str, Any]) -> str:
    """Return a document as indented JSON with a line end."""
    return escape_unprintable(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)) + "\n"
