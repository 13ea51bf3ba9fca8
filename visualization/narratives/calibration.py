"""What a calibration says, in words; from its document, so that files say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ..language.formatting import compact, format_number
from ..language.translations import Words


def headline(result: Mapping[str, Any], say: Words) -> str:
    """Return how many targets are reached."""
    return say(
        "calibration.headline", reached=result["reached"], all=len(result["targets"]), misfit=compact(result["misfit"])
    )


def warnings(result: Mapping[str, Any], say: Words) -> Iterator[str]:
    """Yield what stands against the result."""
    if result["reached"] < len(result["targets"]):
        missed = [each for each in result["targets"] if not each["reached"]]
        farthest = max(missed, key=lambda each: abs(each["units"]))
        yield say(
            "calibration.targets_missed",
            missed=len(missed),
            all=len(result["targets"]),
            units=compact(abs(farthest["units"])),
        )
    if result["failures"]:
        yield say("calibration.failures", failures=result["failures"])


def effort(result: Mapping[str, Any], say: Words) -> str:
    """Return what was run."""
    told = say("calibration.effort", trials=result["trials"], runs=result["runs_of_a_trial"])
    left = cast("Mapping[str, Any] | None", result["posterior"])
    if left is None:
        return told
    return " ".join(
        (
            told,
            say(
                "calibration.posterior",
                trials=result["search"]["trials"],
                accepted=left["accepted"],
                effective=compact(left["effective"]),
                distance=compact(left["distance"]),
            ),
        )
    )


def name_of(parameter: Mapping[str, Any], say: Words) -> str:
    """Return what a parameter is called: its title, or its key."""
    return str(parameter["title"][say.language] or parameter["key"])


def verdicts(result: Mapping[str, Any], say: Words) -> Iterator[str]:
    """Yield what is known of each parameter, and which make up for each other."""
    parameters = cast("list[Mapping[str, Any]]", result["parameters"])
    for each in parameters:
        name, kind = name_of(each, say), str(each["verdict"])
        about = {"name": name, "value": compact(each["value"])}
        searched = cast("list[float]", each["searched"])
        if kind in ("flat", "inert", "missed"):
            about |= {"low": compact(searched[0]), "high": compact(searched[1])}
        else:
            about |= {"low": compact(each["low"]), "high": compact(each["high"])}
        about["end"] = compact(searched[1] if kind == "bounded_below" else searched[0])
        yield say(f"calibration.{kind}", **about)
        if each["parts"] > 1:
            yield say("calibration.parts", name=name, parts=each["parts"])
    names = {str(each["key"]): name_of(each, say) for each in parameters}
    known = {str(each["key"]) for each in parameters if each["verdict"] == "identified"}
    for pair in result["pairs"]:
        yield say(
            "calibration.ridge_known" if {pair["one"], pair["other"]} <= known else "calibration.ridge",
            one=names[pair["one"]],
            other=names[pair["other"]],
            correlation=format_number(pair["correlation"], 2, sign=True),
            points=pair["points"],
        )
