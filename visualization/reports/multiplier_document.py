"""The JSON document of a multiplier experiment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...experiments.execution.provenance import Provenance
from ...experiments.multipliers.factorial_result import FactorialResult, rows_of
from ...experiments.multipliers.result import Multiplier
from ...experiments.multipliers.table import TableMultiplier
from ..language.translations import LANGUAGES, words
from ..narratives import multiplier
from . import json_documents

FRAMES = ("synergy", "contributions", "shapley", "pairs", "dividends")

CELLS = "cells"


def document(result: FactorialResult, provenance: Provenance) -> dict[str, Any]:
    """Return the document; ``final`` is that of the grand coalition, numbers that do not exist are null.

    Tables are lists of rows with the columns of the frames of :class:`~.factorial_result.FactorialResult`.
    """
    verdict = result.verdict
    measure = result.asked_measures[0]
    return {
        "schema_version": json_documents.SCHEMA_VERSION,
        "kind": "multiplier",
        **_about(result),
        "players": list(result.names),
        "outcome": measure.outcome,
        "scale": result.judged,
        "provenance": provenance,
        "verdict": {
            "answer": verdict.answer,
            "reason": verdict.reason,
            "sentence": {each: multiplier.headline(result, words(each)) for each in LANGUAGES},
            "context": {each: multiplier.context(result, words(each)) for each in LANGUAGES},
        },
        "verdicts": {
            arm: {"answer": each.answer, "reason": each.reason, "worth_more_than_all": list(result.worth_more(arm))}
            for arm, each in result.verdicts.items()
        },
        "overflow": result.overflow,
        **{name: _rows(getattr(result, name)) for name in frames_of(result)},
    }


def frames_of(result: FactorialResult) -> tuple[str, ...]:
    """Return the names of the tables that an experiment has."""
    return (*FRAMES, CELLS) if isinstance(result, Multiplier) else FRAMES


def _about(result: FactorialResult) -> dict[str, Any]:
    """Return what was looked at: scenarios and runs, or a table."""
    if isinstance(result, TableMultiplier):
        return {
            "table": result.name,
            "paired": result.paired,
            "replicates": len(result.seeds),
            "seeds": list(result.seeds),
            "better": result.better,
            "bounds": [end if np.isfinite(end) else None for end in (result.low, result.high)],
        }
    assert isinstance(result, Multiplier)
    grand = result.arms["given"].finals[:, -1].mean(axis=0)
    return {
        "scenario": json_documents.identify(result.scenario, result.scenario.name),
        "baseline": json_documents.identify(result.baseline, result.baseline.name),
        "seed": result.seeds[0],
        "weeks": result.weeks,
        "replicates": len(result.seeds),
        "seeds": list(result.seeds),
        "final": json_documents.values(dict(zip(result.form.names, grand.tolist(), strict=True))),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()}
        for row in rows_of(frame)
    ]
