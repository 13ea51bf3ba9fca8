"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from ...experiments.explanation.settings_diff import Lever, differing
from ...experiments.statistics.paired import HEADLINE
from ...model.indicators import Indicator
from ...scenarios import AnyScenario
from ...scenarios.form import AnySettings, Form
from ...scenarios.toml.sanitize import paragraphs
from ..language.formatting import change, interval, level, localise, probability, reading, sparkline
from ..language.translations import Words
from ..narratives import comparison as findings
from ..narratives.events import list_events

WIDTH = 110
"""Cells of tables that go to a file or a pipe."""

YEAR = 52  # weeks of which final values are means

if TYPE_CHECKING:
    from ...experiments.comparison import Comparison
    from ...experiments.execution.runs import RunResult

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
    """Return the groups with their indicators and these's places in the series of an edition."""
    places = list(enumerate(form.indicators))
    return [(group, [(place, each) for place, each in places if each.group == group]) for group in GROUPS]


def with_edition(heading: str, form: Form, words: Words) -> str:
    """Return the heading of a table with the edition of the model that it is of."""
    return words("edition.heading", heading=heading, edition=words(f"edition.{form.version}"))


def _table(*columns: tuple[str, bool], title: str = "") -> Table:
    """Return an empty table; a column is its heading and whether it holds numbers."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        pad_edge=False,
    )
    for heading, number in columns:
        table.add_column(Text(heading), justify="right" if number else "left", no_wrap=number)
    return table


@dataclass(frozen=True, slots=True)
class _Column:
    """A column whose cells are never cut or wrapped; its heading is.

    Attributes
    ----------
    heading : str
        Wrapped between words, within one only if it is longer than `_WORD`; Chinese anywhere beyond `_CHINESE`.
    number : bool
        Set to the right.
    worth : int
        Where room is short, columns of the least worth go first, all of one worth together; 0 for those that stay.
    """

    heading: str
    number: bool = False
    worth: int = 0

    def room(self, cells: Sequence[Text]) -> tuple[int, int]:
        """Return the least width and the one that would not wrap the heading."""
        cell = max((text.cell_len for text in cells if text.no_wrap is not False), default=1)
        words = (min(cell_len(word), _WORD if word.isascii() else _CHINESE) for word in self.heading.split())
        return max(cell, *words, 1), max(cell, cell_len(self.heading), 1)


_WORD, _CHINESE = 30, 12  # cells; Chinese has no spaces


def _fit_columns(columns: Sequence[_Column], rows: Sequence[Sequence[Text]], width: int) -> tuple[list[int], list[int]]:
    """Return which columns fit into a width, and how wide each of these is."""
    kept = list(range(len(columns)))
    rooms = [column.room([row[place] for row in rows if place < len(row)]) for place, column in enumerate(columns)]
    while True:
        spare = width - (3 * len(kept) - 1) - sum(rooms[place][0] for place in kept)
        worths = [columns[place].worth for place in kept if columns[place].worth]
        if spare >= 0 or not worths:
            break
        kept = [place for place in kept if columns[place].worth != min(worths)]
    widths: list[int] = []
    for place in kept:
        least, most = rooms[place]
        more = max(0, min(spare, most - least))
        spare -= more
        widths.append(least + more)
    return kept, widths


def _render(columns: Sequence[_Column], rows: Sequence[Sequence[Text]], width: int, title: str) -> Table:
    """Return a table of those columns that fit; a row of one cell is a heading within the table."""
    kept, widths = _fit_columns(columns, rows, width)
    table = _table(title=title)
    for place, wide in zip(kept, widths, strict=True):
        column = columns[place]
        heading = Text(column.heading, no_wrap=False, overflow="fold")
        table.add_column(heading, justify="right" if column.number else "left", no_wrap=True, width=wide)
    for row in rows:
        table.add_row(*(row[place] for place in kept if place < len(row)))
    return table


COURSE = 26
"""Cells of a course over time where there is room."""


def run_table(run: RunResult, title: str, words: Words, width: int = WIDTH) -> Table:
    """Return the table of one run: means of the last year and the course over time, by groups."""
    weeks = len(run.series)
    columns = (
        _Column(words("table.indicator")),
        _Column(words("table.final" if weeks >= YEAR else "table.final_all"), number=True),
        _Column(words("table.unit"), worth=2),
        _Column(words("table.course", weeks=weeks), worth=1),
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
    while course > 8 and len(_fit_columns(columns, rows(course), width)[0]) < len(columns):
        course -= 3
    return _render(columns, rows(course), width, title)


def says_same_week(run: RunResult) -> bool:
    """Return whether a run's table has 0.0 weeks to resolution, which wants a word."""
    return reading(run.final, run.form.by_name["weeks_to_resolution"]) == "0.0"


