"""How the table of patterns is shown: in the terminal, as Markdown for the READMEs, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, get_args

from rich import box
from rich.table import Table
from rich.text import Text

from .documents import SCHEMA_VERSION
from .figures import written
from .patterns import Criterion, Finding, Mark, Pattern, Role, Verdict
from .provenance import Provenance
from .validation import Validation, arms, watches
from .words import Words

COMMAND = "cogov validate --out DIR"
MARKS: tuple[Mark, ...] = get_args(Mark)
ROLES: tuple[Role, ...] = get_args(Role)


def figures(*values: float) -> list[str]:
    """Return numbers with one count of decimals: as many as tell, for the largest.

    >>> figures(0.5312, 0.5), figures(0.9999, 1.0002), figures(-67.64)
    (['0.531', '0.500'], ['1.00', '1.00'], ['−67.6'])
    """
    size = max(abs(value) for value in values)
    digits = 1 if size >= 10.0 else 2 if size >= 1.0 else 3
    return [written(value, digits) for value in values]


def wanted(criterion: Criterion, words: Words) -> str:
    """Return the range that a criterion wants."""
    low, high = (f"{end:g}".replace("-", "−") for end in (criterion.low, criterion.high))
    if isfinite(criterion.low) and isfinite(criterion.high):
        return words("validate.between", low=low, high=high)
    if isfinite(criterion.low):
        return words("validate.above", low=low)
    return words("validate.below", high=high)


def interval(finding: Finding) -> str:
    """Return what was found, with its interval."""
    value, low, high = figures(finding.value, finding.low, finding.high)
    return f"{value} [{low}, {high}]"


def said(pattern: Pattern, words: Words) -> str:
    """Return the source of a pattern, and behind it what a reader of its result should know, if anything."""
    note = f"pattern.{pattern.key}.note"
    source = words(f"pattern.{pattern.key}.source")
    return words("validate.noted", source=source, note=words(note)) if note in words.lines else source


def role(pattern: Pattern, words: Words) -> str:
    """Return whether a pattern was fitted to, informed the mechanism or is held out."""
    return words(f"validate.{pattern.role}")


def _yes(finding: Finding, words: Words) -> str:
    return words("validate.yes" if finding.met else "validate.no")


def summary(validation: Validation, words: Words) -> str:
    """Return in a sentence how many patterns are met."""
    counts = {mark: validation.count(mark, "held_out") for mark in MARKS}
    roles = [verdict.pattern.role for verdict in validation.verdicts]
    return words(
        "validate.summary",
        held=roles.count("held_out"),
        fitted=roles.count("fitted"),
        fitted_met=validation.count("met", "fitted"),
        informed=roles.count("informed"),
        informed_met=validation.count("met", "informed"),
        **counts,
    )


def runs(validation: Validation, words: Words) -> str:
    """Return in a sentence what was run."""
    patterns = [verdict.pattern for verdict in validation.verdicts]
    return words(
        "validate.runs",
        replicates=len(validation.seeds),
        arms=len(arms(patterns)) + len(watches(patterns)),
        first=validation.seeds[0],
        last=validation.seeds[-1],
    )


def table(validation: Validation, words: Words) -> Table:
    """Return the table for the terminal."""
    result = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, number in (("looked_at", False), ("wanted", False), ("found", True), ("met", False)):
        result.add_column(Text(words(f"validate.{heading}")), justify="right" if number else "left", no_wrap=number)
    for verdict in validation.verdicts:
        key = verdict.pattern.key
        title = f"{key.upper()} {words(f'pattern.{key}.title')}"
        about = f"\n{said(verdict.pattern, words)}\n{role(verdict.pattern, words)}"
        result.add_row(
            Text.assemble((title, "bold"), (about, "dim")), Text(), Text(),
            Text(words(f"validate.mark_{verdict.mark}"), style="bold"),
        )  # fmt: skip
        for finding in verdict.findings:
            result.add_row(
                Text("  " + words(f"pattern.{key}.{finding.criterion.key}")),
                Text(wanted(finding.criterion, words)),
                Text(interval(finding)),
                Text(_yes(finding, words)),
            )
        result.add_section()
    return result


HEADINGS = ("pattern", "looked_at", "wanted", "found", "met", "role")


def rows(patterns: Sequence[Pattern], words: Words) -> list[tuple[str, str, str, str]]:
    """Return what the Markdown table says before anything is run: pattern, what is looked at, wanted, role."""
    return [
        (
            f"**{pattern.key.upper()}** {words(f'pattern.{pattern.key}.title')}" if place == 0 else "",
            words(f"pattern.{pattern.key}.{criterion.key}"),
            wanted(criterion, words),
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
    lines += [_line([words(f"validate.{heading}") for heading in HEADINGS]), _line(["---"] * len(HEADINGS))]
    for verdict in validation.verdicts:
        for place, finding in enumerate(verdict.findings):
            pattern, looked_at, range_, part = next(fixed)
            if place == 0:
                pattern = words("validate.verdict", pattern=pattern, mark=words(f"validate.mark_{verdict.mark}"))
            lines.append(_line([pattern, looked_at, range_, interval(finding), _yes(finding, words), part]))
    lines += ["", words("validate.sources"), ""]
    lines += [f"* {pattern.key.upper()}: {said(pattern, words)}" for pattern in patterns]
    lines += ["", f"{words('validate.rule')} {runs(validation, words)}"]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


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


def _pattern(verdict: Verdict) -> dict[str, Any]:
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
                "met": finding.met,
            }
            for finding in verdict.findings
        ],
    }  # fmt: skip
