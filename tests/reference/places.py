"""Districts, communities and grids: where people live and work is done (ODD 2, 5.1-5.2, 7.1, 7.8, 7.12, 7.13)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from cogov.model import random_draws as draws
from cogov.model.world import DOMAINS

from .citizen import Citizen, clipped
from .luck import child, key
from .problem import IssueType, Problem, Stage
from .work import Cell

if TYPE_CHECKING:
    from .city import City
    from .organisation import Organisation


class District:
    """An urban district or rural county."""

    def __init__(self, city: City, name: str):
        self.city, self.name, self.key = city, name, key(name)
        self.communities: list[Community] = []
        self.organisations: list[Organisation] = []
        """Agencies and mass organisations; what is at home in a community is not among them."""

    @property
    def rural(self) -> bool:
        return self.communities[0].rural

    @property
    def citizens(self) -> list[Citizen]:
        return list(chain.from_iterable(community.citizens for community in self.communities))

    def of_kind(self, word: str) -> list[Organisation]:
        return [organisation for organisation in self.organisations if organisation.word == word]

    def call(self) -> float:
        """How strongly mass organisations call for service (7.7)."""
        calls = [mass.willingness * (1.0 - mass.burden) for mass in self.of_kind("mass_organisation")]
        return sum(calls) / len(calls) if calls else 0.0

    def purchase_services(self) -> None:
        """Agencies give up economic effort, and social organisations do social work for it (7.8)."""
        rate = self.city.behaviour.commit.purchase_limit * self.city.rules.participation.service_purchase
        sellers = [o for community in self.communities for o in community.of_kind("social_organisation")]
        offered = sum(seller.social_effort for seller in sellers)
        if rate > 0.0 and offered > 0.0:
            budget = sum(agency.give_up_economic_effort(rate) for agency in self.of_kind("government"))
            for seller in sellers:
                seller.social_effort += budget * (seller.social_effort / offered)


class Community:
    """A community (社区) or village (村)."""

    def __init__(self, district: District, name: str, rural: bool):
        city = district.city
        self.city, self.district, self.rural = city, district, rural
        self.key = key(f"{district.name}/{name}")
        self.grids: list[Grid] = []
        self.organisations: list[Organisation] = []
        self.mix = self._mix_of_problems()
        founding = city.behaviour.founding
        self.consensus, self.cohesion = founding.consensus, founding.cohesion
        self.agenda = [1.0 / len(DOMAINS)] * len(DOMAINS)
        self.pledge = self.success = self.attendance = self.acceptance = 0.0
        self.volunteers = 0
        self.members_volunteering = self.load = self.reach = 0.0
        self.joint_hours: dict[Organisation, float] = {}
        self.cells = [Cell(self, issue) for issue in city.types]
        district.communities.append(self)

    def _mix_of_problems(self) -> list[float]:
        types, shape = self.city.types, self.city.behaviour.founding.mix_shape
        base = [issue.share for issue in types]
        if self.rural:
            weighted = [issue.share * issue.rural_weight for issue in types]
            base = weighted if any(weighted) else base
        draw = self.city.luck.gamma
        m = [b * draw(draws.FOUND_COMMUNITY, self.key, 64 * y, shape) for y, b in enumerate(base)]
        return [part / sum(m) for part in m]

    def domains_of_mix(self) -> list[float]:
        return [
            sum(part for part, issue in zip(self.mix, self.city.types, strict=True) if issue.domain == d)
            for d in range(len(DOMAINS))
        ]

    @property
    def citizens(self) -> list[Citizen]:
        return list(chain.from_iterable(grid.citizens for grid in self.grids))

    @property
    def problems(self) -> list[Problem]:
        return [problem for problem in self.city.problems if problem.grid.community is self]

    @property
    def partners(self) -> list[Organisation]:
        """All organisations that work here, those at home first."""
        return self.organisations + self.district.organisations

    @property
    def lead(self) -> float:
        return self.vanguard * self.cohesion

    def of_kind(self, word: str) -> list[Organisation]:
        return [organisation for organisation in self.organisations if organisation.word == word]

    def put_rules_in_force(self) -> None:
        """Have each institution only where the actor that carries it exists (7.1)."""
        rules = self.city.rules
        branch, committee = bool(self.of_kind("party_branch")), bool(self.of_kind("self_governing"))
        self.grid_coverage = rules.party_building.grid_coverage if committee else 0.0
        self.household_links = rules.party_building.household_links if branch else 0.0
        self.vanguard = rules.party_building.vanguard if branch else 0.0
        self.law = rules.administration.law if self.district.of_kind("government") else 0.0
        self.convened = branch or committee
        for grid in self.grids:
            grid.linked = sum(citizen.linked for citizen in grid.citizens) / len(grid.citizens)

    def let_agreement_fade(self) -> None:
        c = self.city.behaviour
        self.consensus += c.deliberate.erosion * (c.founding.consensus - self.consensus)
        self.pledge += c.deliberate.erosion * (0.0 - self.pledge)

    def told_of_residents_wishes(self) -> float:
        """How far the branch knows what residents want (7.6)."""
        information = self.city.behaviour.align.grid_information * self.grid_coverage
        return 1.0 - (1.0 - self.household_links) * (1.0 - information)

    def count_volunteers(self) -> None:
        citizens = self.citizens
        self.volunteers = sum(citizen.volunteered for citizen in citizens)
        members = [citizen.volunteered for citizen in citizens if citizen.party_member]
        self.members_volunteering = sum(members) / len(members) if members else 0.0

    def take_stock_of_load(self) -> None:
        usual = self.city.behaviour.arise.base_rate * len(self.citizens)
        known = sum(problem.remaining for problem in self.problems if problem.known)
        self.load = known / usual if usual > 0.0 else 0.0

    def hub(self) -> Organisation:
        """Who convenes: the branch, else the committee, else an agency, else whoever is there."""
        at_home = self.of_kind("party_branch") + self.of_kind("self_governing")
        return (at_home + self.district.of_kind("government") + self.partners)[0]

    def join_work(self) -> None:
        """Spend hours on links with partners, and reach as much joint work as the hours allow (7.8)."""
        c, mechanism = self.city.behaviour.commit, self.city.rules.mechanism
        link = c.link * clipped(self.load, c.load_low, c.load_high) * mechanism.strength
        others = len(self.partners) - 1
        each, convener, reached = 0.0, None, 1.0
        if mechanism.rule == "peer" and others >= 1:
            each = others * link
        elif mechanism.rule == "hub" and others >= 1:
            asked = others * link
            given = min(c.hub_limit, asked)
            reached = given / asked if asked > 0.0 else 1.0
            each, convener = link * reached, self.hub()
        self.joint_hours = dict.fromkeys(self.partners, each)
        if convener is not None:
            self.joint_hours[convener] = given
        self.reach = 0.0 if mechanism.rule == "silo" else mechanism.strength * reached

    def learn(self) -> None:
        """Update the record of success and the branch's cohesion (7.13)."""
        c = self.city.behaviour.adapt
        needed = sum(cell.needed for cell in self.cells)
        if needed > 0.0:
            self.success += c.success_memory * (sum(cell.done for cell in self.cells) / needed - self.success)
        aim = c.cohesion_base + c.cohesion_members * self.members_volunteering + c.cohesion_success * self.success
        self.cohesion += c.cohesion_rate * (min(1.0, aim) - self.cohesion)

    def take_means(self) -> None:
        """Bring what is known of residents on average up to date (7.12)."""
        citizens = self.citizens
        self.priorities = [sum(c.priorities[d] for c in citizens) / len(citizens) for d in range(len(DOMAINS))]
        for grid in self.grids:
            grid.trust = sum(citizen.trust for citizen in grid.citizens) / len(grid.citizens)
            grid.norm = sum(citizen.norm for citizen in grid.citizens) / len(grid.citizens)


