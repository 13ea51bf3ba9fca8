"""The page of a multiplier experiment: one HTML file for each language, without scripts and without requests."""

from __future__ import annotations

import shlex
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..figures import written
from ..provenance import Provenance
from ..synergy import sentences
from ..synergy.document import document
from ..synergy.result import Multiplier, rows_of
from ..words import Language, Words, words
from .bars import Bar, bar_chart
from .drawing import Drawing
from .frame import rendered

NAMES_OF_PAGES: dict[Language, str] = {"en": "multiplier.html", "zh": "multiplier.zh.html"}
SHOWN = 24
"""Dividends drawn; the largest."""

NUMBERED = 4
"""Players above which a picture calls the members of coalitions by number."""


def shapley_chart(found: Multiplier, say: Words, *, alone: bool = False) -> Drawing:
    """Draw the Shapley values; `alone` if the picture has no page around it."""
    rows = _given(found.shapley)
    bars = [Bar(say(f"player.{row['player']}"), row["value"], row["all_low"], row["all_high"]) for row in rows]
    return _chart(bars, "shapley", found, say, alone)


def dividends_chart(found: Multiplier, say: Words, *, alone: bool = False) -> Drawing:
    """Draw the largest dividends, small coalitions first; `alone` if the picture has no page around it."""
    bars = [
        Bar(_label(found, row["coalition"], say), row["value"], row["all_low"], row["all_high"])
        for row in _largest(found)
    ]
    return _chart(bars, "dividends", found, say, alone)


def _label(found: Multiplier, name: str, say: Words) -> str:
    """Return the title of a coalition, or the numbers of its members where titles would be too long."""
    members = name.split("+")
    if len(found.players) <= NUMBERED or len(members) == 1:
        return sentences.coalition(found, name, say)
    return " + ".join(str(found.names.index(each) + 1) for each in members)


def numbered(found: Multiplier, say: Words) -> str:
    """Return the sentence that tells the numbers of the players, empty where they are named."""
    if len(found.players) <= NUMBERED:
        return ""
    comma = "、" if say.language == "zh" else ", "
    told = comma.join(f"{place} {say(f'player.{name}')}" for place, name in enumerate(found.names, 1))
    return say("multiplier.page.numbered", players=told)


def _chart(bars: list[Bar], name: str, found: Multiplier, say: Words, alone: bool) -> Drawing:
    title = say(f"multiplier.page.{name}")
    unit = say.unit(found.indicator)
    if alone and name == "dividends" and (told := numbered(found, say)):
        unit = f"{unit}; {told}"
    return bar_chart(bars, label=title, unit=unit, heading=title if alone else "")


def _given(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return rows_of(frame, arm="given", scale="raw")


def _largest(found: Multiplier) -> list[dict[str, Any]]:
    rows = sorted(_given(found.dividends), key=lambda row: -abs(row["value"]))[:SHOWN]
    return sorted(rows, key=lambda row: (row["size"], -row["value"]))


def page(found: Multiplier, language: Language, provenance: Provenance) -> str:
    """Return the page of a multiplier experiment.

    Parameters
    ----------
    found : Multiplier
        What is shown.
    language : str
        ``en`` or ``zh``.
    provenance : Provenance
        Where the numbers come from, and the command that makes them again.
    """
    say = words(language)
    return rendered(
        "multiplier.html",
        language,
        kind="multiplier",
        document=document(found, provenance),
        other_page=NAMES_OF_PAGES["en" if language == "zh" else "zh"],
        command=shlex.join(provenance["command"]),
        provenance=provenance,
        title=sentences.heading(found, say),
        headline=sentences.headline(found, say),
        context=sentences.context(found, say),
        design=sentences.design(found, say),
        shapley=Markup(shapley_chart(found, say).markup()),
        dividends=Markup(dividends_chart(found, say).markup()),
        unit=say.unit(found.indicator),
        seeds=found.seeds,
        numbered=numbered(found, say),
        count=len(_largest(found)),
        every=(1 << len(found.players)) - 1,
        arms=_arms(found, say),
        cells=_cells(found, say),
        scenarios=[
            (sentences.title(found, say), found.scenario.digest, "scenario.toml"),
            (say("player.nobody"), found.arms["given"].settings[0].digest(), "nobody.toml"),
        ],
    )


def _arms(found: Multiplier, say: Words) -> list[tuple[str, str, list[str], str]]:
    rows: list[tuple[str, str, list[str], str]] = []
    for row in rows_of(found.synergy):
        arm, scale = str(row["arm"]), str(row["scale"])
        first = not rows or rows[-1][0] != say(f"multiplier.arm.{arm}")
        cells = [
            sentences.figure(found, row["whole"], scale),
            sentences.figure(found, row["parts"], scale),
            sentences.figure(found, row["synergy"], scale),
            sentences.between(found, row["low"], row["high"], scale),
            written(row["ratio"], 2) if row["ratio"] == row["ratio"] else "—",
        ]
        told = sentences.answer_of(found, arm, say) if first else ""
        side = say(f"multiplier.column.{'logarithmic' if scale == 'log' else 'raw'}")
        rows.append((say(f"multiplier.arm.{arm}"), side, cells, told))
    return rows


def _cells(found: Multiplier, say: Words) -> list[tuple[str, str, str, str]]:
    rows = sorted(rows_of(found.cells, arm="given"), key=lambda row: -found.direction * row["outcome"])
    return [
        (
            sentences.coalition(found, str(row["coalition"]), say),
            sentences.figure(found, row["outcome"], sign=False),
            sentences.between(found, row["low"], row["high"], sign=False),
            written(row["hours"], 1),
        )
        for row in rows
    ]
