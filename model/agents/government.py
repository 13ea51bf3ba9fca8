"""Government bodies (基层政权): the city's centre with its hotline, departments of districts, offices of streets."""

from __future__ import annotations

from ..institutions.grid_workers import cut_departments, meet_wages, wage
from ..institutions.relief import return_tasks
from ..institutions.service_purchase import give_up
from ..parameters.streams import HOTLINE
from .addition import add_up
from .case import Case
from .owner import Owner
from .places import District


class GovernmentBody(Owner):
    """A department or an office owns cases; the city's centre sends reports to whom they belong."""

    kind = "government"
    kind_number = 1

    @property
    def is_department(self) -> bool:
        """Whether it is a department of a district."""
        return self.domain >= 0

    def hours_for_tasks(self) -> float:
        """Return the share of hours that tasks take from an office, and tasks taken back from a department."""
        hours, levers = self.model.settings.behaviour.hours, self.levers
        if self.is_department:
            return return_tasks(hours.tasks_returned, levers.relief, levers.command, hours.tasks_floor)
        if self.tier == 1:
            return hours.tasks_others * self.tasks()
        return 0.0

    def hours_for_institutions(self) -> float:
        """Return the share of hours that legal service takes."""
        return self.model.settings.behaviour.hours.law * self.levers.law

    def sends_at_once(self, case: Case) -> bool:
        """Decide whether the centre sends a report to the competent body at once (热线直派), while it has hours to."""
        hotline = case.community.levers.hotline
        if not self.acts or self.left < self.model.settings.behaviour.report.hotline_cost - 1e-9:
            return False
        return self.model.luck.uniform(HOTLINE, case.key) < hotline

    def buys_services(self) -> float:
        """Decide how many hours to give away to buy services from social organisations."""
        limit = self.model.settings.behaviour.hours.purchase_limit
        return give_up(self.effort, self.mix[2], limit, self.levers.service_purchase)


def pay_grid_workers(district: District) -> None:
    """Pay the grid workers of a district from the hours of its departments (20), or from a budget of their own."""
    model = district.party.model
    hours = model.settings.behaviour.hours
    scale = model.settings.world.actors.capacity_scale
    wages: list[tuple[float, bool]] = []
    for community in district.communities:
        for grid in community.grids:
            staffed = grid.staff_rank < community.levers.grid_coverage
            due = wage(hours.grid_hours, grid.persons, scale) if staffed else 0.0
            wages.append((due, community.levers.grid_own_budget))
    paid = add_up(due for due, own_budget in wages if not own_budget)
    before = add_up(department.hours for department in district.departments)
    cut = cut_departments(hours.grid_pay_limit, paid, before)
    for department in district.departments:
        department.hours *= 1.0 - cut
    met = meet_wages(hours.grid_pay_limit, paid, before)
    grids = [grid for community in district.communities for grid in community.grids]
    for grid, (due, own_budget) in zip(grids, wages, strict=True):
        grid.worker.be_paid(due * (1.0 if own_budget else met))


def buy_services(district: District) -> None:
    """Let departments buy services: hours move to the social organisations of the district by their size."""
    sellers = [body for community in district.communities for body in community.social_organisations if body.acts]
    if not sellers:
        return
    size = add_up(body.hours for body in sellers)
    for department in district.departments:
        if not department.acts:
            continue
        moved = department.buys_services()
        if moved <= 0.0:
            continue
        department.effort -= moved
        for body in sellers:
            body.effort += moved * body.hours / size
