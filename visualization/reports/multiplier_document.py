"""The JSON document of a multiplier experiment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...experiments.execution.provenance import Provenance
from ...experiments.multipliers.result import Multiplier, rows_of
from ..language.translations import LANGUAGES, words
from ..narratives import multiplier
from . import json_documents

FRAMES = ("synergy", "shapley", "pairs", "dividends", "cells")


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
        **{name: _rows(getattr(result, name)) for name in FRAMES},
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()}
        for row in rows_of(frame)
    ]
