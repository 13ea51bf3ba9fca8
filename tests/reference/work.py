"""Effort goes to cells of work, apart or through pools, and becomes work done (ODD 7.9-7.10)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cogov.model import random_draws as draws

from .problem import KINDS_OF_RESOURCE, SOCIAL, IssueType, Problem, Stage

if TYPE_CHECKING:
    from .city import City
    from .organisation import Organisation
    from .places import Community

DONE = 1e-9


class Cell:
    """The work of one type in one community in one week."""

    def __init__(self, community: Community, issue: IssueType):
        self.community, self.type = community, issue
        self.in_hand: Problem | None = None
        self.open_week([])

    def open_week(self, problems: list[Problem]) -> None:
        """Take stock of the assigned problems; nobody has given anything yet."""
        self.problems = problems
        self.needed = sum(problem.remaining for problem in problems)
        self.effort = [0.0 for _ in KINDS_OF_RESOURCE]
        self.applied = self.output = self.done = 0.0

    def need(self, k: int) -> float:
        return self.needed * self.type.needs[k]

    def produce(self) -> None:
        """Turn effort into output, and output into work done."""
        self.applied = sum(self.effort)
        if self.needed <= 0.0:
            return
        c, reach = self.community.city.behaviour.produce, self.community.reach
        mixed = [
            (1.0 - c.fungible) * effort + c.fungible * need * self.applied
            for effort, need in zip(self.effort, self.type.needs, strict=True)
        ]
        handing_over = c.handover * (self.type.kinds_needed - 1) * (1.0 - reach)
        self.output = ces(mixed, self.type.needs, c.substitution) / (1.0 + handing_over)
        shared = c.spread * self.output
        left = self.output - shared + share_equally(self.problems, shared)
        if c.spread < 1.0:
            left = self.work_through(left)
        self.done = self.output - left
        for problem in self.problems:
            if problem.remaining <= DONE:
                problem.be_resolved()

    def work_through(self, output: float) -> float:
        """Work on one problem after another, the one in hand first; return what is left over."""
        city = self.community.city
        in_turn = sorted(
            self.problems,
            key=lambda problem: (problem is not self.in_hand, city.luck.uniform(draws.TURN, city.week, problem.key)),
        )
        for problem in in_turn:
            if problem.remaining > output:
                if output > 0.0:
                    problem.remaining -= output
                    self.in_hand = problem
                return 0.0
            output -= problem.remaining
            problem.remaining = 0.0
        return output


def ces(effort: list[float], needs: tuple[float, ...], r: float) -> float:
    """Constant elasticity of substitution between the kinds that are needed (Arrow et al. 1961)."""
    parts = [(need, given / need) for given, need in zip(effort, needs, strict=True) if need > 0.0]
    least = min(ratio for _, ratio in parts)
    if least <= 0.0 and r < 1e-8:
        return 0.0  # what is missing cannot be replaced
    if abs(r) < 1e-8:
        return math.exp(sum(need * math.log(ratio) for need, ratio in parts))
    if r < 0.0:
        return least * sum(need * (ratio / least) ** r for need, ratio in parts) ** (1.0 / r)
    return sum(need * ratio**r for need, ratio in parts) ** (1.0 / r)


def share_equally(problems: list[Problem], output: float) -> float:
    """Work on all problems at once, what one does not need passing to the rest; return what is left over."""
    left, waiting = output, list(problems)
    while waiting and left > 0.0:
        part = left / len(waiting)
        filled = [problem for problem in waiting if problem.remaining <= part]
        if not filled:
            for problem in waiting:
                problem.remaining -= part
            return 0.0
        for problem in filled:
            left -= problem.remaining
            problem.remaining = 0.0
        waiting = [problem for problem in waiting if problem not in filled]
    return max(0.0, left)


class Allocation:
    """Where the effort of one week goes."""

    def __init__(self, city: City):
        self.city = city
        self.rule = city.rules.resources.rule
        self.share = 0.0 if self.rule == "separate" else city.rules.resources.share
        self.pools: dict[object, list[float]] = {}
        self.pooled = 0.0
        self.by_organisations = 0.0
        self.by_volunteers = 0.0
        for community in city.communities:
            assigned = [problem for problem in community.problems if problem.stage == Stage.ASSIGNED]
            for cell in community.cells:
                cell.open_week([problem for problem in assigned if problem.type is cell.type])

    @property
    def delivered(self) -> float:
        return self.by_organisations + self.by_volunteers

    def take(self, organisation: Organisation) -> None:
        """Spread an organisation's own part, and put the rest into the pool."""
        for k, effort in enumerate(organisation.effort):
            if effort > 0.0:
                self.by_organisations += effort
                self.spread(organisation.serves, organisation.priorities, k, (1.0 - self.share) * effort)
                if self.share > 0.0:
                    self.pool(organisation, k, self.share * effort)

    def take_volunteers(self, community: Community) -> None:
        """Volunteers go where residents want them; they are never pooled."""
        effort = self.city.behaviour.volunteer.output * community.volunteers
        self.by_volunteers += effort
        self.spread([community], community.priorities, SOCIAL, effort)

    def spread(self, communities: list[Community], priorities: list[float], k: int, effort: float) -> None:
        """Divide effort over cells by priority and need; without need it lies idle."""
        weights = [
            (cell, priorities[cell.type.domain] * cell.need(k)) for community in communities for cell in community.cells
        ]
        total = sum(weight for _, weight in weights)
        if total > 0.0:
            for cell, weight in weights:
                cell.effort[k] += effort * weight / total

    def pool(self, organisation: Organisation, k: int, effort: float) -> None:
        """Hand effort over to the pools of one's area; some is lost on the way."""
        c = self.city.behaviour.allocate
        self.pooled += effort
        reach = organisation.mean_over_communities(lambda community: community.reach)
        cost = getattr(c, f"loss_{self.rule}") * (1.0 - c.mechanism_relief * reach)
        areas = {"community": organisation.serves, "district": [organisation.district], "city": [self.city]}[self.rule]
        for area in areas:
            pool = self.pools.setdefault(area, [0.0 for _ in KINDS_OF_RESOURCE])
            pool[k] += effort * (1.0 - cost) / len(areas)

    def empty_pools(self) -> None:
        """Bring the cells of each area to one share of their need."""
        for area, pool in self.pools.items():
            communities = getattr(area, "communities", [area])
            cells = [cell for community in communities for cell in community.cells]
            for k, effort in enumerate(pool):
                if effort > 0.0:
                    level(cells, k, effort)


def level(cells: list[Cell], k: int, effort: float) -> None:
    """Give to those cells that stand below a common share of their need, until they stand at it."""
    below = [cell for cell in cells if cell.need(k) > 0.0]
    share = 0.0
    while below:
        share = (effort + sum(cell.effort[k] for cell in below)) / sum(cell.need(k) for cell in below)
        above = [cell for cell in below if cell.effort[k] > share * cell.need(k)]
        if not above:
            break
        below = [cell for cell in below if cell not in above]
    share = min(1.0, share)
    for cell in below:
        cell.effort[k] += max(0.0, share * cell.need(k) - cell.effort[k])
