"""The page of a calibration: what is reached, what the targets say about each parameter, profiles, residuals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ..calibration import sentences
from ..quoting import clean
from ..words import Language, Words, words
from .picture import Figure
from .profile import profile_chart
from .sections import Listing, Section, sectioned


def page(found: Mapping[str, Any], origin: Mapping[str, Any], language: Language) -> str:
    """Return the page of a calibration.

    Parameters
    ----------
    found : mapping
        What stands in ``calibration.json``.
    origin : mapping
        Provenance.
    language : str
    """
    say = words(language)
    search, profile = found["search"], found["profile"]
    posterior = found["posterior"] is not None
    procedure = [say(f"calibration.report.method_{search['method']}", trials=search["trials"])]
    if not posterior:
        procedure.append(
            say(
                "calibration.report.luck",
                seeds=search["seeds"],
                first=search["first_seed"],
                threshold=sentences.number(profile["threshold"]),
            )
        )
        if len(found["parameters"]) > 1 and not profile["inner"]:
            procedure.append(say("calibration.report.held"))
    scenarios = cast("dict[str, Mapping[str, str]]", found["scenarios"])
    sourced = any(each["source"][language] for each in found["targets"])
    return sectioned(
        say,
        title=str(found["title"][language] or found["name"]),
        findings=[sentences.headline(found, say)],
        context=[*sentences.warnings(found, say), *sentences.verdicts(found, say)],
        sections=[
            Section(say("report.question"), paragraphs=[clean(str(found["question"][language]))]),
            Section(
                say("calibration.report.result"),
                paragraphs=[
                    say(
                        "calibration.report.default",
                        name=sentences.name_of(each, say),
                        meaning=clean(str(each["meaning"][language])),
                        value=sentences.number(each["default"]),
                    )
                    for each in found["parameters"]
                ],
                figures=figures(found, language),
                tables=[Listing(*sentences.parameter_cells(found, say, parts=True))],
            ),
            Section(
                say("calibration.report.residuals"),
                tables=[Listing(*sentences.target_cells(found, say, sources=sourced))],
            ),
            Section(say("calibration.report.procedure"), paragraphs=[*procedure, sentences.effort(found, say)]),
        ],
        limits=[
            say("page.limits.city"),
            say("page.limits.numbers"),
            say("calibration.report.limit_model"),
            say("calibration.report.limit_interval"),
        ],
        origin=origin,
        facts=[(f"{say('report.scenario')} {each['name']}", each["digest"]) for each in scenarios.values()],
    )


def figures(found: Mapping[str, Any], language: Language) -> list[Figure]:
    """Return a picture of each parameter's profile."""
    return list(_figures(found, words(language)))


def _figures(found: Mapping[str, Any], say: Words) -> Iterator[Figure]:
    threshold = float(found["profile"]["threshold"])
    for number, each in enumerate(found["parameters"], start=1):
        steps = cast("list[list[float | None]]", found["profiles"].get(each["key"], []))
        known = [(value, misfit) for value, misfit in steps if value is not None and misfit is not None]
        drawn = [(value, misfit - found["misfit"]) for value, misfit in known]
        if len(drawn) < 2:
            continue
        name = sentences.name_of(each, say)
        low, high = each["region"]
        yield Figure(
            f"profile-{number}",
            profile_chart(
                drawn,
                best=each["value"],
                region=(low, high),
                threshold=threshold,
                log=each["log"],
                heading=say("calibration.report.figure", name=name),
                x=say("calibration.report.axis", name=clean(str(each["key"])), unit=str(each["unit"])),
            ),
            say("calibration.report.caption", threshold=sentences.number(threshold)),
        )
