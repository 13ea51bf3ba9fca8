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
from ...model.parameter import quantities
from ...model.parameters.settings import Settings
from ...scenarios import Problem, Scenario, ScenarioError, Text
from ...scenarios.arguments import faults_of_repetition
from ...scenarios.errors import enumerate_words, nearest, visible
from ...scenarios.form import form_of
from ...scenarios.message import MessageLanguage, message
from ..design.loading import load_study
from ..design.outcome_file import OutcomeSource, load_outcomes, outcome_tables
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
    outcome : str
        What is compared.
    """

    study: Study
    of: str
    against: str
    outcome: str


def design_contrast(
    of: str | Path,
    against: str | Path,
    over: Sequence[str],
    *,
    outcome: str = "",
    outcomes: OutcomeSource | None = None,
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
        Indicator, or one of `outcomes`; if not given the first of these, or ``effectiveness``.
    outcomes : str, Path or mapping, optional
        Outcomes of your own: a file with tables ``[outcomes.NAME]``, or the tables.
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
    names = [str(of), str(against)]
    uncertainties, problems = read_uncertainties(over, f"{options}over", records[1])
    own: dict[str, Any] = {}
    if outcomes is not None:
        load_outcomes(outcomes, records, lang=lang)  # with its lines, before it becomes a part of the study
        own = outcome_tables(outcomes)
    judged = outcome or next(iter(own), "effectiveness")
    known = (*own, *form_of(records[1].settings).names)
    if judged not in known:
        what, near = message("multiplier.outcome", name=repr(visible(judged))), nearest(judged, known)
        allowed = "" if near else enumerate_words(known, len(known))
        problems.append(Problem(f"{options}outcome", None, "", what, allowed, near))
    if problems:
        raise ScenarioError(problems, lang)
    said = [Text(en=each.title.en or name, zh=each.title.zh or name) for each, name in zip(records, names, strict=True)]
    tables: dict[str, Any] = {
        "schema_version": 1,
        "study": {
            "name": "contrast",
            "scenario": str(against),
            "outcomes": [judged],
            "title": {"en": f"“{said[0].en}” less “{said[1].en}”", "zh": f"“{said[0].zh}”减“{said[1].zh}”"},
            "question": {
                "en": f"Where does “{said[0].en}” bring more than “{said[1].en}”?",
                "zh": f"“{said[0].zh}”在什么情形下胜过“{said[1].zh}”？",
            },
        },
        "settings": {**(changes or {}), **({"run.weeks": weeks} if weeks is not None else {})},
        "design": {
            "levers": {"method": "grid"},
            "uncertainties": {"method": "lhs", "points": states, "seed": seed},
        },
        # What is held against comes first: the usual contrast of a lever is that of its last level less its first.
        "levers": {
            LEVER: {
                "title": {"en": "Policy", "zh": "政策"},
                "levels": dict(zip(reversed(names), reversed(levels), strict=True)),
            }
        },
        **({"outcomes": own} if own else {}),
        "uncertainties": uncertainties,
        "seeds": {"first": seed, "replicates": replicates},
    }
    return PolicyStudy(load_study(tables), names[0], names[1], judged)


def _policies(records: Sequence[Scenario], of: str, against: str) -> list[dict[str, Any]]:
    """Return the rules in which two scenarios differ, as each has them; refuse what differs besides."""
    tables = [settings_by_key(record.settings) for record in records]
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


def settings_by_key(settings: Settings) -> dict[str, Any]:
    """Return every setting by its dotted key; lists stay whole."""
    return _flat(settings.model_dump(mode="json"))


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict) and value:
            result |= _flat(value, f"{prefix}{key}.")
        else:
            result[f"{prefix}{key}"] = value
    return result


def read_uncertainties(over: Sequence[str], option: str, city: Scenario) -> tuple[dict[str, Any], list[Problem]]:
    """Return what states differ in as tables of a study, and what is wrong.

    Parameters
    ----------
    over : sequence of str
        ``KEY`` or ``KEY=LOW:HIGH``.
    option : str
        How to call it in messages.
    city : Scenario
        Whose numbers say what a key means.
    """
    meanings = {each.path: Text(en=each.meaning, zh=each.meaning_zh) for each in quantities(city.settings)}
    result: dict[str, Any] = {}
    problems = [] if over else [Problem(option, None, "", message("value.missing"))]
    problems += faults_of_repetition((written.partition("=")[0] for written in over), option)
    for written in over:
        key, equals, span = written.partition("=")
        name = key.rsplit(".", 1)[-1]
        name = name if name not in result else key.replace(".", "_")
        table: dict[str, Any] = {"key": key}
        if (meant := meanings.get(key)) and meant.en and meant.zh:
            table["title"] = {"en": f"{meant.en[0].upper()}{meant.en[1:]}", "zh": meant.zh}
        if equals:
            try:
                table["low"], table["high"] = (float(part) for part in span.split(":"))
            except ValueError:
                problems.append(Problem(option, None, "", message("contrast.range", text=repr(written))))
        result[name] = table
    return result, problems
