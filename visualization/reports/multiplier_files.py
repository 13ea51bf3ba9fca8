"""The JSON document of a multiplier experiment, and its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...experiments.execution.provenance import Provenance
from ...experiments.multipliers.result import Multiplier, rows_of
from ...experiments.store.result_files import write_frame, write_text
from ...scenarios import write
from ..charts.multiplier import Gains, figures
from ..language.translations import LANGUAGES, words
from ..narratives import multiplier
from . import json_documents
from . import multiplier as report

_FRAMES = ("synergy", "shapley", "pairs", "dividends", "cells")


def document(result: Multiplier, provenance: Provenance) -> dict[str, Any]:
    """Return the document; ``final`` is that of the grand coalition, numbers that do not exist are null.

    Tables are lists of rows with the columns of the frames of :class:`~.result.Multiplier`.
    """
    verdict = result.verdict
    grand = result.arms["given"].finals[:, -1].mean(axis=0)
    return {
        "schema_version": json_documents.SCHEMA_VERSION,
        "kind": "multiplier",
        "scenario": json_documents.identify(result.scenario, result.scenario.name),
        "baseline": json_documents.identify(result.baseline, result.baseline.name),
        "seed": result.seeds[0],
        "weeks": result.weeks,
        "replicates": len(result.seeds),
        "seeds": list(result.seeds),
        "players": list(result.names),
        "outcome": result.outcome,
        "provenance": provenance,
        "final": json_documents.values(dict(zip(result.form.names, grand.tolist(), strict=True))),
        "verdict": {
            "answer": verdict.answer,
            "reason": verdict.reason,
            "sentence": {each: multiplier.headline(result, words(each)) for each in LANGUAGES},
            "context": {each: multiplier.context(result, words(each)) for each in LANGUAGES},
        },
        "verdicts": {
            arm: {"answer": each.answer, "reason": each.reason, "worth_more_than_all": list(result.better(arm))}
            for arm, each in result.verdicts.items()
        },
        "overflow": result.overflow,
        **{name: _rows(getattr(result, name)) for name in _FRAMES},
    }


def write_files(stage: Path, result: Multiplier, provenance: Provenance) -> None:
    """Write pages, pictures, tables, summary, resolved scenarios and provenance."""
    for language in LANGUAGES:
        end = "" if language == "en" else f".{language}"
        write_text(stage / report.NAMES_OF_PAGES[language], report.page(result, language, provenance))
        for figure in figures(Gains.of(result), language):
            write_text(stage / f"{figure.name}{end}.svg", figure.alone().file())
    for name in _FRAMES:
        write_frame(getattr(result, name), stage / f"{name}.csv")
    write_frame(result.runs, stage / "runs.parquet")
    write_frame(result.runs, stage / "runs.csv")
    write_text(stage / "summary.json", json_documents.text(document(result, provenance)))
    write(result.scenario, stage / "scenario.toml")
    nobody = {"settings": result.arms["given"].settings[0], "notes": {}, "expect": ()}
    write(result.scenario.model_copy(update=nobody), stage / "nobody.toml")
    write_text(stage / "provenance.json", json_documents.text(dict(provenance)))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()}
        for row in rows_of(frame)
    ]
