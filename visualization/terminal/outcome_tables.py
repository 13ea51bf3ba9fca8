"""Tables of outcomes of one's own, below those of indicators."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rich.text import Text

from ...experiments.comparison import Comparison
from ...experiments.outcomes.outcome import Outcome, OutcomeValue
from ...experiments.outcomes.own_indicator import as_indicator
from ..language.formatting import NOTHING, change, interval, level, localise
from ..language.translations import Words
from ..narratives.comparison import titles
from ..narratives.outcomes import describe_outcome, left_out
from . import consoles
from .columns import TableColumn, render


def tell_outcomes(outcomes: Mapping[str, Outcome], found: Mapping[str, OutcomeValue], say: Words) -> None:
    """Print the outcomes of a run: value, unit, and what each is; a dash and why where there is none."""
    columns = (
        TableColumn(say("outcome.outcome"), text=True),
        TableColumn(say("outcome.value"), number=True),
        TableColumn(say("table.unit"), worth=2),
        TableColumn(say("outcome.words"), worth=1, text=True),
    )
    rows: list[list[Text]] = []
    for name, outcome in outcomes.items():
        indicator, value = as_indicator(outcome), found[name]
        what = say(f"outcome.undefined.{value.why}") if value.why else describe_outcome(outcome, say)
        rows.append(
            [
                Text(say.of(outcome.title)),
                Text(localise(level(value.value, indicator), say)),
                Text(say.unit(indicator), style="dim"),
                Text(what),
            ]
        )
    console = consoles.output()
    console.print(render(columns, rows, console.width, say("outcome.title")))


def tell_outcome_differences(comparison: Comparison, say: Words) -> None:
    """Print the paired differences of outcomes from the first scenario, and which runs have no value."""
    found, rows, names = comparison.paired_outcomes, comparison.outcome_rows, titles(comparison, say)
    first = comparison.labels[0]

    def mean(label: str, name: str) -> float:
        values = np.array([row[name] for row in rows if row["scenario"] == label], dtype=np.float64)
        return float(values[~np.isnan(values)].mean()) if not np.isnan(values).all() else float("nan")

    console = consoles.output()
    for place, label in enumerate(comparison.labels[1:], 1):
        columns = (
            TableColumn(say("outcome.outcome"), text=True),
            TableColumn(names[0], number=True, worth=3),
            TableColumn(names[place], number=True, worth=3),
            TableColumn(say("table.difference"), number=True),
            TableColumn(say("table.interval"), number=True),
            TableColumn(say("table.unit"), worth=2),
            TableColumn(say("outcome.words"), worth=1, text=True),
        )
        lines: list[list[Text]] = []
        for name, outcome in comparison.own.items():
            indicator, result = as_indicator(outcome), found[label, name]
            cells = (
                say.of(outcome.title),
                localise(level(mean(first, name), indicator), say),
                localise(level(mean(label, name), indicator), say),
                localise(change(result.mean, indicator), say),
                interval(result, indicator) or NOTHING,
                say.unit(indicator),
                describe_outcome(outcome, say),
            )
            lines.append([Text(cell) for cell in cells])
        title = say("part.minus", title=say("outcome.title"), scenario=names[place], against=names[0])
        console.print(render(columns, lines, console.width, title))
    for sentence in left_out(comparison.own, rows, dict(zip(comparison.labels, names, strict=True)), say):
        consoles.show(sentence, say)
    consoles.show(say("outcome.alone"), say)
