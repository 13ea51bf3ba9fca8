"""The pictures of a comparison: curves over weeks with the spread of replicates, and components with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...experiments.comparison import Comparison
from ...experiments.statistics.paired import mean_interval
from ...model.engine.simulation import YEAR
from ...scenarios.form import Form
from ..language.formatting import scale
from ..language.translations import Language, Words, words
from ..narratives.comparison import titles
from .axes import plot_lines, write_labels
from .figure import Figure
from .lines import OFFICIAL_DASH, Dot, Line, dash, dot_chart, line_chart, style_of, swatch
from .svg import Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COMPONENTS = ("resolution", "backlog", "satisfaction", "trust", "participation", "equity")
PANELS = {
    "build": ("responsibility_assigned", "pledge", "consensus", "joint_share"),
    "govern": ("responsibility_delivered", "volunteering", "willingness"),
    "share": ("benefit_shared", "worst_tenth", "urban_rural_gap"),
    "coordination": ("coordination_degree", "goal_alignment", "coordination_cost"),
}
"""Indicators with a small picture of their own, by group; what an edition does not measure is left out."""


def panels_of(form: Form) -> dict[str, tuple[str, ...]]:
    """Return the indicators that an edition has a small picture of, by group."""
    return {group: tuple(name for name in names if name in form.by_name) for group, names in PANELS.items()}


def curves(comparison: Comparison, indicator: str, labels: Sequence[str]) -> list[Line]:
    """Return the median of an indicator over weeks for each scenario, with its band if any; shares in per cent."""
    form = comparison.form
    place, factor = form.names.index(indicator), scale(form.by_name[indicator])
    lines: list[Line] = []
    for scenario, (label, spread) in enumerate(zip(labels, comparison.spread, strict=True)):
        style = style_of(scenario)
        low, median, high = ((factor * values[:, place]).tolist() for values in spread)
        band = (low, high) if len(comparison.seeds) > 1 else (None, None)
        lines.append(Line(label, median, *band, style, dash(style)))
    return lines


def effectiveness_chart(comparison: Comparison, language: Language, *, alone: bool = False) -> Drawing:
    """Draw effectiveness over weeks; `alone` gives the picture a title of its own."""
    say = words(language)
    return line_chart(
        curves(comparison, "effectiveness", titles(comparison, say)),
        label=say("page.effectiveness.title"),
        week=say("page.week"),
        unit=say("unit.points"),
        scale=(0.0, 100.0),
        events=event_weeks(comparison),
        heading=say("page.effectiveness.title") if alone else "",
    )


def plot(comparison: Comparison, indicator: str, ax: Axes, language: Language) -> None:
    """Draw an indicator over weeks on axes."""
    say = words(language)
    declared = comparison.form.by_name[indicator]
    plot_lines(ax, curves(comparison, indicator, titles(comparison, say)), events=event_weeks(comparison))
    write_labels(ax, title=say.title(declared), x=say("page.week"), y=say.axis(declared))


def legend(names: Sequence[str]) -> list[tuple[Drawing, str]]:
    """Return the key of each scenario."""
    return [(swatch(style_of(place)), name) for place, name in enumerate(names)]


def figures(comparison: Comparison, language: Language) -> list[Figure]:
    """Return all pictures of a comparison, in the order of the page."""
    say = words(language)
    names = titles(comparison, say)
    caption = [say("page.effectiveness.caption")]
    caption += [say("page.effectiveness.caption_events")] if event_weeks(comparison) else []
    main = effectiveness_chart(comparison, language)
    result = [Figure("effectiveness", main, " ".join(caption), say("page.effectiveness.title"))]
    result += _official(comparison, say, names)
    result.append(_components(comparison, say, names))
    return result + [
        _panel(comparison, say, name, names) for panels in panels_of(comparison.form).values() for name in panels
    ]


def event_weeks(comparison: Comparison) -> list[int]:
    """Return the weeks of events in any of the scenarios."""
    weeks = {event.week for scenario in comparison.scenarios for event in scenario.settings.events}
    return sorted(week for week in weeks if week is not None and week <= comparison.weeks)


def _official(comparison: Comparison, say: Words, names: Sequence[str]) -> list[Figure]:
    """Draw the official index and the true one of each scenario side by side."""
    true, official = curves(comparison, "effectiveness", names), curves(comparison, "official", names)
    charts: list[Figure] = []
    for place, name in enumerate(names):
        solid, seen, style = true[place], official[place], style_of(place)
        drawing = line_chart(
            [
                Line(say("page.official.true"), solid.middle, solid.low, solid.high, style),
                Line(say("page.official.official"), seen.middle, seen.low, seen.high, style, OFFICIAL_DASH),
            ],
            label=f"{say('page.official.title')}: {name}",
            week=say("page.week"),
            unit=say("unit.points"),
            size=(340, 250) if len(names) == 3 else (470, 290),
            scale=(0.0, 100.0),
        )
        charts.append(Figure(f"official-{place + 1}", drawing, title=name))
    return charts


def _components(comparison: Comparison, say: Words, names: Sequence[str]) -> Figure:
    rows = [
        (
            say.title(comparison.form.by_name[name]),
            [_mean([run.final[name] for run in runs]) for runs in comparison.runs],
        )
        for name in COMPONENTS
    ]
    title = say("page.components.title")
    caption = [say("page.components.caption", last=min(YEAR, comparison.weeks))]
    caption += [say("page.components.caption_interval")] if len(comparison.seeds) > 1 else []
    drawing = dot_chart(rows, label=title, unit="0–1", first=style_of(0))
    return Figure("components", drawing, " ".join(caption), title, legend(names))


def _mean(values: Sequence[float]) -> Dot:
    """Return a mean with its 95 % interval (Student's t), where there is more than one value."""
    return Dot(float(np.mean(values)), *mean_interval(values))


def _panel(comparison: Comparison, say: Words, name: str, names: Sequence[str]) -> Figure:
    indicator = comparison.form.by_name[name]
    drawing = line_chart(
        curves(comparison, name, comparison.labels),
        label=say.title(indicator),
        week=say("page.week"),
        unit=say.axis(indicator),
        size=(340, 220),
        labelled=False,
    )
    return Figure(name, drawing, say.meaning(indicator), say.title(indicator), legend(names))
