"""Organised volunteer service (志愿服务组织化)."""

from __future__ import annotations

from ..institution import COMMITTEE, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="volunteer_service",
    en="organised volunteer service",
    zh="志愿服务组织化",
    about=(
        "The committee organises volunteer service: registers, calls, turns. Residents are the likelier to serve, and "
        "their motive grows with satisfying service. It costs the committee hours, and volunteers grow tired."
    ),
    about_zh="居（村）委会组织志愿服务：登记、召集、轮值。居民更可能参与，满意的服务还会滋养动机。组织工作占用居（村）委会工时，志愿者也会疲劳。",
    section="7.8",
    gates=(RuleLever("rules.participation.volunteer_service"),),
    carriers=(COMMITTEE,),
    costs=(Cost("committee", "居（村）委会", "behaviour.hours.incentives"),),
    effects=(Effect("volunteering", "up"), Effect("fatigue", "up")),
    example={"rules.participation.volunteer_service": 1.0},
)
