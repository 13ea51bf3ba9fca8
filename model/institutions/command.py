"""Command (行政任务下派): tasks from above, and orders in an emergency."""

from __future__ import annotations

from ..institution import GOVERNMENT, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="command",
    en="command",
    zh="行政任务下派",
    about=(
        "Tasks handed down take hours of committees, party bodies, mass organisations and offices, and keep conveners from "
        "inviting residents. In an emergency, while a surge lasts and some weeks after, command hands down less, orders "
        "officials to accept and to join in the struck domain, and mobilises them, at the price of fatigue."
    ),
    about_zh=(
        "下派任务占用居（村）委会、党组织、群团和街道（乡镇）的工时，也使召集方少请居民议事。在应急状态下（问题激增期间及其后数周），"
        "日常任务少派，受冲击领域的事项必须接办、必须配合，并动员各单位加大投入，代价是人员疲劳。"
    ),
    section="7.3, 7.5, 7.10",
    gates=(RuleLever("rules.administration.command"),),
    carriers=(GOVERNMENT,),
    costs=(
        Cost("committee", "居（村）委会", "behaviour.hours.tasks_committee", "burden"),
        Cost(
            "party, mass organisations, offices",
            "党组织、群团组织、街道（乡镇）办",
            "behaviour.hours.tasks_others",
            "burden",
        ),
    ),
    effects=(Effect("burden", "up"), Effect("effectiveness", "either")),
    example={"rules.administration.command": 1.0},
)


def hand_down(command: float, relief: float, floor: float, emergency: bool) -> float:
    """Return the tasks handed down where somebody governs (21), as a share of full ones."""
    amount = floor * (1.0 - command) if emergency else max(command, floor)
    return (1.0 - relief) * amount


def order(chance: float, command: float) -> float:
    """Return the chance that who is ordered does as told."""
    return max(chance, command)
