"""What the patterns show, in sentences and in the words of their table."""

from __future__ import annotations

from math import isfinite
from typing import get_args

from ...experiments.validation import Criterion, CriterionResult, Mark, Pattern
from ...experiments.validation.validate import Validation, arms, watches
from ..language.formatting import format_number
from ..language.translations import Words

MARKS: tuple[Mark, ...] = get_args(Mark)


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
    if isfinite(least) and isfinite(most):
        return words("validate.between", low=low, high=high)
    if isfinite(least):
        return words("validate.above", low=low)
    return words("validate.below", high=high)


def interval(finding: CriterionResult) -> str:
    """Return what was found, with its interval."""
    value, low, high = figures(finding.value, finding.low, finding.high)
    return f"{value} [{low}, {high}]"


def source_note(pattern: Pattern, words: Words) -> str:
    """Return the source of a pattern, and behind it what a reader of its result should know, if anything."""
    note = f"pattern.{pattern.key}.note"
    source = words(f"pattern.{pattern.key}.source")
    return words("validate.noted", source=source, note=words(note)) if note in words.lines else source


def role(pattern: Pattern, words: Words) -> str:
    """Return whether a pattern was fitted to, informed the mechanism or is held out."""
    return words(f"validate.{pattern.role}")


def describe_met(finding: CriterionResult, words: Words) -> str:
    """Return whether a criterion is met."""
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


def describe_runs(validation: Validation, words: Words) -> str:
    """Return in a sentence what was run."""
    patterns = [verdict.pattern for verdict in validation.verdicts]
    return words(
        "validate.runs",
        replicates=len(validation.seeds),
        arms=len(arms(patterns)) + len(watches(patterns)),
        first=validation.seeds[0],
        last=validation.seeds[-1],
    )
