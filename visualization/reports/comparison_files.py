"""The files of a comparison, and the command that makes them again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...experiments.comparison import Comparison
from ...experiments.execution.provenance import Provenance
from ...experiments.store.result_files import write_frame, write_text
from ...scenarios import write
from ..charts.comparison import effectiveness_chart
from . import json_documents
from .comparison import NAMES_OF_PAGES, page
from .latex import write_table


def command(scenarios: Sequence[str], replicates: int, result: Comparison, changes: Sequence[str]) -> list[str]:
    """Return the command that makes a comparison again, with everything spelled out."""
    words = ["cogov", "compare", *scenarios, "--replicates", str(replicates), "--seed", str(result.seeds[0])]
    words += ["--weeks", str(result.weeks)]
    if result.moved:
        words.append("--same-world")
    words += [word for each in result.breakdowns for word in ("--by", each)]
    return words + [word for change in changes for word in ("--set", change)]


def write_comparison(stage: Path, result: Comparison, origin: Provenance) -> None:
    """Write the files of a comparison: pages, pictures, tables, summary, resolved scenarios, provenance."""
    for language, name in NAMES_OF_PAGES.items():
        write_text(stage / name, page(result, language, origin))
        picture = "effectiveness.svg" if language == "en" else f"effectiveness.{language}.svg"
        write_text(stage / picture, effectiveness_chart(result, language, alone=True).file())
    write_frame(result.series, stage / "series.parquet")
    write_frame(result.finals, stage / "finals.csv")
    write_table(result.differences, stage / "differences.csv")
    if result.own:
        write_frame(result.outcomes, stage / "outcomes.csv")
        write_table(result.outcome_differences, stage / "outcome-differences.csv")
    for by in result.breakdowns:
        write_frame(result.parts(by), stage / f"by-{by}.csv")
        write_frame(result.by(by), stage / f"differences-by-{by}.csv")
    write_text(stage / "summary.json", json_documents.text(json_documents.comparison_document(result, origin)))
    for number, scenario in enumerate(result.scenarios, 1):
        write(scenario, stage / f"scenario-{number}.toml")
    write_text(stage / "provenance.json", json_documents.text(dict(origin)))
