"""The page of a multiplier experiment: one HTML file for each language, without requests."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...model.indicators import Indicator
from ..figures import scale, written
from ..findings import BY_NAME as OUTCOMES
from ..provenance import Provenance
from ..synergy import sentences
from ..synergy.document import document
from ..synergy.players import BY_NAME
from ..synergy.result import Multiplier, rows_of
from ..words import Language, Words, words
from .bars import Bar, bar_chart
from .drawing import Drawing
from .frame import rendered
from .picture import Figure

NAMES_OF_PAGES: dict[Language, str] = {"en": "multiplier.html", "zh": "multiplier.zh.html"}
SHOWN = 24
"""Dividends drawn; the largest."""

NUMBERED = 4
"""Players above which a picture calls the members of coalitions by number."""


@dataclass(frozen=True)
class Gains:
    """What the pictures of a multiplier experiment show, from its record or from its document.

    Attributes
    ----------
    names : tuple of str
        Of the players.
    indicator : Indicator
        The outcome.
    seeds : int
    shapley, dividends : list of dict
        Rows of the arm as given, on the raw scale.
    """

    names: tuple[str, ...]
    indicator: Indicator
    seeds: int
    shapley: Sequence[Mapping[str, Any]]
    dividends: Sequence[Mapping[str, Any]]

    @staticmethod
    def of(found: Multiplier) -> Gains:
        """Return what the pictures of an experiment show."""
        rows = (rows_of(frame, arm="given", scale="raw") for frame in (found.shapley, found.dividends))
        return Gains(found.names, found.indicator, len(found.seeds), *rows)

    @staticmethod
    def read(document: Mapping[str, Any]) -> Gains:
        """Return what the pictures of an experiment show, from its document.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is not one.
        """
        names = tuple(str(name) for name in document["players"])
        rows = [
            [_row(row) for row in document[part] if (row["arm"], row["scale"]) == ("given", "raw")]
            for part in ("shapley", "dividends")
        ]
        if unknown := [name for name in names if name not in BY_NAME]:
            raise ValueError(f"{unknown[0]} is not a player")
        if not all(rows):
            raise ValueError("there are no gains")
        return Gains(names, OUTCOMES[str(document["outcome"])], len(document["seeds"]), *rows)

    @property
    def largest(self) -> list[Mapping[str, Any]]:
        """The largest dividends, small coalitions first."""
        rows = sorted(self.dividends, key=lambda row: -abs(row["value"]))[:SHOWN]
        return sorted(rows, key=lambda row: (row["size"], -row["value"]))

    @property
    def sure(self) -> bool:
        """Whether there are intervals."""
        return all(math.isfinite(row["all_low"]) for row in self.shapley)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a document with numbers where it has null."""
    numbers = {key: math.nan if row[key] is None else float(row[key]) for key in ("value", "all_low", "all_high")}
    return {**row, **numbers}


def figures(gains: Gains, language: Language) -> list[Figure]:
    """Return both pictures: Shapley values, and the largest dividends."""
    say = words(language)
    every, count = (1 << len(gains.names)) - 1, len(gains.largest)
    about = {"unit": say.gap(gains.indicator)}
    told = say("multiplier.page.dividends_caption", **about, intervals=_sure(gains, say, "coalitions"),
               count=count, all=every)  # fmt: skip
    return [
        Figure(
            "shapley",
            _chart([(say(f"player.{row['player']}"), row) for row in gains.shapley], "shapley", gains, say),
            say("multiplier.page.shapley_caption", **about, intervals=_sure(gains, say, "players")),
            say("multiplier.page.shapley"),
        ),
        Figure(
            "dividends",
            _chart([(_label(gains, row["coalition"], say), row) for row in gains.largest], "dividends", gains, say),
            told,
            say("multiplier.page.dividends"),
        ),
    ]


def _sure(gains: Gains, say: Words, whom: str) -> str:
    key = f"intervals_{whom}" if gains.sure else "no_intervals"
    return say(f"multiplier.page.{key}", seeds=gains.seeds)


def _chart(rows: Sequence[tuple[str, Mapping[str, Any]]], name: str, gains: Gains, say: Words) -> Drawing:
    factor = scale(gains.indicator)
    bars = [Bar(told, *(factor * row[key] for key in ("value", "all_low", "all_high"))) for told, row in rows]
    unit = say.gap(gains.indicator)
    if name == "dividends" and (players := numbered(gains.names, say)):
        unit += ("；" if say.language == "zh" else "; ") + players
    return bar_chart(bars, label=say(f"multiplier.page.{name}"), unit=unit)


def _label(gains: Gains, name: str, say: Words) -> str:
    """Return the title of a coalition, or the numbers of its members where titles would be too long."""
    members = name.split("+")
    if len(gains.names) <= NUMBERED or len(members) == 1:
        return sentences.coalition(gains, name, say)
    return " + ".join(str(gains.names.index(each) + 1) for each in members)


def numbered(names: Sequence[str], say: Words) -> str:
    """Return the sentence that tells the numbers of the players, empty where they are named."""
    if len(names) <= NUMBERED:
        return ""
    comma = "、" if say.language == "zh" else ", "
    told = comma.join(f"{place} {say(f'player.{name}')}" for place, name in enumerate(names, 1))
    return say("multiplier.page.numbered", players=told)


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
    shapley, dividends = figures(Gains.of(found), language)
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
        shapley=shapley,
        dividends=dividends,
        unit=say.axis(found.indicator),
        seeds=found.seeds,
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
