"""What the records of requests say, in words; from their document, so that file and page say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ...scenarios.city.headings import name_meaning
from ...scenarios.message import say as say_in
from ..language.formatting import compact, format_number
from ..language.part_names import issue_name
from ..language.translations import Words

SHOWN = 5
"""Places that are named one by one."""

RecordsDocument = Mapping[str, Any]


def fact_name(fact: Mapping[str, Any], say: Words) -> str:
    """Return what a figure is."""
    key, part = str(fact["key"]), str(fact["part"])
    if key.startswith("explained"):
        return say(f"records.fact.{key}", part=say(f"records.group.{part}"))
    return say(f"records.fact.{key}", part=part)


def value_text(value: float | None, unit: str, say: Words) -> str:
    """Return a value in its unit; a dash where it is not known."""
    if value is None:
        return "—"
    if unit == "share":
        return format_number(100.0 * value, 1) + ("%" if say.language == "zh" else " %")
    return compact(value)


def interval_text(low: float | None, high: float | None, unit: str, say: Words) -> str:
    """Return an interval; a dash where there is none. What cannot be below 0 is not shown below it."""
    if low is None or high is None:
        return "—"
    floor = float("-inf") if unit == "ratio" else 0.0
    return " – ".join(value_text(max(floor, end), unit, say) for end in (low, high))


def headline(document: RecordsDocument, say: Words) -> str:
    """Return how many requests were read, and how many figures the model's city meets."""
    compared = list_tested(document)
    told = say("records.headline", requests=f"{document['requests']:,}", first=document["first"], last=document["last"])
    if not compared:
        return told
    met = sum(bool(each["met"]) for each in compared)
    between = "" if say.language == "zh" else " "
    return between.join((told, say("records.headline_model", met=met, all=len(compared))))


def list_tested(document: RecordsDocument) -> list[Mapping[str, Any]]:
    """Return the figures of the model that were not set by the records themselves."""
    return [each for each in cast("list[Mapping[str, Any]]", document["model"]) if not each["set"]]


def reading(document: RecordsDocument, say: Words) -> Iterator[str]:
    """Yield what was read, what was set apart, and what was not kept."""
    listed = ("; " if say.language == "en" else "；").join(
        say("records.column", meaning=say_in(name_meaning(meaning), say.language), heading=heading)
        for meaning, heading in document["columns"].items()
    )
    yield say("records.columns", columns=listed)
    for each in document["aside"]:
        yield say("records.aside", count=f"{each['count']:,}", why=str(each[say.language]))
    for each in document.get("notices", ()):
        yield say("city.notice", what=str(each[say.language]))
    if places := document.get("places"):
        yield _tell_places(places, say)
    if (targets := document.get("targets")) and not targets["written"]:
        yield say("records.no_targets", needed=targets["needed"], most=targets["most"])
    yield say("records.private")


def _tell_places(places: Mapping[str, Any], say: Words) -> str:
    """Return how many places of the records the city has, and which it has not."""
    told = say("records.places", there=places["there"], known=places["known"])
    if not places["missing"]:
        return told
    between = ", " if say.language == "en" else "、"
    listed = between.join(places["missing"][:SHOWN])
    more = len(places["missing"]) - SHOWN
    missing = say("records.places_more", names=listed, more=more) if more > 0 else listed
    return ("" if say.language == "zh" else " ").join((told, say("records.places_missing", names=missing)))


def misses(document: RecordsDocument, say: Words) -> Iterator[str]:
    """Yield the figures that the model's city misses, and by how much."""
    for each in list_tested(document):
        if not each["met"]:
            yield say(
                "records.missed",
                name=fact_name(each, say),
                records=value_text(each["records"], each["unit"], say),
                model=value_text(each["model"], each["unit"], say),
            )


def caveats(document: RecordsDocument, say: Words) -> Iterator[str]:
    """Yield what speaks against the values of the model's city."""
    if caveat := str(document.get("caveat", {}).get(say.language, "")):
        yield say("records.caveat", caveat=caveat)


def unknown(document: RecordsDocument, say: Words) -> Iterator[str]:
    """Yield what these records cannot tell."""
    for key in document["unknown"]:
        yield say(f"records.unknown.{key}")


def forecast_verdicts(document: RecordsDocument, say: Words) -> Iterator[str]:
    """Yield how the part held out was forecast, against the rival."""
    held = cast("Mapping[str, Any] | None", document["held_out"])
    if held is None:
        yield say("records.not_held_out")
        return
    yield say("records.held_out", weeks=held["weeks"], held=held["held_weeks"], start=held["from"])
    better = [each for each in held["forecasts"] if each["error"] < each["rival_error"]]
    yield say("records.forecast_better", better=len(better), all=len(held["forecasts"]))


def fact_cells(document: RecordsDocument, say: Words) -> tuple[str, list[str], list[bool], list[list[str]]]:
    """Return the table of all figures: caption, headings, which columns hold numbers, cells."""
    headings = [say(f"records.table.{key}") for key in ("figure", "value", "interval", "requests")]
    rows = [
        [
            fact_name(fact, say),
            value_text(fact["value"], fact["unit"], say),
            interval_text(fact["low"], fact["high"], fact["unit"], say),
            f"{fact['n']:,}",
        ]
        for fact in document["facts"]
    ]
    return say("records.table.facts"), headings, [False, True, True, True], rows


def model_cells(document: RecordsDocument, say: Words) -> tuple[str, list[str], list[bool], list[list[str]]]:
    """Return the table of records beside the model."""
    keys = ("figure", "value", "interval", "later", "model", "model_interval", "verdict")
    rows = [
        [
            fact_name(each, say),
            value_text(each["records"], each["unit"], say),
            interval_text(each["low"], each["high"], each["unit"], say),
            value_text(each["later"], each["unit"], say),
            value_text(each["model"], each["unit"], say),
            interval_text(each["model_low"], each["model_high"], each["unit"], say),
            say("records.verdict.set" if each["set"] else f"records.verdict.{'met' if each['met'] else 'missed'}"),
        ]
        for each in document["model"]
    ]
    headings = [say(f"records.table.{key}") for key in keys]
    return say("records.table.beside"), headings, [False, True, True, True, True, True, False], rows


def forecast_cells(document: RecordsDocument, say: Words) -> tuple[str, list[str], list[bool], list[list[str]]]:
    """Return the table of forecasts."""
    keys = ("figure", "forecast", "rival", "came", "error", "rival_error")
    held = cast("Mapping[str, Any] | None", document["held_out"])
    rows = [
        [
            say(f"records.forecast.{each['key']}", part=each["part"]),
            *(value_text(each[key], each["unit"], say) for key in keys[1:]),
        ]
        for each in (held["forecasts"] if held else ())
    ]
    headings = [say(f"records.table.{key}") for key in keys]
    return say("records.table.forecasts"), headings, [False, True, True, True, True, True], rows


def type_cells(document: RecordsDocument, say: Words) -> tuple[str, list[str], list[bool], list[list[str]]]:
    """Return the table of types: share, interval, time set, and what was assumed."""
    rows = [
        [
            str(each["name"]),
            value_text(each["value"], "share", say),
            interval_text(each["low"], each["high"], "share", say),
            f"{each['deadline_weeks']}{'' if each['deadline_known'] else ' ' + say('records.assumed')}",
            f"{issue_name(each['like'], say)} {say('records.assumed')}",
        ]
        for each in document["types"]
    ]
    headings = [say(f"records.table.{key}") for key in ("type", "share", "interval", "deadline", "like")]
    return say("records.table.types"), headings, [False, True, True, True, False], rows
