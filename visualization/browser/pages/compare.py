"""Compare: up to four scenarios side by side, with the same luck (对比)."""

from __future__ import annotations

import numpy as np
import solara
from reacton import component, use_memo

from ....scenarios import SecondScenario, load
from ...charts.lines import dash, style_of
from .. import configuration as setups
from ..downloads import mark_changed
from ..measures import BY_NAME
from ..page import PageDeclaration
from ..panels.curves import Curve, Curves
from ..panels.readings import ROWS, Table, describe_runs
from ..panels.takeaway import Takeaway
from ..session import Visitor
from ..use_runs import PageRuns, use_courses

MOST = 4
"""Scenarios shown at once."""

REPLICATES = 8


@component
def Compare(visitor: Visitor) -> None:
    """Show the course of one indicator in several scenarios, and a table of differences from the first."""
    view, words, setup = visitor.view.value, visitor.words, visitor.setup
    uploads = visitor.uploads.value
    titles = {visitor.title(name): name for name in (*setups.library_scenarios(), *uploads)}
    by_name = {name: title for title, name in titles.items()}
    chosen = tuple(name for name in view.compared if name in by_name)[:MOST] or (setups.Setup().against,)

    def resolve() -> tuple[SecondScenario, ...]:
        length = setups.scenario_played(setup, uploads).settings.run
        changes = {"run.weeks": length.weeks, "run.seed": length.seed}
        result = [load(setups.base(name, uploads), changes=changes, edition=setups.EDITION) for name in chosen]
        if view.with_played:
            original = setups.base(setup.scenario, uploads)
            result.append(mark_changed(setups.scenario_played(setup, uploads), original))
        return tuple(result)

    scenarios = use_memo(resolve, [setup, chosen, view.with_played, len(uploads)])
    asked = use_courses(tuple(scenario.settings for scenario in scenarios), replicates=REPLICATES)
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
        with solara.Div(classes=["compare-course"]):
            with solara.Div(classes=["play-title"]):
                solara.Text(words.title(indicator))
                solara.Text(words.unit(indicator), classes=["quiet"])
                solara.Text(words.meaning(indicator), classes=["quiet"])
                solara.Text(describe_runs(asked, words), classes=["quiet", "play-state"])
            if asked.problem is not None:
                solara.Warning(words("shell.too_many", residents=asked.problem.residents, most=asked.problem.most))
            if len(asked.courses) == len(names):
                marks = [
                    event.week for scenario in scenarios for event in scenario.settings.events if event.week is not None
                ]
                Curves(_lines(asked, view.indicator, names), indicator, words, marks, height=340, large=view.presenter)
            rows = (view.indicator, *(name for name in ROWS if name != view.indicator))
            Table(asked, names, rows, words, lambda name: visitor.show(indicator=name))
            Takeaway(scenarios, asked.replicates or tuple((run,) for run in asked.courses), indicator, words)


def _lines(asked: PageRuns, name: str, titles: list[str]) -> list[Curve]:
    lines: list[Curve] = []
    for place, course in enumerate(asked.courses):
        band = None
        if asked.replicates and len(asked.replicates[place]) > 1:
            low, high = np.quantile([run.of(name) for run in asked.replicates[place]], (0.1, 0.9), axis=0)
            band = (low, high)
        style = style_of(place)
        lines.append(Curve(titles[place], course.of(name), style, dash(style), band))
    return lines


PAGE = PageDeclaration(20, {"en": "Compare", "zh": "对比"}, Compare)
