"""The page of records: what was read, the records beside the model's city, forecasts, and what is not identified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..charts.records import arrival_figure, share_figure, type_figure
from ..language.translations import Language, words
from ..narratives import records
from .blocks import Listing, Section, render_sections

NAMES_OF_PAGES: dict[Language, str] = {"en": "records.html", "zh": "records.zh.html"}


def page(document: Mapping[str, Any], origin: Mapping[str, Any], language: Language) -> str:
    """Return the page of records.

    Parameters
    ----------
    document : mapping
        What stands in ``facts.json``.
    origin : mapping
        Provenance.
    language : str
    """
    say = words(language)
    types, shares = type_figure(document, say), share_figure(document, say)
    sections = [
        Section(say("records.section.reading"), paragraphs=list(records.reading(document, say))),
        Section(
            say("records.section.arrivals"),
            paragraphs=[say("records.arrivals_note")],
            figures=[arrival_figure(document, say)],
        ),
    ]
    if document["model"]:
        sections.append(
            Section(
                say("records.section.model"),
                paragraphs=[
                    say("records.model_note", seeds=len(document["model_seeds"])),
                    *records.caveats(document, say),
                    *records.misses(document, say),
                ],
                figures=[shares] if shares else [],
                tables=[Listing(*records.model_cells(document, say))],
            )
        )
    if document["types"]:
        sections.append(
            Section(
                say("records.section.types"),
                figures=[types] if types else [],
                tables=[Listing(*records.type_cells(document, say))],
                notes=[say("records.types_note")],
            )
        )
    held = Listing(*records.forecast_cells(document, say))
    sections += [
        Section(
            say("records.section.forecast"),
            paragraphs=list(records.forecast_verdicts(document, say)),
            tables=[held] if held.rows else [],
        ),
        Section(
            say("records.section.facts"),
            tables=[Listing(*records.fact_cells(document, say))],
            notes=[say("records.facts_note")],
        ),
        Section(say("records.section.unknown"), paragraphs=list(records.unknown(document, say))),
    ]
    source = str(document["source"][language])
    return render_sections(
        say,
        title=say("records.title"),
        findings=[records.headline(document, say)],
        context=[source] if source else [],
        sections=sections,
        limits=[
            say("page.limits.city"),
            say("page.limits.numbers"),
            say("records.limit_official"),
            say("records.limit_met"),
        ],
        origin=origin,
        facts=[(say("records.file"), f"{document['file']['name']}, SHA-256 {document['file']['sha256']}")],
    )
