"""The hotline (12345 热线): residents report easily, and the centre sends reports to whom they belong."""

from __future__ import annotations

from ..institution import CENTRE, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="hotline",
    en="hotline",
    zh="12345 热线",
    about=(
        "With a hotline residents report more of what they see. The city's centre sends a share of their reports to the "
        "competent body at once, while it has hours; without it the first desk is the committee, and the way from there "
        "takes weeks. Each case sent costs the centre hours. More reports are more work for the same bodies."
    ),
    about_zh=(
        "有了热线，居民更愿意反映问题。市级中心在工时允许时，将其中一部分直派责任单位；没有热线，事项先到居（村）委会，再转出去要花几周。"
        "每直派一件占用中心工时。反映多了，同样的单位要办的事也多了。"
    ),
    section="7.4",
    gates=(RuleLever("rules.mechanism.hotline"),),
    carriers=(CENTRE,),
    costs=(Cost("city centre", "市级中心", "behaviour.report.hotline_cost"),),
    effects=(Effect("latent", "down"), Effect("hops", "down"), Effect("effectiveness", "either")),
    example={"rules.mechanism.hotline": 1.0},
)


def chance_of_report(base: float, by_trust: float, trust: float, by_hotline: float, hotline: float) -> float:
    """Return the chance that residents report a problem this week (29)."""
    return min(1.0, base + by_trust * trust + by_hotline * hotline)
