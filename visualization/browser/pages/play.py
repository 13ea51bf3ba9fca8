"""Play: move a lever and see five years at once (演练)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import solara
from reacton import component, use_memo

from ....experiments.outcomes.own_indicator import weekly
from ....model.indicators import Indicator
from ....scenarios import Scenario
from ...charts.lines import OFFICIAL_DASH, colour, style_of
from ...language.formatting import level, localise
from .. import configuration as setups
from ..compiling import share_compiled
from ..configuration import OWN, events_of, offered_scenarios
from ..downloads import comparison, mark_changed
from ..hooks import handler, use_background, use_state
from ..interventions import find_settled_week, label, new, sort_of, weeks_of
from ..measures import BY_NAME, is_measured
from ..opened import MINE, opened_outcomes
from ..opening import SHOWN
from ..page import PageDeclaration
from ..panels.city import City
from ..panels.curves import LEFT, RIGHT, Curve, Curves, curve_of
from ..panels.front_levers import FrontLevers
from ..panels.headline import Headline, find_difference, find_events
from ..panels.interventions import Interventions
from ..panels.own_outcomes import OwnOutcomes
from ..panels.readings import Readings, describe_runs
from ..panels.take_home import TakeHome
from ..panels.takeaway import Takeaway
from ..panels.upload import Upload
from ..panels.why import Why
from ..run_cache import COURSES
from ..session import Visitor
from ..translations import Words
from ..url_state import PANELS, query
from ..use_runs import PageRuns, use_courses
from ..widgets.timeline import Chip, CurveRead, Timeline

HEIGHT, LARGE = 240, 420
"""Pixels of the main chart, so that figures below it are seen at 1366 × 768; and of that for the back row."""

LOOK = 0.5
"""Seconds between two looks at how far the model is compiled."""

AGAINST, PLAYED = style_of(0), style_of(1)


@component
def Play(visitor: Visitor) -> None:
    """Show levers, curves, timeline, map and figures of one setup."""
    setup, view, words = visitor.setup, visitor.view.value, visitor.words
    uploads = visitor.uploads.value
    original = use_memo(lambda: setups.base(setup.scenario, uploads), [setup.scenario, len(uploads)])
    scenario = use_memo(lambda: setups.scenario_played(setup, uploads), [setup, len(uploads)])
    against = use_memo(lambda: setups.scenario_compared(setup, uploads), [setup, len(uploads)])
    asked = use_courses((scenario.settings, against.settings))

    def move(key: str, value: Any, rest: bool) -> None:
        visitor.move(key, value, rest=rest)

    # A link, or another scenario chosen since, may ask for what this city is not measured by.
    looked_at = view.indicator if is_measured(view.indicator, scenario.settings) else "effectiveness"
    own = opened_outcomes().get(view.outcome)
    titles = (visitor.title(setup.scenario), visitor.title(setup.against))
    if any(key.startswith(setups.LEVERS) for key in setup.changes) or setup.events is not None:
        titles = (words("play.changed", title=titles[0]), titles[1])
    with solara.Div(classes=["play"]):
        library = setups.base(setup.against, uploads).settings
        differing = (
            find_difference(scenario.settings, against.settings),
            find_events(scenario.settings, against.settings, library),
        )
        Headline(asked, titles, differing, original.story, words)
        with solara.Div(classes=["play-levers"]):
            Choices(visitor)
            FrontLevers(scenario.settings, original.settings, BY_NAME[looked_at], words, move)
            Seed(visitor, scenario.settings.run.seed)
            Upload(visitor)
        runs = len(asked.replicates[0]) if asked.replicates else 0
        shown = asked.courses[0].digest if asked.courses else ""
        about = {"data-digest": shown, "data-busy": str(asked.busy).lower(), "data-runs": str(runs)}
        about["data-shipped"] = str(asked.shipped).lower()
        with solara.Div(classes=["play-course"], attributes=about):
            tall = LARGE if view.presenter else HEIGHT
            name, indicator = (own.name, weekly(own)) if own is not None else (looked_at, BY_NAME[looked_at])
            with solara.Div(classes=["play-front"]):
                with solara.Div(classes=["play-title"]):
                    solara.Text(words.title(indicator))
                    solara.Text(state_of(asked, words), classes=["quiet", "play-state"])
                # One place for all states, so that what stands below is not made anew when the curves come.
                known = bool(asked.courses) and (name == SHOWN or not asked.shipped)
                lines = lines_of(asked, name, titles, words) if known else []
                with solara.Div(classes=["play-chart"], style={"min-height": f"{tall}px"}):
                    if asked.problem is not None:
                        about = {"residents": asked.problem.residents, "most": asked.problem.most}
                        solara.Warning(words("shell.too_many", **about))
                    if lines:
                        marks = [event.week for event in scenario.settings.events if event.week is not None]
                        Curves(lines, indicator, words, marks, height=tall, large=view.presenter)
                with solara.Div(classes=["play-time"]):  # its room is kept until it comes
                    LineOfTime(visitor, scenario, lines, indicator)
            Interventions(visitor, scenario.settings)
            if asked.busy and not COURSES.made:
                Preparing(words)
            with solara.Div(classes=["tabs"], attributes={"role": "tablist"}):
                for panel in PANELS:
                    solara.Button(
                        words(f"play.panel.{panel}"),
                        on_click=lambda panel=panel: visitor.show(panel=panel),
                        text=True,
                        classes=["tab", *(["pressed"] if panel == view.panel else [])],
                        attributes={"role": "tab", "aria-selected": str(panel == view.panel).lower()},
                    )
            if view.panel == "figures":
                Readings(
                    asked, words, looked_at if own is None else "",
                    lambda name: visitor.show(indicator=name, outcome=""),
                )  # fmt: skip
                OwnOutcomes(asked, titles, words, view.outcome, lambda name: visitor.show(outcome=name))
            elif view.panel == "why":
                Why(visitor, against, scenario)
            elif view.panel == "official":
                Official(asked, titles, words, large=view.presenter)
            elif view.panel == "takeaway":
                cities = (against, mark_changed(scenario, original))
                # Of runs made beforehand only one indicator is known: nobody takes them away.
                runs = () if asked.shipped else asked.replicates or tuple((course,) for course in asked.courses)
                local = any(name.startswith((OWN, MINE)) for name in (setup.scenario, setup.against))
                if asked.replicates and not asked.shipped:
                    result = comparison(cities, tuple(reversed(runs)))
                    here = replace(visitor.view.value, panel="figures")
                    TakeHome(
                        result, BY_NAME[looked_at], (titles[1], titles[0]), original.story, query(setup, here), words
                    )
                Takeaway(cities, tuple(reversed(runs)), BY_NAME[looked_at], words, alone=local)
        with solara.Div(classes=["play-stage"]):
            City(visitor, scenario.settings, against.settings, (titles[1], titles[0]), original.outlines)


@component
def LineOfTime(visitor: Visitor, scenario: Scenario, lines: Sequence[Curve], indicator: Indicator) -> None:
    """Show the weeks, what the lines say in the one shown, and what happens; what is dragged moves with the hand."""
    setup, words = visitor.setup, visitor.words
    events = events_of(setup, visitor.uploads.value)

    def move(index: int, week: int, rest: bool) -> None:
        if index < len(events):
            moved = events[index].model_copy(update={"week": week})
            visitor.ask(setup.with_events((*events[:index], moved, *events[index + 1 :])), f"event {index}", rest=rest)

    def remove(index: int) -> None:
        visitor.ask(setup.with_events((*events[:index], *events[index + 1 :])))
        visitor.event.set(None)

    def add(week: int) -> None:
        # At the playhead; where that has not been moved, in the first week in which the city has settled.
        event = new("surge", week or find_settled_week(scenario.settings), scenario.settings)
        if visitor.ask(setup.with_events((*events, event))):
            visitor.event.set(len(events))

    chips: list[Chip] = [
        {
            "index": place,
            "week": event.week,
            "label": label(event, words, scenario.notes.get(place)),
            "kind": sort_of(event),
            "weeks": weeks_of(event),
        }
        for place, event in enumerate(events)
        if event.week is not None
    ]
    reading = use_memo(lambda: [_read(line, indicator, words) for line in lines], [lines, indicator.name, words])
    Timeline(
        weeks=scenario.settings.run.weeks,
        week=visitor.week.value,
        on_week=visitor.week.set,
        playing=visitor.playing.value,
        on_playing=visitor.playing.set,
        events=chips,
        on_move=lambda index, week: move(index, week, True),
        on_drag=lambda index, week: move(index, week, False),
        on_select=visitor.event.set,
        on_add=add,
        on_remove=remove,
        selected=visitor.event.value,
        language=words.language,
        margins=(LEFT, RIGHT),
        reach=LARGE if visitor.view.value.presenter else HEIGHT,
        curves=reading,
    )


def _read(line: Curve, indicator: Indicator, words: Words) -> CurveRead:
    """Return a curve as it is read at the playhead."""
    values = [localise(level(value, indicator), words) for value in line.values.tolist()]
    return {"colour": colour(line.style), "values": values}


@component
def Choices(visitor: Visitor) -> None:
    """Choose the scenario to play and the one to compare it with."""
    setup, words = visitor.setup, visitor.words
    names = [*offered_scenarios(), *visitor.uploads.value]
    titles = {visitor.title(name) + ("" if name in offered_scenarios() else " ▲"): name for name in names}
    by_name = {name: title for title, name in titles.items()}
    with solara.Div(classes=["choices"]):
        solara.Select(
            words("play.scenario"),
            list(titles),
            value=by_name[setup.scenario],
            on_value=handler(
                lambda title: visitor.ask(setups.set_beside(setup.choose(titles[title]), visitor.uploads.value))
            ),
            dense=True,
        )
        solara.Select(
            words("play.against"),
            list(titles),
            value=by_name[setup.against],
            on_value=handler(lambda title: visitor.ask(setup.compare_with(titles[title]))),
            dense=True,
        )
        if told := _say_comparison(visitor):
            solara.Text(told, classes=["quiet"])


def _say_comparison(visitor: Visitor) -> str:
    """Return why two cities stand side by side that usually would not, and whose events each lives through."""
    setup, words, uploads = visitor.setup, visitor.words, visitor.uploads.value
    if setup.same_shocks and setup.against == setups.Setup().against:
        return ""
    expected = [each.than for each in setups.base(setup.scenario, uploads).expect]
    about = {"played": visitor.title(setup.scenario), "against": visitor.title(setup.against)}
    named = words("play.named", **about) if setup.against in expected else ""
    own = words("play.own_shocks", **about) if not setup.same_shocks else ""
    return f"{named} {own}".strip() if words.language == "en" else named + own


@component
def Seed(visitor: Visitor, seed: int) -> None:
    """Show which luck it is, and give other luck."""
    words = visitor.words
    with solara.Div(classes=["seed"]):
        solara.Text(words("play.seed", seed=seed))
        solara.Button(
            words("play.other_luck"),
            on_click=handler(lambda: visitor.ask(visitor.setup.with_seed(seed + 1))),
            text=True,
        )


@component
def Official(asked: PageRuns, titles: tuple[str, str], words: Words, *, large: bool) -> None:
    """Show what an assessor sees beside what residents have, in both cities."""
    if not asked.courses:
        return
    solara.Text(words("play.official"), classes=["quiet"])
    with solara.Div(classes=["side-by-side"]):
        heads = (words("readings.played"), words("readings.against"))
        for course, head, title, style in zip(asked.courses, heads, titles, (PLAYED, AGAINST), strict=True):
            lines = [
                Curve(words.title(BY_NAME["official"]), course.of("official"), style, OFFICIAL_DASH),
                Curve(words.title(BY_NAME["effectiveness"]), course.of("effectiveness"), style),
            ]
            with solara.Div():
                solara.Text(words("play.city", role=head, title=title))
                Curves(lines, BY_NAME["effectiveness"], words, height=220, large=large)


@component
def Preparing(words: Words) -> None:
    """Show how far the model is compiled, while it is."""
    share, set_share = use_state(0.0)

    async def watch() -> None:
        while not COURSES.made:
            set_share(await asyncio.to_thread(share_compiled))
            await asyncio.sleep(LOOK)

    use_background(watch)
    with solara.Div(classes=["preparing"], attributes={"role": "status"}):
        solara.Text(words("play.preparing", percent=round(100 * share)))
        solara.ProgressLinear(value=100 * share)


def state_of(asked: PageRuns, words: Words) -> str:
    """Return what is being worked on, or of what runs the curves are."""
    if asked.shipped:
        return describe_runs(asked, words)
    if asked.busy or not asked.courses:
        return words("play.busy" if COURSES.made else "play.first")
    return describe_runs(asked, words)


def lines_of(asked: PageRuns, name: str, titles: tuple[str, str], words: Words) -> list[Curve]:
    """Return the curves of the city played and of the other: medians of replicates where there are any."""
    if titles[0] == titles[1]:
        titles = (titles[0], words("play.before"))
    return [curve_of(asked, 1, name, titles[1], AGAINST), curve_of(asked, 0, name, titles[0], PLAYED)]


PAGE = PageDeclaration(10, {"en": "Play", "zh": "演练"}, Play, headed=True)
