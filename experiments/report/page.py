"""The page of a comparison: one HTML file for each language."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...model.indicators import INDICATORS, NAMES, Indicator
from ...model.simulation import YEAR
from .. import findings
from ..comparison import Comparison
from ..differences import HEADLINE, mean_interval
from ..documents import comparison_document
from ..figures import change, interval, level, probability, scale
from ..findings import BY_NAME
from ..levers import differing, happenings
from ..provenance import Provenance
from ..quoting import clean, paragraphs
from ..words import Language, Words, words
from .charts import Dot, Line, dash, dot_chart, line_chart, swatch
from .drawing import Drawing
from .frame import rendered
from .picture import Figure

COMPONENTS = ("resolution", "backlog", "satisfaction", "trust", "participation", "equity")
PANELS = {
    "build": ("responsibility_assigned", "pledge", "consensus"),
    "govern": ("responsibility_delivered", "volunteering", "willingness"),
    "share": ("benefit_shared", "worst_tenth", "urban_rural_gap"),
    "coordination": ("coordination_degree", "goal_alignment", "coordination_cost"),
}
NAMES_OF_PAGES: dict[Language, str] = {"en": "comparison.html", "zh": "comparison.zh.html"}


def curves(comparison: Comparison, indicator: str, labels: Sequence[str]) -> list[Line]:
    """Return the median of an indicator over weeks for each scenario, with its band if any; shares in per cent."""
    place, factor = NAMES.index(indicator), scale(BY_NAME[indicator])
    lines: list[Line] = []
    for style, (label, spread) in enumerate(zip(labels, comparison.spread, strict=True)):
        low, median, high = ((factor * values[:, place]).tolist() for values in spread)
        band = (low, high) if len(comparison.seeds) > 1 else (None, None)
        lines.append(Line(label, median, *band, style, dash(style)))
    return lines


def effectiveness_chart(comparison: Comparison, language: Language, *, alone: bool = False) -> Drawing:
    """Draw effectiveness over weeks; `alone` gives the picture a title of its own."""
    say = words(language)
    return line_chart(
        curves(comparison, "effectiveness", findings.titles(comparison, say)),
        label=say("page.effectiveness.title"),
        week=say("page.week"),
        unit=say("unit.points"),
        scale=(0.0, 100.0),
        events=_event_weeks(comparison),
        heading=say("page.effectiveness.title") if alone else "",
    )


def page(comparison: Comparison, language: Language, provenance: Provenance) -> str:
    """Return the page of a comparison.

    Parameters
    ----------
    comparison : Comparison
        What is shown.
    language : str
        ``en`` or ``zh``.
    provenance : Provenance
        Where the numbers come from, and the command that makes them again.
    """
    return rendered(
        "page.html",
        language,
        kind="comparison",
        document=comparison_document(comparison, provenance),
        other_page=NAMES_OF_PAGES["en" if language == "zh" else "zh"],
        command=shlex.join(provenance["command"]),
        provenance=provenance,
        **_content(comparison, words(language)),
    )


def legend(names: Sequence[str]) -> list[tuple[Drawing, str]]:
    """Return the key of each scenario."""
    return [(swatch(style), name) for style, name in enumerate(names)]


def figures(comparison: Comparison, language: Language) -> list[Figure]:
    """Return all pictures of a comparison, in the order of the page."""
    say = words(language)
    names = findings.titles(comparison, say)
    caption = [say("page.effectiveness.caption")]
    caption += [say("page.effectiveness.caption_events")] if _event_weeks(comparison) else []
    main = effectiveness_chart(comparison, language)
    found = [Figure("effectiveness", main, " ".join(caption), say("page.effectiveness.title"))]
    found += _official(comparison, say, names)
    found.append(_components(comparison, say, names))
    return found + [_panel(comparison, say, name, names) for panels in PANELS.values() for name in panels]


def _content(comparison: Comparison, say: Words) -> dict[str, Any]:
    names = findings.titles(comparison, say)
    compared = comparison.labels[1:]
    shown = {figure.name: figure for figure in figures(comparison, say.language)}
    return {
        "title": say("page.title_two" if len(names) == 2 else "page.title", first=names[0], second=names[1]),
        "headlines": [
            (findings.headline(comparison, label, say), findings.context(comparison, label, say)) for label in compared
        ],
        "saving": findings.saving(comparison, say),
        "replicates": len(comparison.seeds),
        "weeks": comparison.weeks,
        "last": min(YEAR, comparison.weeks),
        "tests": findings.tests(comparison),
        "seeds": comparison.seeds,
        "legend": legend(names),
        "effectiveness": shown["effectiveness"],
        "official": [shown[f"official-{place}"] for place in range(1, len(names) + 1)],
        "components": shown["components"],
        "groups": [(group, [shown[name] for name in panels]) for group, panels in PANELS.items()],
        "tables": [
            (names[place], names[0], [_row(comparison, label, name, say) for name in HEADLINE])
            for place, label in enumerate(compared, 1)
        ],
        "names": names,
        "all_rows": [_all_row(comparison, indicator, say) for indicator in INDICATORS],
        "scenarios": [_scenario(comparison, place, say) for place in range(len(names))],
        "levers": _levers(comparison, say),
        "claims": findings.claims(comparison, say),
    }


def _event_weeks(comparison: Comparison) -> list[int]:
    weeks = {event.week for scenario in comparison.scenarios for event in scenario.settings.events}
    return sorted(week for week in weeks if week <= comparison.weeks)


def _official(comparison: Comparison, say: Words, names: Sequence[str]) -> list[Figure]:
    """Draw the official index and the true one of each scenario side by side."""
    true, official = curves(comparison, "effectiveness", names), curves(comparison, "official", names)
    charts: list[Figure] = []
    for style, name in enumerate(names):
        solid, seen = true[style], official[style]
        drawing = line_chart(
            [
                Line(say("page.official.true"), solid.middle, solid.low, solid.high, style),
                Line(say("page.official.official"), seen.middle, seen.low, seen.high, style, "7 4"),
            ],
            label=f"{say('page.official.title')}: {name}",
            week=say("page.week"),
            unit=say("unit.points"),
            size=(340, 250) if len(names) == 3 else (470, 290),
            scale=(0.0, 100.0),
        )
        charts.append(Figure(f"official-{style + 1}", drawing, title=name))
    return charts


def _components(comparison: Comparison, say: Words, names: Sequence[str]) -> Figure:
    rows = [
        (say.title(BY_NAME[name]), [_mean([run.final[name] for run in runs]) for runs in comparison.runs])
        for name in COMPONENTS
    ]
    title = say("page.components.title")
    caption = [say("page.components.caption", last=min(YEAR, comparison.weeks))]
    caption += [say("page.components.caption_interval")] if len(comparison.seeds) > 1 else []
    drawing = dot_chart(rows, label=title, unit="0–1")
    return Figure("components", drawing, " ".join(caption), title, legend(names))


def _mean(values: Sequence[float]) -> Dot:
    """Return a mean with its 95 % interval (Student's t), where there is more than one value."""
    return Dot(float(np.mean(values)), *mean_interval(values))


def _panel(comparison: Comparison, say: Words, name: str, names: Sequence[str]) -> Figure:
    indicator = BY_NAME[name]
    drawing = line_chart(
        curves(comparison, name, comparison.labels),
        label=say.title(indicator),
        week=say("page.week"),
        unit=say.axis(indicator),
        size=(340, 220),
        labelled=False,
    )
    return Figure(name, drawing, say.meaning(indicator), say.title(indicator), legend(names))


def _row(comparison: Comparison, label: str, name: str, say: Words) -> dict[str, str]:
    indicator, found = BY_NAME[name], comparison.paired[label, name]
    first = comparison.labels[0]
    return {
        "title": say.title(indicator),
        "unit": say.unit(indicator),
        "first": level(comparison.means[first][name], indicator),
        "second": level(comparison.means[label][name], indicator),
        "mean": change(found.mean, indicator),
        "interval": interval(found, indicator),
        "p": probability(comparison.adjusted.get((label, name))),
        "pairs": f"{found.higher}/{found.n}",
        "shown": findings.shown_as(comparison, label, name, indicator.better, say),
    }


def _all_row(comparison: Comparison, indicator: Indicator, say: Words) -> dict[str, Any]:
    values = [level(comparison.means[label][indicator.name], indicator) for label in comparison.labels]
    changes = [
        (change(found.mean, indicator), interval(found, indicator))
        for label in comparison.labels[1:]
        for found in [comparison.paired[label, indicator.name]]
    ]
    return {
        "group": say(f"group.{indicator.group}"),
        "name": indicator.name,
        "title": say.title(indicator),
        "meaning": say.meaning(indicator),
        "unit": say.unit(indicator),
        "values": values,
        "changes": changes,
    }


def _scenario(comparison: Comparison, place: int, say: Words) -> dict[str, Any]:
    scenario = comparison.scenarios[place]
    return {
        "title": findings.titles(comparison, say)[place],
        "label": comparison.labels[place],
        "story": paragraphs(say.of(scenario.story)),
        "watch": findings.watched(scenario, say),
        "events": happenings(scenario, say),
        "digest": scenario.digest,
        "file": f"scenario-{place + 1}.toml",
    }


def _levers(comparison: Comparison, say: Words) -> list[dict[str, Any]]:
    rows = differing([scenario.settings for scenario in comparison.scenarios])
    return [
        {
            "path": clean(lever.path),
            "meaning": (lever.meaning_zh if say.language == "zh" else lever.meaning)
            or say("page.scenarios.default_meaning"),
            "values": [_value(value, say) for value in values],
        }
        for lever, values in rows
    ]


def _value(value: Any, say: Words) -> str:
    if value is None:
        return say("page.scenarios.default_meaning")
    return clean(f"{value:g}" if isinstance(value, float) else str(value))
