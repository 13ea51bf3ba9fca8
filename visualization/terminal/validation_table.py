"""The tables of patterns and of criteria for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from ...experiments.validation.requirement import RequirementResult
from ...experiments.validation.validate import Validation
from ..language.translations import Words
from ..narratives.criteria import describe_found, describe_requirement, describe_target
from ..narratives.validation import describe_met, interval, null_interval, role, source_note, target_range
from .columns import empty_table


def validation_table(validation: Validation, words: Words) -> Table:
    """Return which criterion of each pattern is met."""
    headings = (("looked_at", False), ("wanted", False), ("found", True), ("null", True), ("met", False))
    result = empty_table(*((words(f"validate.{heading}"), number) for heading, number in headings))
    for verdict in validation.verdicts:
        key = verdict.pattern.key
        title = f"{key.upper()} {words(f'pattern.{key}.title')}"
        about = f"\n{source_note(verdict.pattern, words)}\n{role(verdict.pattern, words)}"
        result.add_row(
            Text.assemble((title, "bold"), (about, "dim")), Text(), Text(), Text(),
            Text(words(f"validate.mark_{verdict.mark}"), style="bold"),
        )  # fmt: skip
        for finding in verdict.findings:
            result.add_row(
                Text("  " + words(f"pattern.{key}.{finding.criterion.key}")),
                Text(target_range(finding.criterion, words)),
                Text(interval(finding)),
                Text(null_interval(finding, words)),
                Text(describe_met(finding, words)),
            )
        result.add_section()
    return result


def criteria_table(results: Sequence[RequirementResult], words: Words) -> Table:
    """Return which requirement of each criterion is met."""
    table, before = _table(words), 0
    for result in results:
        number = result.requirement.criterion
        if number != before:
            if before:
                table.add_section()
            table.add_row(Text(f"{number} {words(f'criterion.title_{number}')}", style="bold"))
            before = number
        table.add_row(
            Text("  " + describe_requirement(result.requirement, words)),
            Text(describe_target(result.requirement, words)),
            Text(describe_found(result, words)),
            Text(words("validate.yes" if result.met else "validate.no")),
        )
    return table


def _table(words: Words) -> Table:
    """Return an empty table of what is looked at, wanted, found and met."""
    headings = (("looked_at", False), ("wanted", False), ("found", True), ("met", False))
    return empty_table(*((words(f"validate.{heading}"), number) for heading, number in headings))
