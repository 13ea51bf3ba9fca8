"""The page of a calibration: what is reached, what the targets say about each parameter, profiles, residuals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ..charts.calibration import figures
from ..language.formatting import compact
from ..language.translations import Language, words
from ..narratives import calibration
from .blocks import Listing, Section, render_sections
from .calibration_tables import parameter_cells, target_cells


def page(result: Mapping[str, Any], origin: Mapping[str, Any], language: Language) -> str:
    """Return the page of a calibration.

    Parameters
    ----------
    result : mapping
        What stands in ``calibration.json``.
    origin : mapping
        Provenance.
    language : str
    """
    say = words(language)
    search, profile = result["search"], result["profile"]
    posterior = result["posterior"] is not None
    procedure = [say(f"calibration.report.method_{search['method']}", trials=search["trials"])]
    if not posterior:
        procedure.append(
            say(
                "calibration.report.luck",
                seeds=search["seeds"],
                first=search["first_seed"],
                threshold=compact(profile["threshold"]),
            )
        )
        if len(result["parameters"]) > 1 and not profile["inner"]:
            procedure.append(say("calibration.report.held"))
    scenarios = cast("dict[str, Mapping[str, str]]", result["scenarios"])
    sourced = any(each["source"][language] for each in result["targets"])
    return render_sections(
        say,
        title=str(result["title"][language] or result["name"]),
        findings=[calibration.headline(result, say)],
        context=[*calibration.warnings(result, say), *calibration.verdicts(result, say)],
        sections=[
            Section(say("report.question"), paragraphs=[str(result["question"][language])]),
            Section(
                say("calibration.report.result"),
                paragraphs=[
                    say(
                        "calibration.report.default",
                        name=calibration.name_of(each, say),
                        meaning=str(each["meaning"][language]),
                        value=compact(each["default"]),
                    )
                    for each in result["parameters"]
                ],
                figures=figures(result, language),
                tables=[Listing(*parameter_cells(result, say, parts=True))],
            ),
            Section(
                say("calibration.report.residuals"),
                tables=[Listing(*target_cells(result, say, sources=sourced))],
            ),
            Section(say("calibration.report.procedure"), paragraphs=[*procedure, calibration.effort(result, say)]),
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
