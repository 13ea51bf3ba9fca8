"""The indicators: names, ranges, titles and what exactly each measures.

The effectiveness index is built from the true state; coordination is never part of it. What an assessor sees is the
official index; the difference between the two is the performance gap. No process ever reads an indicator. Their
formulas stand in section 7.14 of ``model/ODD.md``; both editions give them in this order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal[
    "effectiveness", "official", "state", "people", "build", "govern", "share", "coordination", "organisations"
]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measured quantity.

    Attributes
    ----------
    name : str
        Stable name in files and tables.
    group : str
        Where it is shown; ``build``, ``govern`` and ``share`` are 共建, 共治 and 共享.
    low, high : float
        Range; ``inf`` where there is no upper bound.
    unit : str
        Unit; ``share`` for what is part of something and can be said in per cent, ``index`` for other numbers
        between 0 and 1.
    better : int
        1 when more is better, -1 when less is, 0 when neither.
    en, zh : str
        Short titles.
    meaning, meaning_zh : str
        What exactly is measured.
    may_lack : bool
        Whether there may be nothing to measure in a week; the value is then not a number.
    """

    name: str
    group: Group
    low: float
    high: float
    unit: str
    better: int
    en: str
    zh: str
    meaning: str
    meaning_zh: str
    may_lack: bool = False


def _share(
    name: str, group: Group, better: int, en: str, zh: str, meaning: str, meaning_zh: str, *, may_lack: bool = False
) -> Indicator:
    return Indicator(name, group, 0.0, 1.0, "share", better, en, zh, meaning, meaning_zh, may_lack)


def _index(name: str, group: Group, better: int, en: str, zh: str, meaning: str, meaning_zh: str) -> Indicator:
    return Indicator(name, group, 0.0, 1.0, "index", better, en, zh, meaning, meaning_zh)


def _amount(
    name: str, group: Group, unit: str, better: int, en: str, zh: str, meaning: str, meaning_zh: str
) -> Indicator:
    return Indicator(name, group, 0.0, float("inf"), unit, better, en, zh, meaning, meaning_zh)


