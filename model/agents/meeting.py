"""Meetings (协商): general ones that propose priorities, and matters, contested cases that are put to a vote (7.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from ..institutions import compensation as compensating
from ..institutions import meetings, pledge
from ..institutions.legal_service import leave
from ..parameters.rules import DecisionRule
from ..parameters.streams import DELIBERATE, LOSER, THRESHOLD
from .body import tasks
from .case import OWNED, Case
from .luck import child, happen_to, happens

if TYPE_CHECKING:
    from .model import GovernanceModel
    from .places import Community


DECISION_RULES = get_args(DecisionRule)


def heard(model: GovernanceModel, community: Community, rounds: int) -> float:
    """Return how far people feel heard after some rounds, with equal voice or without."""
    unheard = model.settings.behaviour.deliberate.unheard
    return meetings.hear(rounds, community.levers.voice_equality, unheard)


def weight_of_status(model: GovernanceModel, community: Community) -> float:
    """Return what the voice of a party member or a body weighs where an ordinary one weighs 1."""
    status = model.settings.behaviour.deliberate.status_weight
    return meetings.weigh_status(status, community.levers.voice_equality)


def chance_of_invitation(model: GovernanceModel, community: Community, times: float = 1.0) -> float:
    """Return the chance that a resident is invited; tasks handed down keep conveners from inviting."""
    behaviour = model.settings.behaviour
    busy = tasks(community.levers, community, community.emergency, behaviour.hours.tasks_floor)
    return meetings.invite(community.levers.inclusiveness, behaviour.deliberate.tasks_keep_away, busy, times)


def passes(rule: str, yes: float, all_: float, margin: float = 0.0) -> bool:
    """Tell whether a proposal has the votes that the rule of decision asks for."""
    return meetings.passes(DECISION_RULES.index(rule), yes, all_, margin)


def meet(community: Community, model: GovernanceModel) -> None:
    """Hold a general meeting: residents and bodies speak, residents vote, and what is decided becomes the agenda."""
    people, c, levers = model.people, model.settings.behaviour.deliberate, community.levers
    here = community.people
    invited, luck = model.luck.pairs(DELIBERATE, people.key[here.start : here.stop])
    odds = people.ask("turnout", here)
    comes = (invited < chance_of_invitation(model, community)) & happen_to(luck, odds)
    came = (here.start + np.flatnonzero(comes)).tolist()
    community.came = came
    if not came:
        return
    status = weight_of_status(model, community)
    voices, proposal = 0.0, [0.0] * 5
    for member, position in zip(people.member[came].tolist(), people.priorities[came].tolist(), strict=True):
        weight = status if member else 1.0
        voices += weight
        proposal = [p + weight * x for p, x in zip(proposal, position, strict=True)]
    for body in community.home:
        if body.acts:
            voices += status
            proposal = [p + status * x for p, x in zip(proposal, body.priorities, strict=True)]
    proposal = [p / voices for p in proposal]
    distance = np.abs(people.priorities[came] - np.array(proposal)).sum(axis=1) / 2.0
    accepted = people.ask("accepts_proposal", came, distance, heard(model, community, levers.rounds))
    n, yes = len(came), int(np.count_nonzero(accepted))
    decided = passes(levers.decision_rule, yes, n)
    community.met, community.decided = True, decided
    community.attendance = n / len(here)
    people.fatigue[came] = np.minimum(1.0, people.fatigue[came] + c.fatigue * levers.rounds)
    equal = c.voice_floor + (1.0 - c.voice_floor) * levers.voice_equality
    gain = c.voice_gain * equal * (1.0 if decided else c.voice_undecided)
    people.voice[came] += gain * (1.0 - people.voice[came])
    model.count("meetings")
    if decided:
        model.count("adopted")
        people.took_part[came] = model.luck.week
        community.pledge += pledge.renew(community.pledge, levers.pledge, yes, n, c.pledge_rate)
        community.agenda = [a + c.agenda_rate * (p - a) for a, p in zip(community.agenda, proposal, strict=True)]


def settle_matter(case: Case, model: GovernanceModel) -> None:
    """Settle a contested case: by a vote in a week of meeting, by decree where no meetings are held (37-40)."""
    community, c = case.community, model.settings.behaviour.deliberate
    levers = community.levers
    held = levers.interval > 0
    if held and not community.committee.puts_before_residents(case):
        return
    compensation = levers.compensation
    if held and case.meetings > 0:
        compensation = compensating.mend(levers.compensation, c.mend, case.meetings)
    unheard_offer = compensating.offer(c.accept_compensation, compensation, c.accept_norm, case.grid.norm)
    if not held:
        _conclude(case, model, compensation, unheard_offer, unheard_offer, 0.0)
        return
    voters = community.came if levers.invites == "all" else _list_affected(case, model)
    if not voters:
        return
    case.rounds += levers.rounds
    offer = min(1.0, unheard_offer + c.accept_heard * heard(model, community, case.rounds))
    yes, all_ = votes(case, model, voters, offer)
    model.count("matters")
    if not passes(levers.decision_rule, yes, all_, 1e-9):
        case.meetings += 1
        return
    model.count("matters_passed")
    own = case.grid.people
    present = sum(1 for voter in voters if own.start <= voter < own.stop) / len(own)
    _conclude(case, model, compensation, offer, unheard_offer, present)


def votes(case: Case, model: GovernanceModel, voters: list[int], offer: float) -> tuple[float, float]:
    """Return the votes for a matter and all votes: losers decide, and all others are for it, conveners among them."""
    people, status = model.people, weight_of_status(model, case.community)
    own = case.grid.people
    yes = all_ = 0.0
    for voter, member in zip(voters, people.member[voters].tolist(), strict=True):
        weight = status if member else 1.0
        all_ += weight
        if own.start <= voter < own.stop:
            key = child(case.key, voter - own.start)
            if model.luck.once(LOSER, key) < case.losers:
                threshold = np.array([model.luck.once(THRESHOLD, key)])
                if not people.ask("accepts_loss", [voter], threshold, offer)[0]:
                    continue
        yes += weight
    for body in (case.community.branch, case.community.committee):
        if body.acts:
            all_ += status
            yes += status
    return yes, all_


def _list_affected(case: Case, model: GovernanceModel) -> list[int]:
    """Return the residents of the grid who come to a meeting about what affects them."""
    people, c, community = model.people, model.settings.behaviour.deliberate, case.community
    here = case.grid.people
    chance = chance_of_invitation(model, community, len(community.grids))
    odds = (people.ask("turnout", here) + c.turnout_affected).tolist()
    came: list[int] = []
    for row, odd in zip(here, odds, strict=True):
        chosen, luck = model.luck.pair_again(DELIBERATE, people.key[row])
        if chosen < chance and happens(luck, odd):
            came.append(row)
    return came


def _conclude(
    case: Case, model: GovernanceModel, compensation: float, offer: float, unheard_offer: float, present: float
) -> None:
    """Let a contested case be decided: those who are not persuaded bear a grudge, which makes work and costs trust."""
    c = model.settings.behaviour.deliberate
    case.decided, case.stage = True, OWNED
    unpersuaded = present * (1.0 - offer) + (1.0 - present) * (1.0 - unheard_offer)
    grudge = case.losers * unpersuaded
    eased = leave(c.law_eases, case.community.levers.law)
    added = case.work * compensating.add_work(
        c.grudge_work, grudge, eased, c.compensation_work, compensation, case.losers
    )
    case.work += added
    case.remaining += added
    case.grid.grudge += c.grudge_trust * grudge
    model.grudges += grudge


def fade(model: GovernanceModel) -> None:
    """Let pledges and the feeling of having been heard fade; a meeting that is no more has no attendance."""
    c = model.settings.behaviour.deliberate
    for community in model.communities:
        community.pledge -= c.erosion * community.pledge
        community.met = community.decided = False
        community.came = []
        if community.levers.interval == 0:
            community.attendance = 0.0
    model.people.voice = model.people.voice - c.voice_decay * model.people.voice
