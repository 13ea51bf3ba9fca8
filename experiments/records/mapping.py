"""A small file that says which column of an export is what: for exports that are read again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from ...model.parameter import Record
from ...scenarios import ScenarioError
from ...scenarios.checking import Document, check_table
from ...scenarios.errors import enumerate_words, nearest
from ...scenarios.merge import both_languages
from ...scenarios.message import Bilingual, message
from ...scenarios.scenario import Text
from ...scenarios.toml.positions import key_lines
from ...scenarios.toml.safe_toml import decode, parse, read_bytes

PUBLIC = Path(__file__).parent / "public_table.toml"
"""Columns of a public table of requests, by which ``make records`` reads one."""

TABLES = ("schema_version", "records", "columns")


class RecordsHeading(Record):
    """The table ``[records]``: where they come from, and what the file itself does not say."""

    source: Text = Field(default=Text(), description="where the records come from")
    persons: int = Field(default=0, ge=0, le=10_000_000_000, description="who live there; 0 if nobody knows")
    dates: Literal["", "month_first", "day_first", "year_first"] = Field(
        default="", description="which stands first in a date"
    )


class RecordsColumns(Record):
    """The table ``[columns]``: the heading of each; empty for what is known by itself, “-” for none."""

    created: str = Field(default="", description="when a request came")
    closed: str = Field(default="", description="when it was closed")
    due: str = Field(default="", description="by when it should be")
    type: str = Field(default="", description="its type")
    place: str = Field(default="", description="where it comes from")
    department: str = Field(default="", description="who sees to it")
    satisfied: str = Field(default="", description="whether the caller was satisfied")
    reopened: str = Field(default="", description="how often it was sent back or on")
    reporter: str = Field(default="", description="tells callers apart; it is not kept")
    id: str = Field(default="", description="number of the order: rows that repeat one are one request; it is not kept")


class RecordsMapping(Record):
    """What such a file says."""

    records: RecordsHeading = RecordsHeading()
    columns: RecordsColumns = RecordsColumns()

    @property
    def headings(self) -> dict[str, str]:
        """Headings by meaning, those that are said."""
        return {meaning: heading for meaning, heading in self.columns.model_dump().items() if heading}

    @property
    def source(self) -> str:
        """Where the records come from."""
        said = both_languages(self.records.source.model_dump())
        return Bilingual(said.en, said.zh)


def read_mapping_file(path: Path, name: str) -> RecordsMapping:
    """Return what a mapping file says.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    text = decode(read_bytes(path, name), name)
    data = parse(text, name)
    document = Document(name, key_lines(text), form=RecordsMapping)
    for key in data:
        if key not in TABLES:
            document.report((key,), message("records.unknown_key"), enumerate_words(TABLES), nearest(key, TABLES))
    said = {
        key: check_table(document, form, data.get(key, {}), (key,))
        for key, form in (("records", RecordsHeading), ("columns", RecordsColumns))
    }
    if document.problems:
        raise ScenarioError(document.problems)
    return RecordsMapping.model_validate(said)
