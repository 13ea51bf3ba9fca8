"""Places: the city, its districts, streets and communities, and in these the grids and household groups."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..array_types import Word
from ..parameters.places import Node
from .addition import add_up
from .case import EPSILON, NEVER
from .levers import Levers

if TYPE_CHECKING:
    from .body import Body
    from .government import GovernmentBody
    from .mass_organisation import MassOrganisation
    from .party import PartyBody
    from .self_governing import Committee, GridWorker
    from .social_organisation import SocialOrganisation


class Place(ABC):
    """A place of tier 0 (community) to 3 (city).

    Attributes
    ----------
    communities : list of Community
        Those that it holds, itself if it is one.
    party : PartyBody
        The party body of the place; in a community the branch.
    home : list of Body
        Bodies at home here, in order.
    levers : Levers
        Levers in force this week.
    need_share : list of float
        How the known need of the place spreads over the five domains this week (14).
    """

    departments: list[GovernmentBody]

    def __init__(self, node: Node, key: Word) -> None:
        self.node = node
        self.tier, self.name, self.address, self.rural = node.tier, node.name, node.address, node.rural
        self.first, self.last, self.persons = node.first, node.last, node.persons
        self.key = key
        self.communities: list[Community] = []
        self.departments = []
        self.home: list[Body] = []
        self.party: PartyBody
        self.levers: Levers
        self.mix: list[float] = [0.2] * 5
        self.need_share: list[float] = [0.2] * 5

    def holds(self, other: Place) -> bool:
        """Tell whether this place is another one or holds it."""
        return self.tier >= other.tier and self.first <= other.first and other.last <= self.last

    @abstractmethod
    def is_governed(self) -> bool:
        """Tell whether some government body of the place acts."""

    def known_need(self) -> list[float]:
        """Return the smoothed need of its communities by domain; the mix of its problems if there is none."""
        total = [add_up(community.need[d] for community in self.communities) for d in range(5)]
        return total if add_up(total) > EPSILON else self.mix

    def reckon_need(self, even: float) -> None:
        """Set the need share of the week (14): what is known, and a part `even` spread evenly."""
        total = [add_up(community.need[d] for community in self.communities) for d in range(5)]
        whole = add_up(total)
        if whole > EPSILON:
            self.need_share = [(1.0 - even) * part / whole + even / 5.0 for part in total]
        else:
            self.need_share = list(self.mix)


class City(Place):
    """The city (市域)."""

    centre: GovernmentBody
    districts: list[District]

    def is_governed(self) -> bool:
        """Tell whether the centre acts."""
        return self.centre.acts


class District(Place):
    """An urban district or a county (区、县)."""

    mass_organisations: list[MassOrganisation]
    streets: list[Street]

    def is_governed(self) -> bool:
        """Tell whether a department acts."""
        return any(department.acts for department in self.departments)


class Street(Place):
    """A street or a township (街道、乡镇)."""

    district: District
    office: GovernmentBody

    def is_governed(self) -> bool:
        """Tell whether the office acts."""
        return self.office.acts


class Community(Place):
    """A community or a village (社区、村): the place where people live, meet and are served.

    Attributes
    ----------
    candidates : list of Body
        Bodies that serve it, without those of the city.
    members : int
        Resident agents who are party members.
    people : range
        Rows of its residents.
    """

    def __init__(self, node: Node, key: Word, efficacy: float, cohesion: float) -> None:
        super().__init__(node, key)
        self.communities = [self]
        self.number = node.first
        self.city: City
        self.district: District
        self.street: Street
        self.branch: PartyBody
        self.committee: Committee
        self.social_organisations: list[SocialOrganisation] = []
        self.candidates: list[Body] = []
        self.grids: list[Grid] = []
        self.people = range(0)
        self.members = 0
        self.type_mix: list[float] = []
        self.pledge = 0.0
        self.agenda = [0.2] * 5
        self.efficacy, self.cohesion = efficacy, cohesion
        self.attendance = self.members_serving = 0.0
        self.need, self.given = [0.0] * 5, [0.0] * 5
        self.need_now, self.given_now = [0.0] * 5, [0.0] * 5
        self.emergency_until = NEVER
        self.emergency = False
        self.struck = [False] * 5
        self.surges: dict[int, float] = {}
        self.priorities = [0.2] * 5
        self.came: Sequence[int] = ()
        self.met = self.decided = False

    def is_governed(self) -> bool:
        """Tell whether its street's office or a department of its district acts."""
        return self.street.office.acts or self.district.is_governed()

    def area(self, tier: int) -> Place:
        """Return the place of a tier that holds it."""
        return (self, self.street, self.district, self.city)[tier]

    def holds_meetings(self, week: int) -> bool:
        """Tell whether this is a week of meeting."""
        return self.levers.interval > 0 and week % self.levers.interval == 0

    def notice_surges(self, week: int, struck: set[int], mobilise_weeks: int) -> None:
        """Take note of the domains that a surge strikes here this week: it begins an emergency, or makes it longer."""
        if struck:
            self.emergency_until = week + mobilise_weeks
        self.emergency = week <= self.emergency_until
        self.struck = [d in struck or (self.struck[d] and self.emergency) for d in range(5)]


class Grid:
    """A grid (网格): some hundred households, and the worker who looks after them if there is one."""

    def __init__(self, community: Community, number: int, rank: int, key: Word, persons: int, people: range) -> None:
        self.community, self.number, self.rank, self.key, self.persons = community, number, rank, key, persons
        self.people = people
        self.persons_per_agent = persons / len(people)
        self.worker: GridWorker
        self.groups: list[HouseholdGroup] = []
        self.by_day: list[int] = []
        self.reporters: list[float] = []
        self.staff_rank = self.trust = self.norm = self.day_trust = self.linked = 0.0
        self.volunteer_hours = [0.0] * 5
        self.grudge = self.harm = self.solved = self.let_down = 0.0
        self.seen = [0.0] * 5


class HouseholdGroup:
    """A household group (户组): five households or so, linked to a party member or not."""

    def __init__(self, grid: Grid, number: int, key: Word, people: range) -> None:
        self.grid, self.number, self.key, self.people = grid, number, key, people
        self.link_rank = 0.0
        self.linked = False
        self.priorities = [0.2] * 5
