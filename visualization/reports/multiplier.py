"""The page of a multiplier experiment: one HTML file for each language, without requests."""

from __future__ import annotations

import math
import shlex

from ...experiments.execution.provenance import Provenance
from ...experiments.multipliers.factorial_result import FactorialResult, rows_of
from ...experiments.multipliers.result import Multiplier
from ...model.indicators import Indicator
from ..charts.multiplier import Gains, figures
from ..language.formatting import NOTHING, format_number, level
from ..language.translations import Language, Words, words
from ..narratives import multiplier
from .layout import render
from .multiplier_document import document

NAMES_OF_PAGES: dict[Language, str] = {"en": "multiplier.html", "zh": "multiplier.zh.html"}


def page(result: FactorialResult, language: Language, provenance: Provenance) -> str:
    """Return the page of a multiplier experiment.

    Parameters
    ----------
    result : FactorialResult
        What is shown.
    language : str
        ``en`` or ``zh``.
    provenance : Provenance
        Where the numbers come from, and the command that makes them again.
    """
    say = words(language)
    city = result if isinstance(result, Multiplier) else None
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
        rule=say("multiplier.page.rule" if city else "multiplier.page.rule_table"),
        limits=[
            *([say("multiplier.page.limits"), say("page.limits.city"), say("page.limits.numbers")]
              if city else [say("multiplier.page.limits_table")]),
            say("page.limits.interval"),
        ],
        figures=figures(Gains.of(result), language),
        unit=say.axis(result.indicator) if city else "",
        seeds=result.seeds if isinstance(result, Multiplier) else (),
        count=result.seed_count,
        judged=say.title(result.indicator),
        beside=say.title(_beside(city)) if city else "",
        arms=_arms(result, say),
        cells=_cells(city, say) if city else [],
        scenarios=[
            (multiplier.title(city, say), city.scenario.digest, "scenario.toml"),
            (say("player.nobody"), city.arms["given"].settings[0].digest(), "nobody.toml"),
        ]
        if city
        else [],
    )  # fmt: skip


def _arms(result: FactorialResult, say: Words) -> list[tuple[str, str, list[str], str]]:
    rows: list[tuple[str, str, list[str], str]] = []
    for row in rows_of(result.synergy):
        arm, scale = str(row["arm"]), row["scale"]
        first = not rows or rows[-1][0] != say(f"multiplier.arm.{arm}")
        cells = [
            multiplier.figure(result, row["whole"], scale),
            multiplier.figure(result, row["parts"], scale),
            multiplier.figure(result, row["synergy"], scale),
            multiplier.between(result, row["low"], row["high"], scale),
            format_number(row["ratio"], 2) if row["ratio"] == row["ratio"] else "—",
        ]
        told = multiplier.answer_of(result, arm, say) if first else ""
        side = multiplier.measure_title(result, result.measures[scale], say)
        rows.append((say(f"multiplier.arm.{arm}"), side, cells, told))
    return rows


def _cells(result: Multiplier, say: Words) -> list[tuple[str, str, str, str, str]]:
    direction = result.asked_measures[0].direction
    rows = sorted(rows_of(result.cells, arm="given"), key=lambda row: -direction * row["outcome"])
    beside = _beside(result)
    return [
        (
            multiplier.coalition(result, str(row["coalition"]), say),
            level(row["outcome"], result.indicator),
            f"[{level(row['low'], result.indicator)}, {level(row['high'], result.indicator)}]"
            if math.isfinite(row["low"])
            else "",
            level(row["beside"], beside),
            NOTHING if math.isnan(row["hours"]) else format_number(row["hours"], 1),
        )
        for row in rows
    ]


def _beside(result: Multiplier) -> Indicator:
    """Return the bounded index that stands beside what is judged."""
    raw = [each for each in result.asked_measures[1:] if each.scale == "raw"]
    return result.indicator_of(raw[0]) if raw else result.indicator
