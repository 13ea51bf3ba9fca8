"""Rewards (志愿服务奖励): points and goods for volunteering."""

from __future__ import annotations

from ..institution import COMMITTEE, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="reward",
    en="reward",
    zh="志愿服务奖励",
    about=(
        "Points and goods are given for volunteering. More residents serve now. But a reward displaces part of the motive "
        "that some have of their own, and rewarded service wears it down, so that fewer may serve once rewards stop. "
        "Giving rewards costs the committee hours."
    ),
    about_zh=(
        "对志愿服务给予积分和实物奖励，参与者当期增加。但奖励会挤出一部分自发动机，受奖服务还会消磨动机；奖励一停，参与的人可能减少。发放奖励占用居（村）委会工时。"
    ),
    section="7.8",
    gates=(RuleLever("rules.participation.reward"),),
    carriers=(COMMITTEE,),
    costs=(Cost("committee", "居（村）委会", "behaviour.hours.incentives"),),
    effects=(Effect("volunteering", "either"), Effect("motive", "down")),
    example={"rules.participation.reward": 1.0},
)


def leave_motive(crowding_out: float, reward: float) -> float:
    """Return the part of a motive that a reward leaves at work (44)."""
    return 1.0 - crowding_out * reward
