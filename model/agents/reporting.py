"""Step 4 (7.4): problems come to light, and small ones are settled on the spot."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from ..parameters.streams import REPORT, REPORTER
from .case import AT_DESK, BY_GRID_WORKER, BY_MEMBER, BY_RESIDENTS, LATENT, NEVER, NONE, ON_PAPER, Case

if TYPE_CHECKING:
    from .model import GovernanceModel


def come_to_light(model: GovernanceModel) -> None:
    """Let problems come to light (7.4): residents report, grid workers and members find; small ones are settled."""
    luck, week = model.luck, model.luck.week
    for case in model.cases:
        if case.stage not in (LATENT, ON_PAPER):
            continue
        grid, community = case.grid, case.community
        u, v, z, _ = luck.four(REPORT, case.key)
        reported = u < model.citizen_kind.report(model, grid.day_trust, community.levers.hotline)
        seen = grid.worker.finds(case, v)
        if not (reported or seen or community.branch.hears_of(case, z)):
            continue
        case.found_by = BY_RESIDENTS if reported else BY_GRID_WORKER if seen else BY_MEMBER
        _take_to_a_desk(model, case)
        if reported:
            _name_reporter(model, case)
            right = case.competent_body()
            if right is not None and model.city.centre.sends_at_once(case):
                model.charge(model.city.centre, model.settings.behaviour.report.hotline_cost)
                case.desk = right
        case.note(week)
    for case in model.cases:
        if case.grid.worker.settles_on_the_spot(case):
            case.grid.worker.settle(case)
    for grid in model.grids:
        grid.worker.report_back()


def _take_to_a_desk(model: GovernanceModel, case: Case) -> None:
    """Take a problem to the committee, or to who acts in its stead."""
    week, community = model.luck.week, case.community
    case.reported = week
    model.count("reports")
    model.ledger.due["reported"][week + case.type.issue.deadline_weeks] += 1
    if case.first_reported == NEVER:
        case.first_reported = week
        model.ledger.due["first"][week + case.type.issue.deadline_weeks] += 1
    if case.found_by == BY_GRID_WORKER:
        model.count("proactive")
    case.hops, case.owner, case.begun, case.stage = 0, None, False, AT_DESK
    case.helpers = [None, None, None, None]
    case.reporter = NONE
    desks = (community.committee, community.street.office, community.branch, case.competent_body())
    case.desk = next((desk for desk in desks if desk is not None and desk.acts), None)


def _name_reporter(model: GovernanceModel, case: Case) -> None:
    """Draw who of the residents reported; a few report most of what is reported."""
    weights = case.grid.reporters
    if weights:
        place = bisect_right(weights, model.luck.uniform(REPORTER, case.key) * weights[-1])
        case.reporter = case.grid.by_day[min(place, len(weights) - 1)]
        model.people.reports[case.reporter] += 1
