"""Relief (基层减负): tasks are taken back from below."""

from __future__ import annotations

from ..institution import GOVERNMENT, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="relief",
    en="relief",
    zh="基层减负",
    about=(
        "Part of the tasks handed down is taken back: committees, branches, mass organisations and offices have hours "
        "again, and conveners invite residents. Tasks taken back land on departments and cost them hours."
    ),
    about_zh="上收一部分下派任务，居（村）委会、党支部、群团和街道（乡镇）腾出工时，召集方也能多请居民议事。上收的任务由部门承担，占用部门工时。",
    section="7.3",
    gates=(RuleLever("rules.administration.relief"),),
    carriers=(GOVERNMENT,),
    costs=(Cost("departments", "区县部门", "behaviour.hours.tasks_returned", "burden"),),
    effects=(Effect("burden", "down"), Effect("effectiveness", "up")),
    example={"rules.administration.relief": 1.0},
    seen_in={"rules.administration.command": 0.6},
)


def return_tasks(part: float, relief: float, command: float, floor: float) -> float:
    """Return the share of a department's hours that tasks taken back cost it."""
    return part * relief * max(command, floor)
