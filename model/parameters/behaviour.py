"""How residents and bodies behave: every coefficient, once.

One record per step, in the order of the week. Rates are per week unless a unit says otherwise.
"""

from __future__ import annotations

import math
from typing import Any

from pydantic import model_validator

from ..message import Enumeration, message
from ..parameter import Record
from .declaration import number, proportion

FISCHBACHER_GACHTER = "Fischbacher & Gächter 2010, AER 100:541"
VOLUNTEERING = "set so that about 34 % volunteer within a year and 75 % of them again: England 41 % a year (Community Life 2015–16), USA 26 % (2007), 64 % again"
VOLUNTEERING_ZH = (
    "取值使一年内约 34% 的居民参与、其中 75% 次年再参与：英格兰年参与率 41%（2015–16），美国 26%（2007），再参与 64%"
)


# fmt: off

def refuse_excess(record: Any, names: tuple[str, ...], what: str) -> None:
    """Refuse parts that together exceed the whole; a rounding error is no excess."""
    total = math.fsum(getattr(record, name) for name in names)
    if total > 1.0 + 1e-12:
        raise ValueError(message(f"settings.together_{what}", names=Enumeration(names), total=f"{total:.6g}"))


class Founding(Record):
    """The first week."""

    trust_a: float = number(6.0, (0.1, 100.0), "shape", "trust, first shape", "信任分布参数 a", "first shape of the Beta distribution of trust", sweep=(3.0, 12.0))
    trust_b: float = number(5.0, (0.1, 100.0), "shape", "trust, second shape", "信任分布参数 b", "second shape of the Beta distribution of trust", sweep=(3.0, 12.0))
    satisfaction: float = proportion(0.6, "first satisfaction", "初始满意度", "satisfaction of every resident", sweep=(0.4, 0.8))
    motive_a: float = number(0.25, (0.1, 100.0), "shape", "motive, first shape", "公益动机分布参数 a", "first shape of the Beta distribution of motive: most have hardly any, few have much", sweep=(0.15, 1.0), source=VOLUNTEERING, source_zh=VOLUNTEERING_ZH)
    motive_b: float = number(1.0, (0.1, 100.0), "shape", "motive, second shape", "公益动机分布参数 b", "second shape of the Beta distribution of motive", sweep=(0.5, 3.0), source=VOLUNTEERING, source_zh=VOLUNTEERING_ZH)
    norm_a: float = number(2.0, (0.1, 100.0), "shape", "norms, first shape", "规范分布参数 a", "first shape of the Beta distribution of norms", sweep=(1.0, 4.0))
    norm_b: float = number(6.0, (0.1, 100.0), "shape", "norms, second shape", "规范分布参数 b", "second shape of the Beta distribution of norms", sweep=(3.0, 9.0))
    belief: float = proportion(0.1, "first belief", "对邻居参与的初始信念", "share of neighbours believed to volunteer", sweep=(0.0, 0.3))
    party_members: float = proportion(
        0.07, "party members", "党员比例", "share of residents who are party members", sweep=(0.03, 0.12),
        source="99.185 M members (end 2023, People's Daily 2024-07-01) over 1.41 bn people",
        source_zh="党员 9918.5 万人（2023 年底，《人民日报》2024-07-01），人口 14.1 亿",
    )
    conditional_cooperators: float = proportion(0.55, "conditional cooperators", "条件合作者比例", "share of conditional cooperators", sweep=(0.4, 0.6), source=FISCHBACHER_GACHTER)
    free_riders: float = proportion(0.23, "free riders", "搭便车者比例", "share of free riders", sweep=(0.1, 0.25), source=FISCHBACHER_GACHTER)
    hump_shaped: float = proportion(0.12, "hump-shaped contributors", "驼峰型贡献者比例", "share whose contribution rises, then falls with others'", sweep=(0.05, 0.15), source=FISCHBACHER_GACHTER)
    own_priorities: float = proportion(0.5, "own part of priorities", "居民优先事项中的个人部分", "part of a resident's priorities that is her own, the rest being the community's problems", sweep=(0.2, 0.8))
    priority_shape: float = number(2.0, (0.05, 100.0), "shape", "spread of residents' priorities", "个人优先事项狄利克雷参数", "Dirichlet shape of a resident's own priorities", sweep=(0.5, 5.0))
    tolerance_a: float = number(4.0, (0.1, 100.0), "shape", "tolerance, first shape", "容忍度分布参数 a", "first shape of the Beta distribution of tolerance", sweep=(2.0, 8.0))
    tolerance_b: float = number(4.0, (0.1, 100.0), "shape", "tolerance, second shape", "容忍度分布参数 b", "second shape of the Beta distribution of tolerance", sweep=(2.0, 8.0))
    tolerance_scale: float = number(0.29, (0.0, 5.0), "distance", "largest tolerance", "最大容忍距离", "largest tolerance; to be set so that about 60 % accept a first proposal", sweep=(0.15, 0.6))
    reporter_sigma: float = number(
        2.0, (0.0, 6.0), "log", "spread of reporting", "反映问题频度对数标准差", "spread of the lognormal weight with which a resident is a reporter", sweep=(0.5, 3.0),
        source="assumed; FixMyStreet: the top 1 % of users send 33 % of reports, the top 10 % 62 %", source_zh="假设；FixMyStreet：前 1% 用户提交 33%，前 10% 提交 62%",
    )
    group_persons: float = number(13.0, (1.0, 1000.0), "persons", "persons in a household group", "每个户组的人数", "persons of a household group: five households of 2.6", sweep=(6.0, 40.0), source="互助五兴 joins five households", source_zh="“互助五兴”以五户为一组")
    mix_shape: float = number(4.0, (0.1, 1000.0), "shape", "likeness of communities", "社区问题差异的伽马参数", "gamma shape by which communities' problems differ; larger means more alike", sweep=(2.0, 20.0))
    efficacy: float = proportion(0.5, "first efficacy", "初始议事效能感", "a community's memory of meetings that decided", sweep=(0.2, 0.8))
    cohesion: float = proportion(0.6, "first cohesion", "党支部初始凝聚力", "cohesion of a party branch", sweep=(0.3, 0.8))
    success: float = proportion(0.5, "first success", "初始成效记录", "a body's record of closures on time", sweep=(0.2, 0.8))
    willingness_sd: float = number(0.12, (0.0, 0.3), "share", "spread of willingness", "意愿标准差", "standard deviation of willingness among bodies of one kind", sweep=(0.0, 0.2))
    department_focus: float = proportion(0.95, "departments' focus", "部门对本领域的专注度", "a department's priority on its own domain", sweep=(0.5, 1.0))
    home_mix: float = proportion(0.3, "local part of priorities", "党组织、自治组织与街乡优先事项中的当地部分", "part of the priorities of party, committees and offices that is the mix of problems of their place", sweep=(0.0, 1.0))
    home_shape: float = number(0.3, (0.05, 100.0), "shape", "spread of their priorities", "党组织、自治组织与街乡优先事项分布参数", "Dirichlet shape of the rest", sweep=(0.1, 2.0))
    trade_focus: float = proportion(0.5, "focus on the trade", "对本行业的专注度", "part of the priorities of enterprises, mass and social organisations that is their trade's domain", sweep=(0.0, 1.0))
    other_shape: float = number(0.3, (0.05, 100.0), "shape", "spread of others' priorities", "其他组织优先事项分布参数", "Dirichlet shape of the rest", sweep=(0.1, 2.0))
    skill: float = number(1.5, (0.1, 10.0), "ratio", "skill in the trade", "本行业技能", "output an hour of enterprises and mass organisations in their trade's domain", sweep=(1.0, 2.0))
    skill_social: float = number(2.0, (0.1, 10.0), "ratio", "skill of social organisations", "社会组织专业技能", "the same of social organisations", sweep=(1.0, 3.0))

    @model_validator(mode="after")
    def _types_are_shares(self) -> Founding:
        refuse_excess(self, ("conditional_cooperators", "free_riders", "hump_shaped"), "residents")
        return self


