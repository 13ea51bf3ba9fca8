"""Tables of a multiplier experiment for the terminal."""

from __future__ import annotations

import numpy as np
from rich.table import Table
from rich.text import Text

from ...experiments.multipliers.factorial_result import FactorialResult, rows_of
from ..language.formatting import format_number
from ..language.translations import Words
from ..narratives.multiplier import answer_of, between, figure, measure_title, part
from .columns import TableColumn, render
from .tables import WIDTH


def arms_table(result: FactorialResult, words: Words, width: int = WIDTH) -> Table:
    """Return whole, parts and D of every arm: on the scale judged, and of the city as given on those beside it."""
    columns = _columns(
        words, "arm|", "scale|", "+whole 3", "+parts 3", "+synergy", "+interval 4", "+ratio 1", "answer 2|"
    )
    rows: list[list[Text]] = []
    before = ""
    for row in rows_of(result.synergy):
        arm, scale = str(row["arm"]), row["scale"]
        if arm != "given" and not row["judged"]:
            continue
        cells = [
            words(f"multiplier.arm.{arm}") if arm != before else "",
            measure_title(result, result.measures[scale], words),
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


def players_table(result: FactorialResult, words: Words, width: int = WIDTH) -> Table:
    """Return what each part brings alone, and what it adds to all others, on the scale judged."""
    scale = result.judged
    columns = _columns(words, "player|", "+alone", "+interval_all 2", "+last", "+interval_all 1")
    rows = [
        _cells(
            [
                part(row["player"], words),
                Text(figure(result, row["alone"], scale), style="bold"),
                between(result, row["alone_low"], row["alone_high"], scale),
                Text(figure(result, row["last"], scale) or "—", style="bold"),
                between(result, row["last_low"], row["last_high"], scale),
            ]
        )
        for row in rows_of(result.contributions, arm="given", scale=scale)
    ]
    return render(columns, rows, width, words("multiplier.parts_table"))


def shapley_table(result: FactorialResult, words: Words, width: int = WIDTH) -> Table:
    """Return what is owed to each player, on the scale judged."""
    columns = _columns(words, "player|", "+shapley", "+interval_all 1")
    rows = [
        _cells(
            [
                part(row["player"], words),
                Text(figure(result, row["value"], result.judged), style="bold"),
                between(result, row["all_low"], row["all_high"], result.judged),
            ]
        )
        for row in rows_of(result.shapley, arm="given", scale=result.judged)
    ]
    return render(columns, rows, width, words("multiplier.shapley_table"))


def pairs_table(result: FactorialResult, words: Words, width: int = WIDTH) -> Table:
    """Return what pairs bring beyond their members, without others and on average over them."""
    scale = result.judged
    columns = _columns(words, "pair|", "+dividend", "+interval_all 2", "+average", "+interval_all 1")
    alone, average = (rows_of(result.pairs, arm="given", scale=scale, kind=kind) for kind in ("dividend", "average"))
    rows: list[list[Text]] = []
    for one, other in zip(alone, average, strict=True):
        cells = [
            cell
            for row in (one, other)
            for cell in (
                Text(figure(result, row["value"], scale), style="bold"),
                between(result, row["all_low"], row["all_high"], scale),
            )
        ]
        names = [part(one[name], words) for name in ("one", "other")]
        rows.append(_cells([" + ".join(names), *cells]))
    return render(columns, rows, width, words("multiplier.pairs_table"))


def all_tables(result: FactorialResult, words: Words, width: int = WIDTH) -> list[Table]:
    """Return the tables that an experiment has."""
    tables = [arms_table(result, words, width), players_table(result, words, width)]
    if "given" in result.factorials:
        tables += [shapley_table(result, words, width), pairs_table(result, words, width)]
    return tables


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
