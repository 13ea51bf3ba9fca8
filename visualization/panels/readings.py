"""What the run says in figures: means of the last year, both cities, their difference and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara
from reacton import component

from ...experiments.differences import paired
from ...experiments.figures import change, interval, level
from ...model.indicators import INDICATORS, Indicator
from ..asking import Asked
from ..words import Words

BY_NAME = {indicator.name: indicator for indicator in INDICATORS}

HEADLINES = ("effectiveness", "official", "effectiveness_with_cost", "coordination_cost")
PILLARS = ("responsibility_assigned", "responsibility_delivered", "benefit_shared")
PARTS = ("resolution", "backlog", "satisfaction", "trust", "participation", "equity")
ROWS = (*HEADLINES, *PILLARS, *PARTS)
"""The index and what an assessor sees; 共建, 共治, 共享; the components of the index."""


@component
def Readings(asked: Asked, words: Words, chosen: str, on_choose: Callable[[str], object]) -> None:
    """Show a table of indicators; a click on one shows its course."""
    with solara.Div(classes=["readings"]):
        with solara.Div(classes=["readings-row", "readings-head"]):
            for key in ("indicator", "against", "played", "difference"):
                solara.Text(words(f"readings.{key}"))
        for name in ROWS:
            _row(asked, BY_NAME[name], words, name == chosen, on_choose)


@component
def Table(asked: Asked, names: Sequence[str], rows: Sequence[str], words: Words) -> None:
    """Show indicators in rows and scenarios in columns: level, and difference from the first with its interval."""
    with solara.Div(classes=["table"], style={"--columns": str(len(names) + 1)}):
        solara.Text(words("readings.indicator"), classes=["quiet"])
        for name in names:
            solara.Text(name, classes=["table-head"])
        for name in rows:
            indicator = BY_NAME[name]
            solara.Div(children=[solara.Text(words.title(indicator))], attributes={"title": words.meaning(indicator)})
            for place in range(len(names)):
                with solara.Div(classes=["table-cell"]):
                    for line in cell(asked, place, indicator):
                        solara.Text(line)


def cell(asked: Asked, place: int, indicator: Indicator) -> list[str]:
    """Return what stands in a cell: the level, and for all but the first scenario the difference from it."""
    if place >= len(asked.courses):
        return ["…"]
    name = indicator.name
    lines = [level(asked.courses[place].final[name], indicator)]
    if place and asked.replicates and len(asked.replicates[0]) > 1:
        ours, theirs = asked.replicates[place], asked.replicates[0]
        found = paired([run.final[name] for run in ours], [run.final[name] for run in theirs])
        lines.append(f"{change(found.mean, indicator)} {interval(found, indicator)}")
    return lines


def _row(asked: Asked, indicator: Indicator, words: Words, chosen: bool, on_choose: Callable[[str], object]) -> None:
    name = indicator.name
    classes = ["readings-row", *(["readings-chosen"] if chosen else [])]
    with solara.Div(classes=classes):
        solara.Button(
            words.title(indicator),
            on_click=lambda: on_choose(name),
            text=True,
            classes=["readings-name"],
            attributes={"title": words.meaning(indicator), "aria-pressed": str(chosen).lower()},
        )
        if len(asked.courses) < 2:
            return
        played, against = asked.courses[0].final[name], asked.courses[1].final[name]
        solara.Text(level(against, indicator))
        solara.Text(level(played, indicator), classes=["readings-now"])
        text = change(played - against, indicator)
        if asked.replicates and len(asked.replicates[0]) > 1:
            ours, theirs = asked.replicates[0], asked.replicates[1]
            found = paired([run.final[name] for run in ours], [run.final[name] for run in theirs])
            text = f"{change(found.mean, indicator)} {interval(found, indicator)}"
        solara.Text(text)
