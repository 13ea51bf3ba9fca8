"""The page of one run: what happened in one city with one luck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import BY_NAME, INDICATORS
from ...model.simulation import YEAR
from ...scenarios import Scenario
from ...scenarios.toml.sanitize import paragraphs
from ..charts.comparison import PANELS
from ..charts.run import figures
from ..language.formatting import level, localise, reading
from ..language.translations import Language, Words, words
from ..narratives.comparison import watch_list
from ..narratives.events import describe_events
from .blocks import Listing, Section, render_sections


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
    title = say.of(scenario.title) or scenario.name
    final = document["final"]
    last = min(YEAR, len(series))
    events = describe_events(scenario, say)
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
            say("page.scenarios.watch") + " " + ("；" if language == "zh" else "; ").join(watch_list(scenario, say))
        )
    return render_sections(
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


def _table(say: Words, final: Mapping[str, float], last: int) -> Listing:
    cells = [
        [
            say(f"group.{each.group}"),
            say.title(each),
            say.meaning(each),
            localise(reading(final, each), say),
            say.unit(each),
        ]
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
