"""What the criteria of the model show, in the words of their table."""

from __future__ import annotations

from collections.abc import Sequence

from ...experiments.validation.requirement import Requirement, RequirementResult
from ..language.translations import Words
from .validation import figures, range_of


def describe_requirement(requirement: Requirement, words: Words) -> str:
    """Return what is looked at, and where."""
    kind = f"criterion.kind.{requirement.subject}"
    subject = words(kind) if kind in words.lines else requirement.subject
    return words(f"criterion.{requirement.key}", subject=subject)


def describe_target(requirement: Requirement, words: Words) -> str:
    """Return what is wanted."""
    if requirement.level == "inside":
        return range_of(requirement.low, requirement.high, words)
    return words(f"criterion.{requirement.level}")


def describe_found(result: RequirementResult, words: Words) -> str:
    """Return what was found, with its interval if it has one."""
    if result.n == 1:
        return words("criterion.single", value=figures(result.value)[0])
    value, low, high = figures(result.value, result.low, result.high)
    return f"{value} [{low}, {high}]"


def summarise_criteria(results: Sequence[RequirementResult], words: Words) -> str:
    """Return in a sentence how many requirements are met."""
    return words("criterion.summary", met=sum(result.met for result in results), all=len(results))
