"""The files of a run, and the scenario that a checkpoint is a run of."""

from __future__ import annotations

from pathlib import Path

from ...experiments.execution.provenance import Provenance
from ...experiments.execution.runs import RunResult
from ...experiments.store.result_files import write_frame, write_text
from ...model.checkpoint import Checkpoint
from ...scenarios import Scenario, Text, write
from ...scenarios.names import fit_name
from . import json_documents


def scenario_of(start: Path) -> Scenario:
    """Return what a checkpoint was a run of, as a scenario with its luck."""
    header = Checkpoint(start).header
    run = header.settings.run.model_copy(update={"seed": header.seed})
    name = fit_name(start.stem)
    return Scenario(name=name, title=Text(en=name, zh=name), settings=header.settings.model_copy(update={"run": run}))


def write_run(stage: Path, record: Scenario, outcome: RunResult, origin: Provenance) -> None:
    """Write the files of a run: series, summary, resolved scenario, provenance."""
    frame = outcome.frame()
    write_frame(frame, stage / "series.parquet")
    write_frame(frame, stage / "series.csv")
    write_text(stage / "summary.json", json_documents.text(json_documents.run_document(record, outcome, origin)))
    write(record, stage / "scenario.toml")
    write_text(stage / "provenance.json", json_documents.text(dict(origin)))
