"""One page to print about two cities: the sentence, the curves, the figures, the story, and the way back to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment
from markupsafe import Markup

from ...experiments.comparison import Comparison
from ...model.indicators import Indicator
from ..language.formatting import change, interval, level, localise
from ..narratives.standing import PairStanding
from .downloads import command, picture
from .measures import BY_NAME
from .translations import TAGS, Words

TEMPLATE = Path(__file__).parent / "assets" / "leaflet.html"

ROWS = (
    "effectiveness",
    "official",
    "resolution",
    "satisfaction",
    "trust",
    "participation",
    "equity",
    "coordination_cost",
)

PICTURE = (960.0, 320.0)
"""Width and height of the picture of curves."""

LONGEST = 1_200
"""Characters of a link that a phone still reads from paper three centimetres wide; assumed."""


def make_leaflet(
    result: Comparison,
    indicator: Indicator,
    said: PairStanding,
    titles: tuple[str, str],
    story: str,
    link: str,
    words: Words,
) -> str:
    """Return the page as HTML that prints on one sheet.

    Parameters
    ----------
    result : Comparison
        Of the city compared with and the one played.
    indicator : Indicator
        Whose curves are drawn.
    said : PairStanding
        What it begins with.
    titles : (str, str)
        What the city compared with and the one played are called.
    story : str
        Of the city played; its first paragraph is printed.
    link : str
        Where the two cities stand in the program, for a phone to read; one that is too long is printed as text alone.
    words : Words
    """
    html = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        TEMPLATE.read_text(encoding="utf-8")
    )
    code = segno.make(link, error="l", micro=False).svg_inline(scale=1, omitsize=True) if len(link) <= LONGEST else ""
    return html.render(
        say=words, lang=TAGS[words.language], said=said, names=titles, story=story.partition("\n\n")[0], link=link,
        code=Markup(code), picture=Markup(picture(result, indicator, words, PICTURE)), runs=len(result.seeds),
        rows=[_row(result, BY_NAME[name], words) for name in ROWS],
        command=command(result.scenarios, len(result.seeds)),
    )  # fmt: skip


def _row(result: Comparison, indicator: Indicator, words: Words) -> dict[str, Any]:
    cells = [localise(level(result.means[label][indicator.name], indicator), words) for label in result.labels]
    gap = result.paired[result.labels[1], indicator.name]
    told = f"{change(gap.mean, indicator)} {interval(gap, indicator)}".rstrip()
    return {"title": words.title(indicator), "cells": [*cells, localise(told, words)]}
