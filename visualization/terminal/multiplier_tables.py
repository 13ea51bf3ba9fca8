"""Tables of a multiplier experiment for the terminal."""

from __future__ import annotations

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from ...experiments.multipliers.result import Multiplier, rows_of
from ..language.formatting import format_number
from ..language.translations import Words
from ..narratives.multiplier import answer_of, between, figure


def arms_table(result: Multiplier, words: Words) -> Table:
    """Return whole, parts and D of every arm on both scales."""
    table = _table(
        words, "multiplier.arms_table", "arm", "scale", "+whole", "+parts", "+synergy", "+interval", "+ratio", "answer"
    )
    before = ""
    for row in rows_of(result.synergy):
        arm, scale = str(row["arm"]), str(row["scale"])
        table.add_row(
            words(f"multiplier.arm.{arm}") if arm != before else "",
            words(f"multiplier.column.{'logarithmic' if scale == 'log' else 'raw'}"),
            figure(result, row["whole"], scale),
            figure(result, row["parts"], scale),
            Text(figure(result, row["synergy"], scale), style="bold"),
            between(result, row["low"], row["high"], scale),
            format_number(row["ratio"], 2) if np.isfinite(row["ratio"]) else "—",
            answer_of(result, arm, words) if arm != before else "",
        )
        before = arm
    return table


def players_table(result: Multiplier, words: Words) -> Table:
    """Return what is owed to each player."""
    names = ["player", "+shapley", "+interval_all", "+alone", "+last"]
    table = _table(words, "multiplier.parts_table", *names, *(["+log"] if "log" in result.scales else []))
    raw, log = (rows_of(result.shapley, arm="given", scale=scale) for scale in ("raw", "log"))
    for place, row in enumerate(raw):
        table.add_row(
            words(f"player.{row['player']}"),
            Text(figure(result, row["value"]), style="bold"),
            between(result, row["all_low"], row["all_high"]),
            figure(result, row["alone"]),
            figure(result, row["last"]),
            *([figure(result, log[place]["value"], "log")] if log else []),
        )
    return table


def pairs_table(result: Multiplier, words: Words) -> Table:
    """Return what pairs bring beyond their members, without others and on average over them."""
    table = _table(words, "multiplier.pairs_table", "pair", "+dividend", "+interval_all", "+average", "+interval_all")
    alone, average = (rows_of(result.pairs, arm="given", scale="raw", kind=kind) for kind in ("dividend", "average"))
    for one, other in zip(alone, average, strict=True):
        cells = [
            cell
            for row in (one, other)
            for cell in (
                Text(figure(result, row["value"]), style="bold"),
                between(result, row["all_low"], row["all_high"]),
            )
        ]
        names = [words(f"player.{one[name]}") for name in ("one", "other")]
        table.add_row(" + ".join(names), *cells)
    return table


def _table(words: Words, title: str, *columns: str) -> Table:
    """Return an empty table; a plus before the name of a column says that it holds numbers."""
    table = Table(box=box.SIMPLE_HEAD, title=Text(words(title), style="bold"), title_justify="left", pad_edge=False)
    for name in columns:
        number = name.startswith("+")
        heading = words(f"multiplier.column.{name.removeprefix('+')}")
        table.add_column(Text(heading), justify="right" if number else "left", no_wrap=number)
    return table
