"""Purchase of services (政府购买服务): departments pay social organisations."""

from __future__ import annotations

from ..institution import DEPARTMENT, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="service_purchase",
    en="purchase of services",
    zh="政府购买服务",
    about=(
        "Departments give up part of their economic hours; social organisations of the district get them, by their size, "
        "as hours of their own kind. What is paid for they give in full; unpaid they give a part. They also join the "
        "likelier. Departments have less for their own cases."
    ),
    about_zh=(
        "部门让出部分经济资源，由本区县社会组织按规模分得，转为其自身的工时。获购买的服务足额提供，未获购买的只提供一部分；"
        "社会组织也更愿意配合。部门用于自身事项的资源相应减少。"
    ),
    section="7.3",
    gates=(RuleLever("rules.participation.service_purchase"),),
    carriers=(DEPARTMENT,),
    costs=(Cost("departments", "区县部门", "behaviour.hours.purchase_limit", "effort"),),
    effects=(Effect("willingness", "either"), Effect("effectiveness", "either")),
    example={"rules.participation.service_purchase": 1.0},
)


def pay(unpaid: float, purchase: float) -> float:
    """Return the share of its hours that a social organisation gives."""
    return unpaid + (1.0 - unpaid) * purchase


def give_up(effort: float, economic: float, limit: float, purchase: float) -> float:
    """Return the hours that a department gives away."""
    return effort * economic * limit * purchase
