"""Self-governing bodies (自治组织): the residents' or villagers' committee, and the grid workers it employs."""

from __future__ import annotations

from ..array_types import Word
from .case import AT_DESK, EPSILON, Case
from .owner import Owner
from .party import meeting_hours
from .places import Grid


class Committee(Owner):
    """The committee of a community (居委会、村委会): first desk of most cases, and convener of meetings."""

    kind = "self_governing"
    kind_number = 2

    def hours_for_tasks(self) -> float:
        """Return the share of its hours that tasks take."""
        return self.model.settings.behaviour.hours.tasks_committee * self.tasks()

    def hours_for_institutions(self) -> float:
        """Return what meetings, leading grid workers, rewards, organised service and recognition take."""
        hours, levers = self.model.settings.behaviour.hours, self.levers
        return (
            meeting_hours(self)
            + hours.grid * levers.grid_coverage
            + hours.incentives * (levers.reward + levers.volunteer_service)
            + hours.recognition * levers.recognition
        )

    def puts_before_residents(self, case: Case) -> bool:
        """Decide whether a contested case that awaits consent comes before a meeting this week."""
        return case.community.holds_meetings(self.model.luck.week)


class GridWorker:
    """A grid worker (网格员), on the staff of the committee: finds what can be seen, settles what is small.

    Attributes
    ----------
    hours : float
        Hours of the week that are left to look around and settle small cases.
    """

    def __init__(self, grid: Grid, key: Word) -> None:
        self.grid, self.key = grid, key
        self.hours = 0.0

    def be_paid(self, wage: float) -> None:
        """Have hours for what was paid; vacancies and cuts of the committee are vacancies of its staff."""
        committee = self.grid.community.committee
        capacity = committee.capacity[0] + committee.capacity[1] + committee.capacity[2] + committee.capacity[3]
        self.hours = wage * (committee.hours / capacity) if capacity > 0.0 else 0.0

    def finds(self, case: Case, luck: float) -> bool:
        """Tell whether she finds a problem that nobody reported: the more visible, the likelier."""
        report = self.grid.community.committee.model.settings.behaviour.report
        return self.hours > EPSILON and luck < report.grid * case.type.issue.visibility

    def settles_on_the_spot(self, case: Case) -> bool:
        """Decide whether to settle a case on the spot (小事不出网格): if it is small and nobody has to agree to it."""
        report = self.grid.community.committee.model.settings.behaviour.report
        return (
            case.stage == AT_DESK
            and case.settled
            and EPSILON < case.remaining <= report.on_the_spot
            and self.hours > EPSILON
            and case.type.workers_match > EPSILON
        )

    def settle(self, case: Case) -> None:
        """Settle a case as far as her hours go."""
        model = self.grid.community.committee.model
        match = case.type.workers_match
        hours = min(self.hours, case.remaining / match)
        self.hours -= hours
        model.apply(case, hours, hours * match)
        if case.remaining == 0.0:
            case.solver = self.grid.community.committee
            case.finished_on_the_spot = True

    def report_back(self) -> None:
        """Give the hours left over to the committee."""
        committee = self.grid.community.committee
        committee.left += self.hours
        committee.full += self.hours
