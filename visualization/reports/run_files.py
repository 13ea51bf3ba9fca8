"""The files of a run, and the scenario that a checkpoint is a run of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ...experiments.execution.edition import read_saved_settings
from ...experiments.execution.provenance import Provenance
from ...experiments.execution.runs import RunResult
from ...experiments.outcomes.of_results import outcome_rows
from ...experiments.outcomes.outcome import Outcome
from ...experiments.store.result_files import write_frame, write_text
from ...scenarios import Scenario, Text, write
from ...scenarios.names import fit_name
from . import json_documents


def scenario_of(start: Path) -> Scenario:
    """Return what a checkpoint was a run of, as a scenario with its luck."""
    settings = read_saved_settings(start)
    name = fit_name(start.stem)
    return Scenario(name=name, title=Text(en=name, zh=name), settings=settings)


def write_run(
    stage: Path, record: Scenario, outcome: RunResult, origin: Provenance, own: Mapping[str, Outcome] | None = None
) -> None:
    """Write the files of a run: series, summary, resolved scenario, provenance; outcomes and parts if asked for."""
    frame = outcome.frame()
    write_frame(frame, stage / "series.parquet")
    write_frame(frame, stage / "series.csv")
    if own:
        write_frame(pd.DataFrame(outcome_rows(own, [outcome], record.settings)), stage / "outcomes.csv")
    for by in outcome.parts:
        write_frame(outcome.frame_of_parts(by), stage / f"by-{by}.csv")
    write_text(
        stage / "summary.json", json_documents.text(json_documents.run_document(record, outcome, origin, own=own))
    )
    write(record, stage / "scenario.toml")
    write_text(stage / "provenance.json", json_documents.text(dict(origin)))
