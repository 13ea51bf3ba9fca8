"""Organisations (组织): what they attend to, what rules cost them, what they give (ODD 5.5, 7.6, 7.8, 7.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import mesa

from cogov.model import random_draws as draws
from cogov.model.world import DOMAINS, RESOURCES

from .citizen import clipped
from .luck import child
from .problem import ECONOMIC, SOCIAL

if TYPE_CHECKING:
    from .places import Community, District


class Organisation(mesa.Agent):
    """One organisation, at home in a community or responsible for a district."""

    word: ClassVar[str]
    number: ClassVar[int]
    at_home: ClassVar[bool] = True
    puts_on_a_show: ClassVar[bool] = True
    """Whether ranked rates make it spend effort on appearances."""

    def __init__(self, place: Community | District, rank: int, served: float, domain: int = -1):
        super().__init__(place.city)
        self.district = place.district if self.at_home else place
        self.serves = [place] if self.at_home else place.communities
        self.domain = domain
        self.key = child(child(place.key, 1 + self.number), rank + 1000 * (domain + 1))
        said = getattr(self.model.settings.world.actors, self.word)
        scale = self.model.settings.world.actors.capacity_scale
        rural = said.rural_factor if place.rural else 1.0
        self.capacity = [getattr(said.capacity, k) * scale * rural * served / 1000.0 for k in RESOURCES]
        self.willingness = self.willingness_anchor = said.willingness
        self.priorities = self.first_priorities()
        self.priority_anchor = list(self.priorities)
        self.burden = self.coordination = 0.0
        self.effort = [0.0] * len(RESOURCES)
        place.organisations.append(self)

    def first_priorities(self) -> list[float]:
        shape = self.model.behaviour.founding.organisation_shape
        return self.model.luck.dirichlet(draws.FOUND_ORGANISATION, self.key, 0, shape, len(DOMAINS))

    @property
    def hours(self) -> float:
        return sum(self.capacity)

    def mean_over_communities(self, of) -> float:
        return sum(of(community) for community in self.serves) / len(self.serves)

    # --- goals (7.6)

    def align(self) -> None:
        """Let the common goals draw on what one attends to."""
        c, goals = self.model.behaviour.align, self.model.rules.goals
        for d, (now, anchor) in enumerate(zip(list(self.priorities), self.priority_anchor, strict=True)):
            pull = 0.0
            if goals.rule != "independent":
                target = self.mean_over_communities(lambda community, d=d: self.model.target(community, d))
                pull = c.rate * goals.strength * (target - now)
            self.priorities[d] = now + pull + c.anchor * (anchor - now)

    # --- hours (7.8)

    def hours_of_meetings(self) -> float:
        """What it costs to hold the meetings of one's community, or to sit in them."""
        return 0.0

    def hours_of_institutions(self) -> float:
        """What it costs to keep up the institutions that one carries."""
        return 0.0

    def hours_of_assigned_tasks(self) -> float:
        return 0.0

    def add_up_burdens(self) -> None:
        """See how many hours this week's rules leave."""
        c, rules = self.model.behaviour.commit, self.model.rules
        pooled = 0.0 if rules.resources.rule == "separate" else rules.resources.share
        coordination = (
            self.mean_over_communities(lambda community: community.joint_hours[self])
            + c.accounts * pooled
            + c.lists * rules.mechanism.responsibility_lists
            + self.hours_of_meetings()
            + self.hours_of_institutions()
        )
        burden = c.base + self.hours_of_assigned_tasks() + coordination
        if burden > c.cap:
            coordination, burden = coordination * c.cap / burden, c.cap
        self.coordination, self.burden = coordination, burden

    def commit(self) -> None:
        """Give what one is able and willing to give."""
        factor = self.model.capacity_factor(self.word)
        real = 1.0 - self.model.show if self.puts_on_a_show else 1.0
        free = self.willingness * (1.0 - self.burden) * real
        self.effort = [capacity * factor * free for capacity in self.capacity]

    # --- learning (7.13)

    def consider_willingness(self) -> None:
        """Look at partners, the branch's example and success; nobody has changed yet."""
        c, w = self.model.behaviour.adapt, self.willingness
        lists = self.model.rules.mechanism.responsibility_lists
        others = self.mean_over_communities(
            lambda community: sum(partner.willingness for partner in community.partners) / len(community.partners)
        )
        lead = self.mean_over_communities(lambda community: community.lead)
        success = self.mean_over_communities(lambda community: community.success)
        self.next_willingness = clipped(
            w
            + c.conform * (others - w)
            - c.temptation * (1.0 - lists) * w * (1.0 - w)
            + c.lead * lead * (1.0 - w)
            + c.success * success * (1.0 - w)
            + c.anchor * (self.willingness_anchor - w)
        )

    def adapt(self) -> None:
        self.willingness = self.next_willingness

    # --- what only some do

    def _partly_even(self, own: list[float]) -> list[float]:
        even = self.model.behaviour.founding.uniform_priorities
        return [even / len(DOMAINS) + (1.0 - even) * part for part in own]

    def _meeting(self) -> float:
        """Hours of conveners a week, at the attendance of the latest meeting."""
        rules = self.model.rules.deliberation
        if rules.interval_weeks == 0:
            return 0.0
        each = self.model.behaviour.commit.meeting * rules.rounds / rules.interval_weeks
        return each * self.serves[0].attendance


