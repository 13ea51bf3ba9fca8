"""The residents' pledge (市民公约、村规民约): what meetings agree becomes a norm."""

from __future__ import annotations

from ..institution import Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="pledge",
    en="pledge",
    zh="市民公约、村规民约",
    about=(
        "What a meeting decides becomes a pledge, the stronger the more of those present agreed. It wears off week by week. "
        "While it holds it upholds norms, and strong norms prevent cases and bring losers to consent. Its price is that of "
        "the meetings."
    ),
    about_zh="会议议定的内容成为公约，赞成者越多，约束越强，此后逐周减弱。公约维系规范；规范强，问题少发，利益受损者也更愿意同意。其成本即会议成本。",
    section="7.6, 7.12",
    gates=(RuleLever("rules.deliberation.pledge"),),
    within=("meetings",),
    effects=(Effect("norm", "up"), Effect("arrivals", "down")),
    example={"rules.deliberation.pledge": 1.0},
    seen_in={
        "rules.deliberation.interval_weeks": 4,
        "rules.deliberation.inclusiveness": 0.6,
        "rules.deliberation.decision_rule": "majority",
        "rules.deliberation.voice_equality": 1.0,
        "rules.deliberation.pledge": 0.0,
    },
)


def renew(pledge: float, lever: float, yes: float, voters: float, rate: float) -> float:
    """Return what a decision adds to the strength of a pledge."""
    return rate * (lever * yes / voters - pledge)
