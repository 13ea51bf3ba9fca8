"""The table of patterns for the terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from ...experiments.validation.validate import Validation
from ..language.translations import Words
from ..narratives.validation import describe_met, interval, role, source_note, target_range


def validation_table(validation: Validation, words: Words) -> Table:
    """Return which criterion of each pattern is met."""
    result = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, number in (("looked_at", False), ("wanted", False), ("found", True), ("met", False)):
        result.add_column(Text(words(f"validate.{heading}")), justify="right" if number else "left", no_wrap=number)
    for verdict in validation.verdicts:
        key = verdict.pattern.key
        title = f"{key.upper()} {words(f'pattern.{key}.title')}"
        about = f"\n{source_note(verdict.pattern, words)}\n{role(verdict.pattern, words)}"
        result.add_row(
            Text.assemble((title, "bold"), (about, "dim")), Text(), Text(),
            Text(words(f"validate.mark_{verdict.mark}"), style="bold"),
        )  # fmt: skip
        for finding in verdict.findings:
            result.add_row(
                Text("  " + words(f"pattern.{key}.{finding.criterion.key}")),
                Text(target_range(finding.criterion, words)),
                Text(interval(finding)),
                Text(describe_met(finding, words)),
            )
        result.add_section()
    return result
