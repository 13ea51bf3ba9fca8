"""Runs by parts of the city: what can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from ...model.engine.measuring.parts import PARTS, Breakdown
from ...scenarios import Problem, Scenario, ScenarioError
from ...scenarios.arguments import faults_of_repetition
from ...scenarios.errors import describe_value, enumerate_words, nearest
from ...scenarios.message import MessageLanguage, message
from .edition import edition_of

__all__ = ["PARTS", "Breakdown", "check_breakdown"]


def check_breakdown(
    scenarios: Sequence[Scenario], by: Sequence[str], *, options: str = "", lang: MessageLanguage = "en"
) -> tuple[Breakdown, ...]:
    """Return the breakdowns that are asked for, each once; `options` stands before ``by`` where the user wrote it.

    Raises
    ------
    ScenarioError
        If a breakdown is unknown, or a scenario is played by agents alone.
    """
    problems = [
        Problem(f"{options}by", None, "", message("parts.unknown", value=describe_value(each)), enumerate_words(PARTS),
                nearest(str(each), PARTS))
        for each in by
        if each not in PARTS
    ]  # fmt: skip
    problems += faults_of_repetition((each for each in by if isinstance(cast(object, each), str)), f"{options}by")
    for scenario in scenarios if by and not problems else ():
        if not edition_of(scenario.settings).measures_parts:
            problems.append(Problem(scenario.name, None, "", message("parts.agents")))
    if problems:
        raise ScenarioError(problems, lang)
    return tuple(dict.fromkeys(cast("Sequence[Breakdown]", by)))
