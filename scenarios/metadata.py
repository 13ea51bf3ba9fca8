"""What the table ``[scenario]`` may say beyond its form: names, titles, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import names
from .errors import Problem, describe_value, enumerate_words, nearest
from .form import Form
from .inheritance import Source
from .merge import both_languages
from .message import Bilingual, message
from .scenario import Text


def check_heading(source: Source, heading: dict[str, Any], form: Form) -> None:
    """Check what the table [scenario] says beyond its form."""
    document = source.document
    if "name" in heading and (fault := names.fault_of_name(heading["name"])):
        document.report(("scenario", "name"), message("name.faulty", name=describe_value(heading["name"]), fault=fault))
    if heading.get("resolved") and heading.get("extends"):
        document.report(("scenario", "extends"), message("scenario.resolved"))
    for language, words in heading.get("title", {}).items():
        if fault := names.fault_of_text(words, names.LONGEST) or (message("scenario.lines") if "\n" in words else ""):
            document.report(("scenario", "title", language), fault)
    watch, expect = heading.get("watch", ()), heading.get("expect", ())
    _check_indicators(source, watch, expect, form.names)


def tell_caveat(source: Source, heading: dict[str, Any]) -> Text:
    """Return what a file says against its own values; it is a warning of the file, so that every command tells it."""
    caveat = both_languages(heading.get("caveat", {}), lines=True)
    if caveat:
        line = source.document.lines.get(("scenario", "caveat"))
        source.document.warnings.append(warn_of_caveat(source.document.file, line, caveat))
    return caveat


def warn_of_caveat(file: str, line: int | None, caveat: Text) -> Problem:
    """Return a caveat as the warning of a file."""
    return Problem(file, line, "", Bilingual(caveat.en, caveat.zh))


def _check_indicators(
    source: Source, watch: Sequence[Any], expect: Sequence[dict[str, Any]], indicators: tuple[str, ...]
) -> None:
    document = source.document
    for place, item in enumerate(watch):
        if isinstance(item, str) and item not in indicators:
            document.report(
                ("scenario", "watch", place),
                message("scenario.indicator", name=describe_value(item)),
                enumerate_words(indicators, 99),
                nearest(item, indicators),
            )
    for place, claim in enumerate(expect):
        if claim["indicator"] not in indicators:
            word = claim["indicator"]
            key = ("scenario", "expect", place, "indicator")
            document.report(
                key,
                message("scenario.indicator", name=describe_value(word)),
                enumerate_words(indicators, 99),
                nearest(word, indicators),
            )
