"""What the table ``[scenario]`` may say beyond its form: names, titles, indicators."""

from __future__ import annotations

from typing import Any

from ..model.indicators import NAMES
from . import names
from .chain import Source
from .problems import listed, nearest, shown


def check_heading(source: Source, heading: dict[str, Any]) -> None:
    """Check what the table [scenario] says beyond its form."""
    document = source.document
    if "name" in heading and (fault := names.fault_of_name(heading["name"])):
        document.report(("scenario", "name"), f"{shown(heading['name'])}: {fault}")
    if heading.get("resolved") and heading.get("extends"):
        document.report(("scenario", "extends"), "a resolved scenario extends nothing")
    for language, words in heading.get("title", {}).items():
        if fault := names.fault_of_text(words, names.LONGEST) or ("has more than one line" if "\n" in words else ""):
            document.report(("scenario", "title", language), fault)
    for place, item in enumerate(heading.get("watch", ())):
        if isinstance(item, str) and item not in NAMES:
            document.report(
                ("scenario", "watch", place),
                f"{shown(item)} is not an indicator",
                listed(NAMES, 99),
                nearest(item, NAMES),
            )
    for place, claim in enumerate(heading.get("expect", ())):
        if claim["indicator"] not in NAMES:
            word = claim["indicator"]
            key = ("scenario", "expect", place, "indicator")
            document.report(key, f"{shown(word)} is not an indicator", listed(NAMES, 99), nearest(word, NAMES))
