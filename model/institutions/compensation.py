"""Compensation (利益补偿): those who lose by a contested case get something for it."""

from __future__ import annotations

from ..institution import Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="compensation",
    en="compensation",
    zh="利益补偿",
    about=(
        "Losers of a contested case are compensated, whether it is agreed at a meeting or decreed. Compensation meets "
        "thresholds, so that more accept and fewer bear a grudge. It makes work in proportion to the losers. A proposal "
        "that was blocked is mended: it comes again with more compensation."
    ),
    about_zh=(
        "对争议事项中的利益受损者给予补偿，无论会议议定还是直接决定。补偿使更多人同意，更少人积怨；工作量随受损者比例增加。"
        "未通过的方案加以改进，提高补偿后再议。"
    ),
    section="7.6",
    gates=(RuleLever("rules.deliberation.compensation"),),
    idle_without=(("party", "government", "self_governing"),),
    costs=(Cost("case", "事项工作量", "behaviour.deliberate.compensation_work", "load"),),
    effects=(Effect("grievance", "down"), Effect("trust", "up")),
    example={"rules.deliberation.compensation": 1.0},
)


def mend(compensation: float, step: float, meetings: float) -> float:
    """Return the compensation offered after a case was blocked at some meetings (37)."""
    return min(1.0, compensation + step * meetings)


def offer(by_compensation: float, compensation: float, by_norm: float, norm: float) -> float:
    """Return the share of losers' thresholds that compensation and norms meet (37)."""
    return min(1.0, by_compensation * compensation + by_norm * norm)


def add_work(by_grudge: float, grudge: float, eased: float, by_losers: float, paid: float, losers: float) -> float:
    """Return the work that grudge and compensation add to a case, as a share of its own (40)."""
    return by_grudge * grudge * eased + by_losers * paid * losers
