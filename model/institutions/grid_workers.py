"""Grid workers (网格员): staff of the committee who look around, and settle small things on the spot."""

from __future__ import annotations

from ..institution import COMMITTEE, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="grid_workers",
    en="grid workers",
    zh="网格化管理",
    about=(
        "A share of grids has a grid worker, on the staff of the committee. She finds what can be seen, settles small "
        "cases on the spot, and what is left of her hours is the committee's. She also lets the branch know what residents "
        "want. Grid workers are paid from the hours of the district's departments, up to a limit, unless grids have a "
        "budget of their own; leading them costs the committee hours."
    ),
    about_zh=(
        "一定比例的网格配有专职网格员，属居（村）委会人员。网格员发现看得见的问题，当场解决小事，余下工时归居（村）委会使用，"
        "并帮助党支部了解民意。报酬从区县部门工时中支出，有上限；设有专项经费的除外。管理网格员占用居（村）委会工时。"
    ),
    section="7.3, 7.4",
    gates=(RuleLever("rules.party_building.grid_coverage"),),
    dials=(RuleLever("rules.party_building.grid_own_budget", False),),
    carriers=(COMMITTEE,),
    costs=(
        Cost("committee", "居（村）委会", "behaviour.hours.grid"),
        Cost(
            "departments",
            "区县部门",
            "behaviour.hours.grid_hours",
            "effort",
            {"rules.party_building.grid_own_budget": True},
        ),
    ),
    effects=(Effect("proactive_share", "up"), Effect("on_the_spot", "up"), Effect("effectiveness", "either")),
    example={"rules.party_building.grid_coverage": 1.0},
)


def wage(hours: float, persons: float, scale: float) -> float:
    """Return the hours of a grid worker by the persons of her grid."""
    return hours * persons / 1000.0 * scale


def cut_departments(limit: float, paid: float, hours: float) -> float:
    """Return the share of departments' hours that grid workers cost (20)."""
    return min(limit, paid / hours) if hours > 0.0 else 0.0


def meet_wages(limit: float, paid: float, hours: float) -> float:
    """Return the share of wages that departments can pay (20)."""
    if hours <= 0.0:
        return 0.0
    return min(1.0, limit * hours / paid) if paid > 0.0 else 1.0
