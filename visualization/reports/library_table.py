"""The table of the library as Markdown for READMEs and pages, as JSON and as CSV; and its cells for the terminal."""

from __future__ import annotations

import math
from shlex import join
from typing import Any

import pandas as pd

from ...experiments.execution.provenance import Provenance
from ...experiments.library_table import COLUMNS, LibraryMean, LibraryRow, LibraryTable
from ..language.formatting import NOTHING, format_number
from ..language.translations import Words
from .json_documents import SCHEMA_VERSION, identify
from .markdown import markdown_row

_SHARES = {"solved", "hours", "adoption", "requests_accepted"}
"""Columns that are said in per cent."""


def head(words: Words) -> list[str]:
    """Return the headings: scenario, gain, then the columns of the table."""
    return [words(f"library_table.{name}") for name in ("scenario", "gain", *COLUMNS)]


def cells(row: LibraryRow, words: Words, *, interval: bool = True) -> list[str]:
    """Return what the table says of one scenario, beside its name; a dash where there is nothing to measure."""
    gain = NOTHING
    if row.gain is not None:
        half = None if row.gain.low is None or row.gain.high is None else (row.gain.high - row.gain.low) / 2.0
        gain = _number(row.gain.mean, half, 1.0, sign=True, interval=interval)
        gain += "*" if row.elsewhere else ""
    return [gain, *(_cell(name, row.values[name], interval=interval) for name in COLUMNS)]


def _cell(name: str, found: LibraryMean, *, interval: bool) -> str:
    if math.isnan(found.mean):
        return NOTHING
    return _number(found.mean, found.half, 100.0 if name in _SHARES else 1.0, sign=False, interval=interval)


def _number(mean: float, half: float | None, scale: float, *, sign: bool, interval: bool) -> str:
    text = format_number(scale * mean, 1, sign)
    return text if half is None or not interval else f"{text} ± {format_number(scale * half, 1)}"


def command(table: LibraryTable) -> str:
    """Return the command that makes the table again."""
    words = ["cogov", "scenarios", "table", "--replicates", str(len(table.seeds)), "--seed", str(table.seeds[0])]
    return join([*words, "--weeks", str(table.weeks)])


def caption(table: LibraryTable, words: Words) -> list[str]:
    """Return what is said below the table."""
    told = [words("library_table.caption", seeds=len(table.seeds), weeks=table.weeks)]
    if any(row.elsewhere for row in table.rows):
        told.append(words("library_table.elsewhere"))
    return told


def markdown(table: LibraryTable, words: Words) -> str:
    """Return a fragment of Markdown: a comment with the command, the table, what is said of it."""
    headings = head(words)
    lines = [f"<!-- {words('validate.made', command=f'{command(table)} --markdown')} -->", ""]
    lines += [markdown_row(headings), markdown_row(["---", *("---:" for _ in headings[1:])])]
    for row in table.rows:
        name = f"{words.of(row.scenario.title)} (`{row.scenario.name}`)"
        if words.language == "zh":
            name = f"{words.of(row.scenario.title)}（`{row.scenario.name}`）"
        lines.append(markdown_row([name, *cells(row, words)]))
    return "\n".join([*lines, "", *"\n\n".join(caption(table, words)).split("\n")]) + "\n"


def document(table: LibraryTable, provenance: Provenance) -> dict[str, Any]:
    """Return the JSON document; what was not measured is null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "library_table",
        "seeds": list(table.seeds),
        "weeks": table.weeks,
        "provenance": provenance,
        "scenarios": [
            {
                **identify(row.scenario, row.scenario.name),
                "title": row.scenario.title.model_dump(),
                "elsewhere": row.elsewhere,
                "gain": None
                if row.gain is None
                else {
                    "mean": row.gain.mean,
                    "interval": None if row.gain.low is None else [row.gain.low, row.gain.high],
                    "n": row.gain.n,
                },
                "values": {
                    name: {
                        "mean": None if math.isnan(found.mean) else found.mean,
                        "interval": None if found.half is None else [found.mean - found.half, found.mean + found.half],
                        "n": found.n,
                    }
                    for name, found in row.values.items()
                },
            }
            for row in table.rows
        ],
    }


def frame(table: LibraryTable) -> pd.DataFrame:
    """Return a row for each scenario and quantity: ``scenario``, ``quantity``, ``mean``, ``half``, ``n``."""
    rows: list[dict[str, Any]] = []
    for row in table.rows:
        name = row.scenario.name
        if row.gain is not None:
            half = None if row.gain.low is None or row.gain.high is None else (row.gain.high - row.gain.low) / 2.0
            rows.append({"scenario": name, "quantity": "gain", "mean": row.gain.mean, "half": half, "n": row.gain.n})
        rows += [
            {"scenario": name, "quantity": key, "mean": found.mean, "half": found.half, "n": found.n}
            for key, found in row.values.items()
        ]
    return pd.DataFrame(rows, columns=["scenario", "quantity", "mean", "half", "n"])
