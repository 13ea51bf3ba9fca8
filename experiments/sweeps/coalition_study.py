"""The study of a multiplier over states of the world: each part alone, all, and none, in the same states and luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...model.parameters.settings import Settings
from ...scenarios import Problem, ScenarioError
from ...scenarios.errors import enumerate_words
from ...scenarios.message import Enumeration, MessageLanguage, message
from ..design.loading import load_study
from ..design.study import Factor, Part, Study
from ..multipliers.control_arms import NULL
from ..multipliers.design import Design
from ..multipliers.factorial import settings_of
from ..multipliers.factors import NOBODY
from ..multipliers.shapley import star
from .policy_study import STATES, read_uncertainties, settings_by_key

LEVER = "coalition"
"""Name of the factor that tells coalitions apart."""

EVERYBODY = "everybody"

NULL_PREFIX = "null_"
"""Stands before a coalition's level in a city whose parts cannot multiply each other."""


@dataclass(frozen=True, slots=True)
class CoalitionStudy:
    """A study of coalitions.

    Attributes
    ----------
    study : Study
    alone : tuple of str
        Levels of :data:`LEVER` at which one part is there.
    null : bool
        Whether it also has every coalition in the city of the null control (:func:`name_null` names its levels). It has
        not where states differ in what that city holds.
    outcome : str
        What is judged, as it is kept week by week: of ``harm`` its logarithm.
    """

    study: Study
    alone: tuple[str, ...]
    outcome: str
    null: bool


def name_null(level: str) -> str:
    """Return the level of :data:`LEVER` at which a coalition is in the city of the null control."""
    return f"{NULL_PREFIX}{level}"


def design_coalitions(
    design: Design,
    over: Sequence[str],
    *,
    source: str | Path,
    states: int = STATES,
    options: str = "",
    lang: MessageLanguage = "en",
) -> CoalitionStudy:
    """Return the study of a multiplier over sampled states.

    Parameters
    ----------
    design : Design
        Of the multiplier: scenario, baseline, players, outcome and replicates.
    over : sequence of str
        As of :func:`.policy_study.design_contrast`.
    source : str or Path
        What `design` read the scenario from.
    states : int
    options : str
        What stands before the names of parameters in messages.
    lang : str
        Language of the message of an error.

    Raises
    ------
    ScenarioError
        With all that is wrong; players that change the world itself cannot stand beside states of it.
    """
    scenario, names = design.scenario, [player.name for player in design.players]
    uncertainties, problems = read_uncertainties(over, f"{options}over", scenario)
    given = settings_by_key(scenario.settings)
    base = design.baseline.settings
    labels = {0: NOBODY, (1 << len(names)) - 1: EVERYBODY}
    levels: dict[str, dict[str, Any]] = {}
    for members in star(len(names)):
        label = labels.get(members) or names[members.bit_length() - 1]
        levels[label] = _changes(given, settings_of(members, design.players, scenario.settings, base))
    if beside := [key for key in _keys(levels) if not key.startswith("rules.")]:
        what = message("multiplier.over_rules", keys=enumerate_words(beside, 8))
        problems.append(Problem(f"{options}players", None, "", what))
    if problems:
        raise ScenarioError(problems, lang)
    null = not any(table["key"] in NULL for table in uncertainties.values())
    keys = _keys(levels)
    parts, run = Enumeration(names), scenario.settings.run
    tables: dict[str, Any] = {
        "schema_version": 1,
        "study": {
            "name": "multiplier",
            "scenario": str(source),
            "title": {"en": f"{parts.say('en')}: together and alone", "zh": f"{parts.say('zh')}：共同推进与单独推进"},
            "question": {
                "en": "In which states do the parts bring more together than the sum of what each brings alone?",
                "zh": "在哪些状态下，各部分共同推进的成效超过各自单独推进之和？",
            },
        },
        "design": {
            "levers": {"method": "grid"},
            "uncertainties": {"method": "lhs", "points": states, "seed": run.seed},
        },
        "levers": {
            LEVER: {
                "title": {"en": "Parts", "zh": "参与方"},
                "levels": {label: {key: level.get(key, given[key]) for key in keys} for label, level in levels.items()},
            }
        },
        "uncertainties": uncertainties,
        "seeds": {"first": run.seed, "replicates": design.replicates},
    }
    outcome = design.judged.column or design.outcome
    study = replace(load_study(tables), scenario=scenario, own=design.own, outcomes=(outcome,))
    if null:
        study = replace(study, parts=tuple(_with_null(part) for part in study.parts))
    return CoalitionStudy(study, tuple(names), outcome, null)


def _with_null(part: Part) -> Part:
    """Return a part of the study, each coalition again in the city of the null control.

    A study file may not say so, for that city holds numbers of the world and of behaviour, which are no levers.
    """
    factors = [_add_null(factor) if factor.name == LEVER else factor for factor in part.factors]
    return replace(part, factors=tuple(factors))


def _add_null(lever: Factor) -> Factor:
    null = {name_null(label): {**level, **NULL} for label, level in lever.levels.items()}
    return replace(lever, values=(*lever.values, *null), levels={**lever.levels, **null})


def _changes(given: Mapping[str, Any], city: Settings) -> dict[str, Any]:
    """Return in what a city differs from what is given, by key."""
    return {key: value for key, value in settings_by_key(city).items() if given.get(key) != value}


def _keys(levels: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for level in levels.values() for key in level))
