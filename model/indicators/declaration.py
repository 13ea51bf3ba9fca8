"""The indicators: names, ranges, titles and what exactly each measures. :mod:`.measuring` measures them.

The effectiveness index is built from the true state; coordination is never part of it. What an assessor sees is the
official index; the difference between the two is the performance gap. No process ever reads an indicator.
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


def _share(name: str, group: Group, better: int, en: str, zh: str, meaning: str, meaning_zh: str) -> Indicator:
    return Indicator(name, group, 0.0, 1.0, "share", better, en, zh, meaning, meaning_zh)


def _index(name: str, group: Group, better: int, en: str, zh: str, meaning: str, meaning_zh: str) -> Indicator:
    return Indicator(name, group, 0.0, 1.0, "index", better, en, zh, meaning, meaning_zh)


def _count(
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
        "what an assessor sees: response, closing (on paper too) and reported satisfaction", "考核所见：响应率、办结率（含纸面办结）、回访满意率"),
    Indicator("performance_gap", "official", -100.0, 100.0, "points", 0, "Performance gap", "考核与实际之差",
        "official index minus effectiveness", "考核指数减治理效能"),
    _share("resolution", "effectiveness", 1, "Resolved on time", "按期解决率",
        "share truly resolved in time, of problems (reported or not) whose deadline, counted from when they arose, fell in the last 13 weeks",
        "近13周到期的问题（无论是否上报）中真正按期解决的比例"),
    _index("backlog", "effectiveness", 1, "Freedom from backlog", "积压消化程度",
        "exp(-severity of all unresolved problems per 1,000 agents / scale)", "未解决问题严重度换算，1 为无积压"),
    _index("satisfaction", "effectiveness", 1, "Satisfaction", "满意度", "mean satisfaction of residents", "居民平均满意度"),
    _index("trust", "effectiveness", 1, "Trust", "信任度", "mean trust of residents", "居民平均信任度"),
    _share("participation", "effectiveness", 1, "Participation", "参与率",
        "share of residents who volunteered or came to a meeting in the last 13 weeks", "近13周参与过志愿服务或协商的居民比例"),
    _index("equity", "effectiveness", 1, "Equity", "公平度",
        "1 - factor (2) x Gini of satisfaction averaged over a year (running mean; grouped in 1,000 classes), floored at 0", "一年平均满意度的基尼系数换算"),
    _share("volunteering", "people", 1, "Volunteering", "志愿服务率", "share of residents volunteering this week", "本周参与志愿服务的居民比例"),
    _index("motive", "people", 0, "Motive", "公益动机", "mean motive of residents to serve", "居民平均公益动机"),
    _index("fatigue", "people", -1, "Fatigue", "疲劳度", "mean fatigue of residents", "居民平均疲劳度"),
    _index("norm", "people", 1, "Norms", "规范认同", "mean strength of shared norms", "居民平均规范认同"),
    _index("voice", "people", 1, "Voice", "意见受重视程度", "mean memory of having been heard", "居民平均的意见受重视程度"),
    Indicator("urban_rural_gap", "share", -1.0, 1.0, "index", 0, "Urban-rural gap", "城乡差距",
        "mean satisfaction in urban communities minus that in rural ones", "城市社区与乡村满意度之差"),
    _index("worst_tenth", "share", 1, "Worst-off tenth", "满意度最低的 10% 居民",
        "mean of the yearly satisfaction of the least satisfied tenth", "满意度最低十分之一居民的年均满意度"),
    _share("coordination_cost", "coordination", -1, "Coordination cost", "协调成本",
        "hours spent on joint work, meetings, grids, links, accounts, lists, law and incentives, of all hours", "用于协调的工时占全部工时的比例"),
    _share("burden", "organisations", -1, "Burden", "工时负担",
        "hours lost to running the organisation, assigned tasks and coordination, of all hours", "日常运转、下派任务与协调占全部工时的比例"),
    _share("show", "organisations", -1, "Effort on show", "用于应付考核的工时", "share of remaining hours spent on appearances", "剩余工时中用于表面文章的比例"),
    _share("idle_effort", "organisations", -1, "Idle effort", "闲置与错配", "share of delivered effort that did no work, for want of match or of work",
        "投入中因错配或无事可做而未产出的比例"),
    _index("goal_alignment", "coordination", 0, "Goal alignment", "目标协同度", "cosine of effort and need by domain, weighted by need over communities",
        "各领域投入与需求的余弦相似度"),
    _index("resource_match", "coordination", 0, "Resource match", "资源匹配度", "output per effort applied (CES output / sum of effort)", "产出与投入之比"),
    _share("resource_pooling", "coordination", 0, "Resource pooling", "资源统筹率", "share of effort that goes through a pool", "经统筹使用的资源比例"),
    _index("mechanism_fluency", "coordination", 0, "Mechanism fluency", "机制顺畅度", "joint work reached, mean over communities", "实际达到的协作程度"),
    _index("coordination_degree", "coordination", 0, "Coordination degree", "耦合协调度",
        "sqrt(C T) of goal alignment, resource match and mechanism fluency", "目标、资源、机制三者的耦合协调度"),
    _share("responsibility_assigned", "build", 1, "Responsibility assigned", "责任落实（共建）",
        "share of cases looking for a responsible body, week by week over the last 13, that found one", "近13周中，每周寻找责任主体的问题里得到落实的比例"),
    _index("responsibility_delivered", "govern", 1, "Responsibility delivered", "尽责程度（共治）",
        "geometric mean of delivered effort / capacity and participation / goal", "实际投入占能力之比与参与达标度的几何平均"),
    _index("benefit_shared", "share", 1, "Benefit shared", "成果共享（共享）", "equity times (1 - absolute urban-rural gap)", "公平度乘以（1-城乡差距绝对值）"),
    _share("proactive_share", "state", 0, "Proactive discovery", "主动发现比例",
        "share of reports of the last 13 weeks that grid workers found and residents did not report themselves", "近13周由网格主动发现的比例"),
    _count("arrivals", "state", "issues/week", 0, "Arrivals", "新增问题", "problems that arose this week", "本周新产生问题数"),
    _count("latent", "state", "issues", -1, "Latent", "潜在问题", "problems that nobody has reported", "未上报问题数"),
    _count("open_issues", "state", "issues", -1, "Open", "在办问题", "reported or assigned problems", "已上报或已分派未办结问题数"),
    _count("overdue", "state", "issues", -1, "Overdue", "逾期问题", "unresolved problems past their deadline, counted from when they arose", "超期未真正解决的问题数"),
    _count("weeks_to_resolution", "state", "weeks", -1, "Weeks to resolution", "解决用时",
        "median weeks from arising, of problems resolved in the last 13 weeks (0: in the week they arose); if none, the age of the oldest open one",
        "近13周已解决问题用时中位数（0 即当周解决）；无已解决者，取在案最久问题的历时"),
    _count("resolved", "state", "issues/week", 1, "Resolved", "本周解决", "problems truly resolved this week", "本周真正解决的问题数"),
    _count("lapsed", "state", "issues/week", -1, "Lapsed", "不了了之", "problems given up this week", "本周不了了之的问题数"),
    _count("paper_closed", "state", "issues", -1, "Closed on paper", "纸面办结", "problems closed on paper only and still harmful", "仅纸面办结、仍存危害的问题数"),
    _share("official_response", "official", 0, "Response rate", "响应率", "assignments per report of the last 13 weeks, at most 1", "近13周分派数与上报数之比"),
    _share("official_closing", "official", 0, "Closing rate", "办结率",
        "share closed in time, on paper too, of cases whose deadline, counted from the report, fell in the last 13 weeks", "近13周到期案件的按期办结率（含纸面）"),
    _share("official_satisfaction", "official", 0, "Reported satisfaction", "回访满意率",
        "share of callers satisfied, of cases closed or lapsed in the last 13 weeks; pressure makes paper closings count as satisfied",
        "近13周结案回访满意率"),
    _index("consensus", "people", 1, "Consensus", "共识度", "mean consensus of communities", "社区平均共识度"),
    _index("pledge", "people", 1, "Pledge", "公约强度", "mean strength of residents' pledges", "社区公约平均强度"),
    _index("willingness", "organisations", 1, "Willingness", "组织意愿", "mean willingness of organisations, by capacity", "按能力加权的组织平均意愿"),
    _index("cohesion", "organisations", 1, "Cohesion", "党支部凝聚力", "mean cohesion of party branches", "党支部平均凝聚力"),
)  # fmt: skip
