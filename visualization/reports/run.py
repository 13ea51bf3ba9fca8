"""The page of one run: what happened in one city with one luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.engine.simulation import YEAR
from ...scenarios import Scenario
from ...scenarios.form import Form, form_of
from ...scenarios.toml.sanitize import paragraphs
from ..charts.comparison import panels_of
from ..charts.run import figures
from ..language.formatting import level, localise, reading
from ..language.translations import Language, Words, words
from ..narratives.comparison import known_to_be_broken, watch_list
from ..narratives.events import list_events
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
    say, form = words(language), form_of(scenario.settings)
    title = say.of(scenario.title) or scenario.name
    final = document["final"]
    last = min(YEAR, len(series))
    shown = {figure.name: figure for figure in figures(scenario, series, language)}
    groups = [
        Section(
            say(f"group.{group}"),
            paragraphs=[say(f"page.groups.{group}")],
            figures=[shown[name] for name in panels],
            beside=True,
        )
        for group, panels in panels_of(form).items()
    ]
    told = paragraphs(say.of(scenario.story))
    told += list_events(scenario, say)
    if scenario.watch:
        told.append(
            say("page.scenarios.watch") + " " + ("；" if language == "zh" else "; ").join(watch_list(scenario, say))
        )
    told += known_to_be_broken(scenario, say)
    return render_sections(
        say,
        title=say("run.title", title=title, weeks=len(series), seed=document["seed"]),
        findings=[
            say(
                "report.run.verdict",
                scenario=title,
                effectiveness=level(final["effectiveness"], form.by_name["effectiveness"]),
                official=level(final["official"], form.by_name["official"]),
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
            Section(say("report.run.all"), tables=[_table(say, form, final, last)]),
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


def _table(say: Words, form: Form, final: Mapping[str, float | None], last: int) -> Listing:
    values = {name: math.nan if value is None else value for name, value in final.items()}
    cells = [
        [
            say(f"group.{each.group}"),
            say.title(each),
            say.meaning(each),
            localise(reading(values, each), say),
            say.unit(each),
        ]
        for each in form.indicators
    ]
    headings = [
        say("report.column.group"),
        say("table.indicator"),
        say("report.column.meaning"),
        say("table.final"),
        say("table.unit"),
    ]
    return Listing(say("report.run.last", last=last), headings, [False, False, False, True, False], cells)
