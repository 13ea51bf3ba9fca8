"""Which levers a table holds that plays an actor, and what it is shown of the city.

A kind of actor holds levers of rules that it carries, as :mod:`cogov.model.institutions` declares it. Enterprises, mass
and social organisations carry no rule: they propose the levers of the rules nearest to what they do. A lever is held by
one kind alone, so that what came of it is that table's doing. Each kind has few: which it has is a matter of choice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from ....model.glossary import GLOSSARY
from ....model.institution import KINDS, Institution, RuleLever
from ....model.institutions import INSTITUTIONS
from ....model.parameters.settings import Settings
from ..configuration import SettingValue, setting_at
from ..panels.levers import describe_lever, lever_names
from ..translations import LANGUAGES, Language, words

ActorKind = Literal[
    "party", "government", "self_governing", "enterprise", "mass_organisation", "social_organisation", "citizen"
]
ACTORS: tuple[ActorKind, ...] = get_args(ActorKind)

HELD: Mapping[ActorKind, tuple[str, ...]] = {
    "party": (
        "rules.mechanism.rule", "rules.mechanism.strength", "rules.party_building.household_links",
        "rules.party_building.vanguard",
    ),
    "government": (
        "rules.mechanism.responsibility_lists", "rules.mechanism.hotline", "rules.law.service",
        "rules.administration.assessment",
    ),
    "self_governing": (
        "rules.deliberation.interval_weeks", "rules.party_building.grid_coverage",
        "rules.participation.volunteer_service",
    ),
    "enterprise": ("rules.resources.rule", "rules.resources.share"),
    "mass_organisation": ("rules.participation.reward", "rules.virtue.recognition"),
    "social_organisation": ("rules.participation.service_purchase", "rules.goals.strength"),
    "citizen": ("rules.deliberation.inclusiveness", "rules.deliberation.voice_equality"),
}  # fmt: skip
"""Levers of each kind. A mass organisation calls residents to serve; an enterprise has means that others lack; a social
organisation is paid for its services and speaks at meetings. What they propose, others carry."""

CONCERNS: Mapping[ActorKind, tuple[str, ...]] = {
    "party": ("joint_share", "hub_time", "cohesion"),
    "government": ("official", "passed_on", "overdue"),
    "self_governing": ("burden", "on_the_spot", "open_issues"),
    "enterprise": ("resource_match", "requests_accepted", "resource_pooling"),
    "mass_organisation": ("volunteering", "norm", "fatigue"),
    "social_organisation": ("requests_accepted", "willingness", "goal_agreement"),
    "citizen": ("satisfaction", "voice", "weeks_to_resolution"),
}
"""Indicators of the last year of the last run that a table is shown, in words of its own."""

BothNames = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class HeldLever:
    """A lever in the hands of a table.

    Attributes
    ----------
    key : str
        Such as ``rules.mechanism.hotline``.
    actor : str
        Who holds it.
    carried : bool
        Whether this kind carries the rule; else it only proposes.
    start : float, int, str or bool
        As the scenario has it.
    low, high : float
        Ends; not a number for a lever with choices.
    step : float
    whole, share : bool
        Whether only whole numbers are meant, and whether it is said in per cent.
    names, hints, units : dict
        By language.
    choices : tuple
        Words that it can be put to, with what they are called; empty for a number.
    gate : RuleLever or None
        Another lever that must be on before this one moves anything.
    gate_names : dict
        What that one is called.
    gate_start : float, int, str or bool
        As the scenario has that one.
    """

    key: str
    actor: ActorKind
    carried: bool
    start: SettingValue
    low: float
    high: float
    step: float
    whole: bool
    share: bool
    names: BothNames
    hints: BothNames
    units: BothNames
    choices: tuple[tuple[SettingValue, BothNames], ...]
    gate: RuleLever | None
    gate_names: BothNames
    gate_start: SettingValue

    def read(self, value: object) -> SettingValue | None:
        """Return the value that a table sent; None if the lever cannot be put there: a table may send anything."""
        if self.choices:
            offered = [choice for choice, _ in self.choices]
            return value if isinstance(value, str) and value in offered else None
        if not isinstance(value, int | float) or isinstance(value, bool) or not self.low <= value <= self.high:
            return None
        if self.whole:
            return int(value) if value == math.floor(value) else None
        return round(float(value), 4)

    def say(self, value: SettingValue, language: Language) -> str:
        """Return a value of it as text."""
        for choice, called in self.choices:
            if choice == value:
                return called[language]
        if isinstance(value, str):
            return value
        if self.share:
            return f"{100 * value:.0f}%" if language == "zh" else f"{100 * value:.0f} %"
        unit = self.units[language]
        return f"{value:g}" if not unit else f"{value:g}{unit}" if language == "zh" else f"{value:g} {unit}"


def hold_levers(settings: Settings) -> dict[ActorKind, tuple[HeldLever, ...]]:
    """Return the levers of each kind of actor in a city."""
    return {actor: tuple(_hold(settings, actor, key) for key in HELD[actor]) for actor in ACTORS}


def actor_name(actor: ActorKind, language: Language) -> str:
    """Return what a kind of actor is called."""
    name = GLOSSARY["actor"][actor]
    return name.zh if language == "zh" else name.en[:1].upper() + name.en[1:]


@cache
def rule_of(key: str) -> tuple[Institution, RuleLever]:
    """Return the coordination rule that a lever belongs to, and the lever as it declares it."""
    return next((rule, lever) for rule in INSTITUTIONS for lever in rule.levers if lever.path == key)


def carries(actor: ActorKind, rule: Institution) -> bool:
    """Tell whether a kind of actor is among those that carry a rule, under one of its words at least.

    Bodies that a rule only works on do not carry it: where all kinds have to be there, none is its carrier.
    """
    words_of_rule = ("", *rule.by_word)
    by_carrier = {KINDS[bit] for word in words_of_rule for each in rule.needs(word) for bit in each}
    return actor in by_carrier


def _hold(settings: Settings, actor: ActorKind, key: str) -> HeldLever:
    rule, lever = rule_of(key)
    both: dict[Language, dict[str, Any]] = {
        each: describe_lever(settings, settings, rule, lever, words(each)) for each in LANGUAGES
    }
    one = both["en"]
    gate = next((each for each in rule.gates if each.path != key), None)
    choices: list[tuple[SettingValue, BothNames]] = []
    for place, choice in enumerate(one["choices"] or ()):
        called: BothNames = {each: both[each]["choices"][place]["text"] for each in LANGUAGES}
        choices.append((choice["value"], called))
    start = setting_at(settings, key)
    return HeldLever(
        key, actor, carries(actor, rule), start,
        low=one.get("low", math.nan), high=one.get("high", math.nan), step=one.get("step", 1),
        whole=isinstance(start, int) and not isinstance(start, bool), share=one.get("share", False),
        names={each: both[each]["label"] for each in LANGUAGES},
        hints={each: both[each]["hint"] for each in LANGUAGES},
        units={each: both[each].get("unit", "") for each in LANGUAGES},
        choices=tuple(choices), gate=gate,
        gate_names={each: lever_names(each)[gate.path] if gate else "" for each in LANGUAGES},
        gate_start=setting_at(settings, gate.path) if gate else "",
    )  # fmt: skip
