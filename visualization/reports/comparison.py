"""The page of a comparison: one HTML file for each language."""

from __future__ import annotations

import shlex
from typing import Any

from ...experiments.comparison import Comparison
from ...experiments.execution.provenance import Provenance
from ...experiments.explanation.settings_diff import differing
from ...experiments.statistics.paired import HEADLINE
from ...model.engine.simulation import YEAR
from ...model.indicators import Indicator
from ...scenarios.toml.sanitize import paragraphs
from ..charts.comparison import figures, legend, panels_of
from ..language.formatting import change, interval, level, localise, probability, reading
from ..language.translations import Language, Words, words
from ..narratives import comparison as findings
from ..narratives.events import list_events
from .json_documents import comparison_document
from .layout import render

NAMES_OF_PAGES: dict[Language, str] = {"en": "comparison.html", "zh": "comparison.zh.html"}


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
    return render(
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
    shown = {figure.name: figure for figure in figures(comparison, say.language)}
    return {
        "title": say("page.title_two" if len(names) == 2 else "page.title", first=names[0], second=names[1]),
        "headlines": [
            (findings.headline(comparison, label, say), findings.context(comparison, label, say)) for label in compared
        ],
        "places": findings.places(comparison, say),
        "saving": findings.saving(comparison, say) or findings.warn_few(comparison, say),
        "relation": findings.relation(comparison, say),
        "replicates": len(comparison.seeds),
        "weeks": comparison.weeks,
        "last": min(YEAR, comparison.weeks),
        "tests": comparison.tests,
        "seeds": comparison.seeds,
        "legend": legend(names),
        "effectiveness": shown["effectiveness"],
        "official": [shown[f"official-{place}"] for place in range(1, len(names) + 1)],
        "components": shown["components"],
        "groups": [(group, [shown[name] for name in panels]) for group, panels in panels_of(comparison.form).items()],
        "tables": [
            (names[place], names[0], [_row(comparison, label, name, say) for name in HEADLINE])
            for place, label in enumerate(compared, 1)
        ],
        "names": names,
        "numbers": say("page.limits.numbers"),
        "all_rows": [_all_row(comparison, indicator, say) for indicator in comparison.form.indicators],
        "scenarios": [_scenario(comparison, place, say) for place in range(len(names))],
        "levers": _levers(comparison, say),
        "claims": findings.claims(comparison, say),
    }


def _row(comparison: Comparison, label: str, name: str, say: Words) -> dict[str, str]:
    indicator, result = comparison.form.by_name[name], comparison.paired[label, name]
    first = comparison.labels[0]
    return {
        "title": say.title(indicator),
        "unit": say.unit(indicator),
        "first": localise(level(comparison.means[first][name], indicator), say),
        "second": localise(level(comparison.means[label][name], indicator), say),
        "mean": localise(change(result.mean, indicator), say),
        "interval": interval(result, indicator),
        "p": probability(comparison.holm_p.get((label, name))),
        "pairs": f"{result.higher}/{result.n}",
        "shown": findings.describe_verdict(comparison, label, name, say),
    }


def _all_row(comparison: Comparison, indicator: Indicator, say: Words) -> dict[str, Any]:
    values = [localise(reading(comparison.means[label], indicator), say) for label in comparison.labels]
    changes = [
        (localise(change(result.mean, indicator), say), interval(result, indicator))
        for label in comparison.labels[1:]
        for result in [comparison.paired[label, indicator.name]]
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
        "watch": findings.watch_list(scenario, say),
        "events": list_events(scenario, say),
        "digest": scenario.digest,
        "file": f"scenario-{place + 1}.toml",
    }


def _levers(comparison: Comparison, say: Words) -> list[dict[str, Any]]:
    rows = differing([scenario.settings for scenario in comparison.scenarios])
    return [
        {
            "path": lever.path,
            "meaning": (lever.meaning_zh if say.language == "zh" else lever.meaning)
            or say("page.scenarios.default_meaning"),
            "values": [_value(value, say) for value in values],
        }
        for lever, values in rows
    ]


def _value(value: Any, say: Words) -> str:
    if value is None:
        return say("page.scenarios.default_meaning")
    return f"{value:g}" if isinstance(value, float) else str(value)
