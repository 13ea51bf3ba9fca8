"""What an analysis finds as files: a document, its tables, and its picture in each language."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...experiments.analysis.result import Finding
from ...experiments.store.result_files import write_text
from ..charts.analysis import draw_all
from ..language.translations import LANGUAGES
from .json_documents import SCHEMA_VERSION, text
from .latex import write_table

if TYPE_CHECKING:
    from ...experiments.execution.provenance import Provenance


def document(result: Finding, provenance: Provenance) -> dict[str, Any]:
    """Return a finding as a document; numbers that do not exist are null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "analysis",
        "study": result.study,
        "method": result.method,
        "outcome": result.outcome,
        "verdict": result.verdict,
        "notes": list(result.notes),
        "tables": {name: [_plain(row) for row in frame.to_dict("records")] for name, frame in result.tables.items()},
        "provenance": provenance,
    }


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in row.items():
        item = value.item() if hasattr(value, "item") else value
        plain[str(key)] = None if isinstance(item, float) and not math.isfinite(item) else item
    return plain


def write_files(stage: Path, result: Finding, provenance: Provenance) -> list[str]:
    """Write document, tables and pictures into a folder, and return the names of the files."""
    names = [f"{result.method}.json"]
    write_text(stage / names[0], text(document(result, provenance)))
    for name, frame in result.tables.items():
        names += write_table(frame, stage / f"{result.method}-{name}.csv")
    for language in LANGUAGES:
        for name, drawing in draw_all(result, language).items():
            names.append(f"{name}{'' if language == 'en' else '.' + language}.svg")
            write_text(stage / names[-1], drawing.file())
    return names
