"""The page of a multiplier experiment: one HTML file for each language, without requests."""

from __future__ import annotations

import math
import shlex

from ...experiments.execution.provenance import Provenance
from ...experiments.multipliers.result import Multiplier, rows_of
from ..charts.multiplier import Gains, figures
from ..language.formatting import NOTHING, format_number
from ..language.translations import Language, Words, words
from ..narratives import multiplier
from .layout import render
from .multiplier_document import document

NAMES_OF_PAGES: dict[Language, str] = {"en": "multiplier.html", "zh": "multiplier.zh.html"}


def page(result: Multiplier, language: Language, provenance: Provenance) -> str:
    """Return the page of a multiplier experiment.

    Parameters
    ----------
    result : Multiplier
        What is shown.
    language : str
        ``en`` or ``zh``.
    provenance : Provenance
        Where the numbers come from, and the command that makes them again.
    """
    say = words(language)
    shapley, dividends = figures(Gains.of(result), language)
    return render(
        "multiplier.html",
        language,
        kind="multiplier",
        document=document(result, provenance),
        other_page=NAMES_OF_PAGES["en" if language == "zh" else "zh"],
        command=shlex.join(provenance["command"]),
        provenance=provenance,
        title=multiplier.heading(result, say),
        headline=multiplier.headline(result, say),
        context=multiplier.context(result, say),
        design=multiplier.design(result, say),
        shapley=shapley,
        dividends=dividends,
        unit=say.axis(result.indicator),
        seeds=result.seeds,
        numbers=say(f"page.limits.numbers_{result.form.version}"),
        edition=say(f"edition.{result.form.version}"),
        arms=_arms(result, say),
        cells=_cells(result, say),
        scenarios=[
            (multiplier.title(result, say), result.scenario.digest, "scenario.toml"),
            (say("player.nobody"), result.arms["given"].settings[0].digest(), "nobody.toml"),
        ],
    )


def _arms(result: Multiplier, say: Words) -> list[tuple[str, str, list[str], str]]:
    rows: list[tuple[str, str, list[str], str]] = []
    for row in rows_of(result.synergy):
        arm, scale = str(row["arm"]), str(row["scale"])
        first = not rows or rows[-1][0] != say(f"multiplier.arm.{arm}")
        cells = [
            multiplier.figure(result, row["whole"], scale),
            multiplier.figure(result, row["parts"], scale),
            multiplier.figure(result, row["synergy"], scale),
            multiplier.between(result, row["low"], row["high"], scale),
            format_number(row["ratio"], 2) if row["ratio"] == row["ratio"] else "—",
        ]
        told = multiplier.answer_of(result, arm, say) if first else ""
        side = say(f"multiplier.column.{'logarithmic' if scale == 'log' else 'raw'}")
        rows.append((say(f"multiplier.arm.{arm}"), side, cells, told))
    return rows


def _cells(result: Multiplier, say: Words) -> list[tuple[str, str, str, str]]:
    rows = sorted(rows_of(result.cells, arm="given"), key=lambda row: -result.direction * row["outcome"])
    return [
        (
            multiplier.coalition(result, str(row["coalition"]), say),
            multiplier.figure(result, row["outcome"], sign=False),
            multiplier.between(result, row["low"], row["high"], sign=False),
            NOTHING if math.isnan(row["hours"]) else format_number(row["hours"], 1),
        )
        for row in rows
    ]
