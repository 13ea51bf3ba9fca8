"""Problems (议题) and their types (ODD 2, 7.2-7.4, 7.10-7.11)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from cogov.model import random_draws as draws
from cogov.model.settings import World
from cogov.model.world import DOMAINS, RESOURCES

from .luck import child

if TYPE_CHECKING:
    from .places import Grid

KINDS_OF_RESOURCE = range(len(RESOURCES))
POLITICAL, ADMINISTRATIVE, ECONOMIC, SOCIAL = KINDS_OF_RESOURCE


@dataclass(frozen=True)
class IssueType:
    """A type of problem: what it needs, how long it may take, where it arises."""

    number: int
    domain: int
    share: float
    needs: tuple[float, ...]
    contestability: float
    norm_sensitivity: float
    deadline: int
    rural_weight: float

    @property
    def kinds_needed(self) -> int:
        return sum(need > 0.0 for need in self.needs)


def issue_types(world: World) -> list[IssueType]:
    """The types of a world, with needs that sum to one."""
    found = []
    for number, said in enumerate(world.issues.values()):
        needs = [getattr(said.needs, resource) for resource in RESOURCES]
        found.append(
            IssueType(
                number=number,
                domain=DOMAINS.index(said.domain),
                share=said.share,
                needs=tuple(need / sum(needs) for need in needs),
                contestability=said.contestability,
                norm_sensitivity=said.norm_sensitivity,
                deadline=said.deadline_weeks,
                rural_weight=said.rural_weight,
            )
        )
    return found


class Stage(IntEnum):
    """How far a problem has come."""

    LATENT, REPORTED, ASSIGNED, PAPER_CLOSED, RESOLVED, LAPSED = range(6)


class Problem:
    """One public problem in one grid, from its birth until it is resolved or lapses."""

    def __init__(self, grid: Grid, issue: IssueType, rank: int):
        city, community = grid.city, grid.community
        arise = city.behaviour.arise
        self.city, self.grid, self.type = city, grid, issue
        self.born, self.reported, self.assigned = city.week, None, None
        self.key = child(child(child(grid.key, issue.number), city.week), rank)
        self.stage = Stage.LATENT
        self.proactive = False
        z = city.luck.normal(draws.SEVERITY, city.week, self.key)
        self.severity = math.exp(arise.severity_sigma * z - arise.severity_sigma**2 / 2.0)
        contest = arise.contest_work * issue.contestability * (1.0 - community.consensus)
        self.work = self.severity * (1.0 + contest * (1.0 - arise.law_eases * community.law))
        self.remaining = self.work
        city.ledger.note("BORN")
        city.ledger.note("DUE", self.born + issue.deadline)

    @property
    def live(self) -> bool:
        return self.stage not in (Stage.RESOLVED, Stage.LAPSED)

    @property
    def known(self) -> bool:
        return self.stage in (Stage.REPORTED, Stage.ASSIGNED)

    @property
    def age(self) -> int:
        return self.city.week - self.born

    @property
    def overdue(self) -> bool:
        return self.age > self.type.deadline

    def come_to_light(self) -> None:
        """Be reported by residents, or found by grid workers or linked members (7.3)."""
        if self.stage not in (Stage.LATENT, Stage.PAPER_CLOSED):
            return
        week, chances, ledger = self.city.week, self.city.behaviour.report, self.city.ledger
        u, v, z, _ = self.city.luck.four(draws.REPORT, week, self.key)
        by_residents = u < min(1.0, chances.residents_base + chances.residents_trust * self.grid.trust)
        by_workers = v < chances.grid * self.grid.community.grid_coverage
        by_members = z < chances.links * self.grid.linked
        if by_residents or by_workers or by_members:
            if self.stage == Stage.PAPER_CLOSED:
                ledger.note("REOPENED")
            self.stage, self.reported = Stage.REPORTED, week
            self.proactive = by_workers and not by_residents
            ledger.note("REPORTED")
            if self.proactive:
                ledger.note("PROACTIVE")
            ledger.note("CASE_DUE", week + self.type.deadline)

    def find_someone_responsible(self) -> None:
        """Be assigned to a responsible body, or be passed on for another week (7.4)."""
        if self.stage != Stage.REPORTED:
            return
        assign, rules = self.city.behaviour.assign, self.city.rules
        clear = max(rules.mechanism.responsibility_lists, assign.mechanism * self.grid.community.reach)
        chance = assign.base + (1.0 - assign.base) * clear
        self.city.ledger.note("SOUGHT")
        if self.city.luck.uniform(draws.ASSIGN, self.city.week, self.key) < chance:
            self.stage, self.assigned = Stage.ASSIGNED, self.city.week
            self.city.ledger.note("ASSIGNED")

    def be_resolved(self) -> None:
        """Be truly done with; on time or not by two clocks (7.10)."""
        week, deadline, ledger = self.city.week, self.type.deadline, self.city.ledger
        self.stage = Stage.RESOLVED
        ledger.note("RESOLVED")
        ledger.note_duration(self.age)
        if not self.overdue:
            ledger.note("ON_TIME")
            ledger.note("DUE_MET", self.born + deadline)
        if week - self.reported <= deadline:
            ledger.note("CASE_ON_TIME")
            ledger.note("CASE_DUE_MET", self.reported + deadline)
        else:
            ledger.note("RESOLVED_LATE")

    def be_closed_on_paper(self) -> None:
        """Near the deadline, perhaps be closed in the records while the harm goes on (7.10)."""
        week, deadline, ledger, produce = (
            self.city.week,
            self.type.deadline,
            self.city.ledger,
            self.city.behaviour.produce,
        )
        if self.stage != Stage.ASSIGNED or week < self.reported + deadline - produce.paper_ahead:
            return
        if self.city.luck.uniform(draws.PAPER, week, self.key) < produce.paper * self.city.show:
            self.stage = Stage.PAPER_CLOSED
            ledger.note("PAPER")
            if week - self.reported <= deadline:
                ledger.note("PAPER_ON_TIME")
                ledger.note("CASE_DUE_MET", self.reported + deadline)

    def perhaps_lapse(self) -> None:
        """Be given up (7.11)."""
        if self.live and self.city.luck.uniform(draws.LAPSE, self.city.week, self.key) < (
            1.0 / self.city.behaviour.lapse.patience
        ):
            if self.known:
                self.city.ledger.note("LAPSED_REPORTED")
            self.city.ledger.note("LAPSED")
            self.stage = Stage.LAPSED