class Arise(Record):
    """Problems arise."""

    rate: float = number(
        0.004, (0.0, 1.0), "cases/person/week", "arrivals", "每人每周发生率", "problems that arise per person", sweep=(0.002, 0.008),
        source="Beijing 2020: 4.5 M dispatched cases over 21.9 M inhabitants, .21 a year", source_zh="北京 2020 年：派单 450 万件，常住人口 2190 万，每人每年 0.21 件",
    )
    severity_sigma: float = number(0.5, (0.0, 3.0), "log", "spread of severity", "严重度对数标准差", "spread of the lognormal severity (mean 1)", sweep=(0.2, 1.0))
    size_small: float = number(0.5, (0.0, 100.0), "work units", "small up to", "小件上限", "largest size of a small case", sweep=(0.25, 1.0))
    size_large: float = number(2.0, (0.0, 100.0), "work units", "large above", "大件下限", "size above which a case is large", sweep=(1.5, 4.0))
    season: float = proportion(0.2, "season", "季节波动幅度", "amplitude of arrivals over the year", sweep=(0.0, 0.4))
    season_peak: float = number(26.0, (0.0, 52.0), "weeks", "week of the peak", "高峰所在周", "week of the year with most arrivals", sweep=(0.0, 52.0))
    burst: float = number(
        0.25, (0.0, 10.0), "ratio", "clustering", "集中爆发程度", "variance of the gamma factor of a district, type and week; 0: arrivals do not cluster", sweep=(0.0, 1.0),
        source="assumed; variance over mean of daily counts is 77 in Boston 2015", source_zh="假设；波士顿 2015 年日诉求量方差与均值之比为 77",
    )
    law_prevents: float = proportion(0.1, "law prevents", "法治预防比例", "share of problems that full legal service prevents", sweep=(0.0, 0.3))

    @model_validator(mode="after")
    def _classes_follow(self) -> Arise:
        if self.size_small > self.size_large:
            raise ValueError(message("settings.sizes", small=f"{self.size_small:g}", large=f"{self.size_large:g}"))
        return self


