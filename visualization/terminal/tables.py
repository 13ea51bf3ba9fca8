"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from ...experiments.explanation.settings_diff import Lever, differing
from ...experiments.statistics.paired import HEADLINE
from ...model.indicators import Indicator
from ...model.parameters.settings import Settings
from ...scenarios import Scenario
from ...scenarios.form import Form
from ...scenarios.toml.sanitize import paragraphs
from ..language.formatting import change, interval, level, localise, probability, reading, sparkline
from ..language.translations import Words
from ..narratives import comparison as findings
from ..narratives.events import list_events
from ..reports import library_table as library_cells
from .columns import TableColumn, empty_table, fit_columns, render

WIDTH = 110
"""Cells of tables that go to a file or a pipe."""

YEAR = 52  # weeks of which final values are means

if TYPE_CHECKING:
    from ...experiments.comparison import Comparison
    from ...experiments.execution.runs import RunResult
    from ...experiments.library_table import LibraryTable

GROUPS = (
    "effectiveness",
    "official",
    "build",
    "govern",
    "share",
    "coordination",
    "people",
    "organisations",
    "state",
)
"""Groups of indicators in the order of tables: 效能, 官方, 共建, 共治, 共享, coordination, then the rest."""


def group_indicators(form: Form) -> list[tuple[str, list[tuple[int, Indicator]]]]:
    """Return the groups with their indicators and their places in the series."""
    places = list(enumerate(form.indicators))
    return [(group, [(place, each) for place, each in places if each.group == group]) for group in GROUPS]


COURSE = 26
"""Cells of a course over time where there is room."""


def run_table(run: RunResult, title: str, words: Words, width: int = WIDTH) -> Table:
    """Return the table of one run: means of the last year and the course over time, by groups."""
    weeks = len(run.series)
    columns = (
        TableColumn(words("table.indicator")),
        TableColumn(words("table.final" if weeks >= YEAR else "table.final_all"), number=True),
        TableColumn(words("table.unit"), worth=2),
        TableColumn(words("table.course", weeks=weeks), worth=1),
    )

    def rows(course: int) -> list[list[Text]]:
        result: list[list[Text]] = []
        for group, members in group_indicators(run.form):
            result.append([Text(words(f"group.{group}"), style="bold", no_wrap=False, overflow="fold")])
            for place, indicator in members:
                values: list[float] = run.series[:, place].tolist()
                low = indicator.low if indicator.low > float("-inf") else float(np.nanmin(values))
                high = indicator.high if indicator.high < float("inf") else float(np.nanmax(values))
                result.append(
                    [
                        Text(f"  {words.title(indicator)}"),
                        Text(localise(reading(run.final, indicator), words)),
                        Text(words.unit(indicator), style="dim"),
                        Text(sparkline(values, low, high, course)),
                    ]
                )
        return result

    course = COURSE
    while course > 8 and len(fit_columns(columns, rows(course), width)[0]) < len(columns):
        course -= 3
    return render(columns, rows(course), width, title)


def says_same_week(run: RunResult) -> bool:
    """Return whether a run's table has 0.0 weeks to resolution, which wants a word."""
    return reading(run.final, run.form.by_name["weeks_to_resolution"]) == "0.0"


def comparison_table(comparison: Comparison, label: str, words: Words, width: int = WIDTH) -> Table:
    """Return the headline differences of a scenario from the first; p stays, since the verdict goes by it."""
    names = findings.titles(comparison, words)
    place, first = comparison.labels.index(label), comparison.labels[0]
    columns = (
        TableColumn(words("table.indicator"), text=True),
        TableColumn(names[0], number=True, worth=1),
        TableColumn(names[place], number=True, worth=1),
        TableColumn(words("table.difference"), number=True),
        TableColumn(words("table.interval"), number=True, worth=4),
        TableColumn(words("table.p"), number=True),
        TableColumn(words("table.meaning"), worth=3),
    )
    rows: list[list[Text]] = []
    for name in HEADLINE:
        indicator, result = comparison.form.by_name[name], comparison.paired[label, name]
        rows.append(
            [
                Text(words.title(indicator)),
                Text(localise(level(comparison.means[first][name], indicator), words)),
                Text(localise(level(comparison.means[label][name], indicator), words)),
                Text(localise(change(result.mean, indicator), words), style="bold"),
                Text(interval(result, indicator)),
                Text(probability(comparison.holm_p.get((label, name)))),
                Text(findings.describe_verdict(comparison, label, name, words)),
            ]
        )
    unnamed = 1 not in fit_columns(columns, rows, width)[0]
    title = words("table.minus", scenario=names[place], against=names[0]) if unnamed else ""
    return render(columns, rows, width, title)


