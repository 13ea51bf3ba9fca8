"""The page, the document and the files of an ensemble."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...experiments.ensembles import EnsembleResult
from ...experiments.ensembles.claims import ClaimShare
from ...experiments.ensembles.declaration import RESULT, SOURCE
from ...experiments.execution.provenance import Provenance
from ...experiments.store.result_files import write_frame, write_text
from ..charts.ensemble import figures
from ..language.translations import LANGUAGES, Language, Words, words
from ..narratives.ensemble import claim_title, details, headline, summary
from . import json_documents
from .blocks import Listing, Section, render_sections
from .ensemble_tables import (
    CLAIMS,
    DECIDERS,
    GENERATIONS,
    REJECTIONS,
    claim_cells,
    decider_cells,
    generation_cells,
    head,
    markdown,
    rejection_cells,
)
from .latex import write_table

NAMES_OF_PAGES: dict[Language, str] = {"en": "ensemble.html", "zh": "ensemble.zh.html"}


RECORDED = 20
"""Numbers of each claim that a shipped record holds."""


def page(result: EnsembleResult, language: Language, provenance: Provenance) -> str:
    """Return the page of an ensemble."""
    say = words(language)
    pictures = figures(result, language)
    findings = summary(result, say)
    sections = [
        Section(say("ensemble.page.claims"), tables=[_listing("claims", CLAIMS, claim_cells(result, say), say)]),
        Section(
            say("ensemble.page.selection"),
            [say("ensemble.page.selection_text", numbers=len(result.declaration.numbers))],
            tables=[_listing("rejections", REJECTIONS, rejection_cells(result, say), say, reference=result.reference)],
        ),
    ]
    if result.generations:
        cells = generation_cells(result, say)
        tables = [_listing("generations", GENERATIONS, cells, say)]
        sections.append(Section(say("ensemble.page.generations"), tables=tables))
    for claim in result.claims:
        own = [each for each in pictures if each.name.startswith(f"decides-{claim.name}")]
        own = [each for each in own if each.name.removeprefix(f"decides-{claim.name}") in ("", "-drawn")]
        cells = decider_cells(claim, say)
        tables = [_listing("deciders", DECIDERS, cells, say)] if cells else []
        sections.append(
            Section(claim_title(result, claim, say), [headline(result, claim, say), *details(claim, say)], own, tables)
        )
    return render_sections(
        say,
        title=say("ensemble.page.title", name=say.of(result.declaration.heading.title) or result.declaration.name),
        findings=[findings[-len(result.claims)]] if result.claims else findings[:1],
        context=findings,
        sections=sections,
        limits=[say(f"ensemble.limit.{name}") for name in ("circular", "ranges", "weights", "share", "decides")],
        origin=dict(provenance),
    )


def _listing(name: str, names: tuple[str, ...], rows: list[list[str]], say: Words, **about: object) -> Listing:
    caption = say(f"ensemble.{name}_note", **about)
    cells = [[cell.strip("`") for cell in row] for row in rows]
    return Listing(caption, head(names, say), [place > 0 and each != "key" for place, each in enumerate(names)], cells)


def document(result: EnsembleResult, provenance: Provenance) -> dict[str, Any]:
    """Return the JSON document of an ensemble; numbers that do not exist are null."""
    low, high = result.acceptance_interval
    return {
        "schema_version": json_documents.SCHEMA_VERSION,
        "kind": "ensemble",
        "name": result.declaration.name,
        "declaration": result.declaration.document(),
        "provenance": provenance,
        "drawn": result.drawn,
        "kept": result.kept,
        "effective": result.effective,
        "families": result.families,
        "wanted": result.declaration.heading.kept,
        "acceptance": {
            "draws": result.plain,
            "kept": result.plain_kept,
            "share": result.acceptance,
            "interval": [low, high],
            "by_generations": _plain(result.rate),
        },
        "generations": [{name: _plain(value) for name, value in asdict(each).items()} for each in result.generations],
        "descents": [list(each) for each in result.descents],
        "reference": result.reference,
        "hardest": result.hardest,
        "sentences": {each: summary(result, words(each)) for each in LANGUAGES},
        "rejections": _rows(result.rejections),
        "claims": [
            {
                "name": claim.name,
                "title": {each: claim_title(result, claim, words(each)) for each in LANGUAGES},
                "indicator": claim.indicator,
                "threshold": claim.threshold,
                "direction": "more" if claim.sign > 0 else "less",
                "kept": _share(claim.kept),
                "drawn": _share(claim.drawn),
                "deciding": list(claim.deciding),
                "deciding_drawn": list(claim.deciding_drawn),
                "deciders": _rows(claim.deciders),
            }
            for claim in result.claims
        ],
        "cities": _rows(result.cities),
    }


def _share(found: ClaimShare) -> dict[str, Any]:
    names = ("cities", "holds", "surely", "surely_not", "share", "low", "high", "effective", "middle", "lower", "upper")
    return {name: _plain(getattr(found, name)) for name in names}


def _rows(frame: Any) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def record(result: EnsembleResult, provenance: Provenance) -> dict[str, str]:
    """Return what is shipped of an ensemble, by file: the document and how it was declared, without a run."""
    told = document(result, provenance)
    for claim in told["claims"]:
        claim["deciders"] = claim["deciders"][:RECORDED]
    return {RESULT: json_documents.text(told), SOURCE: result.declaration.source}


def write_files(stage: Path, result: EnsembleResult, provenance: Provenance) -> None:
    """Write pages, pictures, tables, the document and the provenance into a folder."""
    for language in LANGUAGES:
        end = "" if language == "en" else f".{language}"
        write_text(stage / NAMES_OF_PAGES[language], page(result, language, provenance))
        write_text(stage / f"ensemble{end}.md", markdown(result, words(language)))
        for figure in figures(result, language):
            write_text(stage / f"{figure.name}{end}.svg", figure.alone().file())
    write_text(stage / RESULT, json_documents.text(document(result, provenance)))
    write_text(stage / SOURCE, result.declaration.source)
    write_text(stage / "provenance.json", json_documents.text(dict(provenance)))
    write_table(result.rejections, stage / "rejections.csv")
    write_table(result.cities, stage / "cities.csv")
    for claim in result.claims:
        write_table(claim.deciders, stage / f"deciders-{claim.name}.csv")
    write_frame(result.numbers, stage / "numbers.csv")