class Hours(Record):
    """Hours that rules cost, load, overtime, and what is left for work."""

    base: float = proportion(0.10, "running itself", "组织日常运转耗时", "hours of any body that go into running itself", sweep=(0.05, 0.2))
    tasks_committee: float = proportion(0.25, "tasks of committees", "下派任务占自治组织工时", "hours of a committee that full tasks take", sweep=(0.1, 0.4))
    tasks_others: float = proportion(0.20, "tasks of others", "下派任务占党组织、群团与街乡工时", "hours of party bodies, mass organisations and offices that full tasks take", sweep=(0.1, 0.4))
    tasks_floor: float = proportion(0.2, "floor of tasks", "下派任务下限", "tasks that are handed down whatever the command", sweep=(0.0, 0.5))
    tasks_returned: float = proportion(0.05, "tasks taken back", "上收任务占部门工时", "hours of departments that tasks taken back take", sweep=(0.0, 0.15))
    meeting_fixed: float = proportion(0.04, "meeting, fixed", "会议固定耗时", "hours of conveners per round a week if nobody came", sweep=(0.0, 0.1))
    meeting: float = proportion(0.3, "meeting", "会议耗时", "what is added if everyone came", sweep=(0.1, 0.6))
    attending: float = proportion(0.3, "attending", "列席方耗时相对比例", "hours of other bodies at home at a meeting, against conveners'", sweep=(0.0, 1.0))
    grid: float = proportion(0.03, "leading grid workers", "网格管理占自治组织工时", "hours of a committee that full grid coverage takes", sweep=(0.0, 0.1))
    links: float = proportion(0.08, "household links", "联户占党支部工时", "hours of a branch that links to all households take", sweep=(0.02, 0.2))
    vanguard: float = proportion(0.02, "vanguard", "先锋活动占党支部工时", "hours of a branch that a full vanguard takes", sweep=(0.0, 0.06))
    recognition: float = proportion(0.02, "recognition", "德治褒奖耗时", "hours of branch and committee that full recognition takes", sweep=(0.0, 0.06))
    incentives: float = proportion(0.03, "incentives", "激励与志愿组织耗时", "hours of a committee that rewards take, and again that organised service takes", sweep=(0.0, 0.1))
    accounts: float = proportion(0.08, "accounts of pools", "资源统筹台账耗时", "hours that accounts of fully pooled effort take", sweep=(0.02, 0.2))
    lists: float = proportion(0.03, "responsibility lists", "责任清单耗时", "hours that complete lists take", sweep=(0.0, 0.1))
    goals: float = proportion(0.01, "common goals", "目标协同耗时", "hours that bringing priorities together takes", sweep=(0.0, 0.04))
    law: float = proportion(0.08, "legal service", "法治服务占政府工时", "hours of government that full legal service takes", sweep=(0.02, 0.2))
    cap: float = number(0.9, (0.0, 0.99), "share", "cap of burdens", "工时负担上限", "most hours that rules can cost", sweep=(0.7, 0.95))
    unpaid: float = proportion(0.6, "unpaid service", "未获购买时社会组织的投入", "what social organisations give without purchase", sweep=(0.3, 1.0))
    purchase_limit: float = proportion(0.25, "limit of purchase", "购买服务占部门经济资源上限", "part of departments' economic hours that full purchase moves", sweep=(0.1, 0.5))
    usual_match: float = number(0.5, (0.01, 1.0), "share", "usual match", "通常产出率", "work that an hour is taken to do when load is told in weeks", sweep=(0.3, 0.8))
    load_cap: float = number(30.0, (1.0, 1000.0), "weeks", "cap of load", "负荷上限", "largest load", sweep=(15.0, 60.0))
    load_reference: float = number(2.0, (0.0, 100.0), "weeks", "load without overtime", "正常负荷", "load up to which there is no overtime", sweep=(1.0, 4.0))
    load_scale: float = number(5.0, (0.1, 100.0), "weeks", "load that drives overtime", "加班负荷尺度", "load above it that brings half of the overtime", sweep=(2.0, 10.0))
    overtime: float = proportion(0.35, "overtime", "最多加班比例", "most overtime", sweep=(0.0, 0.5), source="assumed; speed-up under load: KC & Terwiesch 2009", source_zh="假设；负荷下提速：KC & Terwiesch 2009")
    fatigue_gain: float = proportion(0.02, "staff fatigue", "加班增加的疲劳", "staff fatigue from a week of full overtime", sweep=(0.0, 0.05), source="assumed; overwork: KC & Terwiesch 2009", source_zh="假设；过劳：KC & Terwiesch 2009")
    fatigue_recovery: float = proportion(0.05, "recovery of staff", "工作人员疲劳恢复", "weekly recovery of staff", sweep=(0.02, 0.15))
    fatigue_cost: float = proportion(0.5, "cost of fatigue", "疲劳损失的工时", "effort that full staff fatigue takes", sweep=(0.0, 0.8))
    show_limit: float = proportion(0.3, "most show", "应付考核的工时上限", "largest share of hours that goes into appearances", sweep=(0.0, 0.6))
    show_scale: float = number(4.0, (0.01, 100.0), "pressure²", "pressure for show", "应付考核的压力尺度", "square of the assessment that brings half of it", sweep=(1.0, 16.0))
    mobilise: float = proportion(0.5, "mobilisation", "应急动员增加的投入", "effort that full command adds in an emergency", sweep=(0.0, 1.0))
    mobilise_weeks: int = number(8, (0, 104), "weeks", "weeks of mobilisation", "应急状态延续周数", "weeks after a surge in which the emergency lasts", sweep=(0, 16))
    mobilise_fatigue: float = proportion(0.04, "fatigue of mobilisation", "动员增加的疲劳", "staff fatigue from a week of it", sweep=(0.0, 0.1))
    grid_hours: float = number(0.6, (0.0, 100.0), "work units/1,000 persons/week", "hours of a grid worker", "网格员工时", "hours of grid workers per 1,000 persons of their grid, before scaling; half administrative, half social", sweep=(0.2, 1.0))
    grid_pay_limit: float = proportion(0.8, "limit of grid pay", "网格支出占部门工时上限", "most hours of departments that grid workers cost", sweep=(0.4, 0.9))
    convening_limit: float = proportion(0.4, "limit of convening", "党组织用于协调的工时上限", "share of its effort that a party body may give to asking and dispatching", sweep=(0.1, 0.6))