def comparison_table(comparison: Comparison, label: str, words: Words, width: int = WIDTH) -> Table:
    """Return the headline differences of a scenario from the first."""
    names = findings.titles(comparison, words)
    place, first = comparison.labels.index(label), comparison.labels[0]
    columns = (
        _Column(words("table.indicator")),
        _Column(names[0], number=True, worth=2),
        _Column(names[place], number=True, worth=2),
        _Column(words("table.difference"), number=True),
        _Column(words("table.interval"), number=True, worth=4),
        _Column(words("table.p"), number=True, worth=1),
        _Column(words("table.meaning"), worth=3),
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
    unnamed = 1 not in _fit_columns(columns, rows, width)[0]
    title = words("table.minus", scenario=names[place], against=names[0]) if unnamed else ""
    return _render(columns, rows, width, title)


def lever_table(names: Sequence[str], settings: Sequence[AnySettings], words: Words) -> Table:
    """Return the settings in which scenarios differ."""
    return _levers(names, differing(settings), words)


def _levers(names: Sequence[str], rows: Sequence[tuple[Lever, tuple[object, ...]]], words: Words) -> Table:
    table = _table((words("table.lever"), False), *((name, True) for name in names))
    for lever, values in rows:
        meaning = lever.meaning_zh if words.language == "zh" else lever.meaning
        cells = [
            Text("—" if value is None else f"{value:g}" if isinstance(value, float) else str(value)) for value in values
        ]
        table.add_row(Text.assemble(lever.path, ("\n  " + meaning if meaning else "", "dim")), *cells)
    return table


def scenario_table(rows: Sequence[tuple[str, str, str]], words: Words) -> Table:
    """Return a list of scenarios: name, title, what it shows."""
    table = _table((words("table.scenario"), False), (words("table.title"), False), (words("scenarios.story"), False))
    table.columns[0].no_wrap = True
    for name, title, story in rows:
        table.add_row(Text(name, style="bold"), Text(title), Text(story))
    return table


def lesson_table(rows: Sequence[tuple[str, str, str, str]], words: Words) -> Table:
    """Return a list of lessons: name, title, minutes, goal."""
    table = _table(
        (words("lesson.name"), False), (words("table.title"), False), (words("lesson.minutes"), True),
        (words("lesson.goal"), False),
    )  # fmt: skip
    table.columns[0].no_wrap = True
    for name, title, minutes, goal in rows:
        table.add_row(Text(name, style="bold"), Text(title), Text(minutes), Text(goal))
    return table


def portrait(scenario: AnyScenario, words: Words) -> Text:
    """Return what a scenario says about itself."""
    text = Text()
    text.append(f"{words.of(scenario.title)} ({scenario.name})\n", "bold")
    text.append(f"{scenario.digest}\n", "dim")
    for paragraph in paragraphs(words.of(scenario.story)):
        text.append(f"\n{paragraph}\n")
    if scenario.watch:
        text.append(f"\n{words('scenarios.watch')}\n", "bold")
        text.append("".join(f"  · {item}\n" for item in findings.watch_list(scenario, words)))
    if told := list_events(scenario, words):
        text.append(f"\n{words('scenarios.events')}\n", "bold")
        text.append("".join(f"  {line}\n" for line in told))
    return text
