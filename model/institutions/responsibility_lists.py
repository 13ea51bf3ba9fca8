"""Responsibility lists (责任清单): basic duties say whose a case is, assisting duties who has to join."""

from __future__ import annotations

from ..institution import GOVERNMENT, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="responsibility_lists",
    en="responsibility lists",
    zh="责任清单",
    about=(
        "Lists of basic duties name who is competent: a case that lies on a wrong desk finds the right one, and the "
        "competent body accepts it. Lists of assisting duties lift the chance that who is asked joins. Where somebody is "
        "named the temptation to leave work to others is gone. Keeping lists costs every body hours."
    ),
    about_zh=(
        "基本履职清单写明由谁负责：投错门的事项能找到责任单位，责任单位也会接件。配合履职清单提高被请单位配合的概率。责任明确之后，"
        "“等别人办”的倾向消失。编制和维护清单占用所有单位工时。"
    ),
    section="7.5",
    gates=(RuleLever("rules.mechanism.responsibility_lists"),),
    carriers=(GOVERNMENT,),
    costs=(Cost("every body", "各单位", "behaviour.hours.lists"),),
    effects=(Effect("hops", "down"), Effect("responsibility_assigned", "up"), Effect("willingness", "up")),
    example={"rules.mechanism.responsibility_lists": 1.0},
)


def find_desk(knows: float, lists: float) -> float:
    """Return the chance that a desk that is not competent knows who is (31)."""
    return knows + (1.0 - knows) * lists


def lift_acceptance(chance: float, lists: float) -> float:
    """Return the chance that a competent body accepts (30): for what is listed it has no choice."""
    return lists + (1.0 - lists) * chance


def lift_readiness(chance: float, lift: float, lists: float) -> float:
    """Return the chance that who is asked joins (51): assisting lists bring part of what is left to certainty."""
    return chance + (1.0 - chance) * lift * lists
