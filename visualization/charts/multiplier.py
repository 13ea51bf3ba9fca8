"""The pictures of a multiplier experiment: the whole beside its parts, each alone and as the last, what is owed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ...experiments.multipliers.factorial_result import FactorialResult, rows_of
from ...experiments.multipliers.factors import OWN, PLAYERS
from ...experiments.multipliers.measures import SCALES
from ...experiments.multipliers.table import as_indicator
from ...model.indicators import BY_NAME, Indicator
from ..language.formatting import scale
from ..language.translations import Language, Words, words
from ..narratives import multiplier
from .axes import plot_bars, write_labels
from .bars import Bar, bar_chart
from .figure import Figure
from .svg import Drawing
from .whole_and_parts import EstimatedGain, Labels, WholeAndParts, whole_and_parts_chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GainTable = Literal["contributions", "shapley", "dividends"]
GAIN_TABLES: tuple[GainTable, ...] = ("contributions", "shapley", "dividends")
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
        The outcome that is judged.
    scale : str
        On which it is judged.
    seeds : int
    synergy : mapping
        Gain of all and D with their intervals: the row of the arm as given, on that scale.
    contributions, shapley, dividends : list of dict
        Rows of the arm as given, on that scale; the latter two empty where not every coalition was run.
    """

    names: tuple[str, ...]
    indicator: Indicator
    scale: str
    seeds: int
    synergy: Mapping[str, Any]
    contributions: Sequence[Mapping[str, Any]]
    shapley: Sequence[Mapping[str, Any]]
    dividends: Sequence[Mapping[str, Any]]

    @staticmethod
    def of(result: FactorialResult) -> Gains:
        """Return what the pictures of an experiment show."""
        frames = (result.contributions, result.shapley, result.dividends)
        rows = (rows_of(frame, arm="given", scale=result.judged) for frame in frames)
        indicator = result.indicator_of(result.measures[result.judged])
        (synergy,) = rows_of(result.synergy, arm="given", scale=result.judged)
        return Gains(result.names, indicator, result.judged, result.seed_count, synergy, *rows)

    @staticmethod
    def read(document: Mapping[str, Any]) -> Gains:
        """Return what the pictures of an experiment show, from its document.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is not one.
        """
        names = tuple(str(name) for name in document["players"])
        judged = str(document["scale"])
        if judged not in SCALES:
            raise ValueError(judged)
        synergy, *rows = [
            [_row(row) for row in document[part] if (row["arm"], row["scale"]) == ("given", judged)]
            for part in ("synergy", *GAIN_TABLES)
        ]
        if "table" in document:
            indicator = as_indicator(str(document["outcome"]), better=int(document["better"]))
        else:
            if unknown := [name for name in names if name not in PLAYERS and not name.startswith(OWN)]:
                raise ValueError(f"{unknown[0]} is not a player")
            indicator = BY_NAME[str(document["outcome"])]
        if not (synergy and rows[0]):
            raise ValueError("there are no gains")
        return Gains(names, indicator, judged, len(document["seeds"]), synergy[0], *rows)

    @property
    def largest(self) -> list[Mapping[str, Any]]:
        """The largest dividends, small coalitions first."""
        rows = sorted(self.dividends, key=lambda row: -abs(row["value"]))[:SHOWN]
        return sorted(rows, key=lambda row: (row["size"], -row["value"]))

    @property
    def sure(self) -> bool:
        """Whether there are intervals."""
        return all(math.isfinite(row["alone_low"]) for row in self.contributions)

    @property
    def tables(self) -> tuple[GainTable, ...]:
        """The pictures that there are."""
        return GAIN_TABLES if self.shapley else GAIN_TABLES[:1]

    def unit(self, say: Words) -> str:
        """Return the unit in which gains are drawn."""
        if self.scale == "raw":
            return say.gap(self.indicator) or multiplier.title_of_measure(self.indicator, "raw", say)
        return multiplier.title_of_measure(self.indicator, self.scale, say)

    @property
    def factor(self) -> float:
        """What gains are multiplied by where they are drawn."""
        return scale(self.indicator) if self.scale == "raw" else 1.0


