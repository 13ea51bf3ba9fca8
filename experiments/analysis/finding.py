"""What an analysis found: a sentence, tables, a picture, and what to be careful about; as JSON, CSV and SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from ..documents import SCHEMA_VERSION, text
from ..figures import probability, scale, significant, written
from ..findings import BY_NAME
from ..outputs import write_frame, write_text
from ..quoting import clean
from ..words import LANGUAGES, Language, Words, words
from .table import Both, Table

if TYPE_CHECKING:
    from ..provenance import Provenance
    from ..report.drawing import Drawing


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
        "cumulative",
        "cumulative_low",
        "cumulative_high",
    ]
)
"""Columns in the unit of the outcome."""

_WITHOUT_UNIT = ("sobol", "prim")
"""Methods whose columns of these names are shares of a variance, or values of factors."""

Rows = tuple[list[str], list[bool], list[list[str]]]
"""Headings, which columns hold numbers, and cells by row."""


def told(key: str, **values: object) -> Both:
    """Return a line of the wording in each language; a value that is a text in each language is taken in the same."""
    return {
        each: words(each)(
            key, **{name: clean(value[each]) if isinstance(value, dict) else value for name, value in values.items()}
        )
        for each in LANGUAGES
    }


@dataclass(frozen=True, repr=False)
class Finding:
    """What an analysis found.

    Attributes
    ----------
    method, outcome, study : str
    verdict : dict
        One sentence, in each language.
    tables : dict of str to DataFrame
        The one that matters most first.
    titles : dict
        Titles of factors, of policies and states, of what ``row`` and ``column`` are, in each language.
    notes : tuple of dict
        What to be careful about, in each language.
    draw : callable or None
        Gives the picture in a language.
    """

    method: str
    outcome: str
    study: str
    verdict: Both
    tables: Mapping[str, pd.DataFrame]
    titles: Mapping[str, Both] = field(default_factory=dict[str, Both])
    notes: tuple[Both, ...] = ()
    draw: Callable[[Language], Drawing] | None = None

    def __repr__(self) -> str:
        return f"<Finding {self.method} of {self.outcome} in {clean(self.study)}: {self.verdict['en']}>"

    def _repr_html_(self) -> str:
        from ..notebooks import of_finding

        return of_finding(self)

    def titled(self, titles: Mapping[str, Both]) -> Finding:
        """Return the same with further titles, of policies and states."""
        return replace(self, titles={**self.titles, **titles})

    def noted(self, *notes: Both) -> Finding:
        """Return the same with further notes."""
        return replace(self, notes=(*self.notes, *notes))


def finding(
    table: Table,
    method: str,
    verdict: Both,
    tables: Mapping[str, pd.DataFrame],
    draw: Callable[[Language], Drawing] | None = None,
    *notes: Both,
) -> Finding:
    """Return a finding about a table."""
    titles = {name: table.title(name) for name in table.names}
    return Finding(method, table.outcome, table.name, verdict, tables, titles, notes, draw)


def document(found: Finding, provenance: Provenance) -> dict[str, Any]:
    """Return a finding as a document; numbers that do not exist are null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "analysis",
        "study": found.study,
        "method": found.method,
        "outcome": found.outcome,
        "verdict": found.verdict,
        "notes": list(found.notes),
        "tables": {name: [_plain(row) for row in frame.to_dict("records")] for name, frame in found.tables.items()},
        "provenance": provenance,
    }


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in row.items():
        item = value.item() if hasattr(value, "item") else value
        plain[str(key)] = None if isinstance(item, float) and not math.isfinite(item) else item
    return plain


def write_files(stage: Path, found: Finding, provenance: Provenance) -> list[str]:
    """Write document, tables and pictures into a folder, and return the names of the files."""
    names = [f"{found.method}.json"]
    write_text(stage / names[0], text(document(found, provenance)))
    for name, frame in found.tables.items():
        names.append(f"{found.method}-{name}.csv")
        write_frame(frame, stage / names[-1])
    if found.draw:
        for language in LANGUAGES:
            names.append(f"{found.method}{'' if language == 'en' else '.' + language}.svg")
            write_text(stage / names[-1], found.draw(language).file())
    return names


def cell(value: object, say: Words) -> str:
    """Return a cell of a table as text: numbers to three digits, truth values as words.

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
    return clean(str(item))


def caption(found: Finding, name: str, say: Words, shown: int) -> str:
    """Return the heading of a table of which some rows are shown."""
    title, many = say(f"analysis.table.{name}"), len(found.tables[name])
    if _MEASURED & set(found.tables[name].columns) and found.method not in _WITHOUT_UNIT:
        about = BY_NAME[found.outcome]
        comma, colon = ("，", "：") if say.language == "zh" else (", ", ": ")
        title += f"{colon}{say.title(about)}{comma}{say.axis(about)}"
    if shown >= many:
        return title
    return title + ("" if say.language == "zh" else " ") + say("analysis.first_rows", shown=shown, all=many)


def _chance(value: object) -> str:
    number = float(cast("float", value))
    return probability(number if math.isfinite(number) else None) or "—"


def rows(found: Finding, name: str, say: Words, most: int = 0, less: Sequence[str] = ()) -> Rows:
    """Return a table as text.

    Parameters
    ----------
    found : Finding
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
    frame = found.tables[name].drop(columns=list(less), errors="ignore")
    headings = [
        clean(found.titles[column][say.language])
        if column in ("row", "column") and column in found.titles
        else say(f"analysis.column.{column}")
        for column in map(str, frame.columns)
    ]
    numbers = [bool(pd.api.types.is_numeric_dtype(frame[column])) for column in frame.columns]
    part = frame.head(most) if most else frame
    columns = [_column(found, str(column), part[column].tolist(), say) for column in part.columns]
    return headings, numbers, [list(row) for row in zip(*columns, strict=True)]


def _column(found: Finding, name: str, values: Sequence[Any], say: Words) -> list[str]:
    if name in ("factor", "other", "policy", "state"):
        return [clean(found.titles[str(v)][say.language] if str(v) in found.titles else str(v)) for v in values]
    if name in ("p", "quasi_p"):
        return [_chance(value) for value in values]
    if name in _SHARES:
        return [_share(value) for value in values]
    if name in _MEASURED and found.method not in _WITHOUT_UNIT:
        factor = scale(BY_NAME[found.outcome])
        return [cell(factor * value, say) for value in values]
    there = [value for value in values if isinstance(value, float) and math.isfinite(value)]
    if there and all(value.is_integer() for value in there):  # weeks and ranks beside cells that have none
        return [f"{value:.0f}" if math.isfinite(value) else "—" for value in values]
    return [cell(value, say) for value in values]


def _share(value: float) -> str:
    if not math.isfinite(value):
        return "—"
    return "< 0.1 %" if 0 < value < 0.0005 else f"{written(100 * value, 1)} %"
