"""A calibration as one JSON document; it holds nothing that depends on how it went."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ...model.kernel_cache import source_digest
from ...scenarios import Text
from ..execution.extensions import document_extensions
from .result import Calibration

SCHEMA_VERSION = 1


def document(result: Calibration) -> dict[str, Any]:
    """Return a calibration as a document for JSON."""
    task = result.task
    failed = [(number, each) for number, (_, each) in enumerate(result.tried) if each.failed]
    used = document_extensions(*(scenario.settings for scenario in task.scenarios.values()))
    rows: list[dict[str, Any]] = result.targets.to_dict("records")
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "calibration",
        "name": task.name,
        "title": _text(task.title),
        "question": _text(task.question),
        "method": task.search.method,
        "code": source_digest(),
        "scenarios": {
            name: {"name": scenario.name, "title": _text(scenario.title), "digest": scenario.digest}
            for name, scenario in task.scenarios.items()
        },
        **({"extensions": used} if used else {}),
        "search": task.search.model_dump(),
        "profile": task.profile.model_dump(),
        "trials": len(result.tried),
        "failed": [{"trial": number, "error": each.error} for number, each in failed[:20]],
        "failures": len(failed),
        "runs_of_a_trial": task.runs,
        "values": result.values,
        "misfit": result.misfit,
        "reached": sum(bool(row["reached"]) for row in rows),
        "parameters": [
            {
                "key": parameter.key,
                "title": _text(parameter.title),
                "meaning": {"en": parameter.declared.meaning, "zh": parameter.declared.meaning_zh},
                "unit": parameter.declared.unit,
                "default": parameter.declared.default,
                "searched": [parameter.low, parameter.high],
                "log": parameter.log,
                **asdict(each),
            }
            for parameter, each in zip(task.parameters, result.found, strict=True)
        ],
        "pairs": [asdict(pair) for pair in result.pairs],
        "targets": [
            {
                **row, "name": target.name, "title": _text(target.title), "source": _text(target.source),
                "first_week": target.first_week, "weeks": target.weeks,
                **({} if target.own is None else {"outcome": target.own.document()}),
            }
            for row, target in zip(rows, task.targets, strict=True)
        ],
        "posterior": None if result.left is None else {
            "accepted": len(result.left.draws),
            "effective": result.left.effective,
            "distance": max(each.misfit for each in result.left.draws) ** 0.5,
        },
        "profiles": {
            parameter.key: [
                [step.value, None if step.found.failed else step.found.misfit] for step in profile.steps
            ]
            for parameter, profile in zip(task.parameters, result.steps, strict=bool(result.steps))
        },
    }  # fmt: skip


def _text(words: Text) -> dict[str, str]:
    return {"en": words.en, "zh": words.zh}
