"""Legal service (法治): it prevents cases and eases grudges."""

from __future__ import annotations

from ..institution import GOVERNMENT, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="legal_service",
    en="legal service",
    zh="法治服务",
    about=(
        "Legal service prevents part of all cases, and takes from the work that grudges over contested cases make. It "
        "costs every government body hours."
    ),
    about_zh="法治服务预防一部分问题发生，减少争议事项中积怨带来的额外工作。所有政府单位为此付出工时。",
    section="7.2, 7.6",
    gates=(RuleLever("rules.law.service"),),
    carriers=(GOVERNMENT,),
    costs=(Cost("government", "政府单位", "behaviour.hours.law"),),
    effects=(Effect("arrivals", "down"), Effect("effectiveness", "either")),
    example={"rules.law.service": 1.0},
)


def leave(part: float, law: float) -> float:
    """Return what legal service leaves of arrivals, or of the work of grudges, if in full it takes `part` of them."""
    return 1.0 - part * law
