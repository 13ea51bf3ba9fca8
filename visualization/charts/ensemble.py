"""Which assumption decides a claim: rank correlations of numbers with the difference, city by city."""

from __future__ import annotations

import math

from ...experiments.ensembles import EnsembleResult
from ...experiments.ensembles.claims import ClaimOverCities
from ...experiments.ensembles.deciders import rows_of
from ...model.indicators import BY_NAME
from ..language.translations import Language, Words, words
from ..narratives.ensemble import number_title
from .bars import Bar, bar_chart
from .figure import Figure

SHOWN = 10
"""Numbers that a picture shows."""


def figures(result: EnsembleResult, language: Language) -> list[Figure]:
    """Return for each claim a picture over the cities kept, and one over all drawn, where there are enough."""
    say = words(language)
    found: list[Figure] = []
    for claim in result.claims:
        for suffix, share in (("", claim.kept), ("_drawn", claim.drawn)):
            if bars := _bars(claim, suffix, say):
                title = say(f"ensemble.picture{suffix}", indicator=say.title(BY_NAME[claim.indicator]))
                caption = say("ensemble.picture_caption", cities=share.cities, shown=len(bars))
                drawing = bar_chart(bars, label=title, unit=say("ensemble.rank_unit"))
                found.append(Figure(f"decides-{claim.name}{suffix.replace('_', '-')}", drawing, caption, title))
    return found


def _bars(claim: ClaimOverCities, suffix: str, say: Words) -> list[Bar]:
    rank = f"rank{suffix}"
    rows = {str(row["name"]): row for row in rows_of(claim.deciders) if not math.isnan(row[rank])}
    first = sorted(rows, key=lambda name: -abs(rows[name][rank]))[:SHOWN]
    return [
        Bar(number_title(name, say), *(float(rows[name][f"{each}{suffix}"]) for each in ("rank", "low", "high")))
        for name in first
    ]
