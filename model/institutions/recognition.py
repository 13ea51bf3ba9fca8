"""Public recognition (德治): good conduct is honoured."""

from __future__ import annotations

from ..institution import COMMITTEE, PARTY, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="recognition",
    en="recognition",
    zh="德治褒奖",
    about=(
        "Good conduct is honoured in public. Norms are upheld, week by week, and bodies are less tempted to leave the work "
        "to others. It costs branch and committee hours. At higher tiers the party body of the place carries it."
    ),
    about_zh="公开褒扬良好行为。规范逐周得到维系，各单位“等别人办”的倾向减弱。党支部和居（村）委会为此付出工时；更高层级由该层级党组织承担。",
    section="7.12, 7.13",
    gates=(RuleLever("rules.virtue.recognition"),),
    carriers=(PARTY | COMMITTEE,),
    costs=(Cost("branch and committee", "党支部和居（村）委会", "behaviour.hours.recognition"),),
    effects=(Effect("norm", "up"), Effect("willingness", "up")),
    example={"rules.virtue.recognition": 1.0},
)


def leave_temptation(part: float, recognition: float) -> float:
    """Return what recognition leaves of the temptation to leave work to others (64)."""
    return 1.0 - part * recognition
