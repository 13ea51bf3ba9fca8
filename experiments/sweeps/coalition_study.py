"""The study of a multiplier over states of the world: each part alone, all, and none, in the same states and luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...scenarios import Problem, ScenarioError
from ...scenarios.errors import enumerate_words
from ...scenarios.message import Enumeration, MessageLanguage, message
from ..design.loading import load_study
from ..design.study import Study
from ..multipliers.experiment import Design
from ..multipliers.factorial import settings_of
from ..multipliers.factors import NOBODY
from ..multipliers.shapley import star
from .policy_study import STATES, read_uncertainties, settings_by_key

LEVER = "coalition"
"""Name of the factor that tells coalitions apart."""

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class CoalitionStudy:
    """A study of coalitions.

    Attributes
    ----------
    study : Study
    alone : tuple of str
        Levels of :data:`LEVER` at which one part is there.
    outcome : str
        What is judged, as it is kept week by week: of ``harm`` its logarithm.
    """

    study: Study
    alone: tuple[str, ...]
    outcome: str


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
    labels = {0: NOBODY, (1 << len(names)) - 1: EVERYBODY}
    levels: dict[str, dict[str, Any]] = {}
    for members in star(len(names)):
        label = labels.get(members) or names[members.bit_length() - 1]
        city = settings_by_key(settings_of(members, design.players, scenario.settings, design.baseline.settings))
        levels[label] = {key: value for key, value in city.items() if given.get(key) != value}
    keys = list(dict.fromkeys(key for level in levels.values() for key in level))
    if beside := [key for key in keys if not key.startswith("rules.")]:
        what = message("multiplier.over_rules", keys=enumerate_words(beside, 8))
        problems.append(Problem(f"{options}players", None, "", what))
    if problems:
        raise ScenarioError(problems, lang)
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
    return CoalitionStudy(study, tuple(names), outcome)