class Report(Record):
    """Problems come to light."""

    residents_base: float = proportion(0.10, "reporting without trust", "无信任时的反映概率", "chance that residents report a problem, without trust", sweep=(0.05, 0.3))
    residents_trust: float = proportion(0.30, "reporting by trust", "信任提高的反映概率", "what full trust adds", sweep=(0.0, 0.6))
    residents_hotline: float = proportion(0.2, "reporting by hotline", "热线提高的反映概率", "what a full hotline adds", sweep=(0.0, 0.5))
    grid: float = proportion(0.5, "found by grid workers", "网格员发现概率", "chance that a grid worker finds a problem of full visibility", sweep=(0.2, 0.8))
    links: float = proportion(0.4, "found by members", "党员联户发现概率", "chance that members find a problem when every household is linked", sweep=(0.1, 0.7))
    on_the_spot: float = number(0.3, (0.0, 100.0), "work units", "settled on the spot", "网格当场解决的上限", "largest case that grid workers settle on the spot", sweep=(0.0, 1.0))
    hotline_cost: float = number(0.01, (0.0, 10.0), "work units", "cost of a dispatch by hotline", "热线派单耗时", "hours of the city centre for a case it sends", sweep=(0.0, 0.05))


class Route(Record):
    """A case is accepted or passed on (推诿)."""

    knows: float = proportion(0.35, "knowing the right desk", "知道该找谁", "chance that a desk that is not competent knows who is, without lists", sweep=(0.1, 0.7))
    wrong_branch: float = proportion(0.25, "wrong desk: branch", "错投党支部的比例", "share of wrong desks that are the branch", sweep=(0.0, 0.5))
    wrong_office: float = proportion(0.35, "wrong desk: office", "错投街乡的比例", "share of wrong desks that are the street's office; the rest are departments", sweep=(0.0, 0.5))
    load_refusal: float = proportion(0.6, "refusal under load", "负荷导致的推诿", "how far a full load lowers acceptance", sweep=(0.0, 0.9))
    load_scale: float = number(4.0, (0.1, 1000.0), "weeks", "full load", "满负荷周数", "load at which that is reached", sweep=(2.0, 10.0))
    fit_base: float = proportion(0.3, "acceptance without fit", "与本单位重点无关时的接受程度", "part of acceptance that does not depend on how far the body's priorities meet the need", sweep=(0.1, 1.0))
    hop_cost: float = number(0.05, (0.0, 10.0), "work units", "cost of a hop", "流转一次的耗时", "hours that passing a case on costs the desk", sweep=(0.0, 0.15))
    escalation_hops: int = number(3, (1, 100), "hops", "hops before whistling", "吹哨前的流转次数", "hops after which the party body may assign a case", sweep=(1, 6))

    @model_validator(mode="after")
    def _desks_are_shares(self) -> Route:
        refuse_excess(self, ("wrong_branch", "wrong_office"), "desks")
        return self


class Deliberate(Record):
    """Meetings and matters."""

    turnout_base: float = number(-3.0, (-10.0, 10.0), "log-odds", "turnout", "到会基准", "turnout of an invited resident without motive or trust", sweep=(-4.0, -1.0))
    turnout_motive: float = number(2.0, (0.0, 10.0), "log-odds", "turnout by motive", "动机对到会的影响", "what motive adds to turnout", sweep=(0.0, 4.0))
    turnout_trust: float = number(2.0, (0.0, 10.0), "log-odds", "turnout by trust", "信任对到会的影响", "what trust adds to turnout", sweep=(0.0, 4.0))
    turnout_fatigue: float = number(2.0, (0.0, 10.0), "log-odds", "turnout by fatigue", "疲劳对到会的影响", "what fatigue takes from turnout", sweep=(0.0, 4.0))
    turnout_efficacy: float = number(2.0, (0.0, 10.0), "log-odds", "turnout by efficacy", "议事效能感对到会的影响", "what the memory of meetings that decided adds, counted from one half", sweep=(0.0, 4.0))
    turnout_affected: float = number(1.0, (0.0, 10.0), "log-odds", "turnout of those affected", "利害相关对到会的影响", "what being affected adds", sweep=(0.0, 2.0))
    tasks_keep_away: float = proportion(0.5, "tasks keep people away", "下派任务挤占议事", "share of invitations that full tasks of the conveners leave unmade", sweep=(0.0, 1.0))
    status_weight: float = number(2.0, (0.0, 20.0), "ratio", "weight of status", "地位附加话语权", "extra weight of members and bodies without equal voice", sweep=(0.0, 5.0))
    unheard: float = proportion(0.6, "unheard after a round", "一轮后仍未被听取的部分", "part that a round of discussion leaves unheard", sweep=(0.3, 0.9))
    hearing: float = proportion(0.35, "hearing brings nearer", "听取缩短的距离", "how far being heard shortens the distance to a proposal", sweep=(0.0, 0.6))
    agenda_rate: float = proportion(0.5, "agenda", "议程更新幅度", "how far an adopted proposal moves the agenda", sweep=(0.2, 1.0))
    pledge_rate: float = proportion(0.25, "pledge", "公约强度更新幅度", "how far a decision moves the strength of the pledge", sweep=(0.1, 0.5))
    erosion: float = proportion(0.01, "erosion of the pledge", "公约每周衰减", "weekly erosion of the pledge", sweep=(0.0, 0.05))
    voice_gain: float = proportion(0.4, "gain of voice", "参会提高的意见受重视程度", "how far taking part makes one feel heard", sweep=(0.1, 0.8))
    voice_floor: float = proportion(0.4, "voice without equality", "话语不平等时的意见受重视程度", "part of that which does not depend on equal voice", sweep=(0.0, 1.0))
    voice_undecided: float = proportion(0.3, "voice without decision", "议而不决时的意见受重视程度", "part that is left where the meeting did not decide", sweep=(0.0, 1.0))
    voice_decay: float = proportion(0.05, "decay of voice", "意见受重视程度每周衰减", "weekly decay of having been heard", sweep=(0.01, 0.2))
    fatigue: float = proportion(0.03, "fatigue of meetings", "每轮讨论增加的疲劳", "fatigue from one round", sweep=(0.0, 0.1))
    efficacy_rate: float = proportion(0.25, "efficacy", "议事效能感更新幅度", "how far a meeting moves the memory of meetings that decided", sweep=(0.1, 0.5))
    losers: float = proportion(0.9, "most losers", "利益受损者比例上限", "largest share of a grid's residents who lose by a contested case", sweep=(0.3, 1.0))
    accept_compensation: float = proportion(0.45, "acceptance by compensation", "补偿提高的接受度", "thresholds that full compensation meets", sweep=(0.2, 0.8))
    accept_norm: float = proportion(0.30, "acceptance by norms", "规范提高的接受度", "thresholds that full norms meet", sweep=(0.0, 0.6))
    accept_heard: float = proportion(0.35, "acceptance by being heard", "被听取提高的接受度", "thresholds that being fully heard meets", sweep=(0.0, 0.6))
    mend: float = proportion(0.15, "mending", "每次修改提高的补偿", "compensation added to a blocked proposal at each meeting", sweep=(0.0, 0.3))
    grudge_work: float = number(3.0, (0.0, 20.0), "ratio", "work of grudges", "积怨附加的工作量", "extra work of a case that all of the grid are against", sweep=(0.0, 6.0))
    law_eases: float = proportion(0.5, "law eases", "法治化解争议的比例", "share of it that full legal service saves", sweep=(0.0, 0.8))
    compensation_work: float = number(0.8, (0.0, 20.0), "ratio", "work of compensation", "补偿附加的工作量", "extra work of compensating all of the grid in full", sweep=(0.2, 2.0))
    grudge_trust: float = proportion(0.1, "trust lost by grudges", "积怨损失的信任", "share of trust lost in a grid all of which is against", sweep=(0.0, 0.3))


