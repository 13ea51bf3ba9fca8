"""The table of patterns as Markdown for the pages of the documentation, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, get_args

from ...experiments.execution.provenance import Provenance
from ...experiments.validation import Pattern, PatternRole, PatternVerdict
from ...experiments.validation.validate import Validation
from ..language.translations import Words
from ..narratives.validation import (
    MARKS,
    describe_met,
    describe_runs,
    interval,
    null_interval,
    role,
    source_note,
    summary,
    target_range,
)
from .json_documents import SCHEMA_VERSION
from .markdown import markdown_row

COMMAND = "cogov validate --out DIR"
ROLES: tuple[PatternRole, ...] = get_args(PatternRole)


HEADINGS = ("pattern", "looked_at", "wanted", "found", "null", "met", "role")


def rows(patterns: Sequence[Pattern], words: Words) -> list[tuple[str, str, str, str]]:
    """Return what the Markdown table says before anything is run: pattern, what is looked at, wanted, role."""
    return [
        (
            f"**{pattern.key.upper()}** {words(f'pattern.{pattern.key}.title')}" if place == 0 else "",
            words(f"pattern.{pattern.key}.{criterion.key}"),
            target_range(criterion, words),
            role(pattern, words) if place == 0 else "",
        )
        for pattern in patterns
        for place, criterion in enumerate(pattern.criteria)
    ]


def markdown(validation: Validation, words: Words) -> str:
    """Return a fragment of Markdown: sentence, table, sources, rule."""
    patterns = [verdict.pattern for verdict in validation.verdicts]
    fixed = iter(rows(patterns, words))
    lines = [f"<!-- {words('validate.made', command=COMMAND)} -->", "", summary(validation, words), ""]
    lines += [
        markdown_row([words(f"validate.{heading}") for heading in HEADINGS]),
        markdown_row(["---"] * len(HEADINGS)),
    ]
    for verdict in validation.verdicts:
        for place, finding in enumerate(verdict.findings):
            pattern, looked_at, range_, part = next(fixed)
            if place == 0:
                pattern = words("validate.verdict", pattern=pattern, mark=words(f"validate.mark_{verdict.mark}"))
            null, met = null_interval(finding, words), describe_met(finding, words)
            lines.append(markdown_row([pattern, looked_at, range_, interval(finding), null, met, part]))
    lines += ["", words("validate.sources"), ""]
    lines += [f"* {pattern.key.upper()}: {source_note(pattern, words)}" for pattern in patterns]
    lines += ["", f"{words('validate.rule')} {describe_runs(validation, words)}"]
    return "\n".join(lines) + "\n"


def document(validation: Validation, provenance: Provenance) -> dict[str, Any]:
    """Return the JSON document of a validation; an end that a range does not have is null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "validation",
        "seeds": list(validation.seeds),
        "provenance": provenance,
        "counts": {role: {mark: validation.count(mark, role) for mark in MARKS} for role in ROLES},
        "patterns": [_pattern(verdict) for verdict in validation.verdicts],
    }


def _pattern(verdict: PatternVerdict) -> dict[str, Any]:
    return {
        "pattern": verdict.pattern.key,
        "role": verdict.pattern.role,
        "verdict": verdict.mark,
        "criteria": [
            {
                "criterion": finding.criterion.key,
                "scale": finding.criterion.scale,
                "wanted": [
                    end if isfinite(end) else None for end in (finding.criterion.low, finding.criterion.high)
                ],
                "n": finding.n,
                "value": finding.value,
                "interval": [finding.low, finding.high],
                "null": None if finding.null is None else {
                    "value": finding.null.value,
                    "interval": [finding.null.low, finding.null.high],
                    "inside": finding.null.inside,
                },
                "met": finding.met,
            }
            for finding in verdict.findings
        ],
    }  # fmt: skip