def lever_table(names: Sequence[str], settings: Sequence[Settings], words: Words) -> Table:
    """Return the settings in which scenarios differ."""
    return _levers(names, differing(settings), words)


def _levers(names: Sequence[str], rows: Sequence[tuple[Lever, tuple[object, ...]]], words: Words) -> Table:
    table = empty_table((words("table.lever"), False), *((name, True) for name in names))
    for lever, values in rows:
        meaning = lever.meaning_zh if words.language == "zh" else lever.meaning
        cells = [
            Text("—" if value is None else f"{value:g}" if isinstance(value, float) else str(value)) for value in values
        ]
        table.add_row(Text.assemble(lever.path, ("\n  " + meaning if meaning else "", "dim")), *cells)
    return table


def library_table(table: LibraryTable, words: Words, width: int = WIDTH) -> tuple[Table, list[str]]:
    """Return what each scenario of the library comes to, intervals where there is room; and columns without."""
    headings = library_cells.head(words)
    worths = (0, 8, 0, 5, 7, 9, 2, 3, 4, 6, 6)
    columns = [
        TableColumn(heading, number=place > 0, worth=worth)
        for place, (heading, worth) in enumerate(zip(headings, worths, strict=True))
    ]

    def rows(interval: bool) -> list[list[Text]]:
        return [
            [
                Text(row.scenario.name, style="bold"),
                *(Text(cell) for cell in library_cells.cells(row, words, interval=interval)),
            ]
            for row in table.rows
        ]

    whole = len(fit_columns(columns, rows(interval=True), width)[0]) == len(columns)
    kept = fit_columns(columns, rows(whole), width)[0]
    hidden = [heading for place, heading in enumerate(headings) if place not in kept]
    return render(columns, rows(whole), width, words("library_table.title")), hidden


def scenario_table(rows: Sequence[tuple[str, str, str]], words: Words) -> Table:
    """Return a list of scenarios: name, title, what it shows."""
    table = empty_table(
        (words("table.scenario"), False), (words("table.title"), False), (words("scenarios.story"), False)
    )
    table.columns[0].no_wrap = True
    for name, title, story in rows:
        table.add_row(Text(name, style="bold"), Text(title), Text(story))
    return table


def lesson_table(rows: Sequence[tuple[str, str, str, str]], words: Words) -> Table:
    """Return a list of lessons: name, title, minutes, goal."""
    table = empty_table(
        (words("lesson.name"), False), (words("table.title"), False), (words("lesson.minutes"), True),
        (words("lesson.goal"), False),
    )  # fmt: skip
    table.columns[0].no_wrap = True
    for name, title, minutes, goal in rows:
        table.add_row(Text(name, style="bold"), Text(title), Text(minutes), Text(goal))
    return table


def portrait(scenario: Scenario, words: Words) -> Text:
    """Return what a scenario says about itself."""
    text = Text()
    text.append(f"{words.of(scenario.title)} ({scenario.name})\n", "bold")
    text.append(f"{scenario.digest}\n", "dim")
    for paragraph in paragraphs(words.of(scenario.story)):
        text.append(f"\n{paragraph}\n")
    if scenario.watch:
        text.append(f"\n{words('scenarios.watch')}\n", "bold")
        text.append("".join(f"  · {item}\n" for item in findings.watch_list(scenario, words)))
    if told := findings.known_to_be_broken(scenario, words):
        text.append("\n" + "".join(f"{line}\n" for line in told))
    if told := list_events(scenario, words):
        text.append(f"\n{words('scenarios.events')}\n", "bold")
        text.append("".join(f"  {line}\n" for line in told))
    return text
