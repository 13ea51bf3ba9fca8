"""The levers of a scenario, by the coordination rule (institution) that they belong to.

Names, gates and dials are those of the declarations in :mod:`cogov.model.institutions` and of the levers themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

import solara
from pydantic import BaseModel
from reacton import component

from ....model.extensions.bundle import ExtendedSettings
from ....model.institution import Institution, RuleLever
from ....model.institutions import BY_NAME, INSTITUTIONS
from ....model.parameter import Quantity, quantities
from ....model.parameters.declaration import names
from ....model.parameters.rules import Rules
from ....model.parameters.settings import Settings
from ....model.parameters.tables import CHINESE
from ....scenarios.form import EXTENSIONS
from ..configuration import setting_at
from ..payload import Payload, open_payload
from ..translations import Language, Words
from ..widgets.messages import use_reports

ASSETS = Path(__file__).parents[1] / "assets"

PARTS: Mapping[str, tuple[str, ...]] = {
    "coordination": ("goals", "resources", "mechanism"),
    "party": ("party_building",),
    "self_law_virtue": ("deliberation", "law", "virtue"),
    "people": ("participation",),
    "administration": ("administration",),
}
"""Sections of rules under one heading: the three coordinations first, and self-government, law and virtue as one."""

ORDER = ("common_goals", "pooling", "joint_work")
"""Rules that stand first in their part: the three of the seed's claim."""

_STEPS = 20  # steps of a slider from end to end, for shares and pressures


@dataclass(frozen=True, slots=True)
class LeversShown:
    """Levers that stand in front of the groups.

    Attributes
    ----------
    title : str
        What is said of them.
    levers : tuple of dict
        As the page draws them; with `potential` what each could bring, and with `switch` the lever that holds it back.
    """

    title: str
    levers: tuple[dict[str, Any], ...]


@solara.component_vue(str(ASSETS / "levers.vue"), to_json={"content": open_payload})
def _Levers(content: Payload, heard: int, event_move: Callable[[dict[str, Any]], None]) -> None:
    """Show groups of levers; `event_move` gets key, value, whether the hand rests, and the number of the report."""


@cache
def rules_with_levers() -> tuple[Institution, ...]:
    """Return the coordination rules that have levers of their own, in the order in which they are shown."""
    parts, sections = list(PARTS), [section for part in PARTS.values() for section in part]

    def place(rule: Institution) -> tuple[int, int, int, str]:
        first = ORDER.index(rule.name) if rule.name in ORDER else len(ORDER)
        return parts.index(part_of(rule)), first, sections.index(section_of(rule)), rule.name

    return tuple(sorted((rule for rule in INSTITUTIONS if rule.gates), key=place))


def section_of(rule: Institution) -> str:
    """Return the section of rules that the levers of a rule stand in."""
    return rule.gates[0].path.split(".")[1]


def part_of(rule: Institution) -> str:
    """Return the heading that a rule stands under, of :data:`PARTS`."""
    return next(part for part, sections in PARTS.items() if section_of(rule) in sections)


@cache
def lever_names(language: Language) -> dict[str, str]:
    """Return what each lever is called, by dotted key."""
    return {key: both[language] for key, both in names(Rules, "rules")}


def rule_name(rule: Institution, language: Language) -> str:
    """Return what a coordination rule is called."""
    return rule.zh if language == "zh" else rule.en[:1].upper() + rule.en[1:]


@cache
def declared_numbers() -> dict[str, Quantity]:
    """Return the levers that are numbers, by dotted key."""
    return {quantity.path: quantity for quantity in quantities(Rules, "rules")}


def find_gate(settings: Settings, rule: Institution, lever: RuleLever) -> RuleLever | None:
    """Return the lever that must be on before another of its rule, or of a rule it rests on, moves anything."""
    for gate in rule.gates:
        if gate.path != lever.path and setting_at(settings, gate.path) == gate.off:
            return gate
    rests = [BY_NAME[name] for name in rule.within]
    if rests and not any(in_force(settings, each) for each in rests):
        return next(gate for gate in rests[0].gates if setting_at(settings, gate.path) == gate.off)
    return None


def in_force(settings: Settings, rule: Institution) -> bool:
    """Tell whether the levers of a rule, and of a rule that it rests on, are on."""
    on = all(setting_at(settings, gate.path) != gate.off for gate in rule.gates)
    return on and (not rule.within or any(in_force(settings, BY_NAME[name]) for name in rule.within))


