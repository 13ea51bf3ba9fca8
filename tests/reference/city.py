"""The city as a Mesa model: its founding and its week (ODD 3, 5, 7.1, 7.6)."""

from __future__ import annotations

import mesa

from cogov.model.rules import Rules
from cogov.model.settings import Settings
from cogov.model.world import DOMAINS

from .citizen import Citizen
from .founding import found
from .ledger import Ledger
from .luck import Luck
from .measuring import measure
from .meeting import hold_meeting
from .organisation import Organisation
from .places import Community, District, Grid
from .problem import IssueType, Problem, issue_types
from .work import Allocation


class City(mesa.Model):
    """A prefecture-level city: people, organisations, places and problems."""

    def __init__(self, settings: Settings):
        super().__init__(seed=0)  # Mesa's own generator is not used
        self.settings, self.behaviour = settings, settings.behaviour
        self.luck = Luck(settings.run.seed)
        self.timetable = settings.timetable()
        self.week = 0
        self.ledger = Ledger(self)
        self.types: list[IssueType] = issue_types(settings.world)
        self.problems: list[Problem] = []
        self.districts: list[District] = []
        found(self)
        self.communities: list[Community] = [c for district in self.districts for c in district.communities]
        self.grids: list[Grid] = [grid for community in self.communities for grid in community.grids]
        self.citizens: list[Citizen] = [citizen for grid in self.grids for citizen in grid.citizens]
        at_home = [organisation for community in self.communities for organisation in community.organisations]
        self.organisations: list[Organisation] = at_home + [o for d in self.districts for o in d.organisations]
        self.allocation: Allocation | None = None
        self.indicators: list[dict[str, float]] = []
        self.take_means()
        self.put_in_force(settings.rules)

    # --- what holds this week

    @property
    def show(self) -> float:
        """The share of free hours that goes into appearances under ranked rates."""
        pressure = self.rules.administration.assessment
        return pressure**2 / (1.0 + pressure**2)

    def put_in_force(self, rules: Rules) -> None:
        self.rules = rules
        for community in self.communities:
            community.put_rules_in_force()

    def _striking(self, what: str) -> list:
        """The surges or cuts of this week, in the order of the file."""
        found = [(event.week, getattr(event, what)) for event in self.settings.events]
        return [shock for start, shock in found if shock and start <= self.week < start + shock.weeks]

    def arrival_factor(self, issue: IssueType, community: Community) -> float:
        """What this week's surges multiply the arrivals of a type in a community by."""
        name = list(self.settings.world.issues)[issue.number]
        where = ("everywhere", "rural" if community.rural else "urban")
        factor = 1.0
        for surge in self._striking("surge"):
            if name in surge.types and surge.where in where:
                factor *= surge.factor
        return factor

    def capacity_factor(self, kind: str) -> float:
        """What this week's cuts multiply the capacity of a kind of organisation by."""
        factor = 1.0
        for cut in self._striking("capacity"):
            if kind in cut.actors:
                factor *= cut.factor
        return factor

    def target(self, community: Community, domain: int) -> float:
        """What the goal rule wants organisations to attend to in a community (7.6)."""
        goals = self.rules.goals
        match goals.rule:
            case "command":
                listed = sum(t.share for t in self.types if t.domain == domain) / sum(t.share for t in self.types)
                campaign = (self.week // self.behaviour.align.campaign_weeks) % len(DOMAINS)
                return (1.0 - goals.campaign) * listed + goals.campaign * (domain == campaign)
            case "party_led":
                told = community.told_of_residents_wishes()
                return told * community.priorities[domain] + (1.0 - told) / len(DOMAINS)
            case _:
                return community.agenda[domain]

    # --- the week

    def step(self) -> None:
        """Live through one week, in the order of ODD 3."""
        self.happen()
        self.arise()
        for problem in self.problems:
            problem.come_to_light()
        for problem in self.problems:
            problem.find_someone_responsible()
        self.deliberate()
        for organisation in self.organisations:
            organisation.align()
        self.volunteer()
        self.commit()
        self.allocate()
        self.produce()
        for problem in self.problems:
            problem.perhaps_lapse()
        self.experience()
        self.adapt()
        self.indicators.append(measure(self))
        self.week += 1

    def happen(self) -> None:
        rules = [rules for week, rules in self.timetable if week <= self.week][-1]
        if rules != self.rules:
            self.put_in_force(rules)

    def arise(self) -> None:
        self.problems = [problem for problem in self.problems if problem.live]
        for grid in self.grids:
            for issue in self.types:
                self.problems += grid.new_problems(issue)

    def deliberate(self) -> None:
        for community in self.communities:
            community.let_agreement_fade()
        for citizen in self.citizens:
            citizen.forget_being_heard()
        interval = self.rules.deliberation.interval_weeks if self.settings.world.actors.citizen.enabled else 0
        for community in self.communities:
            if interval == 0:
                community.attendance = 0.0
            elif self.week % interval == 0:
                if community.convened:
                    hold_meeting(community)
                else:
                    community.attendance = 0.0

    def volunteer(self) -> None:
        if self.settings.world.actors.citizen.enabled:
            for citizen in self.citizens:
                citizen.decide_to_serve()
            for citizen in self.citizens:
                citizen.serve_or_rest()
            for community in self.communities:
                community.count_volunteers()

    def commit(self) -> None:
        for community in self.communities:
            community.take_stock_of_load()
            community.join_work()
        for organisation in self.organisations:
            organisation.add_up_burdens()
            organisation.commit()
        for district in self.districts:
            district.purchase_services()

    def allocate(self) -> None:
        self.allocation = Allocation(self)
        for organisation in self.organisations:
            self.allocation.take(organisation)
        for community in self.communities:
            self.allocation.take_volunteers(community)
        self.allocation.empty_pools()

    def produce(self) -> None:
        for community in self.communities:
            for cell in community.cells:
                cell.produce()
        if self.show > 0.0:
            for problem in self.problems:
                problem.be_closed_on_paper()

    def experience(self) -> None:
        for grid in self.grids:
            grid.look_around()
        for citizen in self.citizens:
            citizen.listen_to_neighbours()
        for citizen in self.citizens:
            citizen.take_in_the_week()
        self.take_means()

    def take_means(self) -> None:
        for community in self.communities:
            community.take_means()

    def adapt(self) -> None:
        for organisation in self.organisations:
            organisation.consider_willingness()
        for organisation in self.organisations:
            organisation.adapt()
        for community in self.communities:
            community.learn()
