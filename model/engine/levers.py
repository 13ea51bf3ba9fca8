"""Levers as numbers: a place's row of them, in columns.

A rule's word stands in the row as its number among the words allowed.
"""

from __future__ import annotations

from enum import IntEnum
from typing import get_args

import numpy as np

from ..array_types import Column
from ..parameters import rules as words
from ..parameters.rules import Rules


class Levers(IntEnum):
    """Columns of a place's row of levers; a rule's word stands there as its number among the words allowed."""

    GOALS = 0
    GOALS_STRENGTH = 1
    CAMPAIGN = 2
    POOL = 3
    SHARE = 4
    MECHANISM = 5
    MECHANISM_STRENGTH = 6
    LISTS = 7
    ESCALATION = 8
    HOTLINE = 9
    GRID_COVERAGE = 10
    GRID_OWN_BUDGET = 11
    HOUSEHOLD_LINKS = 12
    VANGUARD = 13
    INTERVAL = 14
    INCLUSIVENESS = 15
    ROUNDS = 16
    DECISION_RULE = 17
    VOICE_EQUALITY = 18
    PLEDGE = 19
    INVITES = 20
    COMPENSATION = 21
    REWARD = 22
    VOLUNTEER_SERVICE = 23
    SERVICE_PURCHASE = 24
    LAW = 25
    RECOGNITION = 26
    COMMAND = 27
    ASSESSMENT = 28
    RELIEF = 29


class Goals(IntEnum):
    """Numbers of the words of ``goals.rule``."""

    INDEPENDENT = 0
    COMMAND = 1
    PARTY_LED = 2
    DELIBERATIVE = 3


class Mechanism(IntEnum):
    """Numbers of the words of ``mechanism.rule``."""

    SILO = 0
    PEER = 1
    HUB = 2


class Decision(IntEnum):
    """Numbers of the words of ``deliberation.decision_rule``."""

    MAJORITY = 0
    TWO_THIRDS = 1
    UNANIMITY = 2


PATHS: dict[Levers, tuple[str, str]] = {
    Levers.GOALS: ("goals", "rule"), Levers.GOALS_STRENGTH: ("goals", "strength"),
    Levers.CAMPAIGN: ("goals", "campaign"),
    Levers.POOL: ("resources", "rule"), Levers.SHARE: ("resources", "share"), Levers.MECHANISM: ("mechanism", "rule"),
    Levers.MECHANISM_STRENGTH: ("mechanism", "strength"), Levers.LISTS: ("mechanism", "responsibility_lists"),
    Levers.ESCALATION: ("mechanism", "escalation"), Levers.HOTLINE: ("mechanism", "hotline"),
    Levers.GRID_COVERAGE: ("party_building", "grid_coverage"),
    Levers.GRID_OWN_BUDGET: ("party_building", "grid_own_budget"),
    Levers.HOUSEHOLD_LINKS: ("party_building", "household_links"), Levers.VANGUARD: ("party_building", "vanguard"),
    Levers.INTERVAL: ("deliberation", "interval_weeks"), Levers.INCLUSIVENESS: ("deliberation", "inclusiveness"),
    Levers.ROUNDS: ("deliberation", "rounds"), Levers.DECISION_RULE: ("deliberation", "decision_rule"),
    Levers.VOICE_EQUALITY: ("deliberation", "voice_equality"), Levers.PLEDGE: ("deliberation", "pledge"),
    Levers.INVITES: ("deliberation", "invites"), Levers.COMPENSATION: ("deliberation", "compensation"),
    Levers.REWARD: ("participation", "reward"), Levers.VOLUNTEER_SERVICE: ("participation", "volunteer_service"),
    Levers.SERVICE_PURCHASE: ("participation", "service_purchase"), Levers.LAW: ("law", "service"),
    Levers.RECOGNITION: ("virtue", "recognition"), Levers.COMMAND: ("administration", "command"),
    Levers.ASSESSMENT: ("administration", "assessment"), Levers.RELIEF: ("administration", "relief"),
}  # fmt: skip
"""Where each lever stands among the rules."""
WORDS: dict[Levers, tuple[str, ...]] = {
    Levers.GOALS: get_args(words.GoalRule), Levers.POOL: get_args(words.ResourceRule),
    Levers.MECHANISM: get_args(words.MechanismRule), Levers.DECISION_RULE: get_args(words.DecisionRule),
    Levers.INVITES: get_args(words.Invites),
}  # fmt: skip
"""The words of levers that take one; the number of a word is its place here."""


def row_of(rules: Rules) -> Column:
    """Return a place's levers as numbers, in the order of :class:`Levers`."""
    row = np.zeros(len(Levers))
    for lever, (institution, name) in PATHS.items():
        value = getattr(getattr(rules, institution), name)
        row[lever] = WORDS[lever].index(value) if lever in WORDS else float(value)
    return row
