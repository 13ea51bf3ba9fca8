"""The page of a comparison: one HTML file for each language."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from ...model.indicators import INDICATORS, NAMES, Indicator
from ...model.simulation import YEAR
from .. import findings
from ..comparison import Comparison
from ..differences import HEADLINE
from ..documents import comparison_document
from ..figures import change, interval, level, probability
from ..findings import BY_NAME
from ..levers import differing, happenings
from ..provenance import Provenance
from ..quoting import clean, paragraphs
from ..words import Language, Words, words
from .charts import Line, dash, dot_chart, line_chart, swatch
from .drawing import Drawing
from .frame import rendered

COMPONENTS = ("resolution", "backlog", "satisfaction", "trust", "participation", "equity")
PANELS = {
    "build": ("responsibility_assigned", "pledge", "consensus"),
    "govern": ("responsibility_delivered", "volunteering", "willingness"),
    "share": ("benefit_shared", "worst_tenth", "urban_rural_gap"),
    "coordination": ("coordination_degree", "goal_alignment", "coordination_cost"),
}
NAMES_OF_PAGES: dict[Language, str] = {"en": "comparison.html", "zh": "comparison.zh.html"}


def curves(comparison: Comparison, indicator: str, labels: Sequence[str]) -> list[Line]:
    """Return the median of an indicator over weeks for each scenario, with its band if it has one."""
    place = NAMES.index(indicator)
    lines: list[Line] = []
    for style, (label, (low, median, high)) in enumerate(zip(labels, comparison.spread, strict=True)):
        band = (low[:, place].tolist(), high[:, place].tolist()) if len(comparison.seeds) > 1 else (None, None)
        lines.append(Line(label, median[:, place].tolist(), *band, style, dash(style)))
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


def _content(comparison: Comparison, say: Words) -> dict[str, Any]:
    names = findings.titles(comparison, say)
    compared = comparison.labels[1:]
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
        "legend": [(Markup(swatch(style).markup()), name) for style, name in enumerate(names)],
        "effectiveness": Markup(effectiveness_chart(comparison, say.language).markup()),
        "has_events": bool(_event_weeks(comparison)),
        "official": _official(comparison, say, names),
        "components": Markup(_components(comparison, say).markup()),
        "groups": [(group, [_panel(comparison, say, name) for name in panels]) for group, panels in PANELS.items()],
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


def _official(comparison: Comparison, say: Words, names: Sequence[str]) -> list[tuple[str, Markup]]:
    """Draw the official index and the true one of each scenario side by side."""
    true, official = curves(comparison, "effectiveness", names), curves(comparison, "official", names)
    charts: list[tuple[str, Markup]] = []
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
        charts.append((name, Markup(drawing.markup())))
    return charts


def _components(comparison: Comparison, say: Words) -> Drawing:
    rows = [
        (say.title(BY_NAME[name]), [comparison.means[label][name] for label in comparison.labels])
        for name in COMPONENTS
    ]
    return dot_chart(rows, label=say("page.components.title"), unit=say("unit.share"))


def _panel(comparison: Comparison, say: Words, name: str) -> dict[str, Any]:
    indicator = BY_NAME[name]
    drawing = line_chart(
        curves(comparison, name, comparison.labels),
        label=say.title(indicator),
        week=say("page.week"),
        unit=say.unit(indicator),
        size=(340, 220),
        labelled=False,
    )
    return {
        "title": say.title(indicator),
        "meaning": say.meaning(indicator),
        "chart": Markup(drawing.markup()),
    }


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