def describe_lever(
    settings: Settings, original: Settings, rule: Institution, lever: RuleLever, words: Words
) -> dict[str, Any]:
    """Return a lever as the page draws it."""
    key = lever.path
    group, name = key.split(".")[1:]
    field = cast("type[BaseModel]", Rules.model_fields[group].annotation).model_fields[name]
    named = lever_names(words.language)
    gate = find_gate(settings, rule, lever)
    item: dict[str, Any] = {
        "key": key,
        "label": named[key][:1].upper() + named[key][1:],
        "hint": named[key] if words.language == "zh" else field.description,
        "value": setting_at(settings, key),
        "base": setting_at(original, key),
        "idle": words("levers.idle", lever=named[gate.path]) if gate else "",
    }
    if number := declared_numbers().get(key):
        low, high = min(number.low, number.sweep[0]), number.sweep[1]
        high = max(high, item["value"], item["base"])
        share = number.unit == "share"
        step = 1 if number.whole else (high - low) / _STEPS
        unit = "" if share else words(f"levers.{number.unit}")
        return item | {"low": low, "high": high, "step": step, "share": share, "unit": unit, "choices": None}
    options = (False, True) if field.annotation is bool else get_args(field.annotation)
    return item | {"choices": [{"value": each, "text": choice_text(each, words)} for each in options]}


def choice_text(value: Any, words: Words) -> str:
    """Return what a choice of a lever is called."""
    return words(f"levers.choice.{str(value).lower()}")


def describe_levers(
    settings: Settings, original: Settings, words: Words, only: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Return the levers as the page draws them, a group for each rule.

    Parameters
    ----------
    settings, original : Settings
        As they are, and as the scenario has them.
    words : Words
    only : tuple of str
        Keys of the levers to show; all if empty.
    """
    groups, before = _describe_extensions(settings, original, words, only), ""
    for rule in rules_with_levers():
        levers = [
            describe_lever(settings, original, rule, lever, words)
            for lever in rule.levers
            if not only or lever.path in only
        ]
        if levers:
            part = part_of(rule)
            heading = "" if part == before or only else words(f"levers.part.{part}")
            groups.append(
                {"title": rule_name(rule, words.language), "part": heading, "open": bool(only), "levers": levers}
            )
            before = part
    return groups


def _describe_extensions(
    settings: Settings, original: Settings, words: Words, only: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return the numbers of extensions as the page draws them, a group for each extension."""
    if not isinstance(settings, ExtendedSettings):
        return []
    groups: dict[str, list[dict[str, Any]]] = {}
    called = dict(names(settings))
    for number in quantities(settings):
        section, name = number.path.split(".")[:2]
        if section == EXTENSIONS and (not only or number.path in only):
            groups.setdefault(name, []).append(
                _describe_number(number, called[number.path], setting_at(original, number.path), words)
            )
    titles = settings.bundle.titles
    return [{"title": titles[name][words.language], "open": True, "levers": levers} for name, levers in groups.items()]


def _describe_number(number: Quantity, names: Mapping[str, str], base: float, words: Words) -> dict[str, Any]:
    chinese, called = words.language == "zh", names[words.language]
    high, share = max(number.sweep[1], number.default, base), number.unit == "share"
    low = min(number.sweep[0], number.default, base)
    unit = CHINESE.get(number.unit, number.unit) if chinese else number.unit
    return {
        "key": number.path,
        "label": called[:1].upper() + called[1:],
        "hint": number.meaning_zh if chinese else number.meaning,
        "value": number.default,
        "base": base,
        "idle": "",
        "low": low,
        "high": high,
        "step": 1 if number.whole else (high - low) / _STEPS,
        "share": share,
        "unit": "" if share else unit,
        "choices": None,
    }


@component
def Levers(
    settings: Settings,
    original: Settings,
    words: Words,
    on_move: Callable[[str, Any, bool], object],
    only: tuple[str, ...] = (),
    shown: LeversShown | None = None,
) -> None:
    """Show the levers; `on_move` gets key, value (None: back to the scenario's) and whether the hand rests.

    With `shown` some stand in front, and all groups behind one word.
    """
    take, heard = use_reports()

    def move(data: dict[str, Any]) -> None:
        take(data, lambda: on_move(str(data["key"]), data["value"], bool(data["resting"])))

    _Levers(
        content=Payload(
            {
                "groups": describe_levers(settings, original, words, only),
                "back": words("levers.back"),
                "percent": "%" if words.language == "zh" else " %",
                "title": shown.title if shown else "",
                "front": list(shown.levers) if shown else [],
                "all": words("levers.all") if shown else "",
            }
        ),
        heard=heard,
        event_move=move,
    )
