"""The files of a multiplier experiment."""

from __future__ import annotations

from pathlib import Path

from ...experiments.execution.provenance import Provenance
from ...experiments.multipliers.factorial_result import FactorialResult
from ...experiments.multipliers.result import Multiplier
from ...experiments.store.result_files import write_frame, write_text
from ...scenarios import write
from ..charts.multiplier import Gains, figures
from ..language.translations import LANGUAGES
from . import json_documents
from . import multiplier as report
from .latex import write_table
from .multiplier_document import document, frames_of


def write_files(stage: Path, result: FactorialResult, provenance: Provenance) -> None:
    """Write pages, pictures, tables, summary and provenance; of cities also runs and resolved scenarios."""
    for language in LANGUAGES:
        end = "" if language == "en" else f".{language}"
        write_text(stage / report.NAMES_OF_PAGES[language], report.page(result, language, provenance))
        for figure in figures(Gains.of(result), language):
            write_text(stage / f"{figure.name}{end}.svg", figure.alone().file())
    for name in frames_of(result):
        frame = getattr(result, name)
        if len(frame):
            write_table(frame, stage / f"{name}.csv")
    write_text(stage / "summary.json", json_documents.text(document(result, provenance)))
    write_text(stage / "provenance.json", json_documents.text(dict(provenance)))
    if isinstance(result, Multiplier):
        write_frame(result.runs, stage / "runs.parquet")
        write_frame(result.runs, stage / "runs.csv")
        write(result.scenario, stage / "scenario.toml")
        nobody = {"settings": result.arms["given"].settings[0], "notes": {}, "expect": ()}
        write(result.scenario.model_copy(update=nobody), stage / "nobody.toml")
