"""What the patterns show, in sentences and in the words of their table."""

from __future__ import annotations

from math import isfinite
from typing import get_args

from ...experiments.validation import Criterion, CriterionResult, Mark, Pattern, PatternRole
from ...experiments.validation.validate import Validation, arms
from ..language.formatting import format_number
from ..language.translations import Words

NOTHING = "–"

MARKS: tuple[Mark, ...] = get_args(Mark)

ORDER: tuple[PatternRole, ...] = ("held_out", "late", "seen", "design", "fitted", "input")
"""Of roles, from what says most to what says nothing."""


def figures(*values: float) -> list[str]:
    """Return numbers with one count of decimals: as many as tell, for the largest.

    >>> figures(0.5312, 0.5), figures(0.9999, 1.0002), figures(-67.64)
    (['0.531', '0.500'], ['1.00', '1.00'], ['−67.6'])
    """
    size = max(abs(value) for value in values)
    digits = 1 if size >= 10.0 else 2 if size >= 1.0 else 3
    return [format_number(value, digits) for value in values]


def target_range(criterion: Criterion, words: Words) -> str:
    """Return the range that a criterion wants."""
    return range_of(criterion.low, criterion.high, words)


def range_of(least: float, most: float, words: Words) -> str:
    """Return a range in words; an infinite end is none."""
    low, high = (f"{end:g}".replace("-", "−") for end in (least, most))
    if not isfinite(least) and not isfinite(most):
        return NOTHING
    if isfinite(least) and isfinite(most):
        return words("validate.between", low=low, high=high)
    if isfinite(least):
        return words("validate.above", low=low)
    return words("validate.below", high=high)


def interval(finding: CriterionResult) -> str:
    """Return what was found, with its interval."""
    value, low, high = figures(finding.value, finding.low, finding.high)
    return f"{value} [{low}, {high}]"


def null_interval(finding: CriterionResult, words: Words) -> str:
    """Return what the null model gives, with its interval."""
    return NOTHING if finding.null is None else interval(finding.null)


def source_note(pattern: Pattern, words: Words) -> str:
    """Return source, null model and failure of a pattern, and what a reader of its result should know, if anything."""
    note = f"pattern.{pattern.key}.note"
    parts = {name: words(f"pattern.{pattern.key}.{name}") for name in ("source", "null", "fails")}
    about = words("validate.about", **parts)
    return words("validate.noted", about=about, note=words(note)) if note in words.lines else about


def role(pattern: Pattern, words: Words) -> str:
    """Return what a pattern is to the model."""
    return words(f"validate.{pattern.role}")


def describe_met(finding: CriterionResult, words: Words) -> str:
    """Return whether a criterion is met, or that the null model gives what is wanted too."""
    if not finding.criterion.judges:
        return words("validate.told")
    if finding.inside and finding.trivial:
        return words("validate.trivial")
    return words("validate.yes" if finding.met else "validate.no")


def summary(validation: Validation, words: Words) -> str:
    """Return in a sentence how many patterns of each role are met."""
    here = {verdict.pattern.role for verdict in validation.verdicts}
    parts = [
        words(f"validate.summary_{part}", **{mark: validation.count(mark, part) for mark in MARKS})
        for part in ORDER
        if part in here
    ]
    return words(
        "validate.summary", n=len(validation.verdicts), roles=("；" if words.language == "zh" else "; ").join(parts)
    )


def describe_runs(validation: Validation, words: Words) -> str:
    """Return in a sentence what was run."""
    patterns = [verdict.pattern for verdict in validation.verdicts]
    return words(
        "validate.runs",
        replicates=len(validation.seeds),
        arms=len(arms(patterns)),
        first=validation.seeds[0],
        last=validation.seeds[-1],
    )
