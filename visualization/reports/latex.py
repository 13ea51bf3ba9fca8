"""Tables for a paper: LaTeX with booktabs, one header, the columns of the CSV beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...experiments.store.result_files import write_frame, write_text

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 4
"""Significant digits of a number in a paper; the CSV beside it has all."""


def latex(frame: pd.DataFrame, caption: str = "", label: str = "") -> str:
    """Return a table as LaTeX (``booktabs``); it is rounded to four significant digits, and text is escaped.

    Parameters
    ----------
    frame : DataFrame
    caption, label : str
        Of the float around it; without a caption it is a bare ``tabular``.
    """
    style: Any = frame.style.format(_cell, escape="latex", na_rep="")
    style = style.hide(axis="index").format_index(escape="latex", axis="columns")
    return style.to_latex(hrules=True, caption=caption or None, label=label or None, position_float=None)


def write_table(frame: pd.DataFrame, path: Path) -> list[str]:
    """Write a table as CSV with all digits and beside it as LaTeX, and return the names of both files."""
    write_frame(frame, path)
    beside = path.with_suffix(".tex")
    write_text(beside, latex(frame))
    return [path.name, beside.name]


def _cell(value: object) -> str:
    """Return a cell as text, with no more digits than a paper needs."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return str(value) if isinstance(value, int) else f"{value:.{DIGITS}g}"
