"""A comparison as a JSON document and as a page."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import asdict
from math import floor, log10
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ...experiments.execution.provenance import Provenance
from ...experiments.regression.baseline import Baseline
from ...experiments.regression.comparison import BaselineComparison, Cell
from ...experiments.regression.exercise import Exercise
from ...experiments.regression.measures import is_lacking
from ...scenarios.toml.sanitize import page_data
from ..language.formatting import format_number
from ..language.translations import Words
from ..narratives.exercise import heading, item
from ..narratives.regression import (
    about_claim,
    about_earlier,
    about_ends,
    about_gone,
    about_parting,
    last_line,
    promise,
    verdict,
)
from .json_documents import SCHEMA_VERSION
from .layout import FOLDER


def document(
    comparison: BaselineComparison, baseline: Baseline, exercise: Exercise, origin: Provenance, code: int
) -> dict[str, Any]:
    """Return the document of a comparison."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "regression",
        "suite": comparison.suite,
        "tier": comparison.tier,
        "exit_code": code,
        "alpha": comparison.alpha,
        "seeds": comparison.seeds,
        "failed": comparison.failed,
        "inconclusive": comparison.open,
        "cells": [{**asdict(cell), "effect": cell.effect} for cell in comparison.cells],
        "declared": list(comparison.declared),
        "declared_cells": [{**asdict(cell), "effect": cell.effect} for cell in comparison.declared_cells],
        "earlier": comparison.earlier,
        "uncompared": list(comparison.uncompared),
        "not_exercised": exercise_document(exercise),
        "claims": [
            {**claim.claim.model_dump(), **{key: value for key, value in asdict(claim).items() if key != "claim"}}
            for claim in comparison.claims
        ],
        "partings": {name: asdict(parting) for name, parting in comparison.partings.items()},
        "gone": list(comparison.gone),
        "unended": comparison.unended,
        "notices": list(comparison.notices),
        "baseline": {"integrity": baseline.integrity, **baseline.created.model_dump()},
        "provenance": dict(origin),
    }


def exercise_document(exercise: Exercise) -> dict[str, Any]:
    """Return what is not exercised as part of a JSON document."""
    return {
        "total": exercise.total,
        "weeks": exercise.weeks,
        "default_weeks": exercise.default_weeks,
        "parts": {part.group: {"of": part.of, "missing": [*part.missing]} for part in exercise.parts},
        "levels": {key: [*values] for key, values in exercise.levels.items()},
    }


def page(
    comparison: BaselineComparison, baseline: Baseline, exercise: Exercise, origin: Provenance, code: int, say: Words
) -> str:
    """Return the page of a comparison: one HTML file without scripts and without requests."""
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    template = (FOLDER / "regression.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        say=say,
        style=Markup(style),
        style_digest=b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        data=Markup(page_data(document(comparison, baseline, exercise, origin, code))),
        suite=comparison.suite,
        verdict=verdict(comparison, say),
        count=last_line(comparison, say),
        promise=promise(comparison, say),
        claims=[about_claim(claim, say) for claim in comparison.claims],
        partings=[about_parting(name, parting, say) for name, parting in comparison.partings.items()],
        declared=[*comparison.declared],
        declared_rows=[row(cell, comparison, say) for cell in comparison.declared_cells],
        exercise_title=say("regress.exercise.title", total=exercise.total),
        exercise=[
            (heading(part, exercise, say), [item(part, key, say) for key in part.missing])
            for part in exercise.parts
            if part.missing
        ],
        ends=about_ends(comparison, say),
        notices=[
            *(about_earlier(name, runs, comparison.seeds, say) for name, runs in comparison.earlier.items()),
            *(about_gone(word, say) for word in comparison.gone),
            *(notice for notice in comparison.notices),
        ],
        rows=[row(cell, comparison, say) for cell in comparison.cells],
        columns=COLUMNS,
        created=baseline.created,
        provenance=origin,
    )


def page_missing(suite: str, message: str, code: int, say: Words) -> str:
    """Return the page of a comparison that did not come about, so that no older one is taken for it."""
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    template = (FOLDER / "unanswered.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        say=say,
        style=Markup(style),
        style_digest=b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        suite=suite,
        lines=message.splitlines(),
        code=code,
    )


COLUMNS = (
    "scenario", "indicator", "old", "new", "effect", "half", "largest", "margin", "p", "detectable", "verdict",
)  # fmt: skip
"""What :func:`row` shows, by the names of the columns in ``regress.column`` of the wording."""


def row(cell: Cell, comparison: BaselineComparison, say: Words) -> tuple[str, ...]:
    """Return what a table shows of a cell, to a hundredth or thousandth of what matters."""
    places = min(4, max(0, 2 - floor(log10(cell.margin)))) if cell.margin > 0.0 else 4

    def shown(number: float, sign: bool = False) -> str:
        return format_number(number, places, sign=sign)

    return (
        cell.scenario,
        say.title(comparison.indicator(cell.indicator)),
        say("regress.lacking") if is_lacking(cell.old) else shown(cell.old),
        say("regress.lacking") if is_lacking(cell.new) else shown(cell.new),
        shown(cell.effect, sign=True),
        shown(cell.half),
        shown(cell.largest, sign=True),
        shown(cell.margin),
        f"{cell.p:.2g}",
        shown(cell.detectable),
        say(f"regress.verdict.{cell.verdict}"),
    )
