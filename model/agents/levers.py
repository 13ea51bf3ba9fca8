"""The levers in force at a place: its row of rules, without those that nobody there carries (ODD, 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..institution import (
    BRANCHES,
    CENTRE,
    CITIZENS,
    COMMITTEE,
    DEPARTMENT,
    GOVERNMENT,
    MEMBERS,
    PARTY,
    Carrier,
    Institution,
    LeverValue,
)
from ..institutions import INSTITUTIONS
from ..parameters.places import CITY, COMMUNITY, DISTRICT, STREET
from ..parameters.rules import Rules

if TYPE_CHECKING:
    from .places import Place

SCOPES = {"community": COMMUNITY, "street": STREET, "district": DISTRICT, "city": CITY}
NO_POOL = -1

FIELDS: Mapping[str, str] = {
    "rules.goals.rule": "goals", "rules.goals.strength": "goal_strength", "rules.goals.campaign": "campaign",
    "rules.resources.rule": "scope", "rules.resources.share": "share", "rules.mechanism.rule": "joint_work",
    "rules.mechanism.strength": "joint_strength", "rules.mechanism.responsibility_lists": "lists",
    "rules.mechanism.escalation": "escalation", "rules.mechanism.hotline": "hotline",
    "rules.party_building.grid_coverage": "grid_coverage", "rules.party_building.grid_own_budget": "grid_own_budget",
    "rules.party_building.household_links": "household_links", "rules.party_building.vanguard": "vanguard",
    "rules.deliberation.interval_weeks": "interval", "rules.deliberation.inclusiveness": "inclusiveness",
    "rules.deliberation.rounds": "rounds", "rules.deliberation.decision_rule": "decision_rule",
    "rules.deliberation.voice_equality": "voice_equality", "rules.deliberation.pledge": "pledge",
    "rules.deliberation.invites": "invites", "rules.deliberation.compensation": "compensation",
    "rules.participation.reward": "reward", "rules.participation.volunteer_service": "volunteer_service",
    "rules.participation.service_purchase": "service_purchase", "rules.law.service": "law",
    "rules.virtue.recognition": "recognition", "rules.administration.command": "command",
    "rules.administration.assessment": "assessment", "rules.administration.relief": "relief",
}  # fmt: skip
"""The name of each lever here."""

CARRIED: tuple[Institution, ...] = tuple(i for i in INSTITUTIONS if i.carriers or i.by_word)
"""Rules that somebody has to carry. That of pools is judged area by area, where hours go into them."""


@dataclass(frozen=True, slots=True)
class Levers:
    """All levers of one place and week. ``scope`` is the tier over which effort is pooled, or :data:`NO_POOL`."""

    goals: str
    goal_strength: float
    campaign: float
    scope: int
    share: float
    joint_work: str
    joint_strength: float
    lists: float
    escalation: float
    hotline: float
    grid_coverage: float
    grid_own_budget: bool
    household_links: float
    vanguard: float
    interval: int
    inclusiveness: float
    rounds: int
    decision_rule: str
    voice_equality: float
    pledge: float
    invites: str
    compensation: float
    reward: float
    volunteer_service: float
    service_purchase: float
    law: float
    recognition: float
    command: float
    assessment: float
    relief: float


def read(rules: Rules) -> Levers:
    """Return the levers as they stand in the rules; a rule without strength is none."""
    goals, resources, mechanism = rules.goals, rules.resources, rules.mechanism
    party, meeting, people, office = rules.party_building, rules.deliberation, rules.participation, rules.administration
    return Levers(
        goals=goals.rule if goals.strength > 0.0 else "independent",
        goal_strength=goals.strength if goals.rule != "independent" else 0.0,
        campaign=goals.campaign,
        scope=SCOPES[resources.rule] if resources.rule != "separate" and resources.share > 0.0 else NO_POOL,
        share=resources.share if resources.rule != "separate" else 0.0,
        joint_work=mechanism.rule if mechanism.strength > 0.0 else "silo",
        joint_strength=mechanism.strength if mechanism.rule != "silo" else 0.0,
        lists=mechanism.responsibility_lists,
        escalation=mechanism.escalation,
        hotline=mechanism.hotline,
        grid_coverage=party.grid_coverage,
        grid_own_budget=party.grid_own_budget,
        household_links=party.household_links,
        vanguard=party.vanguard,
        interval=meeting.interval_weeks,
        inclusiveness=meeting.inclusiveness,
        rounds=meeting.rounds,
        decision_rule=meeting.decision_rule,
        voice_equality=meeting.voice_equality,
        pledge=meeting.pledge,
        invites=meeting.invites,
        compensation=meeting.compensation,
        reward=people.reward,
        volunteer_service=people.volunteer_service,
        service_purchase=people.service_purchase,
        law=rules.law.service,
        recognition=rules.virtue.recognition,
        command=office.command,
        assessment=office.assessment,
        relief=office.relief,
    )


def in_force(place: Place, levers: Levers, citizens_act: bool) -> Levers:
    """Return the levers that somebody at a place carries this week; the others are off. See :mod:`..institutions`."""
    here = carriers_at(place, citizens_act)
    off: dict[str, LeverValue] = {}
    for institution in CARRIED:
        word: LeverValue = getattr(levers, FIELDS[institution.gates[0].path])
        if not institution.carried(here, word):
            off |= {FIELDS[gate.path]: gate.off for gate in institution.gates}
    return replace(levers, **off) if off else levers  # pyright: ignore[reportArgumentType]


def carriers_at(place: Place, citizens_act: bool) -> Carrier:
    """Return who is there at a place this week to carry rules."""
    inside = place.communities
    home = inside[0] if place.tier == COMMUNITY else None
    departments = place.departments if home is None else home.district.departments
    acting = (
        (GOVERNMENT, place.is_governed()),
        (PARTY, place.party.acts),
        (BRANCHES, any(community.branch.acts for community in inside)),
        (CENTRE, inside[0].city.centre.acts),
        (DEPARTMENT, any(department.acts for department in departments)),
        (COMMITTEE, home is not None and home.committee.acts),
        (MEMBERS, home is not None and home.members > 0),
        (CITIZENS, citizens_act),
    )
    here = Carrier(0)
    for carrier, acts in acting:
        if acts:
            here |= carrier
    return here