class Align(Record):
    """Priorities of bodies move."""

    rate: float = proportion(0.25, "pull of common goals", "目标靠拢速度", "weekly pull to the common target at full strength", sweep=(0.1, 0.5))
    anchor: float = proportion(0.06, "pull of own goals", "回归自身目标的速度", "weekly pull back to a body's own priorities", sweep=(0.0, 0.2))
    campaign_weeks: int = number(26, (1, 520), "weeks", "turn of campaigns", "运动式治理轮换周期", "weeks after which a campaign turns to the next domain", sweep=(8, 52))
    grid_information: float = proportion(0.5, "information by grids", "网格提供的民意信息", "how far full grid coverage tells a branch what residents want", sweep=(0.2, 0.9))

    @model_validator(mode="after")
    def _pulls_do_not_overshoot(self) -> Align:
        refuse_excess(self, ("rate", "anchor"), "priority")
        return self


class Volunteer(Record):
    """Residents give time."""

    base: float = number(-8.2, (-20.0, 5.0), "log-odds", "volunteering", "志愿服务基准", "volunteering without any reason to", sweep=(-10.0, -6.0), source=VOLUNTEERING, source_zh=VOLUNTEERING_ZH)
    motive: float = number(9.0, (0.0, 20.0), "log-odds", "volunteering by motive", "动机对志愿服务的影响", "what motive adds", sweep=(4.0, 12.0), source=VOLUNTEERING, source_zh=VOLUNTEERING_ZH)
    trust: float = number(1.4, (0.0, 20.0), "log-odds", "volunteering by trust", "信任对志愿服务的影响", "what trust adds", sweep=(0.0, 3.0))
    neighbours: float = number(2.0, (0.0, 20.0), "log-odds", "volunteering by neighbours", "邻居参与对志愿服务的影响", "what neighbours' volunteering adds, by contributor type", sweep=(0.0, 4.0))
    reward: float = number(1.6, (0.0, 20.0), "log-odds", "volunteering by reward", "奖励对志愿服务的影响", "what a full reward adds", sweep=(0.0, 3.0))
    service: float = number(0.7, (0.0, 20.0), "log-odds", "volunteering by service", "组织化对志愿服务的影响", "what organised service adds", sweep=(0.0, 2.0))
    mobilising: float = number(0.5, (0.0, 20.0), "log-odds", "mobilising", "群团动员对志愿服务的影响", "what fully willing mass organisations add", sweep=(0.0, 1.5))
    vanguard: float = number(2.0, (0.0, 20.0), "log-odds", "volunteering of members", "党员先锋对志愿服务的影响", "what being a member adds where members go first", sweep=(0.0, 4.0))
    lead: float = number(0.6, (0.0, 20.0), "log-odds", "lead by links", "联户带动对志愿服务的影响", "what a leading branch adds for linked households", sweep=(0.0, 2.0))
    fatigue: float = number(0.5, (0.0, 20.0), "log-odds", "volunteering by fatigue", "疲劳对志愿服务的影响", "what fatigue takes away", sweep=(0.0, 3.0), source=VOLUNTEERING, source_zh=VOLUNTEERING_ZH)
    crowding_out: float = proportion(0.15, "crowding-out", "挤出效应", "how far a full reward displaces motive; 0 means not at all", sweep=(0.0, 0.4), source="assumed; Frey & Jegen 2001 against Fiorillo 2011", source_zh="假设；Frey & Jegen 2001 与 Fiorillo 2011 结论相反")
    hump_peak: float = number(0.5, (0.01, 0.99), "share", "peak of the hump", "驼峰型峰值", "belief at which a hump-shaped contributor gives most", sweep=(0.3, 0.7), source=FISCHBACHER_GACHTER)
    other_level: float = proportion(0.5, "level of others", "无固定方式者受邻居影响的程度", "pull of neighbours on contributors of no clear type", sweep=(0.2, 0.8))
    belief_memory: float = proportion(0.57, "memory of beliefs", "信念记忆权重", "weight of last week's belief", sweep=(0.4, 0.8), source=FISCHBACHER_GACHTER)
    link_motive: float = proportion(0.02, "load of links", "联户对党员动机的消耗", "motive that each linked household takes from its member", sweep=(0.0, 0.05))
    household_persons: float = number(2.6, (1.0, 20.0), "persons", "persons in a household", "户均人数", "persons in a household", sweep=(2.0, 4.0), source="census of 2020: 2.62", source_zh="2020 年人口普查：2.62")
    fatigue_gain: float = proportion(0.15, "fatigue of service", "每次服务增加的疲劳", "fatigue from a week's service", sweep=(0.05, 0.3))
    fatigue_decay: float = proportion(0.10, "recovery", "疲劳每周恢复", "weekly recovery from fatigue", sweep=(0.05, 0.3))
    output: float = number(0.012, (0.0, 10.0), "work units/person", "output of volunteers", "志愿者产出", "social hours that a volunteer gives, per person she stands for", sweep=(0.005, 0.02))
    motive_return: float = proportion(0.02, "return of motive", "动机回归速度", "weekly return of motive to its anchor", sweep=(0.005, 0.1))
    motive_crowding: float = proportion(0.05, "crowding of motive", "奖励对动机的侵蚀", "loss of motive by one fully rewarded service, times crowding-out", sweep=(0.0, 0.2))
    motive_growth: float = proportion(0.01, "growth of motive", "服务对动机的滋养", "growth of motive by one service, times satisfaction", sweep=(0.0, 0.05))


