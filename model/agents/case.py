"""A case: a public problem with an owner, from its birth to its end, and the types of case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..array_types import Word
from ..parameters.behaviour import Behaviour
from ..parameters.world import DOMAINS, RESOURCES, IssueType, World
from .addition import add_up
from .match import match

if TYPE_CHECKING:
    from .body import Body
    from .places import Grid

EPSILON = 1e-6
"""The one tolerance: work or hours of at most this are none."""

LATENT, AT_DESK, AWAITING, OWNED, ON_PAPER, RESOLVED, LAPSED = range(7)
"""Stages of a case."""

BY_RESIDENTS, BY_GRID_WORKER, BY_MEMBER = range(3)
"""Who found a case."""

NEVER = -1_000_000
"""A week long before the first."""

NONE = -1
"""Row of nobody."""


@dataclass(frozen=True, slots=True)
class CaseType:
    """A type of case (议题): whose it is, what it needs, how long people wait."""

    number: int
    name: str
    issue: IssueType
    domain: int
    needs: tuple[float, float, float, float]
    levels: tuple[str, str, str]
    volunteers_match: float
    workers_match: float


def list_types(world: World, behaviour: Behaviour) -> tuple[CaseType, ...]:
    """Return the types of a world in order."""
    work = behaviour.work
    types: list[CaseType] = []
    for number, (name, issue) in enumerate(world.issues.items()):
        raw = [float(getattr(issue.needs, resource)) for resource in RESOURCES]
        total = add_up(raw)
        needs = (raw[0] / total, raw[1] / total, raw[2] / total, raw[3] / total)
        levels = (issue.competent.small, issue.competent.usual, issue.competent.large)
        types.append(
            CaseType(
                number,
                name,
                issue,
                DOMAINS.index(issue.domain),
                needs,
                levels,
                match((0.0, 0.0, 0.0, 1.0), needs, work.fungible, work.substitution),
                match((0.0, 0.5, 0.0, 0.5), needs, work.fungible, work.substitution),
            )
        )
    return tuple(types)


class Case:
    """One case.

    Attributes
    ----------
    desk, owner : Body or None
        Whose desk it lies on, and who is responsible.
    helpers : list
        Who helps with each of the four resources.
    history : list or None
        ``(week, stage, desk or owner, hops)`` whenever one of them changed, if the model keeps histories.
    """

    __slots__ = (
        "accepted", "asked", "begins", "begun", "born", "contested", "decided", "desk", "finished_on_the_spot",
        "first_reported", "found_by", "grid", "helpers", "history", "hops", "joint", "key", "losers", "meetings",
        "owner", "remaining", "reported", "reporter", "rounds", "severity", "size", "solver", "stage", "type", "work",
    )  # fmt: skip

    def __init__(self, key: Word, grid: Grid, type_: CaseType, born: int) -> None:
        self.key, self.grid, self.type, self.born = key, grid, type_, born
        self.severity = self.work = self.remaining = self.losers = 0.0
        self.size = 1
        self.contested = self.decided = self.joint = self.begun = self.finished_on_the_spot = False
        self.stage = LATENT
        self.first_reported = self.reported = self.accepted = self.begins = self.asked = NEVER
        self.desk: Body | None = None
        self.owner: Body | None = None
        self.solver: Body | None = None
        self.hops = self.meetings = self.rounds = 0
        self.helpers: list[Body | None] = [None] * 4
        self.found_by = self.reporter = NONE
        self.history: list[tuple[Any, ...]] | None = None

    @property
    def community(self) -> Any:
        """The community it stands in."""
        return self.grid.community

    @property
    def domain(self) -> int:
        """Number of its domain."""
        return self.type.domain

    @property
    def alive(self) -> bool:
        """Whether it is neither resolved nor lapsed."""
        return self.stage < RESOLVED

    @property
    def settled(self) -> bool:
        """Whether nobody's consent is waited for: it is not contested, or was decided."""
        return not self.contested or self.decided

    @property
    def known_need(self) -> bool:
        """Whether there is work left that a body may know of."""
        return self.remaining > EPSILON and (self.stage == OWNED or (self.stage == AT_DESK and self.settled))

    def workable(self, week: int) -> bool:
        """Tell whether somebody may work on it this week."""
        return self.remaining > EPSILON and (
            (self.stage == OWNED and self.begins <= week) or (self.stage == AT_DESK and self.settled)
        )

    def do(self, work: float) -> None:
        """Do some of the work that is left; what is not worth mentioning is none."""
        self.remaining -= work
        if self.remaining <= EPSILON:
            self.remaining = 0.0

    def competent_body(self) -> Body | None:
        """Return the body that is competent for its type and size: the first of its line that acts (19)."""
        community = self.grid.community
        level = self.type.levels[self.size]
        if level == "branch":
            first: Body = community.branch
        elif level == "committee":
            first = community.committee
        elif level == "street":
            first = community.street.office
        else:
            first = community.district.departments[self.type.domain]
        if first.acts:
            return first
        for body in (community.street.office, community.committee, community.branch):
            if body.acts:
                return body
        return None

    def note(self, week: int) -> None:
        """Write down where it stands, if a history is kept and something changed."""
        if self.history is None:
            return
        desk = NONE if self.desk is None else self.desk.number
        owner = NONE if self.owner is None else self.owner.number
        entry = (self.stage, desk, owner, self.hops)
        if not self.history or self.history[-1][1:] != entry:
            self.history.append((week, *entry))
