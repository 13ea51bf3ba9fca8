"""What all bodies share: their state, what their hours become in a week, whether they join, and what they learn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

import mesa

from ..array_types import Word
from ..institutions import assessment, campaign, command, common_goals, joint_work, recognition, responsibility_lists
from ..parameters.streams import ASK, JOIN
from .addition import add_up
from .case import EPSILON, Case
from .levers import NO_POOL, Levers
from .luck import child
from .match import match

if TYPE_CHECKING:
    from .model import GovernanceModel
    from .places import Community, Place


class Body(mesa.Agent):
    """An organisation: it has hours of four resources, a will to use them for the common work, and priorities.

    Attributes
    ----------
    number : int
        Place in the order of bodies.
    serves : list of Community
        Communities of its place.
    capacity, mix : tuple of float
        Hours a week of each resource, and their shares.
    willingness, anchor : float
        Share of its hours that it gives to the common work, and what it returns to.
    priorities, own_priorities : list of float
        Shares of the five domains, and what they return to.
    acts : bool
        Whether it has any hours this week; who does not act decides nothing.
    left, full : float
        Effort of the week that is left, and all of it.
    budget : float
        Hours that it may still give to convening this week.
    """

    kind: ClassVar[str] = ""
    kind_number: ClassVar[int] = -1
    works_overtime: ClassVar[bool] = False
    is_official: ClassVar[bool] = True
    """Whether command mobilises it, and assessment makes it work for show."""

    model: Any

    def __init__(
        self, model: GovernanceModel, number: int, place: Place, key: Word, rank: int, domain: int = -1
    ) -> None:
        super().__init__(model)
        self.number, self.place, self.tier, self.key, self.rank, self.domain = (
            number, place, place.tier, key, rank, domain,
        )  # fmt: skip
        self.serves: list[Community] = place.communities
        self.capacity = self.mix = (0.0, 0.0, 0.0, 0.0)
        self.willingness = self.anchor = 0.0
        self.priorities, self.own_priorities = [0.2] * 5, [0.2] * 5
        self.trade = -1
        self.skill: list[float] = []
        self.solo: list[float] = []
        self.success = self.fatigue = 0.0
        self.acts = False
        self.hours = self.load = self.burden = self.coordination = self.overtime = 0.0
        self.effort = self.full = self.left = self.budget = self.full_budget = self.show = 0.0
        self.closures: list[bool] = []

    @property
    def levers(self) -> Levers:
        """Levers in force at its place."""
        return self.place.levers

    # ---- hours

    def find_hours(self, vacancies: float, cuts: float, enabled: bool) -> None:
        """Take stock of the hours of the week: posts filled, cuts; without any it does not act."""
        h = [part * (1.0 - vacancies) * cuts for part in self.capacity]
        self.hours = h[0] + h[1] + h[2] + h[3] if enabled else 0.0
        self.acts = self.hours > 0.0

    def tasks(self) -> float:
        """Return the tasks handed down to it (21), as a share of full ones; in an emergency command suspends them."""
        emergency = any(community.emergency for community in self.serves)
        return tasks(self.levers, self.place, emergency, self.model.settings.behaviour.hours.tasks_floor)

    def hours_for_tasks(self) -> float:
        """Return the share of its hours that tasks handed down take."""
        return 0.0

    def hours_for_institutions(self) -> float:
        """Return the share of its hours that the institutions it carries take, beside those that all carry."""
        return 0.0

    def hours_for_rules(self) -> float:
        """Return the share of its hours that accounts, lists and common goals take from any body."""
        hours, levers = self.model.settings.behaviour.hours, self.levers
        return (
            (hours.accounts * levers.share * self.pooled_part() if levers.scope != NO_POOL else 0.0)
            + hours.lists * levers.lists
            + (hours.goals * levers.goal_strength if levers.goals != "independent" else 0.0)
        )

    def paid_share(self) -> float:
        """Return the share of its hours for which somebody pays."""
        return 1.0

    def pooled_part(self) -> float:
        """Return the share of the communities it serves whose pool has a party body that leads it."""
        if self.levers.scope == NO_POOL:
            return 0.0
        led = sum(1 for community in self.serves if community.area(self.levers.scope).party.acts)
        return led / len(self.serves)

    def plan(self, queue: float) -> None:
        """Turn hours into effort (22-27): burdens, willingness, load, overtime, mobilisation, fatigue and show.

        Parameters
        ----------
        queue : float
            Work left in the cases that it owns.
        """
        hours = self.model.settings.behaviour.hours
        base = hours.base + self.hours_for_tasks()
        self.burden = min(hours.cap, base + (self.hours_for_institutions() + self.hours_for_rules()))
        self.coordination = max(0.0, self.burden - base)
        normal = self.hours * self.willingness * self.paid_share() * (1.0 - self.burden)
        self.load = 0.0 if normal <= EPSILON else min(hours.load_cap, queue / (hours.usual_match * normal))
        self.overtime = self.overtime_under(self.load)
        mobilised = 0.0
        if self.is_official and any(community.emergency for community in self.serves):
            mobilised = hours.mobilise * self.levers.command
        tiring = hours.fatigue_gain * self.overtime / hours.overtime if hours.overtime > 0.0 else 0.0
        self.fatigue += tiring * (1.0 - self.fatigue) - hours.fatigue_recovery * self.fatigue
        self.fatigue += hours.mobilise_fatigue * mobilised * (1.0 - self.fatigue)
        self.show = 0.0
        if self.is_official:
            self.show = assessment.show(self.levers.assessment, hours.show_limit, hours.show_scale)
        self.effort = (
            normal * (1.0 + self.overtime) * (1.0 + mobilised)
            * (1.0 - hours.fatigue_cost * self.fatigue) * (1.0 - self.show)
        )  # fmt: skip

    def overtime_under(self, load: float) -> float:
        """Decide how much overtime to work under a load in weeks: more with the load and with assessment."""
        if not self.works_overtime:
            return 0.0
        hours = self.model.settings.behaviour.hours
        pressure = self.levers.assessment
        return assessment.work_overtime(load, hours.load_reference, hours.load_scale, pressure, hours.overtime)

    def rest(self) -> None:
        """Do nothing for a week, for want of hours."""
        self.load = self.burden = self.coordination = self.overtime = self.effort = self.show = 0.0

    def begin(self) -> None:
        """Begin the week's work: all effort is left, and part of it may go into convening (28)."""
        self.full = self.left = self.effort
        self.budget = self.full_budget = self.model.settings.behaviour.hours.convening_limit * self.effort

    def take(self, hours: float) -> float:
        """Take hours from the effort that is left; return how many there were."""
        before = self.left
        self.left = max(0.0, before - hours)
        return before - self.left

    # ---- priorities

    def fit(self, domain: int) -> float:
        """Return how far its priority on a domain meets the need of its place, at most 1."""
        need = self.place.need_share[domain]
        return 1.0 if need <= EPSILON else min(1.0, self.priorities[domain] / need)

    def partial_fit(self, domain: int) -> float:
        """Return the part of a willingness that is left where priorities do not fit."""
        base = self.model.settings.behaviour.route.fit_base
        return base + (1.0 - base) * self.fit(domain)

    def common_priorities(self, community: Community) -> list[float]:
        """Return what the body takes to be the common priorities of a community, under the rule of its place (41)."""
        levers, align = self.levers, self.model.settings.behaviour.align
        if levers.goals == "command":
            struck = next((d for d in range(5) if community.struck[d]), None)
            turn = (self.model.luck.week // align.campaign_weeks) % 5 if struck is None else struck
            return [campaign.bend(self.model.listed[d], d == turn, levers.campaign) for d in range(5)]
        if levers.goals == "party_led":
            return community.branch.tell_priorities(community) if community.branch.acts else self.own_priorities
        return community.agenda

    def align(self) -> list[float]:
        """Return next priorities (42): drawn to the common ones, if there is a goal rule, and back to its own."""
        align, levers = self.model.settings.behaviour.align, self.levers
        if levers.goals == "independent":
            return [p + align.anchor * (own - p) for own, p in zip(self.own_priorities, self.priorities, strict=True)]
        told = [self.common_priorities(community) for community in self.serves]
        target = [add_up(t[d] for t in told) / len(told) for d in range(5)]
        pull = align.rate * levers.goal_strength
        return [
            common_goals.move(p, t, own, pull, align.anchor)
            for p, t, own in zip(self.priorities, target, self.own_priorities, strict=True)
        ]

    # ---- work

    def output(self, hours: tuple[float, float, float, float] | list[float], case: Case) -> float:
        """Return the work that hours of the four resources do on a case."""
        work = self.model.settings.behaviour.work
        return match(hours, case.type.needs, work.fungible, work.substitution)

    def can_help(self, case: Case, resource: int, owner: Body) -> bool:
        """Tell whether it may be asked for a resource: it acts, has effort, and has means of that resource."""
        return (
            self is not owner
            and self.acts
            and self.full > EPSILON
            and self.mix[resource] >= self.model.settings.behaviour.work.means
        )

    def joins(self, case: Case, resource: int) -> bool:
        """Decide whether to help with a case when asked (51).

        The more willing, the less loaded and the better its priorities fit, the likelier it joins. Lists of assisting
        duties make it likelier; command in a struck domain orders officials to join.
        """
        luck = self.model.luck
        u = luck.uniform(JOIN, child(child(case.key, self.key), resource))
        return u < self.readiness(case)

    def readiness(self, case: Case) -> float:
        """Return the chance that it joins when asked."""
        work, levers = self.model.settings.behaviour.work, case.community.levers
        if work.fixed_acceptance > 0.0:
            return work.fixed_acceptance
        chance = joint_work.slacken(self.willingness, self.load, work.slack_scale)
        chance = chance * self.partial_fit(case.domain) * self.paid_share()
        chance = responsibility_lists.lift_readiness(chance, work.lists_lift, levers.lists)
        if self.is_official and case.community.struck[case.domain]:
            chance = command.order(chance, levers.command)
        return chance

    def ask_luck(self, case: Case, resource: int) -> float:
        """Return the luck by which it is chosen among those that may be asked."""
        return self.model.luck.uniform(ASK, child(child(case.key, self.key), resource))

    def appeal(self, case: Case, luck: float) -> float:
        """Return how much a case invites the body to act unasked (54): its priority, its severity, and own means."""
        work = self.model.settings.behaviour.work
        d = case.domain
        return (
            (self.priorities[d] + work.priority_floor) / (self.place.need_share[d] + work.priority_floor)
            * case.severity * (work.initiative_match + self.solo[case.type.number]) * (0.5 + luck)
        )  # fmt: skip

    def act_unasked(self, cases: Iterable[tuple[Case, float]]) -> None:
        """Act of its own initiative: give part of the hours left over to the cases that invite it most.

        Parameters
        ----------
        cases : iterable of (Case, float)
            Workable cases of its communities, each with its luck of the week.
        """
        work = self.model.settings.behaviour.work
        free = work.initiative * self.left
        if free <= EPSILON:
            return
        inviting = sorted(((-self.appeal(case, luck), case.key, case) for case, luck in cases), key=lambda c: c[:2])
        for _, _, case in inviting[: work.initiative_cases]:
            if free <= EPSILON:
                break
            solo = self.solo[case.type.number]
            hours = min(free, case.remaining / max(0.001, solo))
            free -= hours
            self.take(hours)
            self.model.apply(case, hours, hours * solo)
            if case.remaining == 0.0 and case.owner is None and case.solver is None:
                case.solver = self

    # ---- learning

    def learn(self, lead: float) -> None:
        """Learn from the week (63, 64): success, the branch's example and temptation move willingness.

        Parameters
        ----------
        lead : float
            Mean example that branches give in the communities it serves.
        """
        adapt, levers = self.model.settings.behaviour.adapt, self.levers
        if self.closures:
            n, on_time = len(self.closures), sum(self.closures)
            self.success += (1.0 - (1.0 - adapt.success_memory) ** n) * (on_time / n - self.success)
        w = self.willingness
        moved = (
            w
            - adapt.temptation
            * (1.0 - levers.lists)
            * recognition.leave_temptation(adapt.recognition, levers.recognition)
            * w
            * (1.0 - w)
            + adapt.lead * lead * (1.0 - w)
            + adapt.success * self.success * (1.0 - w)
            + adapt.anchor * (self.anchor - w)
        )
        self.willingness = min(max(moved, 0.0), 1.0)


def tasks(levers: Levers, place: Place, emergency: bool, floor: float) -> float:
    """Return the tasks handed down at a place (21)."""
    if not place.is_governed():
        return 0.0
    return command.hand_down(levers.command, levers.relief, floor, emergency)


def log_fit(priority: float, need: float, floor: float) -> float:
    """Return the logarithm of a priority against the need."""
    return math.log((priority + floor) / (need + floor))