class Pool(Record):
    """Pooled hours go to the worst cases."""

    loss_community: float = proportion(0.05, "loss in a community's pool", "社区统筹的交接损失", "share of pooled hours lost", sweep=(0.0, 0.15))
    loss_street: float = proportion(0.10, "loss in a street's pool", "街乡统筹的交接损失", "share of pooled hours lost", sweep=(0.0, 0.2))
    loss_district: float = proportion(0.15, "loss in a district's pool", "区县统筹的交接损失", "share of pooled hours lost", sweep=(0.0, 0.3))
    loss_city: float = proportion(0.22, "loss in the city's pool", "全市统筹的交接损失", "share of pooled hours lost", sweep=(0.0, 0.4))
    age_scale: float = number(8.0, (0.1, 1000.0), "weeks", "age doubles the urgency", "紧迫性翻倍周数", "weeks since the report after which a case counts twice", sweep=(4.0, 26.0))
    enough: float = proportion(0.3, "enough of the right kind", "对口资源充足线", "part of the work left below which the pool sends whatever it has", sweep=(0.0, 0.6))
    dispatch: float = number(0.02, (0.0, 10.0), "work units", "cost of a dispatch", "统筹派件耗时", "hours of the leading party body for a case it sends", sweep=(0.0, 0.06))


