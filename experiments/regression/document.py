"""A comparison as a JSON document and as a page."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ..documents import SCHEMA_VERSION
from ..figures import written
from ..provenance import Provenance
from ..quoting import clean, page_data
from ..report.frame import FOLDER as REPORT
from ..words import Words
from .baseline import Baseline
from .ladder import Cell, Comparison
from .sentences import about_claim, about_gone, about_parting, last_line, promise, verdict

FOLDER = Path(__file__).parent


def document(comparison: Comparison, baseline: Baseline, origin: Provenance, code: int) -> dict[str, Any]:
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


def page(comparison: Comparison, baseline: Baseline, origin: Provenance, code: int, say: Words) -> str:
    """Return the page of a comparison: one HTML file without scripts and without requests."""
    style = (REPORT / "page.css").read_text(encoding="utf-8")
    template = (FOLDER / "regression.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        say=say,
        style=Markup(style),
        style_digest=b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        data=Markup(page_data(document(comparison, baseline, origin, code))),
        suite=clean(comparison.suite),
        verdict=verdict(comparison, say),
        count=last_line(comparison, say),
        promise=promise(comparison, say),
        claims=[clean(about_claim(claim, say)) for claim in comparison.claims],
        partings=[clean(about_parting(name, parting, say)) for name, parting in comparison.partings.items()],
        notices=[
            *(clean(about_gone(word, say)) for word in comparison.gone),
            *(clean(notice) for notice in comparison.notices),
        ],
        rows=[row(cell, say) for cell in comparison.cells],
        created=baseline.created,
        provenance=origin,
    )


def row(cell: Cell, say: Words) -> tuple[str, ...]:
    """Return what a table shows of a cell."""
    from ..findings import BY_NAME

    return (
        clean(cell.scenario),
        say.title(BY_NAME[cell.indicator]),
        written(cell.old, 4),
        written(cell.new, 4),
        written(cell.effect, 4, sign=True),
        written(cell.half, 4),
        written(cell.margin, 4),
        f"{cell.p:.2g}",
        written(cell.detectable, 4),
        say(f"regress.verdict.{cell.verdict}"),
    )
