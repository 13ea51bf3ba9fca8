"""Joint work (机制协同): who lacks a resource has others join."""

from __future__ import annotations

from ..institution import PARTY, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="joint_work",
    en="joint work",
    zh="机制协同",
    about=(
        "For a share of cases the owner has help asked for what the case needs and it lacks. Under peer it asks one body "
        "for each resource, by lot among those that have it and by ties. Under hub the party body of its tier asks, a "
        "few in turn (two by default), those of whom it expects most; each request costs hours of that party body, within a budget. Who is "
        "asked joins the likelier the more willing it is, the less it has to do and the better the case fits its "
        "priorities. A team works with the mix of all who joined."
    ),
    about_zh=(
        "对一定比例的事项，承办单位就所缺资源请求协助。两两协作时，就每种资源各请一家，在具备资源者中按联系和随机确定；党组织牵头时，"
        "由同级党组织依次请最有把握的几家（默认至多两家），每请一次占用牵头党组织工时，并受工时上限约束。被请单位意愿越强、负荷越轻、事项越合其重点，越可能配合。"
        "协同办理按各方资源的组合计算产出。"
    ),
    section="7.10",
    gates=(RuleLever("rules.mechanism.rule", "silo"), RuleLever("rules.mechanism.strength")),
    idle_without=(("party", "government", "self_governing"),),
    by_word={"hub": (PARTY,)},
    costs=(Cost("party body that convenes", "牵头党组织", "behaviour.work.ask_cost"),),
    effects=(Effect("joint_share", "up"), Effect("resource_match", "up"), Effect("effectiveness", "either")),
    example={"rules.mechanism.rule": "hub", "rules.mechanism.strength": 1.0},
)


def slacken(willingness: float, load: float, slack_scale: float) -> float:
    """Return what load leaves of a will to join: half of it at `slack_scale` weeks of work."""
    return willingness / (1.0 + load / slack_scale)