class Work(Record):
    """Bodies work their queues, ask for help, and act of their own accord."""

    fungible: float = proportion(0.1, "fungible hours", "可替代的资源比例", "share of hours that can stand in for any kind", sweep=(0.0, 0.5))
    substitution: float = number(-0.5, (-50.0, 1.0), "exponent", "substitution", "CES 替代参数", "CES exponent r; elasticity of substitution 1/(1-r), 1 means no complementarity", sweep=(-3.0, 1.0))
    severity: float = number(1.0, (0.0, 20.0), "log", "order by severity", "按严重度排序", "weight of severity in the order of service", sweep=(0.0, 2.0))
    priority: float = number(1.5, (0.0, 20.0), "log", "order by priorities", "按工作重点排序", "weight of the body's priorities against the need", sweep=(0.0, 3.0))
    priority_floor: float = number(0.02, (1e-6, 1.0), "share", "floor of priorities", "工作重点下限", "added to priority and need before they are compared", sweep=(0.005, 0.1))
    small_first: float = number(0.8, (0.0, 20.0), "log", "small cases first", "先易后难", "weight of the work left, that of small cases being first", sweep=(0.0, 1.5), source="assumed size; direction: Ibanez et al. 2018, Management Science 64(9)", source_zh="大小为假设；方向依 Ibanez et al. 2018, Management Science 64(9)")
    noise: float = number(1.0, (0.0, 20.0), "log", "noise in the order", "排序随机性", "scale of the Gumbel noise", sweep=(0.0, 2.0))
    lacking: float = number(0.10, (0.01, 1.0), "share", "lacking", "短缺认定线", "deficit from which a resource is lacking", sweep=(0.05, 0.3))
    means: float = number(0.15, (0.01, 1.0), "share", "having means", "具备资源认定线", "part of its hours from which a body has a resource", sweep=(0.05, 0.4))
    ask_again: int = number(3, (1, 104), "weeks", "asking again", "再次求助间隔", "weeks until help with a case is asked again", sweep=(1, 8))
    ask_cost: float = number(0.04, (0.0, 10.0), "work units", "cost of asking", "牵头协调一次的耗时", "hours of the convening party body for one request", sweep=(0.0, 0.1))
    hub_requests: int = number(2, (1, 10), "requests", "requests of a hub", "牵头方每项资源依次求助的单位数", "bodies that a hub asks in turn for one resource", sweep=(1, 4))
    slack_scale: float = number(2.0, (0.1, 1000.0), "weeks", "load halves acceptance", "负荷使配合减半的周数", "load at which a body is half as likely to join", sweep=(1.0, 5.0))
    lists_lift: float = proportion(0.5, "assisting lists", "配合履职清单的作用", "part of what is left to full acceptance that complete lists bring", sweep=(0.0, 1.0))
    fixed_acceptance: float = proportion(0.0, "fixed acceptance", "固定配合概率", "if above 0, chance that anybody asked joins: a control, no behaviour", sweep=(0.0, 1.0))
    team_limit: float = number(0.95, (0.1, 0.999), "share", "helpers' part", "协助方投入上限", "largest part of a team's hours that helpers give", sweep=(0.5, 0.99))
    initiative: float = proportion(0.7, "own initiative", "主动作为", "share of hours left over that goes unasked to open cases", sweep=(0.0, 1.0))
    initiative_cases: int = number(3, (1, 100), "cases", "cases of own initiative", "主动作为件数", "most cases that a body takes up unasked in a week", sweep=(1, 10))
    initiative_match: float = number(0.2, (0.0, 10.0), "share", "initiative without match", "不对口时的主动程度", "added to the match when a case is chosen", sweep=(0.0, 1.0))
    need_memory: float = proportion(0.1, "memory of need", "需求记忆更新", "weekly adjustment of what is known of the need by domain", sweep=(0.05, 0.5))
    need_even: float = proportion(0.2, "even part of need", "需求均匀部分", "even part of the need that bodies go by", sweep=(0.0, 0.5))


class Close(Record):
    """Cases end, or seem to."""

    paper: float = proportion(
        0.5, "closing on paper", "纸面办结概率", "weekly chance at the deadline under boundless assessment", sweep=(0.0, 1.0),
        source="assumed; swept from none (Kelman & Friedman 2009) to strong (Bevan & Hood 2006)", source_zh="假设；变动范围从没有（Kelman & Friedman 2009）到很强（Bevan & Hood 2006）",
    )
    paper_ahead: int = number(1, (0, 52), "weeks", "ahead of the deadline", "提前纸面办结周数", "weeks before the deadline at which closing on paper begins", sweep=(0, 4))


class Experience(Record):
    """What residents make of it."""

    satisfaction_rate: float = proportion(0.08, "satisfaction", "满意度调整速度", "weekly adjustment of satisfaction", sweep=(0.02, 0.2))
    harm_scale: float = number(0.3, (0.001, 100.0), "harm/5 persons", "scale of harm", "危害尺度", "harm at which satisfaction with outcomes falls to 1/e", sweep=(0.15, 0.6))
    outcome: float = proportion(0.85, "weight of outcomes", "结果在满意度中的权重", "weight of outcomes in satisfaction, the rest being voice", sweep=(0.6, 1.0))
    age_cap: float = number(26.0, (0.0, 1000.0), "weeks", "harm grows until", "危害增长上限周数", "age from which harm grows no more", sweep=(8.0, 52.0))
    age_scale: float = number(13.0, (0.1, 1000.0), "weeks", "harm doubles in", "危害倍增周数", "age at which a case's harm has doubled", sweep=(6.0, 52.0))
    trust_gain: float = number(0.8, (0.0, 50.0), "per solved case/5 persons", "trust gained", "按期解决带来的信任", "trust from solving on time", sweep=(0.4, 1.6))
    lapse_loss: float = number(1.2, (0.0, 50.0), "per lapse/5 persons", "trust lost by lapses", "不了了之损失的信任", "trust lost by a lapse (negativity bias: more than the gain)", sweep=(0.8, 2.4))
    overdue_loss: float = number(0.1, (0.0, 50.0), "per overdue case/5 persons/week", "trust lost by delay", "逾期或纸面办结损失的信任", "trust lost by an overdue or paper-closed case", sweep=(0.0, 0.4))
    trust_neighbours: float = proportion(0.03, "neighbours' trust", "邻里对信任的影响", "weekly pull of neighbours' trust", sweep=(0.0, 0.1))
    trust_voice: float = proportion(0.004, "trust by voice", "意见受重视带来的信任", "trust from having been heard", sweep=(0.0, 0.02))
    trust_satisfaction: float = proportion(0.02, "trust by satisfaction", "满意度对信任的影响", "weekly pull of satisfaction on trust", sweep=(0.0, 0.1))
    norm_pledge: float = proportion(0.02, "norms by pledge", "公约对规范的影响", "weekly pull of a pledge on norms", sweep=(0.0, 0.06))
    norm_neighbours: float = proportion(0.02, "neighbours' norms", "邻里对规范的影响", "weekly pull of neighbours' norms", sweep=(0.0, 0.06))
    norm_lead: float = proportion(0.01, "norms by example", "党支部示范对规范的影响", "weekly pull of a leading branch on norms", sweep=(0.0, 0.03))
    norm_recognition: float = proportion(0.008, "norms by recognition", "德治褒奖对规范的影响", "weekly pull of full recognition on norms", sweep=(0.0, 0.03))
    norm_erosion: float = proportion(0.005, "erosion of norms", "规范每周衰减", "weekly erosion of norms without upkeep", sweep=(0.0, 0.02))
    priority_seen: float = proportion(0.03, "priorities by sight", "所见问题对居民优先事项的影响", "weekly pull of problems seen unsolved around one", sweep=(0.0, 0.1))
    priority_neighbours: float = proportion(0.03, "neighbours' priorities", "邻里对居民优先事项的影响", "weekly pull of neighbours' priorities", sweep=(0.0, 0.1))
    priority_anchor: float = proportion(0.05, "own priorities", "居民回归自身优先事项的速度", "weekly return to one's own priorities", sweep=(0.0, 0.2))

    @model_validator(mode="after")
    def _pulls_do_not_overshoot(self) -> Experience:
        refuse_excess(self, ("priority_seen", "priority_neighbours", "priority_anchor"), "priority")
        return self


