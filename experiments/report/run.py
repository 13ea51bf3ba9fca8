"""The page of one run: what happened in one city with one luck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import INDICATORS, NAMES
from ...model.simulation import YEAR
from ...scenarios import Scenario
from ..figures import level
from ..figures import scale as times
from ..findings import BY_NAME, watched
from ..levers import happenings
from ..quoting import clean, paragraphs
from ..words import Language, Words, words
from .charts import Line, line_chart
from .page import PANELS
from .picture import Figure
from .sections import Listing, Section, sectioned


def page(
    scenario: Scenario,
    series: NDArray[np.float64],
    document: Mapping[str, Any],
    origin: Mapping[str, Any],
    language: Language,
) -> str:
    """Return the page of a run.

    Parameters
    ----------
    scenario : Scenario
        As run.
    series : ndarray, shape (weeks, indicators)
    document : mapping
        Its summary.
    origin : mapping
        Its provenance.
    language : str
        ``en`` or ``zh``.
    """
    say = words(language)
    title = clean(say.of(scenario.title)) or clean(scenario.name)
    final = document["final"]
    last = min(YEAR, len(series))
    events = happenings(scenario, say)
    shown = {figure.name: figure for figure in figures(scenario, series, language)}
    groups = [
        Section(
            say(f"group.{group}"),
            paragraphs=[say(f"page.groups.{group}")],
            figures=[shown[name] for name in panels],
            beside=True,
        )
        for group, panels in PANELS.items()
    ]
    told = paragraphs(say.of(scenario.story))
    told += [f"{say('page.scenarios.event', week=week)} {what}" for week, what in events]
    if scenario.watch:
        told.append(
            say("page.scenarios.watch") + " " + ("；" if language == "zh" else "; ").join(watched(scenario, say))
        )
    return sectioned(
        say,
        title=say("run.title", title=title, weeks=len(series), seed=document["seed"]),
        findings=[
            say(
                "report.run.verdict",
                scenario=title,
                effectiveness=level(final["effectiveness"], BY_NAME["effectiveness"]),
                official=level(final["official"], BY_NAME["official"]),
                last=last,
            )
        ],
        context=[say("report.run.once")],
        sections=[
            Section(say("report.question"), paragraphs=told),
            Section(
                say("report.run.course"),
                figures=[shown["course"]],
            ),
            *groups,
            Section(say("report.run.all"), tables=[_table(say, final, last)]),
        ],
        limits=[say("page.limits.city"), say("page.limits.numbers"), say("report.run.once")],
        origin=origin,
        facts=[
            (say("report.scenario"), scenario.name),
            (say("page.reproduce.digest"), scenario.digest),
            (say("report.run.digest"), str(document["digest"])),
            (say("page.reproduce.seed", first=document["seed"]), ""),
        ],
    )


def figures(scenario: Scenario, series: NDArray[np.float64], language: Language) -> list[Figure]:
    """Return all pictures of a run, in the order of the page."""
    say = words(language)
    weeks = [event.week for event in scenario.settings.events if event.week <= len(series)]
    main = _chart(say, series, ("effectiveness", "official"), (960, 400), weeks, (0.0, 100.0))
    found = [Figure("course", main, say("report.run.caption"), say("report.run.course"))]
    for name in (name for panels in PANELS.values() for name in panels):
        chart = _chart(say, series, (name,), (340, 220), weeks)
        found.append(Figure(name, chart, _meaning(say, name), say.title(BY_NAME[name])))
    return found


def _meaning(say: Words, name: str) -> str:
    indicator = BY_NAME[name]
    colon, stop = ("：", "。") if say.language == "zh" else (": ", ".")
    return f"{say.title(indicator)}{colon}{say.meaning(indicator)}{stop}"


def _chart(
    say: Words,
    series: NDArray[np.float64],
    names: tuple[str, ...],
    size: tuple[float, float],
    events: list[int],
    scale: tuple[float, float] | None = None,
) -> Any:
    lines = [
        Line(
            say.title(BY_NAME[name]),
            (times(BY_NAME[name]) * series[:, NAMES.index(name)]).tolist(),
            None,
            None,
            style,
            "7 4" if style else "",
        )
        for style, name in enumerate(names)
    ]
    return line_chart(
        lines,
        label=" / ".join(line.label for line in lines),
        week=say("page.week"),
        unit=say.axis(BY_NAME[names[0]]),
        size=size,
        scale=scale,
        events=events,
        labelled=len(names) > 1,
    )


def _table(say: Words, final: Mapping[str, float], last: int) -> Listing:
    cells = [
        [say(f"group.{each.group}"), say.title(each), say.meaning(each), level(final[each.name], each), say.unit(each)]
        for each in INDICATORS
    ]
    headings = [
        say("report.column.group"),
        say("table.indicator"),
        say("report.column.meaning"),
        say("table.final"),
        say("table.unit"),
    ]
    return Listing(say("report.run.last", last=last), headings, [False, False, False, True, False], cells)
