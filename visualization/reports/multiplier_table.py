"""What several multiplier experiments come to, side by side, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...experiments.multipliers.factorial_result import FactorialResult
from ...experiments.multipliers.measures import WorthScale
from ..language.formatting import format_number
from ..language.translations import Words
from ..narratives.multiplier import answer, between, figure, row_of
from .markdown import markdown_row

ARMS = ("structure", "exchangeable", "null")
"""Controls that have a column."""


def markdown(results: Mapping[str, FactorialResult], say: Words) -> str:
    """Return a table with a row for each experiment, by the name of its game; all of them have the three controls."""
    columns = ("parts", "whole", "shares", "d_log", "d_raw", *ARMS, "answer")
    headings = [say(f"multiplier.table.{column}") for column in columns]
    lines = [markdown_row(headings), markdown_row(["---"] * len(headings))]
    return "\n".join([*lines, *(markdown_row(_cells(name, result, say)) for name, result in results.items())]) + "\n"


def _cells(name: str, result: FactorialResult, say: Words) -> list[str]:
    row = row_of(result, "given", "log")
    return [
        say(f"multiplier.game.{name}", seeds=result.seed_count),
        *(format_number(float(np.exp(row[key])), 1) for key in ("whole", "parts")),
        _difference(result, "given", "log"),
        _difference(result, "given", "raw"),
        *(_difference(result, arm, "log") for arm in ARMS),
        answer(result.verdict, say),
    ]


def _difference(result: FactorialResult, arm: str, scale: WorthScale) -> str:
    row = row_of(result, arm, scale)
    interval = between(result, row["low"], row["high"], scale)
    return f"{figure(result, row['synergy'], scale)} {interval}".rstrip()