class Adapt(Record):
    """Bodies learn."""

    temptation: float = proportion(0.05, "temptation", "推诿诱惑", "temptation to leave it to others when nobody is named", sweep=(0.0, 0.15))
    recognition: float = proportion(0.25, "recognition lessens temptation", "德治褒奖减少的推诿", "part of the temptation that full recognition takes", sweep=(0.0, 0.6))
    lead: float = proportion(0.05, "example", "党组织示范", "pull of the branch's example", sweep=(0.0, 0.15))
    success: float = proportion(0.02, "success", "成效激励", "pull of a body's own success", sweep=(0.0, 0.1))
    anchor: float = proportion(0.05, "return", "意愿回归初始水平的速度", "weekly return to the willingness of the start", sweep=(0.0, 0.15))
    success_memory: float = proportion(0.05, "memory of success", "成效记忆更新", "weight of one closure in a body's record of success", sweep=(0.02, 0.2))
    cohesion_rate: float = proportion(0.03, "cohesion", "凝聚力调整速度", "weekly adjustment of a branch's cohesion", sweep=(0.01, 0.1))
    cohesion_base: float = proportion(0.3, "cohesion, base", "凝聚力基准", "cohesion without service or success", sweep=(0.1, 0.5))
    cohesion_members: float = proportion(0.4, "cohesion by service", "党员服务对凝聚力的影响", "what members' volunteering adds to cohesion", sweep=(0.0, 0.6))
    cohesion_success: float = proportion(0.3, "cohesion by success", "成效对凝聚力的影响", "what the branch's success adds to cohesion", sweep=(0.0, 0.6))


class Index(Record):
    """How effectiveness is measured; no step reads these."""

    weight_resolution: float = proportion(0.25, "weight of resolution", "按期解决权重", "weight of resolution on time")
    weight_backlog: float = proportion(0.15, "weight of the backlog", "积压权重", "weight of the backlog")
    weight_public: float = proportion(0.25, "weight of satisfaction and trust", "满意与信任权重", "weight of satisfaction and trust")
    weight_participation: float = proportion(0.15, "weight of participation", "参与权重", "weight of participation")
    weight_equity: float = proportion(0.20, "weight of equity", "公平权重", "weight of equity")
    weight_cost: float = proportion(0.15, "weight of cost", "协调成本权重", "weight of coordination cost in the variant with cost")
    floor: float = number(0.01, (1e-6, 0.5), "share", "floor of components", "分项下限", "least value of a component", sweep=(0.005, 0.05))
    harm_floor: float = number(0.01, (1e-9, 10.0), "severity/1,000 persons", "floor of harm", "危害下限", "least harm of which a logarithm is taken", sweep=(0.001, 0.1))
    backlog_scale: float = number(30.0, (0.1, 1e6), "severity/1,000 persons", "scale of the backlog", "积压尺度", "harm at which its component falls to 1/e", sweep=(15.0, 60.0))
    participation_goal: float = number(0.8, (0.01, 1.0), "share", "goal of participation", "参与率目标", "participation that counts as full", sweep=(0.4, 1.0))
    gini_factor: float = number(3.0, (0.0, 10.0), "ratio", "weight of inequality", "不平等惩罚系数", "how steeply inequality lowers equity", sweep=(1.0, 4.0))
    official_response: float = proportion(0.2, "official: response", "考核指数：响应率权重", "weight of response in the official index")
    official_closing: float = proportion(0.4, "official: closing", "考核指数：办结率权重", "weight of closing in the official index")
    official_satisfaction: float = proportion(0.4, "official: satisfaction", "考核指数：回访满意率权重", "weight of reported satisfaction in the official index")
    late_satisfied: float = proportion(0.5, "satisfied with late solutions", "逾期解决的满意比例", "share of callers satisfied with a late solution", sweep=(0.2, 0.8))


class Behaviour(Record):
    """All coefficients."""

    founding: Founding = Founding()
    arise: Arise = Arise()
    hours: Hours = Hours()
    report: Report = Report()
    route: Route = Route()
    deliberate: Deliberate = Deliberate()
    align: Align = Align()
    volunteer: Volunteer = Volunteer()
    pool: Pool = Pool()
    work: Work = Work()
    close: Close = Close()
    experience: Experience = Experience()
    adapt: Adapt = Adapt()
    index: Index = Index()
