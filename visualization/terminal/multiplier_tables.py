"""Tables of a multiplier experiment for the terminal."""

from __future__ import annotations

import numpy as np
from rich.table import Table
from rich.text import Text

from ...experiments.multipliers.result import Multiplier, rows_of
from ..language.formatting import format_number
from ..language.translations import Words
from ..narratives.multiplier import answer_of, between, figure
from .columns import TableColumn, render
from .tables import WIDTH


def arms_table(result: Multiplier, words: Words, width: int = WIDTH) -> Table:
    """Return whole, parts and D of every arm on both scales."""
    columns = _columns(
        words, "arm|", "scale", "+whole 3", "+parts 3", "+synergy", "+interval 4", "+ratio 1", "answer 2|"
    )
    rows: list[list[Text]] = []
    before = ""
    for row in rows_of(result.synergy):
        arm, scale = str(row["arm"]), str(row["scale"])
        cells = [
            words(f"multiplier.arm.{arm}") if arm != before else "",
            words(f"multiplier.column.{'logarithmic' if scale == 'log' else 'raw'}"),
            figure(result, row["whole"], scale),
            figure(result, row["parts"], scale),
            Text(figure(result, row["synergy"], scale), style="bold"),
            between(result, row["low"], row["high"], scale),
            format_number(row["ratio"], 2) if np.isfinite(row["ratio"]) else "—",
            answer_of(result, arm, words) if arm != before else "",
        ]
        rows.append(_cells(cells))
        before = arm
    return render(columns, rows, width, words("multiplier.arms_table"))


def players_table(result: Multiplier, words: Words, width: int = WIDTH) -> Table:
    """Return what is owed to each player."""
    log_too = "log" in result.scales
    columns = _columns(
        words, "player|", "+shapley", "+interval_all 4", "+alone 3", "+last 2", *(["+log 1"] if log_too else [])
    )
    raw, log = (rows_of(result.shapley, arm="given", scale=scale) for scale in ("raw", "log"))
    rows = [
        _cells(
            [
                words(f"player.{row['player']}"),
                Text(figure(result, row["value"]), style="bold"),
                between(result, row["all_low"], row["all_high"]),
                figure(result, row["alone"]),
                figure(result, row["last"]),
                *([figure(result, log[place]["value"], "log")] if log_too else []),
            ]
        )
        for place, row in enumerate(raw)
    ]
    return render(columns, rows, width, words("multiplier.parts_table"))


def pairs_table(result: Multiplier, words: Words, width: int = WIDTH) -> Table:
    """Return what pairs bring beyond their members, without others and on average over them."""
    columns = _columns(words, "pair|", "+dividend", "+interval_all 2", "+average", "+interval_all 1")
    alone, average = (rows_of(result.pairs, arm="given", scale="raw", kind=kind) for kind in ("dividend", "average"))
    rows: list[list[Text]] = []
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
        rows.append(_cells([" + ".join(names), *cells]))
    return render(columns, rows, width, words("multiplier.pairs_table"))


def _columns(words: Words, *names: str) -> list[TableColumn]:
    """Return columns: a plus before a name says that it holds numbers, a bar behind it that it is text.

    A number behind a name says what the column is worth where room is short.
    """
    columns: list[TableColumn] = []
    for name in names:
        key, _, worth = name.strip("+|").partition(" ")
        heading = words(f"multiplier.column.{key}")
        columns.append(TableColumn(heading, name.startswith("+"), int(worth or 0), name.endswith("|")))
    return columns


def _cells(cells: list[str | Text]) -> list[Text]:
    return [Text(cell) if isinstance(cell, str) else cell for cell in cells]
