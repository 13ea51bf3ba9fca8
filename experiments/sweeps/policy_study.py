"""The study that a contrast needs: two policies, each in the same states of the world, with the same luck.

The policies are the rules of two scenarios, and the levers of extensions that both use; all else is as in the second
of them. States are a Latin hypercube over what is named, so that a state is the unit of replication.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...model.extensions.bundle import ExtendedSettings
from ...scenarios import Problem, Scenario, ScenarioError
from ...scenarios.errors import enumerate_words
from ...scenarios.message import MessageLanguage, message
from ..design.loading import load_study
from ..design.study import Study
from ..execution.runs import resolve_scenario

LEVER = "policy"
"""Name of the factor that tells the policies apart."""

STATES = 24
REPLICATES = 5


@dataclass(frozen=True, slots=True)
class PolicyStudy:
    """A study of two policies.

    Attributes
    ----------
    study : Study
    of, against : str
        Levels of :data:`LEVER`.
    """

    study: Study
    of: str
    against: str


def design_contrast(
    of: str | Path,
    against: str | Path,
    over: Sequence[str],
    *,
    outcome: str = "effectiveness",
    states: int = STATES,
    replicates: int = REPLICATES,
    seed: int = 1,
    weeks: int | None = None,
    changes: dict[str, Any] | None = None,
    options: str = "",
    lang: MessageLanguage = "en",
) -> PolicyStudy:
    """Return the study of one policy less another.

    Parameters
    ----------
    of, against : str or Path
        Scenarios that differ in their rules alone.
    over : sequence of str
        Settings below ``world`` and ``behaviour`` that states differ in: ``KEY``, over the range that the model
        declares, or ``KEY=LOW:HIGH``.
    outcome : str
    states, replicates : int
    seed : int
        Of the first replicate, and of the sample of states.
    weeks : int, optional
        Instead of what the scenarios say.
    changes : dict, optional
        Settings of both.
    options : str
        What stands before the names of parameters in messages.
    lang : str
        Language of the message of an error.

    Raises
    ------
    ScenarioError
        With all that is wrong.
    """
    records = [resolve_scenario(each, weeks=weeks, changes=changes or {}) for each in (of, against)]
    levels = _policies(records, str(of), str(against))
    names = [str(of), str(against)] if str(of) != str(against) else []
    uncertainties, problems = _uncertainties(over, f"{options}over")
    if not over:
        problems.append(Problem(f"{options}over", None, "", message("value.missing")))
    if problems:
        raise ScenarioError(problems, lang)
    tables: dict[str, Any] = {
        "schema_version": 1,
        "study": {
            "name": "contrast",
            "scenario": str(against),
            "outcomes": [outcome],
            "title": {"en": f"{names[0]} less {names[1]}", "zh": f"{names[0]}减{names[1]}"},
            "question": {
                "en": f"Where does {names[0]} bring more than {names[1]}?",
                "zh": f"{names[0]}在什么情形下胜过{names[1]}？",
            },
        },
        "settings": {**(changes or {}), **({"run.weeks": weeks} if weeks is not None else {})},
        "design": {
            "levers": {"method": "grid"},
            "uncertainties": {"method": "lhs", "points": states, "seed": seed},
        },
        "levers": {LEVER: {"title": {"en": "Policy", "zh": "政策"}, "levels": dict(zip(names, levels, strict=True))}},
        "uncertainties": uncertainties,
        "seeds": {"first": seed, "replicates": replicates},
    }
    return PolicyStudy(load_study(tables), names[0], names[1])


def _policies(records: Sequence[Scenario], of: str, against: str) -> list[dict[str, Any]]:
    """Return the rules in which two scenarios differ, as each has them; refuse what differs besides."""
    tables = [_flat(record.settings.model_dump(mode="json")) for record in records]
    differ = [key for key in {**tables[0], **tables[1]} if tables[0].get(key) != tables[1].get(key)]
    own = _levers(records)
    rules = [key for key in differ if key.startswith("rules.") or key in own]
    beside = [key for key in differ if not key.startswith(("rules.", "run.seed")) and key not in own]
    if beside:
        what = message("contrast.beside", one=of, other=against, keys=enumerate_words(beside, 8))
        raise ScenarioError([Problem(of, None, "", what)])
    if not rules:
        raise ScenarioError([Problem(of, None, "", message("contrast.same", one=of, other=against))])
    return [{key: table[key] for key in rules} for table in tables]


def _levers(records: Sequence[Scenario]) -> tuple[str, ...]:
    """Return the levers of extensions, where all scenarios use the same ones."""
    settings = [record.settings for record in records]
    first = settings[0]
    if not isinstance(first, ExtendedSettings) or any(type(each) is not type(first) for each in settings):
        return ()
    return first.bundle.levers


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict) and value:
            result |= _flat(value, f"{prefix}{key}.")
        else:
            result[f"{prefix}{key}"] = value
    return result


def _uncertainties(over: Sequence[str], option: str) -> tuple[dict[str, Any], list[Problem]]:
    result: dict[str, Any] = {}
    problems: list[Problem] = []
    for written in over:
        key, equals, span = written.partition("=")
        name = key.rsplit(".", 1)[-1]
        name = name if name not in result else key.replace(".", "_")
        table: dict[str, Any] = {"key": key}
        if equals:
            try:
                table["low"], table["high"] = (float(part) for part in span.split(":"))
            except ValueError:
                problems.append(Problem(option, None, "", message("contrast.range", text=repr(written))))
        result[name] = table
    return result, problems
