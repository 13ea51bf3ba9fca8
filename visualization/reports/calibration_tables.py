"""The tables of a calibration, for its page and the terminal; from its document, so that files say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...experiments.execution.extensions import read_indicators
from ...experiments.outcomes.of_runs import read
from ...model.indicators import INDICATORS
from ..language.formatting import compact, format_number, span, tolerance_digits
from ..language.translations import Words
from ..narratives.outcomes import describe_outcome


class Cells(NamedTuple):
    """A table: caption, headings, which columns hold numbers, cells."""

    caption: str
    headings: list[str]
    numbers: list[bool]
    rows: list[list[str]]


def parameter_cells(result: Mapping[str, Any], say: Words, *, parts: bool = False) -> Cells:
    """Return the table of parameters, with the parts of their intervals where there is room."""
    abc = result["posterior"] is not None
    parts = parts and not abc
    names = ["parameter", "value", "interval", *(["region", "bootstrap"] if parts else []), "searched", "verdict"]
    rows = [
        [
            _name(each, say),
            compact(each["value"]),
            span([each["low"], each["high"]]),
            *([span(each["region"]), span(each["bootstrap"])] if parts else []),
            span(each["searched"]),
            say(f"calibration.verdict.{each['verdict']}"),
        ]
        for each in result["parameters"]
    ]
    caption = say("calibration.parameters_abc" if abc else "calibration.parameters")
    return _cells(caption, names, ("value", "interval", "region", "bootstrap", "searched"), rows, say)


def target_cells(result: Mapping[str, Any], say: Words, *, sources: bool = False) -> Cells:
    """Return the table of targets, with their sources where there is room."""
    indicators = {each.name: each for each in (*INDICATORS, *read_indicators(result.get("extensions") or {}))}
    names = ["target", "window", "wanted", "found", "residual", "units", "reached", *(["source"] if sources else [])]
    cities = _name_cities(result, say)
    rows: list[list[str]] = []
    for each in result["targets"]:
        first, weeks, name = each["first_week"], int(each["weeks"]), str(each["indicator"])
        if "outcome" in each:
            own = read({name: each["outcome"]})[name]
            called, window = say.of(own.title), describe_outcome(own, say)
        else:
            called = say.title(indicators[name])
            window = (
                say("calibration.last", weeks=weeks)
                if first is None
                else say("calibration.window", first=first, end=first + weeks - 1)
            )
        city = cities[each["scenario"]]
        title = str(each["title"][say.language]) or f"{city}: {called}"
        digits = tolerance_digits(each["tolerance"])
        rows.append(
            [
                title,
                window,
                f"{format_number(each['target'], digits)} ± {compact(each['tolerance'])}",
                format_number(each["found"], digits),
                format_number(each["residual"], digits, sign=True),
                format_number(each["units"], 2, sign=True),
                say("calibration.yes" if each["reached"] else "calibration.no"),
                *([str(each["source"][say.language])] if sources else []),
            ]
        )
    return _cells(say("calibration.targets"), names, ("wanted", "found", "residual", "units"), rows, say)


def _name(parameter: Mapping[str, Any], say: Words) -> str:
    """Return what a parameter is called, with its key; the key alone where nobody named it."""
    title, key = str(parameter["title"][say.language]), str(parameter["key"])
    return say("calibration.titled", title=title, key=key) if title else key


def _name_cities(result: Mapping[str, Any], say: Words) -> dict[str, str]:
    """Return the titles of scenarios, by their names in the file; with the name where two have one title."""
    titles = {name: str(each["title"][say.language] or each["name"]) for name, each in result["scenarios"].items()}
    several = Counter(titles.values())
    return {
        name: title if several[title] == 1 else say("calibration.titled", title=title, key=name)
        for name, title in titles.items()
    }


def _cells(caption: str, names: list[str], numbers: Sequence[str], rows: list[list[str]], say: Words) -> Cells:
    headings = [say(f"calibration.column.{name}") for name in names]
    return Cells(caption, headings, [name in numbers for name in names], rows)
