"""What the table ``[scenario]`` may say beyond its form: names, titles, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import names
from .chain import LIBRARY, Source
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
    watch, expect = heading.get("watch", ()), heading.get("expect", ())
    # Indicators live beside the kernels that measure them, and to import those takes most of a second: not for the
    # library, whose names are tested, nor where none are named.
    if (watch or expect) and (source.path is None or source.path.parent != LIBRARY):
        _check_indicators(source, watch, expect)


def _check_indicators(source: Source, watch: Sequence[Any], expect: Sequence[dict[str, Any]]) -> None:
    from ..model.indicators import NAMES

    document = source.document
    for place, item in enumerate(watch):
        if isinstance(item, str) and item not in NAMES:
            document.report(
                ("scenario", "watch", place),
                f"{shown(item)} is not an indicator",
                listed(NAMES, 99),
                nearest(item, NAMES),
            )
    for place, claim in enumerate(expect):
        if claim["indicator"] not in NAMES:
            word = claim["indicator"]
            key = ("scenario", "expect", place, "indicator")
            document.report(key, f"{shown(word)} is not an indicator", listed(NAMES, 99), nearest(word, NAMES))
