"""Common goals (目标协同): priorities of bodies are drawn to common ones."""

from __future__ import annotations

from ..institution import BRANCHES, GOVERNMENT, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="common_goals",
    en="common goals",
    zh="目标协同",
    about=(
        "Each week every body moves its priorities towards common ones. Under command these are one list of the city, "
        "under party_led what residents want as far as the branch knows it, under deliberative what meetings have "
        "agreed. What a body cares about decides which of its cases it serves first, what it accepts, whom it joins and "
        "where it acts unasked. Bringing priorities together costs every body hours."
    ),
    about_zh=(
        "各单位的优先事项每周向共同目标靠拢。“上级统一”以全市一张清单为准，“党组织引领”以党支部掌握的居民意愿为准，“协商议定”以会议议定的议程为准。"
        "优先事项决定先办哪件、接不接件、配合谁、主动办什么。统一目标要占用所有单位的工时。"
    ),
    section="7.7",
    gates=(RuleLever("rules.goals.rule", "independent"), RuleLever("rules.goals.strength")),
    idle_without=(("party", "government", "self_governing", "enterprise", "mass_organisation", "social_organisation"),),
    by_word={
        "command": (GOVERNMENT,),
        "party_led": (BRANCHES,),
    },
    costs=(Cost("every body", "各单位", "behaviour.hours.goals"),),
    effects=(Effect("goal_agreement", "up"), Effect("effectiveness", "either")),
    example={"rules.goals.rule": "party_led", "rules.goals.strength": 1.0},
    seen_in={"rules.party_building.household_links": 1.0},
)


def move(priority: float, target: float, own: float, pull: float, anchor: float) -> float:
    """Return a body's next priority on a domain (42): drawn to the common one, and back to its own."""
    return priority + (pull * (target - priority) + anchor * (own - priority))
