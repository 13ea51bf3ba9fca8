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
from .columns import TableColumn, empty_table, render


def validation_table(validation: Validation, words: Words, width: int) -> Table:
    """Return which criterion of each pattern is met; where room is short, without the null model's figures."""
    columns = (
        TableColumn(words("validate.looked_at"), text=True, least=28),
        TableColumn(words("validate.wanted"), text=True),
        TableColumn(words("validate.found"), number=True),
        TableColumn(words("validate.null"), number=True, worth=1),
        TableColumn(words("validate.met"), text=True),
    )
    rows: list[tuple[Text, ...]] = []
    for verdict in validation.verdicts:
        key = verdict.pattern.key
        about = {"title": words(f"pattern.{key}.title"), "role": role(verdict.pattern, words)}
        title = Text(f"{key.upper()} {words('validate.titled', **about)}", style="bold")
        rows.append((title, Text(), Text(), Text(), Text(words(f"validate.mark_{verdict.mark}"), style="bold")))
        rows += [
            (
                Text("  " + words(f"pattern.{key}.{finding.criterion.key}")),
                Text(target_range(finding.criterion, words)),
                Text(interval(finding)),
                Text(null_interval(finding, words)),
                Text(describe_met(finding, words)),
            )
            for finding in verdict.findings
        ]
    return render(columns, rows, width, "")


def list_sources(validation: Validation, words: Words) -> list[Text]:
    """Return for each pattern where its figures come from, its null model and how it could fail."""
    patterns = [verdict.pattern for verdict in validation.verdicts]
    return [
        Text(words("validate.sources"), style="bold"),
        *(Text(f"{pattern.key.upper()}: {source_note(pattern, words)}", style="dim") for pattern in patterns),
    ]


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
