"""The pictures of a multiplier experiment: what is owed to each player, and the largest dividends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ...experiments.multipliers.factors import players_of
from ...experiments.multipliers.result import Multiplier, rows_of
from ...model.indicators import Indicator
from ...scenarios.form import FIRST, FORMS
from ..language.formatting import scale
from ..language.translations import Language, Words, words
from ..narratives import multiplier
from .axes import plot_bars, write_labels
from .bars import Bar, bar_chart
from .figure import Figure
from .svg import Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GainTable = Literal["shapley", "dividends"]
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
    def of(result: Multiplier) -> Gains:
        """Return what the pictures of an experiment show."""
        rows = (rows_of(frame, arm="given", scale="raw") for frame in (result.shapley, result.dividends))
        return Gains(result.names, result.indicator, len(result.seeds), *rows)

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
        form = FORMS[document["scenario"].get("edition", FIRST.version)]
        known = players_of(form)
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"{unknown[0]} is not a player")
        if not all(rows):
            raise ValueError("there are no gains")
        return Gains(names, form.by_name[str(document["outcome"])], len(document["seeds"]), *rows)

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
            _chart("shapley", gains, say),
            say("multiplier.page.shapley_caption", **about, intervals=_sure(gains, say, "players")),
            say("multiplier.page.shapley"),
        ),
        Figure(
            "dividends",
            _chart("dividends", gains, say),
            told,
            say("multiplier.page.dividends"),
        ),
    ]


def _sure(gains: Gains, say: Words, whom: str) -> str:
    key = f"intervals_{whom}" if gains.sure else "no_intervals"
    return say(f"multiplier.page.{key}", seeds=gains.seeds)


def _bars(name: GainTable, gains: Gains, say: Words) -> list[Bar]:
    """Return the rows of a picture, in per cent where the outcome is a share."""
    if name == "shapley":
        rows = [(say(f"player.{row['player']}"), row) for row in gains.shapley]
    else:
        rows = [(_label(gains, row["coalition"], say), row) for row in gains.largest]
    factor = scale(gains.indicator)
    return [Bar(title, *(factor * row[key] for key in ("value", "all_low", "all_high"))) for title, row in rows]


def _unit(name: GainTable, gains: Gains, say: Words) -> str:
    unit = say.gap(gains.indicator)
    if name == "dividends" and (players := number_key(gains.names, say)):
        unit += ("；" if say.language == "zh" else "; ") + players
    return unit


def plot(result: Multiplier, name: GainTable, ax: Axes, language: Language) -> None:
    """Draw Shapley values or the largest dividends on axes."""
    say, gains = words(language), Gains.of(result)
    plot_bars(ax, _bars(name, gains, say))
    write_labels(ax, title=say(f"multiplier.page.{name}"), x=_unit(name, gains, say), y="")


def _chart(name: GainTable, gains: Gains, say: Words) -> Drawing:
    bars, unit = _bars(name, gains, say), _unit(name, gains, say)
    return bar_chart(bars, label=say(f"multiplier.page.{name}"), unit=unit)


def _label(gains: Gains, name: str, say: Words) -> str:
    """Return the title of a coalition, or the numbers of its members where titles would be too long."""
    members = name.split("+")
    if len(gains.names) <= NUMBERED or len(members) == 1:
        return multiplier.coalition(gains, name, say)
    return " + ".join(str(gains.names.index(each) + 1) for each in members)


def number_key(names: Sequence[str], say: Words) -> str:
    """Return the sentence that tells the numbers of the players, empty where they are named."""
    if len(names) <= NUMBERED:
        return ""
    comma = "、" if say.language == "zh" else ", "
    told = comma.join(f"{place} {say(f'player.{name}')}" for place, name in enumerate(names, 1))
    return say("multiplier.page.numbered", players=told)
