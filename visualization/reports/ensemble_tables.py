"""The tables of an ensemble as cells: claims, what rejects cities, what decides a claim; and as Markdown for pages."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...experiments.ensembles import EnsembleResult
from ...experiments.ensembles.claims import ClaimOverCities
from ..language.formatting import format_number, probability
from ..language.translations import Words
from ..narratives.ensemble import (
    claim_title,
    details,
    headline,
    independent,
    number_title,
    percent,
    spread,
    stage_title,
    summary,
)
from .markdown import markdown_row

CLAIMS = ("claim", "share", "interval", "cities", "effective", "surely", "surely_not", "spread", "drawn")
REJECTIONS = ("stage", "seen", "rejected", "missed")
GENERATIONS = ("looked_at", "tolerance", "states", "survivors", "roots", "taken", "fraction", "drawn_so_far")
DECIDERS = ("number", "key", "rank", "p", "rank_drawn", "p_drawn", "low_third", "high_third")
SHOWN = 8
"""Numbers that a table of deciders shows."""


def head(names: Sequence[str], words: Words) -> list[str]:
    """Return the headings of a table."""
    return [words(f"ensemble.column.{name}") for name in names]


def claim_cells(result: EnsembleResult, words: Words) -> list[list[str]]:
    """Return a row for each claim, as :data:`CLAIMS`."""
    rows: list[list[str]] = []
    for claim in result.claims:
        found = claim.kept
        interval = f"{percent(found.low, words)} – {percent(found.high, words)}" if found.cities else "—"
        numbers = [
            str(found.cities), independent(found.effective), str(found.surely), str(found.surely_not),
        ]  # fmt: skip
        rows.append(
            [
                claim_title(result, claim, words), percent(found.share, words), interval, *numbers,
                spread(found, claim, words), percent(claim.drawn.share, words),
            ]
        )  # fmt: skip
    return rows


def rejection_cells(result: EnsembleResult, words: Words) -> list[list[str]]:
    """Return a row for each stage, as :data:`REJECTIONS`."""
    return [
        [
            stage_title(str(row["stage"]), words), f"{row['seen']:,}", f"{row['rejected']:,}",
            percent(float(row["missed"]), words),
        ]
        for row in result.rejections.to_dict("records")
    ]  # fmt: skip


def generation_cells(result: EnsembleResult, words: Words) -> list[list[str]]:
    """Return a row for each generation, as :data:`GENERATIONS`; none of plain draws."""
    return [
        [
            words("ensemble.all_criteria" if each.criteria else "ensemble.looks"), format_number(each.tolerance, 3),
            f"{each.cities:,}", f"{each.survivors:,}", str(each.roots), percent(each.taken, words),
            percent(each.fraction, words), f"{each.drawn:,}",
        ]
        for each in result.generations
    ]  # fmt: skip


def decider_cells(claim: ClaimOverCities, words: Words) -> list[list[str]]:
    """Return a row for each of the numbers that go with a claim most, as :data:`DECIDERS`."""
    return [
        [
            number_title(str(row["name"]), words), f"`{row['name']}`",
            *(_rank_cells(row["rank"], row["p"])), *(_rank_cells(row["rank_drawn"], row["p_drawn"])),
            percent(float(row["low_third"]), words), percent(float(row["high_third"]), words),
        ]
        for row in claim.deciders.head(SHOWN).to_dict("records")
    ]  # fmt: skip


def _rank_cells(rank: float, p: float) -> tuple[str, str]:
    return ("—", "—") if math.isnan(rank) else (format_number(rank, 2, sign=True), probability(p))


def markdown(result: EnsembleResult, words: Words) -> str:
    """Return a fragment of Markdown: what was drawn and kept, the claims, what decides each."""
    lines = [f"<!-- {words('validate.made', command=COMMAND)} -->", "", *_paragraphs(summary(result, words))]
    lines += _table(CLAIMS, claim_cells(result, words), words)
    lines += [words("ensemble.claims_note"), ""]
    lines += _table(REJECTIONS, rejection_cells(result, words), words)
    lines += [words("ensemble.rejections_note", reference=result.reference), ""]
    if result.generations:
        lines += _table(GENERATIONS, generation_cells(result, words), words)
        lines += [words("ensemble.generations_note"), ""]
    for claim in result.claims:
        lines += [f"**{headline(result, claim, words)}**", "", *_paragraphs(details(claim, words))]
        if len(claim.deciders):
            lines += _table(DECIDERS, decider_cells(claim, words), words)
    return "\n".join([*lines, words("ensemble.deciders_note")]) + "\n"


COMMAND = "cogov ensemble"


def _paragraphs(sentences: Sequence[str]) -> list[str]:
    return [line for sentence in sentences for line in (sentence, "")]


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], words: Words) -> list[str]:
    rule = ["---", *("---:" for _ in names[1:])]
    return [markdown_row(head(names, words)), markdown_row(rule), *(markdown_row(row) for row in rows), ""]
