"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from ..model.indicators import INDICATORS, Indicator
from ..model.settings import Settings
from ..scenarios import Scenario
from . import findings
from .differences import HEADLINE
from .figures import change, interval, level, probability, sparkline
from .levers import Lever, differing, happenings
from .quoting import clean, paragraphs
from .words import Words

if TYPE_CHECKING:
    from .comparison import Comparison
    from .runs import Outcome

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


def grouped() -> list[tuple[str, list[tuple[int, Indicator]]]]:
    """Return the groups with their indicators and these's places."""
    places = list(enumerate(INDICATORS))
    return [(group, [(place, each) for place, each in places if each.group == group]) for group in GROUPS]


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


def run_table(run: Outcome, title: str, words: Words) -> Table:
    """Return the table of one run: means of the last year and the course over time, by groups."""
    weeks = len(run.series)
    table = _table(
        (words("table.indicator"), False),
        (words("table.final"), True),
        (words("table.unit"), False),
        (words("table.course", weeks=weeks), False),
        title=title,
    )
    for group, members in grouped():
        table.add_row(Text(words(f"group.{group}"), style="bold"))
        for place, indicator in members:
            values: list[float] = run.series[:, place].tolist()
            low = indicator.low if indicator.low > float("-inf") else min(values)
            high = indicator.high if indicator.high < float("inf") else max(values)
            table.add_row(
                Text(f"  {words.title(indicator)}"),
                Text(level(run.final[indicator.name], indicator)),
                Text(words.unit(indicator), style="dim"),
                Text(sparkline(values, low, high)),
            )
    return table


def comparison_table(comparison: Comparison, label: str, words: Words) -> Table:
    """Return the headline differences of a scenario from the first."""
    names = findings.titles(comparison, words)
    place, first = comparison.labels.index(label), comparison.labels[0]
    table = _table(
        (words("table.indicator"), False),
        (names[0], True),
        (names[place], True),
        (words("table.difference"), True),
        (words("table.interval"), True),
        (words("table.p"), True),
        (words("table.meaning"), False),
    )
    for name in HEADLINE:
        indicator, found = findings.BY_NAME[name], comparison.paired[label, name]
        table.add_row(
            Text(words.title(indicator)),
            Text(level(comparison.means[first][name], indicator)),
            Text(level(comparison.means[label][name], indicator)),
            Text(change(found.mean, indicator), style="bold"),
            Text(interval(found, indicator)),
            Text(probability(comparison.adjusted.get((label, name)))),
            Text(findings.shown_as(comparison, label, name, indicator.better, words)),
        )
    return table


def lever_table(names: Sequence[str], settings: Sequence[Settings], words: Words) -> Table:
    """Return the settings in which scenarios differ."""
    return _levers(names, differing(settings), words)


def _levers(names: Sequence[str], rows: Sequence[tuple[Lever, tuple[object, ...]]], words: Words) -> Table:
    table = _table((words("table.lever"), False), *((clean(name), True) for name in names))
    for lever, values in rows:
        meaning = lever.meaning_zh if words.language == "zh" else lever.meaning
        cells = [
            Text("—" if value is None else clean(f"{value:g}" if isinstance(value, float) else str(value)))
            for value in values
        ]
        table.add_row(Text.assemble(clean(lever.path), ("\n  " + meaning if meaning else "", "dim")), *cells)
    return table


def scenario_table(rows: Sequence[tuple[str, str, str]], words: Words) -> Table:
    """Return a list of scenarios: name, title, what it shows."""
    table = _table((words("table.scenario"), False), (words("table.title"), False), (words("scenarios.story"), False))
    table.columns[0].no_wrap = True
    for name, title, story in rows:
        table.add_row(Text(clean(name), style="bold"), Text(clean(title)), Text(clean(story)))
    return table


def portrait(scenario: Scenario, words: Words) -> Text:
    """Return what a scenario says about itself."""
    text = Text()
    text.append(f"{clean(words.of(scenario.title))} ({clean(scenario.name)})\n", "bold")
    text.append(f"{scenario.digest}\n", "dim")
    for paragraph in paragraphs(words.of(scenario.story)):
        text.append(f"\n{paragraph}\n")
    if scenario.watch:
        text.append(f"\n{words('scenarios.watch')}\n", "bold")
        text.append("".join(f"  · {item}\n" for item in findings.watched(scenario, words)))
    if told := happenings(scenario, words):
        text.append(f"\n{words('scenarios.events')}\n", "bold")
        text.append("".join(f"  {words('scenarios.week', week=week)}: {happening}\n" for week, happening in told))
    return text
