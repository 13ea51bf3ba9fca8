"""Bodies that may own cases: branches, committees, offices, departments. They accept, pass on, ask and work."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..institutions import assessment, command, responsibility_lists
from ..parameters.streams import PAPER, PROCEDURE, SCORE, WANT
from .addition import add_up
from .body import Body, log_fit
from .case import AWAITING, EPSILON, NEVER, OWNED, Case
from .luck import child, gumbel

if TYPE_CHECKING:
    from .party import PartyBody


class Owner(Body):
    """A body that may be responsible for a case (责任主体)."""

    works_overtime = True

    # ---- whose case is it?

    def accepts(self, case: Case, luck: float) -> bool:
        """Decide whether to accept a case for which it is competent (30).

        A willing body accepts, an overloaded one less often, and rather what its priorities are about. A responsibility
        list leaves no choice for what it names; nor does command in a domain that a surge has struck.
        """
        return luck < self.acceptance(case)

    def acceptance(self, case: Case) -> float:
        """Return the chance that it accepts."""
        route, levers = self.model.settings.behaviour.route, case.community.levers
        chance = (
            self.willingness
            * (1.0 - route.load_refusal * min(1.0, self.load / route.load_scale))
            * self.partial_fit(case.domain)
        )
        chance = responsibility_lists.lift_acceptance(chance, levers.lists)
        if case.community.struck[case.domain]:
            chance = command.order(chance, levers.command)
        return chance

    def hands_back_to(self, case: Case) -> Body:
        """Decide where a case goes that it does not accept: back to the committee of the community."""
        committee = case.community.committee
        return committee if committee.acts else self

    def passes_on_to(self, case: Case, right: Body, knows: float, which: float) -> Body:
        """Decide to whose desk to pass a case for which another body is competent (31).

        If it knows, or lists say, who is competent, the case goes there; else to a desk that seems right: the
        branch, the office of the street, or a department.
        """
        return pass_on(self, case, right, knows, which)

    def take_over(self, case: Case) -> None:
        """Become responsible for a case; what procedure asks for begins to run."""
        week = self.model.luck.week
        wait = -case.type.issue.procedure_weeks * math.log(self.model.luck.once(PROCEDURE, case.key))
        case.owner = case.desk = self
        case.accepted, case.asked = week, NEVER
        case.begins = week + math.floor(wait)
        case.stage = OWNED if case.settled else AWAITING

    # ---- what comes first?

    def urgency(self, case: Case) -> float:
        """Return how soon a case is served (48).

        Severe cases come first, those of domains it cares about, and small ones. Under assessment what is about to be
        due comes sooner, and what is overdue later. The rest is chance.
        """
        work, a = self.model.settings.behaviour.work, self.levers.assessment
        due = case.reported + case.type.issue.deadline_weeks - self.model.luck.week
        score = (
            work.severity * math.log(case.severity)
            + work.priority
            * log_fit(self.priorities[case.domain], self.place.need_share[case.domain], work.priority_floor)
            - work.small_first * (1.0 + a) * math.log(max(case.remaining, EPSILON))
        )
        if 0 <= due <= 1:
            score += a
        elif due < 0:
            score -= a
        return score + work.noise * gumbel(self.model.luck.once(SCORE, child(case.key, self.key)))

    def order_queue(self, queue: list[Case]) -> list[Case]:
        """Put its cases in the order in which it serves them: those begun first, then by urgency, ties by key."""
        return sorted(queue, key=lambda case: (not case.begun, -self.urgency(case), case.key))

    def work_on(self, queue: list[Case]) -> None:
        """Serve its cases one by one while effort is left."""
        if self.left <= EPSILON or not queue:
            return
        for case in self.order_queue(queue):
            if self.left <= EPSILON:
                break
            wanted = self.wants_help(case)
            if wanted:
                self.seek_help(case)
            self.serve(case, wanted)

    # ---- who helps?

    def lacks(self, case: Case) -> list[int]:
        """Return the resources that a case needs and the body hardly has."""
        lacking = self.model.settings.behaviour.work.lacking
        return [k for k in range(4) if case.type.needs[k] - self.mix[k] > lacking]

    def wants_help(self, case: Case) -> bool:
        """Decide whether to have others join: if it lacks something, for the share of cases that the rule says."""
        levers = self.levers
        if levers.joint_work == "silo" or not self.lacks(case):
            return False
        return self.model.luck.once(WANT, case.key) < levers.joint_strength

    def seek_help(self, case: Case) -> None:
        """Have help asked for what is lacking and nobody gives, unless it was asked a few weeks ago."""
        work, week = self.model.settings.behaviour.work, self.model.luck.week
        hub: PartyBody | None = self.place.party if self.levers.joint_work == "hub" else None
        if hub is not None and hub.budget <= EPSILON:
            return
        missing = [k for k in self.lacks(case) if case.helpers[k] is None]
        if not missing or week - case.asked < work.ask_again:
            return
        case.asked = week
        for resource in missing:
            if hub is not None:
                hub.convene(case, resource, self)
            else:
                helper = self.asks(case, resource)
                if helper is not None:
                    self.request(case, resource, helper)

    def asks(self, case: Case, resource: int) -> Body | None:
        """Decide which peer to ask for a resource (49): one that has much of it and is close; the rest is chance."""
        able = [b for b in case.community.candidates if b.can_help(case, resource, self)]
        if not able:
            return None
        closeness = self.model.closeness(self, able)
        best, largest = None, -math.inf
        for body, tie in zip(able, closeness, strict=True):
            if tie <= 0.0:
                continue
            score = math.log(body.mix[resource] * tie) + gumbel(body.ask_luck(case, resource))
            if score > largest or (best is not None and score == largest and body.key < best.key):
                best, largest = body, score
        return best

    def request(self, case: Case, resource: int, helper: Body) -> bool:
        """Ask a body to join; return whether it does. Whoever joined stays with the case until it is over."""
        self.model.count("requests")
        if not helper.joins(case, resource):
            return False
        self.model.count("joined")
        case.helpers[resource] = helper
        case.joint = True
        return True

    # ---- the work

    def serve(self, case: Case, wanted: bool) -> None:
        """Work on a case: with those who help, for as long as all have hours, then alone (52, 53)."""
        work = self.model.settings.behaviour.work
        y, d, needs = case.type.number, case.domain, case.type.needs
        active: list[tuple[int, float, Body | None]] = []  # resource, share of the team's hours, helper or volunteers
        if wanted:
            for k in self.lacks(case):
                helper = case.helpers[k]
                if helper is not None and helper.left > EPSILON:
                    active.append((k, needs[k] - self.mix[k], helper))
                elif k == 3 and case.grid.volunteer_hours[d] > EPSILON:
                    active.append((k, needs[k] - self.mix[k], None))
        helping = add_up(deficit for _, deficit, _ in active)
        scale = min(1.0, work.team_limit / helping) if helping > 0.0 else 1.0
        active = [(k, scale * deficit, helper) for k, deficit, helper in active]
        helping = scale * helping
        shares = [(share, helper) for _, share, helper in active]
        pi = max(0.001, self.output(self._team(y, 1.0 - helping, shares), case))
        total = min(self.left / (1.0 - helping), case.remaining / pi)
        own = (1.0 - helping) * total
        given: list[tuple[float, Body | None]] = []
        for share, helper in shares:
            if helper is None:
                hours = min(share * total, case.grid.volunteer_hours[d])
                case.grid.volunteer_hours[d] -= hours
            else:
                hours = min(share * total, helper.left)
                helper.take(hours)
            given.append((hours, helper))
        out = min(self.output(self._team(y, own, given), case), case.remaining)
        self.take(own)
        applied = own + add_up(hours for hours, _ in given)
        case.begun = True
        self.model.apply(case, applied, out)
        if case.remaining > EPSILON and helping > 0.0 and self.left > EPSILON:
            solo = self.solo[y]
            hours = min(self.left, case.remaining / max(0.001, solo))
            self.take(hours)
            self.model.apply(case, hours, hours * solo)

    def _team(self, y: int, own: float, given: list[tuple[float, Body | None]]) -> list[float]:
        """Return the hours by resource, weighed by skill, of the owner's own hours and of those given."""
        skill = self.skill[y]
        hours = [own * skill * part for part in self.mix]
        for amount, helper in given:
            if helper is None:
                hours[3] += amount
            else:
                for k in range(4):
                    hours[k] += amount * helper.skill[y] * helper.mix[k]
        return hours

    def closes_on_paper(self, case: Case) -> bool:
        """Decide whether to close a case on paper: under assessment, when the deadline is there (57)."""
        close, a, week = self.model.settings.behaviour.close, self.levers.assessment, self.model.luck.week
        if not self.acts or a <= 0.0 or week - case.reported < case.type.issue.deadline_weeks - close.paper_ahead:
            return False
        return self.model.luck.uniform(PAPER, case.key) < assessment.close_on_paper(close.paper, a)


def pass_on(at: Body | None, case: Case, right: Body, knows: float, which: float) -> Body:
    """Return the desk to which one that is not competent passes a case (31)."""
    route, community = right.model.settings.behaviour.route, case.community
    lists = community.levers.lists
    if knows < responsibility_lists.find_desk(route.knows, lists):
        return right
    branches, desks = route.wrong_branch, route.wrong_branch + route.wrong_office
    if which < branches:
        wrong: Body = community.branch
    elif which < desks:
        wrong = community.street.office
    else:
        left = which - route.wrong_branch - route.wrong_office
        d = min(4, math.floor(5.0 * left / (1.0 - route.wrong_branch - route.wrong_office)))
        wrong = community.district.departments[d]
    return right if not wrong.acts or wrong is at else wrong
