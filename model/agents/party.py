"""Party bodies (党组织): the committees of city, district and street, and the branch of a community."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..institutions import escalation, household_links, meetings, pooling
from .addition import add_up
from .body import Body
from .case import EPSILON, Case
from .owner import Owner

if TYPE_CHECKING:
    from .places import Community


class PartyBody(Owner):
    """A party body: a branch owns cases; every one convenes others, leads a pool, and forces cases that nobody took."""

    kind = "party"
    kind_number = 0

    def hours_for_tasks(self) -> float:
        """Return the share of its hours that tasks take."""
        return self.model.settings.behaviour.hours.tasks_others * self.tasks()

    def hours_for_institutions(self) -> float:
        """Return what a branch gives to meetings, links with households, the vanguard and recognition."""
        if self.tier > 0:
            return 0.0
        hours, levers = self.model.settings.behaviour.hours, self.levers
        return (
            meeting_hours(self)
            + hours.links * levers.household_links
            + hours.vanguard * levers.vanguard
            + hours.recognition * levers.recognition
        )

    def tell_priorities(self, community: Community) -> list[float]:
        """Say what residents want, as far as links with households and grid workers tell the branch."""
        levers, align = community.levers, self.model.settings.behaviour.align
        told = household_links.tell(levers.household_links, levers.grid_coverage, align.grid_information)
        return [told * x + (1.0 - told) / 5.0 for x in community.priorities]

    def hears_of(self, case: Case, luck: float) -> bool:
        """Tell whether members linked to households tell the branch of a problem that nobody reported."""
        return luck < self.model.settings.behaviour.report.links * case.grid.linked

    # ---- as the hub of joint work

    def convene(self, case: Case, resource: int, owner: Owner) -> None:
        """Ask bodies to join a case, one after the other, until one does or the limit of requests is reached.

        Each request costs hours of convening; when these are used up, nobody more is asked this week.
        """
        work = self.model.settings.behaviour.work
        asked: list[Body] = []
        for _ in range(work.hub_requests):
            if self.budget <= EPSILON:
                return
            helper = self.chooses_helper(case, resource, owner, asked)
            if helper is None:
                return
            asked.append(helper)
            self.budget -= work.ask_cost
            self.model.charge(self, work.ask_cost)
            if owner.request(case, resource, helper):
                return

    def chooses_helper(self, case: Case, resource: int, owner: Owner, asked: list[Body]) -> Body | None:
        """Decide whom to ask (50): who has means, will, effort left and little load, and whose priorities fit."""
        work = self.model.settings.behaviour.work
        best, largest = None, 0.0
        for body in case.community.candidates:
            if body in asked or body.left <= EPSILON or not body.can_help(case, resource, owner):
                continue
            score = (
                body.mix[resource] * body.willingness * body.left / (1.0 + body.load / work.slack_scale)
                * body.partial_fit(case.domain) * (0.5 + body.ask_luck(case, resource))
            )  # fmt: skip
            if best is None or score > largest or (score == largest and body.key < best.key):
                best, largest = body, score
        return best

    # ---- as the lead of a pool

    def pool_urgency(self, case: Case) -> float:
        """Return how urgent a case is to a pool: its severity, more with every week since the report."""
        since = self.model.luck.week - case.reported
        return pooling.weigh_urgency(case.severity, since, self.model.settings.behaviour.pool.age_scale)

    def dispatch(self, case: Case, pool: list[float]) -> None:
        """Send hours of the pool to a case (47): of the kinds it needs if there are enough of them, else of any kind.

        A dispatch costs hours of convening; without any left nothing is sent.
        """
        coefficients = self.model.settings.behaviour.pool
        if not self.acts or self.budget <= EPSILON:
            return
        remaining, needs = case.remaining, case.type.needs
        sent = [min(hours, remaining * need) for hours, need in zip(pool, needs, strict=True)]
        if add_up(sent) < coefficients.enough * remaining - 1e-9:
            total = add_up(pool)
            if total <= EPSILON:
                return
            amount = min(total, remaining)
            sent = [hours / total * amount for hours in pool]
        out = self.output(sent, case)
        if out <= EPSILON:
            return
        self.budget -= coefficients.dispatch
        self.model.charge(self, coefficients.dispatch)
        part = min(1.0, remaining / out)
        for k in range(4):
            pool[k] -= part * sent[k]
        hours = part * add_up(sent)
        self.model.apply(case, hours, part * out)
        if case.remaining == 0.0 and case.owner is None:
            case.solver = self

    # ---- whistling up

    def forces(self, case: Case, luck: float) -> bool:
        """Decide whether to assign a case that was passed on too often to the competent body (吹哨, 32)."""
        route = self.model.settings.behaviour.route
        strength = case.community.levers.escalation
        return self.acts and escalation.may_whistle(case.hops, route.escalation_hops, luck, strength)


def meeting_hours(body: Body) -> float:
    """Return the share of a convener's hours that meetings take in its community, more if many come."""
    levers, hours = body.levers, body.model.settings.behaviour.hours
    if levers.interval == 0:
        return 0.0
    attendance = body.place.communities[0].attendance
    return meetings.convene(levers.rounds, levers.interval, hours.meeting_fixed, hours.meeting, attendance)
