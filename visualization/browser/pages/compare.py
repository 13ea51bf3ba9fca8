"""Compare: up to four scenarios side by side, with the same luck (对比)."""

from __future__ import annotations

from collections.abc import Sequence

import solara
from reacton import component, use_memo

from ....model.indicators import Indicator
from ....scenarios import Scenario, load
from ...charts.lines import colour, style_of
from ...language.formatting import localise
from .. import configuration as setups
from ..downloads import mark_changed
from ..measures import BY_NAME
from ..page import PageDeclaration
from ..panels.curves import Curve, Curves, curve_of
from ..panels.readings import ROWS, Table, cell, describe_runs
from ..panels.takeaway import Takeaway
from ..session import Visitor
from ..translations import Words
from ..use_runs import PageRuns, use_courses

MOST = 4
"""Scenarios shown at once."""


@component
def Compare(visitor: Visitor) -> None:
    """Show the course of one indicator in several scenarios, and a table of differences from the first."""
    view, words, setup = visitor.view.value, visitor.words, visitor.setup
    uploads = visitor.uploads.value
    titles = {visitor.title(name): name for name in (*setups.offered_scenarios(), *uploads)}
    by_name = {name: title for title, name in titles.items()}
    chosen = tuple(name for name in view.compared if name in by_name)[:MOST] or (setups.Setup().against,)

    def resolve() -> tuple[Scenario, ...]:
        length = setups.scenario_played(setup, uploads).settings.run
        changes = {"run.weeks": length.weeks, "run.seed": length.seed}
        result = [load(setups.base(name, uploads), changes=changes) for name in chosen]
        if view.with_played:
            original = setups.base(setup.scenario, uploads)
            result.append(mark_changed(setups.scenario_played(setup, uploads), original))
        return tuple(result)

    scenarios = use_memo(resolve, [setup, chosen, view.with_played, len(uploads)])
    asked = use_courses(tuple(scenario.settings for scenario in scenarios))
    names = [words.of(scenario.title) or scenario.name for scenario in scenarios]
    indicator = BY_NAME[view.indicator]

    def choose(picked: list[str]) -> None:
        visitor.show(compared=tuple(titles[title] for title in picked)[-MOST:] or chosen)

    with solara.Div(classes=["compare"]):
        with solara.Div(classes=["compare-choice"]):
            solara.SelectMultiple(
                words("compare.scenarios", most=MOST), [by_name[name] for name in chosen], list(titles), on_value=choose
            )
            solara.Checkbox(
                label=words("compare.with_played"),
                value=view.with_played,
                on_value=lambda on: visitor.show(with_played=on),
            )
            by_title = {words.title(BY_NAME[name]): name for name in BY_NAME}
            solara.Select(
                words("compare.indicator"),
                list(by_title),
                value=words.title(indicator),
                on_value=lambda title: visitor.show(indicator=by_title[title]),
            )
        runs = len(asked.replicates[0]) if asked.replicates else 0
        about = {"data-runs": str(runs), "data-shipped": str(asked.shipped).lower()}
        with solara.Div(classes=["compare-course"], attributes=about):
            with solara.Div(classes=["play-title"]):
                solara.Text(words.title(indicator))
                solara.Text(words.meaning(indicator), classes=["quiet"])
                solara.Text(describe_runs(asked, words), classes=["quiet", "play-state"])
            if asked.problem is not None:
                solara.Warning(words("shell.too_many", residents=asked.problem.residents, most=asked.problem.most))
            if len(asked.courses) == len(names):
                with solara.Div(classes=["multiples"]):
                    for place, city in enumerate(scenarios):
                        Multiple(asked, place, names, city, indicator, words, large=view.presenter).key(str(place))
            rows = (view.indicator, *(name for name in ROWS if name != view.indicator))
            Table(asked, names, rows, words, lambda name: visitor.show(indicator=name))
            # Of runs made beforehand only one indicator is known: nobody takes them away.
            made = () if asked.shipped else asked.replicates or tuple((run,) for run in asked.courses)
            Takeaway(scenarios, made, indicator, words)


@component
def Multiple(
    asked: PageRuns,
    place: int,
    names: Sequence[str],
    scenario: Scenario,
    indicator: Indicator,
    words: Words,
    *,
    large: bool,
) -> None:
    """Show one city beside the one that it is compared with: its name, its last year, and both curves."""
    level, *gap = cell(asked, place, indicator)
    with solara.Div(classes=["multiple"]):
        mark = {"border-bottom": f"3px solid {colour(style_of(place))}"}  # the text itself would be too pale
        with solara.Div(classes=["multiple-head"], style=mark):
            solara.Text(names[place], classes=["multiple-name"])
            solara.Text(localise(level, words), classes=["multiple-level"])
            if gap:
                solara.Text(localise(gap[0], words), classes=["quiet"])
        marks = [event.week for event in scenario.settings.events if event.week is not None]
        lines = lines_of(asked, place, indicator.name, names)
        Curves(lines, indicator, words, marks, height=300 if large else 210, large=large, named=False)


def lines_of(asked: PageRuns, place: int, name: str, names: Sequence[str]) -> list[Curve]:
    """Return the curve of a city, and below it that of the first, which all are compared with."""
    return [curve_of(asked, each, name, names[each], style_of(each)) for each in dict.fromkeys((0, place))]


PAGE = PageDeclaration(20, {"en": "Compare", "zh": "对比"}, Compare)