class Grid:
    """A grid (网格) of a community."""

    def __init__(self, community: Community):
        self.city, self.community = community.city, community
        self.key = child(community.key, len(community.grids))
        self.citizens: list[Citizen] = []
        self.harm = self.solved = self.let_down = 0.0
        self.seen = [0.0] * len(DOMAINS)
        community.grids.append(self)

    def new_problems(self, issue: IssueType) -> list[Problem]:
        """The problems of a type that arise here this week (7.2)."""
        c, community, city = self.city.behaviour.arise, self.community, self.city
        people = c.base_rate * len(self.citizens) * (1.0 - c.law_prevents * community.law)
        norms = 1.0 - issue.norm_sensitivity * self.norm
        mean = people * community.mix[issue.number] * norms * city.arrival_factor(issue, community)
        number = city.luck.poisson(draws.ARISE, city.week, child(self.key, issue.number), mean)
        return [Problem(self, issue, rank) for rank in range(number)]

    def look_around(self) -> None:
        """See what harms, what was solved and what was let down here (7.12)."""
        c = self.city.behaviour.experience
        self.harm = self.solved = self.let_down = 0.0
        self.seen = [0.0] * len(DOMAINS)
        for problem in self.city.problems:
            if problem.grid is not self:
                continue
            if problem.stage == Stage.RESOLVED:
                self.solved += not problem.overdue
            elif problem.stage == Stage.LAPSED:
                self.let_down += c.lapse_loss
            else:
                weight = problem.severity * (1.0 + min(problem.age, c.age_cap) / c.age_scale)
                self.harm += weight
                self.seen[problem.type.domain] += weight
                if problem.overdue or problem.stage == Stage.PAPER_CLOSED:
                    self.let_down += c.overdue_loss
        if self.harm > 0.0:
            self.seen = [weight / self.harm for weight in self.seen]
        people = len(self.citizens)
        self.harm, self.solved, self.let_down = self.harm / people, self.solved / people, self.let_down / people
