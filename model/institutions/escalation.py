"""Whistling up (街乡吹哨、部门报到): a case passed on too often is assigned by the party body."""

from __future__ import annotations

from ..institution import Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="escalation",
    en="whistling up",
    zh="街乡吹哨、部门报到",
    about=(
        "A case that was passed on often (three times by default) may be assigned: the party body of the street, for "
        "departments that of the district, makes the competent body take it. The chance a week is the strength of the rule. Each assignment costs "
        "the party body as many hours as a hop. Whether that party body acts is seen case by case."
    ),
    about_zh=(
        "事项多次流转（默认三次）仍无人接办时，由街道（乡镇）党组织指定责任单位接办，涉及部门的由区县党组织指定。力度即每周指定的概率。"
        "每指定一次，占用党组织与流转一次相同的工时。该党组织是否履职，逐件判定。"
    ),
    section="7.5",
    gates=(RuleLever("rules.mechanism.escalation"),),
    idle_without=(("party",),),
    costs=(Cost("party body of street or district", "街道（乡镇）或区县党组织", "behaviour.route.hop_cost"),),
    effects=(Effect("hops", "down"), Effect("responsibility_assigned", "up")),
    example={"rules.mechanism.escalation": 1.0},
    seen_in={"behaviour.route.escalation_hops": 1},
)


def may_whistle(hops: int, needed: int, luck: float, escalation: float) -> bool:
    """Tell whether a case is assigned this week (32)."""
    return hops >= needed and luck < escalation
