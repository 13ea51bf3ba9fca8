"""What each lever could bring here: the city with one lever at its ends, beside the city as it is, on the same luck.

A lever that another of its rule holds back is tried with that other on, at the dose its rule is declared with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

from pydantic import BaseModel

from ...model.institution import Institution, RuleLever
from ...model.institutions import BY_NAME
from ...model.parameters.rules import Rules
from ...model.parameters.settings import Settings, change
from .configuration import SettingValue, setting_at
from .panels.levers import declared_numbers, find_gate, rules_with_levers

FRONT = 6
"""Levers that stand in front."""

MEETINGS = (0, 2, 26)
"""Weeks between meetings that are tried: none, often, seldom."""


@dataclass(frozen=True, slots=True)
class LeverTrial:
    """One lever put to one value.

    Attributes
    ----------
    key : str
    value : float, int, str or bool
    settings : Settings
        The city with it.
    """

    key: str
    value: SettingValue
    settings: Settings


@dataclass(frozen=True, slots=True)
class LeverPotential:
    """What a lever could bring.

    Attributes
    ----------
    key : str
    up, down : float
        The largest rise and the largest fall of an indicator that a trial brought; 0 if none did.
    """

    key: str
    up: float
    down: float

    @property
    def reach(self) -> float:
        """How far it moves the indicator from end to end."""
        return self.up - self.down


def list_levers() -> Iterator[tuple[Institution, RuleLever]]:
    """Yield all levers with the rule that each belongs to."""
    for rule in rules_with_levers():
        for lever in rule.levers:
            yield rule, lever


def plan_trials(settings: Settings, keys: Sequence[str] = ()) -> list[LeverTrial]:
    """Return the cities to run: each lever at its ends, or at its other choices.

    Parameters
    ----------
    settings : Settings
        The city as it is.
    keys : sequence of str
        Levers to try; all if empty.
    """
    trials: list[LeverTrial] = []
    for rule, lever in list_levers():
        if keys and lever.path not in keys:
            continue
        now = setting_at(settings, lever.path)
        for value in _values(lever.path):
            if value != now:
                trials.append(LeverTrial(lever.path, value, put_lever(settings, rule, lever, value)))
    return trials


def put_lever(settings: Settings, rule: Institution, lever: RuleLever, value: SettingValue) -> Settings:
    """Return settings with a lever at a value, and what holds it back on."""
    over = _table({lever.path: value})
    while (gate := find_gate(settings := _with_rules(settings, over), rule, lever)) is not None:
        holder = next(each for each in (rule, *(BY_NAME[name] for name in rule.within)) if gate in each.gates)
        if gate.path not in holder.example:
            break
        over = _table({gate.path: holder.example[gate.path]})
    return settings


def judge(trials: Sequence[LeverTrial], gains: Sequence[float]) -> list[LeverPotential]:
    """Return what each lever could bring, the one that moves most first.

    Parameters
    ----------
    trials : sequence of LeverTrial
    gains : sequence of float
        What each brought: the indicator there minus the indicator of the city as it is.
    """
    by_key: dict[str, list[float]] = {}
    for trial, gain in zip(trials, gains, strict=True):
        by_key.setdefault(trial.key, []).append(gain)
    found = [LeverPotential(key, max(0.0, *some), min(0.0, *some)) for key, some in by_key.items()]
    return sorted(found, key=lambda each: -each.reach)


def choose_front(potentials: Sequence[LeverPotential]) -> tuple[str, ...]:
    """Return the levers that stand in front: of each rule the one that moves most, and of these the first few."""
    rule_of = {lever.path: rule.name for rule, lever in list_levers()}
    best: dict[str, str] = {}
    for each in potentials:
        if each.key in _SWITCHES:
            continue
        best.setdefault(rule_of[each.key], each.key)
    return tuple(best.values())[:FRONT]


_SWITCHES = frozenset(rule.gates[0].path for rule in rules_with_levers() if len(rule.gates) > 1)
"""Levers that stand as a switch beside another of their rule."""


def switch_of(key: str) -> str:
    """Return the lever that stands as a switch beside another, or an empty string."""
    for rule, lever in list_levers():
        if lever.path == key and len(rule.gates) > 1 and key != rule.gates[0].path:
            return rule.gates[0].path
    return ""


def _values(key: str) -> tuple[SettingValue, ...]:
    if key == "rules.deliberation.interval_weeks":
        return MEETINGS
    if number := declared_numbers().get(key):
        ends = (min(number.low, number.sweep[0]), number.sweep[1])
        return tuple(int(end) for end in ends) if number.whole else ends
    group, name = key.split(".")[1:]
    field = cast("type[BaseModel]", Rules.model_fields[group].annotation).model_fields[name]
    return (False, True) if field.annotation is bool else get_args(field.annotation)


def _table(values: Mapping[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in values.items():
        group, name = key.split(".")[1:]
        table.setdefault(group, {})[name] = value
    return table


def _with_rules(settings: Settings, over: dict[str, Any]) -> Settings:
    return settings.model_copy(update={"rules": change(settings.rules, over)})
