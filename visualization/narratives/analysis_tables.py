"""The tables of an analysis as text: captions, headings and cells, in one language."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

from ...experiments.analysis.dataset import Both
from ...experiments.analysis.result import Finding
from ..language.formatting import format_number, probability, scale, significant
from ..language.translations import Words
from .analysis import titles_of

_SHARES = ("share", "first_in", "satisficing", "first_weights", "resampled", "coverage", "density", "mass")
"""Columns that are parts of a whole."""

_MEASURED = frozenset(
    [
        "mean",
        "low",
        "high",
        "difference",
        "difference_low",
        "difference_high",
        "mu_star",
        "mu",
        "sigma",
        "mean_regret",
        "regret_90",
        "max_regret",
        "max_regret_low",
        "max_regret_high",
        "worst",
        "outcome",
        "regret",
        "apart",
        "change",
        "cumulative",
        "cumulative_low",
        "cumulative_high",
    ]
)
"""Columns in the unit of the outcome."""

_WITHOUT_UNIT = ("sobol", "prim")
"""Methods whose columns of these names are shares of a variance, or values of factors."""

TableRows = tuple[list[str], list[bool], list[list[str]]]
"""Headings, which columns hold numbers, and cells by row."""


def cell(value: object, say: Words) -> str:
    """Return a cell of a table as text: numbers to three digits, truth values as words.

    >>> from cogov.visualization.language.translations import words
    >>> cell(0.01234, words("en")), cell(-72.26, words("en")), cell(True, words("en"))
    ('0.0123', '−72.3', 'yes')
    """
    item = cast("Any", value).item() if hasattr(value, "item") else value
    if isinstance(item, bool):
        return say("analysis.yes" if item else "analysis.no")
    if isinstance(item, float):
        if not math.isfinite(item):
            return "—"
        return significant(item)
    return str(item)


def caption(result: Finding, name: str, say: Words, shown: int) -> str:
    """Return the heading of a table of which some rows are shown."""
    title, many = say(f"analysis.table.{name}"), len(result.tables[name])
    if _MEASURED & set(result.tables[name].columns) and result.method not in _WITHOUT_UNIT:
        about = result.indicator
        comma, colon = ("，", "：") if say.language == "zh" else (", ", ": ")
        title += f"{colon}{say.title(about)}{comma}{say.axis(about)}"
    if shown >= many:
        return title
    return title + ("" if say.language == "zh" else " ") + say("analysis.first_rows", shown=shown, all=many)


def _chance(value: object) -> str:
    number = float(cast("float", value))
    return probability(number if math.isfinite(number) else None) or "—"


def rows(result: Finding, name: str, say: Words, most: int = 0, less: Sequence[str] = ()) -> TableRows:
    """Return a table as text.

    Parameters
    ----------
    result : Finding
    name : str
        Of the table.
    say : Words
    most : int
        Rows; all if 0.
    less : sequence of str
        Columns that are left out.

    Returns
    -------
    tuple
        Headings, which columns hold numbers, and cells by row.
    """
    titles = titles_of(result)
    frame = result.tables[name].drop(columns=list(less), errors="ignore")
    headings = [
        titles[column][say.language]
        if column in titles and (column in ("row", "column") or name == "gaps")
        else say(f"analysis.column.{column}")
        for column in map(str, frame.columns)
    ]
    numbers = [bool(pd.api.types.is_numeric_dtype(frame[column])) for column in frame.columns]
    part = frame.head(most) if most else frame
    columns = [_column(result, str(column), part[column].tolist(), titles, say) for column in part.columns]
    return headings, numbers, [list(row) for row in zip(*columns, strict=True)]


def _column(result: Finding, name: str, values: Sequence[Any], titles: Mapping[str, Both], say: Words) -> list[str]:
    if name in ("factor", "other", "policy", "state"):
        return [titles[str(v)][say.language] if str(v) in titles else str(v) for v in values]
    if name in ("structure", "unit"):
        return [say(f"analysis.{name}.{value}") for value in values]
    if name in ("p", "quasi_p"):
        return [_chance(value) for value in values]
    if name in _SHARES:
        return [_share(value) for value in values]
    if name in _MEASURED and result.method not in _WITHOUT_UNIT:
        factor = scale(result.indicator)
        return [cell(factor * value, say) for value in values]
    there = [value for value in values if isinstance(value, float) and math.isfinite(value)]
    if there and all(value.is_integer() for value in there):  # weeks and ranks beside cells that have none
        return [f"{value:.0f}" if math.isfinite(value) else "—" for value in values]
    return [cell(value, say) for value in values]


def _share(value: float) -> str:
    if not math.isfinite(value):
        return "—"
    return "< 0.1 %" if 0 < value < 0.0005 else f"{format_number(100 * value, 1)} %"
