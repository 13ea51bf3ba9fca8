"""What a calibration says, in words and in cells of tables; from its document, so that files say the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from ...model.indicators import INDICATORS
from ..figures import written
from ..quoting import clean
from ..words import Words


class Cells(NamedTuple):
    """A table: caption, headings, which columns hold numbers, cells."""

    caption: str
    headings: list[str]
    numbers: list[bool]
    rows: list[list[str]]


def number(value: float) -> str:
    """Return a number with four digits that tell.

    >>> number(1.432222), number(-0.0001234), number(52.0)
    ('1.432', '−0.0001234', '52')
    """
    return f"{value:.4g}".replace("-", "−")


def span(ends: Sequence[float] | None) -> str:
    """Return an interval."""
    return "—" if ends is None else f"{number(ends[0])} – {number(ends[1])}"


def headline(found: Mapping[str, Any], say: Words) -> str:
    """Return how many targets are reached."""
    return say(
        "calibration.headline", reached=found["reached"], all=len(found["targets"]), misfit=number(found["misfit"])
    )


def warnings(found: Mapping[str, Any], say: Words) -> Iterator[str]:
    """Yield what stands against the result."""
    if found["reached"] < len(found["targets"]):
        yield say("calibration.missed")
    if found["failures"]:
        yield say("calibration.failures", failures=found["failures"])


def effort(found: Mapping[str, Any], say: Words) -> str:
    """Return what was run."""
    told = say("calibration.effort", trials=found["trials"], runs=found["runs_of_a_trial"])
    left = cast("Mapping[str, Any] | None", found["posterior"])
    if left is None:
        return told
    return " ".join(
        (
            told,
            say(
                "calibration.posterior",
                trials=found["search"]["trials"],
                accepted=left["accepted"],
                effective=number(left["effective"]),
                distance=number(left["distance"]),
            ),
        )
    )


def name_of(parameter: Mapping[str, Any], say: Words) -> str:
    """Return what a parameter is called: its title, or its key."""
    return clean(str(parameter["title"][say.language] or parameter["key"]))


def verdicts(found: Mapping[str, Any], say: Words) -> Iterator[str]:
    """Yield what is known of each parameter, and which make up for each other."""
    parameters = cast("list[Mapping[str, Any]]", found["parameters"])
    for each in parameters:
        name, kind = name_of(each, say), str(each["verdict"])
        about = {"name": name, "value": number(each["value"])}
        searched = cast("list[float]", each["searched"])
        if kind in ("flat", "inert"):
            about |= {"low": number(searched[0]), "high": number(searched[1])}
        else:
            about |= {"low": number(each["low"]), "high": number(each["high"])}
        about["end"] = number(searched[1] if kind == "bounded_below" else searched[0])
        yield say(f"calibration.{kind}", **about)
        if each["parts"] > 1:
            yield say("calibration.parts", name=name, parts=each["parts"])
    names = {str(each["key"]): name_of(each, say) for each in parameters}
    known = {str(each["key"]) for each in parameters if each["verdict"] == "identified"}
    for pair in found["pairs"]:
        yield say(
            "calibration.ridge_known" if {pair["one"], pair["other"]} <= known else "calibration.ridge",
            one=names[pair["one"]],
            other=names[pair["other"]],
            correlation=written(pair["correlation"], 2, sign=True),
            points=pair["points"],
        )


def parameter_cells(found: Mapping[str, Any], say: Words, *, parts: bool = False) -> Cells:
    """Return the table of parameters, with the parts of their intervals where there is room."""
    abc = found["posterior"] is not None
    parts = parts and not abc
    names = ["parameter", "value", "interval", *(["region", "bootstrap"] if parts else []), "searched", "verdict"]
    rows = [
        [
            clean(str(each["key"])),
            number(each["value"]),
            span([each["low"], each["high"]]),
            *([span(each["region"]), span(each["bootstrap"])] if parts else []),
            span(each["searched"]),
            say(f"calibration.verdict.{each['verdict']}"),
        ]
        for each in found["parameters"]
    ]
    caption = say("calibration.parameters_abc" if abc else "calibration.parameters")
    return _cells(caption, names, ("value", "interval", "region", "bootstrap", "searched"), rows, say)


def target_cells(found: Mapping[str, Any], say: Words, *, sources: bool = False) -> Cells:
    """Return the table of targets, with their sources where there is room."""
    indicators = {each.name: each for each in INDICATORS}
    names = ["target", "window", "wanted", "found", "residual", "units", "reached", *(["source"] if sources else [])]
    rows: list[list[str]] = []
    for each in found["targets"]:
        title = str(each["title"][say.language]) or (
            f"{found['scenarios'][each['scenario']]['name']}: {say.title(indicators[each['indicator']])}"
        )
        first, weeks = each["first_week"], int(each["weeks"])
        window = (
            say("calibration.last", weeks=weeks)
            if first is None
            else say("calibration.window", first=first, end=first + weeks - 1)
        )
        digits = _digits(each["tolerance"])
        rows.append(
            [
                clean(title),
                window,
                f"{written(each['target'], digits)} ± {number(each['tolerance'])}",
                written(each["found"], digits),
                written(each["residual"], digits, sign=True),
                written(each["units"], 2, sign=True),
                say("calibration.yes" if each["reached"] else "calibration.no"),
                *([clean(str(each["source"][say.language]))] if sources else []),
            ]
        )
    return _cells(say("calibration.targets"), names, ("wanted", "found", "residual", "units"), rows, say)


def _digits(tolerance: float) -> int:
    """Return the decimals that show a hundredth of a tolerance.

    >>> _digits(0.05), _digits(2.0), _digits(500.0)
    (4, 2, 0)
    """
    return max(0, 2 - math.floor(math.log10(tolerance)))


def _cells(caption: str, names: list[str], numbers: Sequence[str], rows: list[list[str]], say: Words) -> Cells:
    headings = [say(f"calibration.column.{name}") for name in names]
    return Cells(caption, headings, [name in numbers for name in names], rows)
