"""The indicators of the second edition: its own, and those that mean there what they mean in the first.

Their formulas stand in section 7.14 of ``model/ODD2.md``; the compiled edition gives them in this order.
"""

from __future__ import annotations

from dataclasses import replace

from . import declaration
from .declaration import Group, Indicator

_INFINITE = float("inf")
_AS_IN_THE_FIRST = {each.name: each for each in declaration.INDICATORS}


def _of_first(name: str, meaning: str = "", meaning_zh: str = "") -> Indicator:
    """Return an indicator of the first edition, with another meaning if one is given."""
    found = _AS_IN_THE_FIRST[name]
    return replace(found, meaning=meaning, meaning_zh=meaning_zh) if meaning else found


def _share(
    name: str, group: Group, better: int, en: str, zh: str, meaning: str, meaning_zh: str, *, may_lack: bool = False
) -> Indicator:
    return Indicator(name, group, 0.0, 1.0, "share", better, en, zh, meaning, meaning_zh, may_lack)


def _index(name: str, group: Group, better: int, en: str, zh: str, meaning: str, meaning_zh: str) -> Indicator:
    return Indicator(name, group, 0.0, 1.0, "index", better, en, zh, meaning, meaning_zh)


def _amount(
    name: str, group: Group, unit: str, better: int, en: str, zh: str, meaning: str, meaning_zh: str
) -> Indicator:
    return Indicator(name, group, 0.0, _INFINITE, unit, better, en, zh, meaning, meaning_zh)