INDICATORS: tuple[Indicator, ...] = (
    Indicator("effectiveness", "effectiveness", 0.0, 100.0, "points", 1, "Effectiveness", "治理效能",
        "weighted geometric mean of resolution, backlog, satisfaction and trust, participation and equity, from the true state",
        "按真实状态计算：按期解决、积压、满意与信任、参与、公平五项的加权几何平均"),
    Indicator("effectiveness_with_cost", "effectiveness", 0.0, 100.0, "points", 1, "Effectiveness with cost", "计入成本的治理效能",
        "the same mean with the share of hours not spent on coordination as a sixth component; no deduction: above effectiveness where that share is the "
        "higher of the two, so compare it between cities only",
        "同一加权几何平均再加第六项“未用于协调的工时比例”；并非扣减：该比例高于治理效能时它反而更高，因此只宜在市域之间比较"),
    Indicator("official", "official", 0.0, 100.0, "points", 0, "Official index", "考核指数",
        "what an assessor sees: response, closing (on paper too) and reported satisfaction",
        "考核所见：响应率、办结率（含纸面办结）、回访满意率"),
    Indicator("performance_gap", "official", -100.0, 100.0, "points", 0, "Performance gap", "考核与实际之差",
        "official index minus effectiveness",
        "考核指数减治理效能"),
    _share("resolution", "effectiveness", 1, "Resolved on time", "按期解决率",
        "share truly resolved in time, of problems (reported or not) whose deadline, counted from when they arose, fell in the last 13 weeks",
        "期限（自产生起计）落在近 13 周的问题中真正按期解决的比例，无论有没有人反映"),
    _index("backlog", "effectiveness", 1, "Freedom from backlog", "积压消化程度",
        "exp(-harm / scale), harm being the severity of unresolved cases per 1,000 persons",
        "每千人未解决事项的严重度换算，1 为无积压"),
    _index("satisfaction", "effectiveness", 1, "Satisfaction", "满意度",
        "mean satisfaction of residents",
        "居民平均满意度"),
    _index("trust", "effectiveness", 1, "Trust", "信任度",
        "mean trust of residents",
        "居民平均信任度"),
    _share("participation", "effectiveness", 1, "Participation", "参与率",
        "share of residents who volunteered or came to a meeting in the last 13 weeks",
        "近 13 周参与过志愿服务或协商的居民比例"),
    _index("equity", "effectiveness", 1, "Equity", "公平度",
        "1 - factor (3) x Gini of satisfaction averaged over a year (running mean; grouped in 1,000 classes), floored at 0",
        "1 减去 3 倍的基尼系数（按滑动一年平均满意度、分 1000 组计算），最低为 0"),
    _share("volunteering", "people", 1, "Volunteering", "志愿服务率",
        "share of residents volunteering this week",
        "本周参与志愿服务的居民比例"),
    _index("motive", "people", 0, "Motive", "公益动机",
        "mean motive of residents to serve",
        "居民平均公益动机"),
    _index("fatigue", "people", -1, "Fatigue", "疲劳度",
        "mean fatigue of residents",
        "居民平均疲劳度"),
    _index("norm", "people", 1, "Norms", "规范认同",
        "mean strength of shared norms",
        "居民平均规范认同"),
    _index("voice", "people", 1, "Voice", "意见受重视程度",
        "mean memory of having been heard",
        "居民平均的意见受重视程度"),
    Indicator("urban_rural_gap", "share", -1.0, 1.0, "index", 0, "Urban-rural gap", "城乡差距",
        "mean satisfaction in urban communities minus that in rural ones",
        "城市社区平均满意度减去乡村平均满意度"),
    _index("worst_tenth", "share", 1, "Worst-off tenth", "满意度最低的 10% 居民",
        "mean of the yearly satisfaction of the least satisfied tenth",
        "满意度最低十分之一居民的年均满意度"),
    _share("coordination_cost", "coordination", -1, "Coordination cost", "协调成本",
        "hours spent on coordinating, and taken by hops, requests, dispatch and the hotline, of all hours",
        "用于协调，以及流转、求助、派件与热线的工时占全部工时的比例"),
    _share("burden", "organisations", -1, "Burden", "工时负担",
        "hours lost to running the organisation, assigned tasks and coordination, of all hours",
        "日常运转、下派任务与协调占全部工时的比例"),
    _share("show", "organisations", -1, "Effort on show", "用于应付考核的工时",
        "share of remaining hours spent on appearances",
        "其余工时中用于表面文章的比例"),
    _share("idle_effort", "organisations", -1, "Idle effort", "闲置工时",
        "share of the hours of party bodies, government and committees that nothing was done with",
        "党组织、政府部门与居（村）委会的工时中没有用上的比例"),
    _index("goal_alignment", "coordination", 0, "Goal alignment", "目标协同度",
        "cosine of what bodies gave to each domain and what was needed, weighted by need over communities",
        "各领域所投工时与需求的余弦相似度，按需求加权"),
    _index("resource_match", "coordination", 0, "Resource match", "资源匹配度",
        "work done per hour applied, at most 1",
        "完成的工作与所用工时之比，至多为 1"),
    _share("resource_pooling", "coordination", 0, "Resource pooling", "资源统筹率",
        "hours that go into pools, before losses, per hour of bodies' effort; hours left by grid workers are pooled too",
        "进入统筹的工时（扣除损失之前）与各组织投入之比；网格员余下的工时也可进入统筹"),
    _index("mechanism_fluency", "coordination", 0, "Mechanism fluency", "机制顺畅度",
        "1 - share of resolved cases that were passed on more than once",
        "1 减去已解决事项中流转多于一次的比例"),
    _index("coordination_degree", "coordination", 0, "Coordination degree", "耦合协调度",
        "sqrt(C T) of goal agreement, resource match and mechanism fluency",
        "目标一致度、资源匹配度、机制顺畅度三者的耦合协调度"),
    _share("responsibility_assigned", "build", 1, "Responsibility assigned", "责任落实（共建）",
        "cases accepted, of those that looked for a competent body, week by week over the last 13",
        "近 13 周中，每周寻求责任主体的事项里得到受理的比例"),
    _index("responsibility_delivered", "govern", 1, "Responsibility delivered", "尽责程度（共治）",
        "geometric mean of hours given / hours and participation / goal, each at most 1",
        "实际投入占工时之比与参与达标度（各至多为 1）的几何平均"),
    _index("benefit_shared", "share", 1, "Benefit shared", "成果共享（共享）",
        "equity times (1 - absolute urban-rural gap)",
        "公平度乘以（1-城乡差距绝对值）"),
    _share("proactive_share", "state", 0, "Proactive discovery", "主动发现比例",
        "share of reports of the last 13 weeks that grid workers found and residents did not report themselves",
        "近 13 周的全部反映中，由网格员发现、居民自己没有反映的比例"),
    _amount("arrivals", "state", "issues/week", 0, "Arrivals", "新增问题",
        "problems that arose this week",
        "本周新产生的问题数"),
    _amount("latent", "state", "issues", -1, "Latent", "潜在问题",
        "problems that nobody has reported",
        "尚无人反映的问题数"),
    _amount("open_issues", "state", "issues", -1, "Open", "在办问题",
        "cases at a desk, awaiting consent, or owned",
        "待受理、待议决和已受理的事项"),
    _amount("overdue", "state", "issues", -1, "Overdue", "逾期问题",
        "unresolved problems past their deadline, counted from when they arose",
        "超过期限（自产生起计）仍未真正解决的问题数"),
    _amount("weeks_to_resolution", "state", "weeks", -1, "Weeks to resolution", "解决用时",
        "median weeks from arising, of problems resolved in the last 13 weeks (0: in the week they arose); if none, the age of the oldest open one",
        "近 13 周已解决问题的用时中位数（0 即当周解决）；没有已解决的，取未解决问题中最久一件的历时"),
    _amount("resolved", "state", "issues/week", 1, "Resolved", "本周解决",
        "problems truly resolved this week",
        "本周真正解决的问题数"),
    _amount("lapsed", "state", "issues/week", -1, "Lapsed", "不了了之",
        "problems given up this week",
        "本周不了了之的问题数"),
    _amount("paper_closed", "state", "issues", -1, "Closed on paper", "纸面办结",
        "problems closed on paper only and still harmful",
        "仅纸面办结、危害仍在的问题数"),
    _share("official_response", "official", 0, "Response rate", "响应率",
        "acceptances per report of the last 13 weeks, at most 1",
        "近 13 周受理数与反映数之比，至多为 1"),
    _share("official_closing", "official", 0, "Closing rate", "办结率",
        "share closed in time, on paper too, of cases whose deadline, counted from the report, fell in the last 13 weeks",
        "期限（自反映起计）落在近 13 周的事项的按期办结率（含纸面办结）"),
    _share("official_satisfaction", "official", 0, "Reported satisfaction", "回访满意率",
        "share of callers satisfied, of cases closed or lapsed in the last 13 weeks; pressure makes paper closings count as satisfied",
        "近 13 周办结或不了了之的事项中，反映人表示满意的比例；有考核压力时，纸面办结也会计作满意"),
    _index("pledge", "people", 1, "Pledge", "公约强度",
        "mean strength of residents' pledges",
        "居民公约的平均强度"),
    _index("willingness", "organisations", 1, "Willingness", "组织意愿",
        "mean willingness of bodies, by hours",
        "按工时加权的各单位平均意愿"),
    _index("cohesion", "organisations", 1, "Cohesion", "党支部凝聚力",
        "mean cohesion of party branches",
        "党支部平均凝聚力"),
    _amount("harm", "state", "severity", -1, "Harm", "危害", "severity of all unresolved cases per 1,000 persons; it has no ceiling",
        "每千人未解决事项的严重度，无上限"),
    Indicator("log_harm", "state", -float("inf"), float("inf"), "logarithm", -1, "Log harm", "危害的对数", "natural logarithm of harm, floored",
        "危害的自然对数，设有下限"),
    _share("solved", "official", 1, "Truly solved", "真正解决率",
        "truly resolved by now, of cases whose deadline, counted from their first report, fell in the last 13 weeks; paper does not count",
        "期限（自首次反映起计）落在近 13 周的事项中至今真正解决的比例，纸面办结不算"),
    _index("goal_agreement", "coordination", 0, "Goal agreement", "目标一致度", "cosine of a body's priorities and the need of its area, by hours, departments apart",
        "各单位（部门除外）的优先事项与本地需求的余弦相似度，按工时加权"),
    _amount("hops", "coordination", "hops", -1, "Hops", "流转次数", "times that a case was passed on before somebody took it, over cases resolved in the last 13 weeks",
        "近 13 周已解决事项平均每件的流转次数"),
    _share("passed_on", "coordination", -1, "Passed on", "多次流转比例", "share of cases resolved in the last 13 weeks that were passed on more than once",
        "近 13 周已解决事项中流转多于一次的比例"),
    _share("joint_share", "coordination", 0, "Joint work", "协同办理比例", "share of cases resolved in the last 13 weeks that several bodies worked on",
        "近 13 周已解决事项中多个单位共同办理的比例"),
    _share("requests_accepted", "coordination", 0, "Requests accepted", "求助配合率", "requests for help of the last 13 weeks that were accepted",
        "近 13 周求助中得到配合的比例", may_lack=True),
    _share("adoption", "people", 0, "Adoption", "议定率", "meetings of the last 13 weeks that adopted what they discussed",
        "近 13 周会议中议定所议事项的比例", may_lack=True),
    _share("matters_passed", "people", 0, "Matters passed", "事项通过率", "contested cases put to a vote in the last 13 weeks that were agreed to",
        "近 13 周付诸表决的争议事项中获得通过的比例", may_lack=True),
    _amount("matters_waiting", "state", "issues", -1, "Matters waiting", "待议决事项", "contested cases that await consent", "等待议决的争议事项数"),
    _amount("grievance", "people", "shares", -1, "Grievance", "积怨", "shares of a grid's residents left unpersuaded by this week's decisions, added up",
        "本周决定之后未被说服的居民占其网格的比例之和"),
    _share("overtime", "organisations", 0, "Overtime", "加班", "hours worked above the usual ones, as a share of these, mean over bodies that own cases", "承办单位平均超出正常工时的比例"),
    _index("staff_fatigue", "organisations", -1, "Staff fatigue", "工作人员疲劳度", "mean fatigue of the staff of bodies that own cases",
        "承办单位工作人员的平均疲劳度"),
    _amount("load", "organisations", "weeks", -1, "Load", "工作负荷", "weeks of work that lie before a body that owns cases, mean", "承办单位待办工作折合的平均周数"),
    _share("on_the_spot", "state", 0, "Settled on the spot", "当场解决比例", "share of cases resolved in the last 13 weeks that grid workers settled themselves",
        "近 13 周已解决事项中由网格员当场解决的比例"),
    _share("hub_time", "coordination", 0, "Time of conveners", "牵头工时使用率", "share of the hours that party bodies have for convening that is used",
        "党组织可用于牵头召集的工时中已用的比例"),
    _amount("weeks_90", "state", "weeks", -1, "Weeks, nine in ten", "九成事项的解决用时", "weeks that nine in ten of the cases resolved in the last 13 weeks did not exceed",
        "近 13 周已解决的事项中，九成事项不超过的周数"),
)  # fmt: skip