_NUMBERS = (
    *("value", "all_low", "all_high", "alone", "alone_low", "alone_high", "last", "last_low", "last_high"),
    *("synergy", "low", "high", "whole", "whole_low", "whole_high"),
)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a document with numbers where it has null."""
    return {**row, **{key: math.nan if row[key] is None else float(row[key]) for key in _NUMBERS if key in row}}


def figures(gains: Gains, language: Language, width: float = 960) -> list[Figure]:
    """Return the pictures that there are: whole and parts, contributions, and what needs every coalition.

    Parameters
    ----------
    gains : Gains
    language : str
    width : float
        Of each picture; where it is shown narrower than that, its text is small.
    """
    say = words(language)
    every, count = (1 << len(gains.names)) - 1, len(gains.largest)
    told = {"unit": gains.unit(say), "count": count, "all": every}
    tables = [
        Figure(
            name,
            _chart(name, gains, say, width),
            say(
                f"multiplier.page.{name}_caption",
                **told,
                intervals=_sure(gains, say, "coalitions" if name == "dividends" else "players"),
            ),
            say(f"multiplier.page.{name}"),
        )
        for name in gains.tables
    ]
    return [_whole_and_parts(gains, say, width), *tables]


def _whole_and_parts(gains: Gains, say: Words, width: float) -> Figure:
    """Return the one picture: parts as blocks beside the measured whole, and the needle."""
    row, factor = gains.synergy, gains.factor
    whole, beyond = (
        EstimatedGain(*(factor * row[key] for key in keys))
        for keys in (("whole", "whole_low", "whole_high"), ("synergy", "low", "high"))
    )
    blocks = [(multiplier.part(each["player"], say), factor * each["alone"]) for each in gains.contributions]

    def told(*values: float) -> list[str]:
        return multiplier.numbers(gains.indicator, values, gains.scale, sign=True)

    ends = f" [{', '.join(told(row['low'], row['high']))}]" if math.isfinite(row["low"]) else ""
    unit, players = gains.unit(say), number_key(gains.names, say, always=True)
    title, stop = say("multiplier.page.whole"), "；" if say.language == "zh" else "; "
    labels = Labels(
        *(say(f"multiplier.page.whole_{name}") for name in ("parts", "whole")),
        beyond=f"D {told(row['synergy'])[0]}{ends}",
        **{name: say(f"multiplier.page.whole_{name}") for name in ("less", "equal", "more", "what")},
        unit=f"{unit}{stop}{players[0].lower()}{players[1:]}",
    )
    drawing = whole_and_parts_chart(WholeAndParts(blocks, whole, beyond), labels, label=title, width=width)
    caption = say("multiplier.page.whole_caption", unit=unit)
    return Figure("whole", drawing, caption, title)


def _sure(gains: Gains, say: Words, whom: str) -> str:
    key = f"intervals_{whom}" if gains.sure else "no_intervals"
    return say(f"multiplier.page.{key}", seeds=gains.seeds)


def _bars(name: GainTable, gains: Gains, say: Words) -> list[Bar]:
    """Return the rows of a picture, in per cent where the outcome is a share."""
    factor = gains.factor

    def bar(title: str, row: Mapping[str, Any], value: str, low: str, high: str) -> Bar:
        return Bar(title, *(factor * row[key] for key in (value, low, high)))

    if name == "contributions":
        return [
            bar(say(f"multiplier.page.{how}", player=multiplier.part(row["player"], say)), row, how, f"{how}_low",
                f"{how}_high")
            for row in gains.contributions
            for how in ("alone", "last")
            if math.isfinite(row[how])
        ]  # fmt: skip
    if name == "shapley":
        rows = [(multiplier.part(row["player"], say), row) for row in gains.shapley]
    else:
        rows = [(_label(gains, row["coalition"], say), row) for row in gains.largest]
    return [bar(title, row, "value", "all_low", "all_high") for title, row in rows]


def _unit(name: GainTable, gains: Gains, say: Words) -> str:
    unit = gains.unit(say)
    if name == "dividends" and (players := number_key(gains.names, say)):
        unit += ("；" if say.language == "zh" else "; ") + players
    return unit


def plot(result: FactorialResult, name: GainTable, ax: Axes, language: Language) -> None:
    """Draw one of the pictures on axes."""
    say, gains = words(language), Gains.of(result)
    plot_bars(ax, _bars(name, gains, say))
    write_labels(ax, title=say(f"multiplier.page.{name}"), x=_unit(name, gains, say), y="")


def _chart(name: GainTable, gains: Gains, say: Words, width: float) -> Drawing:
    bars, unit = _bars(name, gains, say), _unit(name, gains, say)
    return bar_chart(bars, label=say(f"multiplier.page.{name}"), unit=unit, width=width)


def _label(gains: Gains, name: str, say: Words) -> str:
    """Return the title of a coalition, or the numbers of its members where titles would be too long."""
    members = name.split("+")
    if len(gains.names) <= NUMBERED or len(members) == 1:
        return multiplier.coalition(gains, name, say)
    return " + ".join(str(gains.names.index(each) + 1) for each in members)


def number_key(names: Sequence[str], say: Words, *, always: bool = False) -> str:
    """Return the sentence that tells the numbers of the players, empty where they are named, unless `always`."""
    if len(names) <= NUMBERED and not always:
        return ""
    comma = "、" if say.language == "zh" else ", "
    told = comma.join(f"{place} {multiplier.part(name, say)}" for place, name in enumerate(names, 1))
    return say("multiplier.page.numbered", players=told)