INDICATORS: tuple[Indicator, ...] = (
    _of_first("effectiveness"),
    _of_first("effectiveness_with_cost"),
    _of_first("official"),
    _of_first("performance_gap"),
    _of_first("resolution"),
    _of_first("backlog", "exp(-harm / scale), harm being the severity of unresolved cases per 1,000 persons",
        "每千人未解决案件的严重度换算，1 为无积压"),
    _of_first("satisfaction"),
    _of_first("trust"),
    _of_first("participation"),
    _of_first("equity", "1 - factor (3) x Gini of satisfaction averaged over a year (running mean; grouped in 1,000 classes), floored at 0",
        "一年平均满意度的基尼系数换算（系数 3）"),
    _of_first("volunteering"),
    _of_first("motive"),
    _of_first("fatigue"),
    _of_first("norm"),
    _of_first("voice"),
    _of_first("urban_rural_gap"),
    _of_first("worst_tenth"),
    _of_first("coordination_cost", "hours spent on coordinating, and taken by hops, requests, dispatch and the hotline, of all hours",
        "用于协同以及流转、求助、调度与热线的工时占全部工时的比例"),
    _of_first("burden"),
    _of_first("show"),
    _of_first("idle_effort", "share of the hours of party bodies, government and committees that nothing was done with",
        "党组织、政权组织与居（村）委会的工时中无事可做的比例"),
    _of_first("goal_alignment", "cosine of what bodies gave to each domain and what was needed, weighted by need over communities",
        "各领域所投工时与需求的余弦相似度，按需求加权"),
    _of_first("resource_match", "work done per hour applied, at most 1", "完成的工作与所用工时之比，至多为 1"),
    _of_first("resource_pooling", "share of effort that goes into a pool, before losses", "进入统筹的工时占投入的比例（扣除损失之前）"),
    _of_first("mechanism_fluency", "1 - share of resolved cases that were passed on more than once", "1 减去已解决案件中流转多于一次的比例"),
    _of_first("coordination_degree", "sqrt(C T) of goal agreement, resource match and mechanism fluency", "目标一致度、资源匹配度、机制顺畅度三者的耦合协调度"),
    _of_first("responsibility_assigned", "cases accepted, of those that looked for a competent body, week by week over the last 13",
        "近13周中，每周寻求责任主体的案件里得到受理的比例"),
    _of_first("responsibility_delivered", "geometric mean of hours given / hours and participation / goal, each at most 1",
        "实际投入占工时之比与参与达标度（各至多为 1）的几何平均"),
    _of_first("benefit_shared"),
    _of_first("proactive_share"),
    _of_first("arrivals"),
    _of_first("latent"),
    _of_first("open_issues", "cases at a desk, awaiting consent, or owned", "在案头、待议决与已受理的案件"),
    _of_first("overdue"),
    _of_first("weeks_to_resolution"),
    _of_first("resolved"),
    _of_first("lapsed"),
    _of_first("paper_closed"),
    _of_first("official_response", "acceptances per report of the last 13 weeks, at most 1", "近13周受理数与反映数之比"),
    _of_first("official_closing"),
    _of_first("official_satisfaction"),
    _of_first("pledge"),
    _of_first("willingness", "mean willingness of bodies, by hours", "按工时加权的各单位平均意愿"),
    _of_first("cohesion"),
    _amount("harm", "state", "severity", -1, "Harm", "危害", "severity of all unresolved cases per 1,000 persons; it has no ceiling",
        "每千人未解决案件的严重度，无上限"),
    Indicator("log_harm", "state", -_INFINITE, _INFINITE, "logarithm", -1, "Log harm", "危害的对数", "natural logarithm of harm, floored",
        "危害的自然对数，设有下限"),
    _share("solved", "official", 1, "Truly solved", "真正解决率",
        "truly resolved by now, of cases whose deadline, counted from their first report, fell in the last 13 weeks; paper does not count",
        "期限（自首次反映起）落在近13周的案件中至今真正解决的比例，纸面办结不算"),
    _index("goal_agreement", "coordination", 0, "Goal agreement", "目标一致度", "cosine of a body's priorities and the need of its area, by hours, departments apart",
        "各单位（部门除外）的优先事项与本地需求的余弦相似度，按工时加权"),
    _amount("hops", "coordination", "hops", -1, "Hops", "流转次数", "times that a case was passed on before somebody took it, over cases resolved in the last 13 weeks",
        "近13周已解决案件平均每件的流转次数"),
    _share("passed_on", "coordination", -1, "Passed on", "多次流转比例", "share of cases resolved in the last 13 weeks that were passed on more than once",
        "近13周已解决案件中流转多于一次的比例"),
    _share("joint_share", "coordination", 0, "Joint work", "协同办理比例", "share of cases resolved in the last 13 weeks that several bodies worked on",
        "近13周已解决案件中多个单位共同办理的比例"),
    _share("requests_accepted", "coordination", 0, "Requests accepted", "求助应允率", "requests for help of the last 13 weeks that were accepted",
        "近13周求助中得到应允的比例", may_lack=True),
    _share("adoption", "people", 0, "Adoption", "议定率", "meetings of the last 13 weeks that adopted what they discussed",
        "近13周会议中议定所议事项的比例", may_lack=True),
    _share("matters_passed", "people", 0, "Matters passed", "事项通过率", "contested cases put to a vote in the last 13 weeks that were agreed to",
        "近13周付诸表决的争议事项中获得通过的比例", may_lack=True),
    _amount("matters_waiting", "state", "issues", -1, "Matters waiting", "待议决事项", "contested cases that await consent", "等待议决的争议案件数"),
    _amount("grievance", "people", "shares", -1, "Grievance", "积怨", "shares of a grid's residents left unpersuaded by this week's decisions, added up",
        "本周决定之后未被说服的居民占其网格的比例之和"),
    _share("overtime", "organisations", 0, "Overtime", "加班", "hours worked above the usual ones, mean over bodies that own cases", "承办单位平均超出正常工时的比例"),
    _index("staff_fatigue", "organisations", -1, "Staff fatigue", "工作人员疲劳度", "mean fatigue of the staff of bodies that own cases",
        "承办单位工作人员的平均疲劳度"),
    _amount("load", "organisations", "weeks", -1, "Load", "工作负荷", "weeks of work that lie before a body that owns cases, mean", "承办单位待办工作折合的平均周数"),
    _share("on_the_spot", "state", 0, "Settled on the spot", "当场解决比例", "share of cases resolved in the last 13 weeks that grid workers settled themselves",
        "近13周已解决案件中由网格员办完的比例"),
    _share("hub_time", "coordination", 0, "Time of conveners", "牵头工时使用率", "share of the hours that party bodies have for convening that is used",
        "党组织可用于牵头召集的工时中已用的比例"),
    _amount("weeks_90", "state", "weeks", -1, "Weeks, nine in ten", "九成案件的解决用时", "weeks that nine in ten of the cases resolved in the last 13 weeks did not exceed",
        "近13周已解决案件中九成不超过的周数"),
)  # fmt: skip

NAMES: tuple[str, ...] = tuple(each.name for each in INDICATORS)
