"""Campaigns (运动式治理): under command the common list is bent to one domain at a time."""

from __future__ import annotations

from ..institution import Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="campaign",
    en="campaign",
    zh="运动式治理",
    about=(
        "Where goals are commanded, the list of the city is bent to one domain that changes every half-year (by default), "
        "or to the domain that a surge has struck. The domain in turn is served first, the others wait."
    ),
    about_zh="目标由上级统一时，全市清单偏向一个领域，默认每半年轮换一次；问题激增时偏向受冲击的领域。轮到的领域先办，其余领域等待。",
    section="7.7",
    gates=(RuleLever("rules.goals.campaign"),),
    within=("common_goals",),
    effects=(Effect("goal_agreement", "down"), Effect("effectiveness", "either")),
    example={"rules.goals.campaign": 1.0},
    seen_in={"rules.goals.rule": "command", "rules.goals.strength": 1.0},
)


def bend(listed: float, in_turn: bool, campaign: float) -> float:
    """Return the weight of a domain on the bent list (41)."""
    return (1.0 - campaign) * listed + campaign * (1.0 if in_turn else 0.0)