class PartyBranch(Organisation):
    """A party branch (基层党组织)."""

    word, number = "party_branch", 0

    def first_priorities(self) -> list[float]:
        return self._partly_even(super().first_priorities())

    def hours_of_meetings(self) -> float:
        return self._meeting()

    def hours_of_institutions(self) -> float:
        return self.model.behaviour.commit.links * self.serves[0].household_links

    def hours_of_assigned_tasks(self) -> float:
        return self.model.behaviour.commit.tasks_others * self.model.rules.administration.command


class Government(Organisation):
    """A government agency (基层政权组织) for one domain in one district."""

    word, number, at_home = "government", 1, False

    def first_priorities(self) -> list[float]:
        focus = self.model.behaviour.founding.agency_focus
        rest = (1.0 - focus) / (len(DOMAINS) - 1)
        return [focus if d == self.domain else rest for d in range(len(DOMAINS))]

    def hours_of_institutions(self) -> float:
        return self.model.behaviour.commit.law * self.serves[0].law

    def give_up_economic_effort(self, rate: float) -> float:
        given = rate * self.effort[ECONOMIC]
        self.effort[ECONOMIC] -= given
        return given


class SelfGoverning(Organisation):
    """A residents' or villagers' committee (自治组织)."""

    word, number = "self_governing", 2

    def first_priorities(self) -> list[float]:
        return self._partly_even(super().first_priorities())

    def hours_of_meetings(self) -> float:
        return self._meeting()

    def hours_of_institutions(self) -> float:
        c, participation = self.model.behaviour.commit, self.model.rules.participation
        incentives = c.incentives * (participation.reward + participation.volunteer_service)
        return c.grid * self.serves[0].grid_coverage + incentives

    def hours_of_assigned_tasks(self) -> float:
        return self.model.behaviour.commit.tasks_committee * self.model.rules.administration.command


class Enterprise(Organisation):
    """An enterprise (经济组织)."""

    word, number, puts_on_a_show = "enterprise", 3, False

    def hours_of_meetings(self) -> float:
        return self._meeting() * self.model.behaviour.commit.attending


class MassOrganisation(Organisation):
    """A mass organisation (群团组织)."""

    word, number, at_home = "mass_organisation", 4, False

    def hours_of_assigned_tasks(self) -> float:
        return self.model.behaviour.commit.tasks_others * self.model.rules.administration.command


class SocialOrganisation(Organisation):
    """A social organisation (社会组织)."""

    word, number, puts_on_a_show = "social_organisation", 5, False

    def hours_of_meetings(self) -> float:
        return self._meeting() * self.model.behaviour.commit.attending

    @property
    def social_effort(self) -> float:
        return self.effort[SOCIAL]

    @social_effort.setter
    def social_effort(self, effort: float) -> None:
        self.effort[SOCIAL] = effort
