"""Pools (资源统筹): part of all effort goes to the worst cases of an area."""

from __future__ import annotations

from ..institution import Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="pooling",
    en="pooled resources",
    zh="资源统筹",
    about=(
        "Every body gives a share of its effort to the pool of its area: community, street, district or city. The party "
        "body of that tier leads the pool and sends its hours to the worst cases, severe and old ones first. Handing "
        "over loses hours, the more the larger the area; accounts cost all bodies, and each case sent costs the leading "
        "party body. What is pooled is missing in the bodies' own queues. Without a party body that acts there is no "
        "pool; this is judged area by area, as f in 7.9."
    ),
    about_zh=(
        "各单位拿出一定比例的工时，归社区、街道、区县或全市统筹，由该层级党组织牵头，优先投向最严重、拖得最久的问题。范围越大，交接损失越多；"
        "台账占用所有单位工时，每派一件占用牵头党组织工时。统筹走的工时，本单位手上的事项就少了。没有履职的牵头党组织就没有统筹，按各统筹区逐一判定（7.9 的 f）。"
    ),
    section="7.9",
    gates=(RuleLever("rules.resources.rule", "separate"), RuleLever("rules.resources.share")),
    idle_without=(("party",),),
    costs=(
        Cost("every body", "各单位", "behaviour.hours.accounts"),
        Cost("party body of the area", "统筹区党组织", "behaviour.pool.dispatch"),
    ),
    effects=(Effect("resource_pooling", "up"), Effect("effectiveness", "either")),
    example={"rules.resources.rule": "street", "rules.resources.share": 0.5},
)


def weigh_urgency(severity: float, weeks: float, age_scale: float) -> float:
    """Return how urgent a case is to a pool: its severity, twice as much after `age_scale` weeks since the report."""
    return severity * (1.0 + weeks / age_scale)


def hand_over(hours: float, loss: float) -> float:
    """Return what is left of pooled hours after they were handed over."""
    return hours * (1.0 - loss)
