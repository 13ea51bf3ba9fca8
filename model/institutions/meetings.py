"""Meetings of residents (民主协商): proposals, votes, and consent to what makes losers."""

from __future__ import annotations

from ..institution import CITIZENS, COMMITTEE, PARTY, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="meetings",
    en="meetings",
    zh="民主协商",
    about=(
        "Every so many weeks branch and committee invite residents. Those who come speak, vote on a proposal of common "
        "priorities, and vote on contested cases: who loses by a case accepts if compensation, norms and being heard meet "
        "her threshold. A majority, two thirds or all must agree; a blocked case waits and is mended. Equal voice and more "
        "rounds persuade. Where no meetings are held contested cases are decreed at once. Unpersuaded losers leave a "
        "grudge, which makes work and costs trust. Meetings cost conveners hours by rounds and attendance, other bodies "
        "some, and residents who came are tired."
    ),
    about_zh=(
        "每隔若干周，党支部和居（村）委会邀请居民议事。到会者发言，就共同重点表决，并就争议事项表决：补偿、规范和意见被听取合起来达到其底线时，利益受损者即同意。"
        "须过半数、三分之二或一致同意；未通过的搁置并改进方案。话语平等、讨论充分有助于说服。不开会的地方，争议事项直接决定。"
        "未被说服者留下积怨，带来额外工作，损失信任。会议按轮数和到会人数占用召集方工时，列席单位也有付出，到会居民会疲劳。"
    ),
    section="7.6",
    gates=(RuleLever("rules.deliberation.interval_weeks", 0),),
    dials=(
        RuleLever("rules.deliberation.inclusiveness"),
        RuleLever("rules.deliberation.rounds", 1),
        RuleLever("rules.deliberation.decision_rule", "two_thirds"),
        RuleLever("rules.deliberation.voice_equality"),
        RuleLever("rules.deliberation.invites", "all"),
    ),
    carriers=(PARTY | COMMITTEE, CITIZENS),
    costs=(
        Cost("branch and committee", "党支部和居（村）委会", "behaviour.hours.meeting"),
        Cost("branch and committee", "党支部和居（村）委会", "behaviour.hours.meeting_fixed"),
        Cost("enterprises and social organisations", "经济组织和社会组织", "behaviour.hours.attending"),
    ),
    effects=(Effect("voice", "up"), Effect("participation", "up"), Effect("effectiveness", "either")),
    example={
        "rules.deliberation.interval_weeks": 4,
        "rules.deliberation.inclusiveness": 0.6,
        "rules.deliberation.rounds": 2,
        "rules.deliberation.voice_equality": 1.0,
    },
)

MAJORITY, TWO_THIRDS, UNANIMITY = 0, 1, 2
"""Rules of decision, in the order of the words of ``rules.deliberation.decision_rule``."""


def hear(rounds: float, equality: float, unheard: float) -> float:
    """Return how far people feel heard after some rounds."""
    return equality * (1.0 - unheard**rounds)


def weigh_status(status_weight: float, equality: float) -> float:
    """Return what the voice of a member or a body weighs where an ordinary one weighs 1."""
    return 1.0 + status_weight * (1.0 - equality)


def invite(inclusiveness: float, keep_away: float, tasks: float, times: float) -> float:
    """Return the chance to be invited (33): tasks handed down keep conveners from inviting."""
    return min(1.0, inclusiveness * (1.0 - keep_away * tasks) * times)


def convene(rounds: float, interval: float, fixed: float, by_attendance: float, attendance: float) -> float:
    """Return the share of a convener's hours that meetings take: more if many come."""
    return rounds / interval * (fixed + by_attendance * attendance)


def passes(rule: int, yes: float, votes: float, margin: float) -> bool:
    """Tell whether a proposal passes (36, 39): equality is granted within the margin, and never makes a majority."""
    if rule == UNANIMITY:
        return yes >= votes - margin
    if rule == TWO_THIRDS:
        return 3.0 * yes >= 2.0 * votes - margin
    return 2.0 * yes > votes + margin
