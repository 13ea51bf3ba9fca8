"""The JSON document of a multiplier experiment, and its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...model.indicators import NAMES
from ...scenarios import Scenario, write
from .. import documents
from ..outputs import write_frame, write_text
from ..provenance import Provenance
from ..words import LANGUAGES, words
from . import sentences
from .result import Multiplier, rows_of

_FRAMES = ("synergy", "shapley", "pairs", "dividends", "cells")


def document(found: Multiplier, provenance: Provenance) -> dict[str, Any]:
    """Return the document; ``final`` is that of the grand coalition, numbers that do not exist are null.

    Tables are lists of rows with the columns of the frames of :class:`~.result.Multiplier`.
    """
    verdict = found.verdict
    grand = found.arms["given"].finals[:, -1].mean(axis=0)
    return {
        "schema_version": documents.SCHEMA_VERSION,
        "kind": "multiplier",
        "scenario": _scenario(found.scenario),
        "baseline": _scenario(found.baseline),
        "seed": found.seeds[0],
        "weeks": found.weeks,
        "replicates": len(found.seeds),
        "seeds": list(found.seeds),
        "players": list(found.names),
        "outcome": found.outcome,
        "provenance": provenance,
        "final": dict(zip(NAMES, grand.tolist(), strict=True)),
        "verdict": {
            "answer": verdict.answer,
            "reason": verdict.reason,
            "sentence": {each: sentences.headline(found, words(each)) for each in LANGUAGES},
            "context": {each: sentences.context(found, words(each)) for each in LANGUAGES},
        },
        "verdicts": {
            arm: {"answer": each.answer, "reason": each.reason, "worth_more_than_all": list(found.better(arm))}
            for arm, each in found.verdicts.items()
        },
        "overflow": found.overflow,
        **{name: _rows(getattr(found, name)) for name in _FRAMES},
    }


def write_files(stage: Path, found: Multiplier, provenance: Provenance) -> None:
    """Write pages, pictures, tables, summary, resolved scenarios and provenance."""
    from ..report import multiplier as report

    for language in LANGUAGES:
        end = "" if language == "en" else f".{language}"
        write_text(stage / report.NAMES_OF_PAGES[language], report.page(found, language, provenance))
        for figure in report.figures(report.Gains.of(found), language):
            write_text(stage / f"{figure.name}{end}.svg", figure.alone().file())
    for name in _FRAMES:
        write_frame(getattr(found, name), stage / f"{name}.csv")
    write_frame(found.runs, stage / "runs.parquet")
    write_frame(found.runs, stage / "runs.csv")
    write_text(stage / "summary.json", documents.text(document(found, provenance)))
    write(found.scenario, stage / "scenario.toml")
    nobody = {"settings": found.arms["given"].settings[0], "notes": {}, "expect": ()}
    write(found.scenario.model_copy(update=nobody), stage / "nobody.toml")
    write_text(stage / "provenance.json", documents.text(dict(provenance)))


def _scenario(scenario: Scenario) -> dict[str, str]:
    return {"name": scenario.name, "digest": scenario.digest}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()}
        for row in rows_of(frame)
    ]
