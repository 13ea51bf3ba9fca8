"""Assessment (考核排名): pressure of ranked rates."""

from __future__ import annotations

from ..institution import GOVERNMENT, Cost, Effect, Institution, RuleLever

INSTITUTION = Institution(
    name="assessment",
    en="assessment",
    zh="考核排名",
    about=(
        "Ranked rates press bodies to work overtime and to serve first what is nearly due and what is easy. What cannot be "
        "done by its deadline may be closed on paper, and part of all hours goes on show. Staff grow tired of overtime. A "
        "little pressure brings effort, much of it brings appearances."
    ),
    about_zh=(
        "考核排名促使各单位加班，先办将到期的和容易办的。到期办不成的可能纸面办结，一部分工时用于应付考核。加班使人员疲劳。"
        "适度压力增加投入，压力过大则流于表面。"
    ),
    section="7.3, 7.10, 7.11",
    gates=(RuleLever("rules.administration.assessment"),),
    carriers=(GOVERNMENT,),
    costs=(
        Cost("officials", "党政、自治和群团单位", "behaviour.hours.show_limit", "show"),
        Cost("staff", "工作人员", "behaviour.hours.fatigue_gain", "staff_fatigue"),
    ),
    effects=(Effect("overtime", "up"), Effect("paper_closed", "up"), Effect("effectiveness", "either")),
    example={"rules.administration.assessment": 2.0},
)


def show(assessment: float, limit: float, scale: float) -> float:
    """Return the share of hours that goes on show (26): the optimum of two tasks of which one is seen."""
    pressure = assessment * assessment
    return limit * pressure / (scale + pressure)


def work_overtime(load: float, reference: float, scale: float, assessment: float, most: float) -> float:
    """Return the overtime under a load in weeks and under assessment (24)."""
    x = max(0.0, load - reference) / scale + assessment
    return most * x / (1.0 + x)


def close_on_paper(most: float, assessment: float) -> float:
    """Return the chance that a case is closed on paper at its deadline (57)."""
    return most * assessment / (1.0 + assessment)
