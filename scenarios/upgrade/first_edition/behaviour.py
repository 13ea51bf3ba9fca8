"""How people and organisations behave: every coefficient of the processes, once.

One record per process, in the order of the week. Rates are per week unless a unit says otherwise.
"""

from __future__ import annotations

from pydantic import model_validator

from ....model.parameter import Record, proportion, quantity
from ....model.parameters.behaviour import refuse_excess

FISCHBACHER_GACHTER = "Fischbacher & Gächter 2010, AER 100:541"


# fmt: off

class Founding(Record):
    """The first week."""

    trust_a: float = quantity(6.0, (0.1, 100.0), "shape", "first shape of the Beta distribution of trust", "信任分布参数 a", sweep=(3.0, 12.0))
    trust_b: float = quantity(5.0, (0.1, 100.0), "shape", "second shape of the Beta distribution of trust", "信任分布参数 b", sweep=(3.0, 12.0))
    satisfaction: float = proportion(0.6, "satisfaction of every resident", "初始满意度", sweep=(0.4, 0.8))
    motive_a: float = quantity(2.5, (0.1, 100.0), "shape", "first shape of the Beta distribution of motive", "公益动机分布参数 a", sweep=(1.5, 4.0))
    motive_b: float = quantity(5.0, (0.1, 100.0), "shape", "second shape of the Beta distribution of motive", "公益动机分布参数 b", sweep=(3.0, 8.0))
    norm_a: float = quantity(2.0, (0.1, 100.0), "shape", "first shape of the Beta distribution of norms", "规范分布参数 a", sweep=(1.0, 4.0))
    norm_b: float = quantity(6.0, (0.1, 100.0), "shape", "second shape of the Beta distribution of norms", "规范分布参数 b", sweep=(3.0, 9.0))
    belief: float = proportion(0.1, "share of neighbours believed to volunteer", "对邻居参与的初始信念", sweep=(0.0, 0.3))
    party_members: float = proportion(
        0.07, "share of residents who are party members", "党员比例", sweep=(0.03, 0.12),
        source="99.185 M members (end 2023, People's Daily 2024-07-01) over 1.41 bn people",
        source_zh="党员 9918.5 万人（2023 年底，《人民日报》2024-07-01），人口 14.1 亿",
    )
    conditional_cooperators: float = proportion(0.55, "share of conditional cooperators", "条件合作者比例", sweep=(0.4, 0.6), source=FISCHBACHER_GACHTER)
    free_riders: float = proportion(0.23, "share of free riders", "搭便车者比例", sweep=(0.1, 0.25), source=FISCHBACHER_GACHTER)
    hump_shaped: float = proportion(0.12, "share whose contribution rises, then falls with others'", "驼峰型比例", sweep=(0.05, 0.15), source=FISCHBACHER_GACHTER)
    own_priorities: float = proportion(0.5, "part of a resident's priorities that is her own, the rest being the community's problems", "居民优先事项中个人部分", sweep=(0.2, 0.8))
    priority_shape: float = quantity(2.0, (0.05, 100.0), "shape", "Dirichlet shape of a resident's own priorities", "个人优先事项狄利克雷参数", sweep=(0.5, 5.0))
    tolerance_a: float = quantity(4.0, (0.1, 100.0), "shape", "first shape of the Beta distribution of tolerance", "容忍度分布参数 a", sweep=(2.0, 8.0))
    tolerance_b: float = quantity(4.0, (0.1, 100.0), "shape", "second shape of the Beta distribution of tolerance", "容忍度分布参数 b", sweep=(2.0, 8.0))
    tolerance_scale: float = quantity(
        0.29, (0.0, 5.0), "distance", "largest tolerance; set so that about 60 % accept a first proposal before discussion", "最大容忍距离", sweep=(0.15, 0.6),
    )
    consensus: float = proportion(0.25, "consensus of a community, and what it erodes back to", "初始共识度", sweep=(0.1, 0.5))
    cohesion: float = proportion(0.6, "cohesion of a party branch", "党支部初始凝聚力", sweep=(0.3, 0.8))
    agency_focus: float = proportion(0.9, "a government agency's priority on its own domain", "部门对本领域的专注度", sweep=(0.5, 1.0))
    uniform_priorities: float = proportion(0.5, "even part of a branch's or committee's priorities", "党支部与自治组织优先事项的均匀部分", sweep=(0.2, 0.8))
    organisation_shape: float = quantity(1.0, (0.05, 100.0), "shape", "Dirichlet shape of organisations' own priorities", "组织优先事项狄利克雷参数", sweep=(0.5, 5.0))
    mix_shape: float = quantity(4.0, (0.1, 1000.0), "shape", "gamma shape by which communities' problems differ; larger means more alike", "社区问题差异的伽马参数", sweep=(2.0, 20.0))

    @model_validator(mode="after")
    def _types_are_shares(self) -> Founding:
        names = ("conditional_cooperators", "free_riders", "hump_shaped")
        refuse_excess(self, names, "residents")
        return self


class Arise(Record):
    """Problems arise."""

    base_rate: float = quantity(0.02, (0.0, 10.0), "issues/agent/week", "problems per resident agent", "每个居民主体每周产生问题数", sweep=(0.01, 0.04))
    severity_sigma: float = quantity(0.5, (0.0, 3.0), "log", "spread of the lognormal severity (mean 1)", "严重度对数标准差", sweep=(0.2, 1.0))
    contest_work: float = quantity(2.0, (0.0, 20.0), "ratio", "extra work of a fully contested issue without consensus", "争议附加工作量", sweep=(0.0, 4.0))
    law_prevents: float = proportion(0.1, "share of problems that full legal service prevents", "法治预防比例", sweep=(0.0, 0.3))
    law_eases: float = proportion(0.5, "share of contest work that full legal service saves", "法治化解争议的比例", sweep=(0.0, 0.8))


class Report(Record):
    """Problems come to light."""

    residents_base: float = proportion(0.1, "chance that residents report a problem, without trust", "无信任时的上报概率", sweep=(0.05, 0.3))
    residents_trust: float = proportion(0.3, "what full trust adds to that chance", "信任提高的上报概率", sweep=(0.0, 0.6))
    grid: float = proportion(0.5, "chance that grid workers find a problem under full coverage", "网格全覆盖时的发现概率", sweep=(0.2, 0.8))
    links: float = proportion(0.4, "chance that linked members find a problem when every household is linked", "党员全联户时的发现概率", sweep=(0.1, 0.7))


class Assign(Record):
    """A responsible body is found, or the matter is passed on (推诿)."""

    base: float = proportion(0.3, "chance of finding a responsible body without lists or joint work", "无清单时的落实概率", sweep=(0.1, 0.6))
    mechanism: float = proportion(0.6, "how far joint work makes up for lists", "协作机制对责任清单的替代", sweep=(0.0, 1.0))


class Deliberate(Record):
    """Meetings."""

    turnout_base: float = quantity(-1.5, (-10.0, 10.0), "log-odds", "turnout of an invited resident without motive or trust", "到会基准", sweep=(-3.0, 0.0))
    turnout_motive: float = quantity(2.0, (0.0, 10.0), "log-odds", "what motive adds to turnout", "动机对到会的影响", sweep=(0.0, 4.0))
    turnout_trust: float = quantity(2.0, (0.0, 10.0), "log-odds", "what trust adds to turnout", "信任对到会的影响", sweep=(0.0, 4.0))
    turnout_fatigue: float = quantity(2.0, (0.0, 10.0), "log-odds", "what fatigue takes from turnout", "疲劳对到会的影响", sweep=(0.0, 4.0))
    susceptibility: float = proportion(0.8, "weight of others' words against one's first view (Friedkin-Johnsen)", "受他人影响程度", sweep=(0.3, 1.0))
    self_weight: float = proportion(0.5, "weight of one's present view when listening", "自身当前观点权重", sweep=(0.2, 0.8))
    status_weight: float = quantity(2.0, (0.0, 20.0), "ratio", "extra weight of members' and organisations' words without equal voice", "地位附加话语权", sweep=(0.0, 5.0))
    agenda_rate: float = proportion(0.5, "how far an adopted proposal moves the agenda", "议程更新幅度", sweep=(0.2, 1.0))
    consensus_rate: float = proportion(0.25, "how far a decision moves consensus towards the share that accepted", "共识更新幅度", sweep=(0.1, 0.5))
    pledge_rate: float = proportion(0.25, "how far a decision moves the strength of the pledge", "公约强度更新幅度", sweep=(0.1, 0.5))
    erosion: float = proportion(0.01, "weekly erosion of consensus and pledge", "共识与公约每周衰减", sweep=(0.0, 0.05))
    voice_gain: float = proportion(0.4, "how far taking part makes one feel heard", "参会提高的意见受重视程度", sweep=(0.1, 0.8))
    voice_decay: float = proportion(0.05, "weekly decay of having been heard", "意见受重视程度每周衰减", sweep=(0.01, 0.2))
    fatigue: float = proportion(0.03, "fatigue from one round of discussion", "每轮讨论增加的疲劳", sweep=(0.0, 0.1))


class Align(Record):
    """Priorities of organisations move."""

    rate: float = proportion(0.25, "weekly pull to the common target at full strength", "目标靠拢速度", sweep=(0.1, 0.5))
    anchor: float = proportion(0.06, "weekly pull back to an organisation's own priorities", "回归自身目标的速度", sweep=(0.0, 0.2))
    campaign_weeks: int = quantity(26, (1, 520), "weeks", "weeks after which a campaign turns to the next domain", "运动式治理轮换周期", sweep=(8, 52))
    grid_information: float = proportion(0.5, "how far full grid coverage tells a branch what residents want", "网格提供的民意信息", sweep=(0.2, 0.9))

    @model_validator(mode="after")
    def _pulls_do_not_overshoot(self) -> Align:
        refuse_excess(self, ("rate", "anchor"), "priority")
        return self


class Volunteer(Record):
    """Residents give time."""

    base: float = quantity(-5.2, (-20.0, 5.0), "log-odds", "volunteering without any reason to", "志愿服务基准", sweep=(-6.0, -4.0))
    motive: float = quantity(3.2, (0.0, 20.0), "log-odds", "what motive adds", "动机的影响", sweep=(1.0, 5.0))
    trust: float = quantity(1.4, (0.0, 20.0), "log-odds", "what trust adds", "信任的影响", sweep=(0.0, 3.0))
    neighbours: float = quantity(2.0, (0.0, 20.0), "log-odds", "what neighbours' volunteering adds, by contributor type", "邻居参与的影响", sweep=(0.0, 4.0))
    reward: float = quantity(1.6, (0.0, 20.0), "log-odds", "what a full reward adds", "奖励的影响", sweep=(0.0, 3.0))
    service: float = quantity(1.0, (0.0, 20.0), "log-odds", "what organised service adds", "志愿服务组织的影响", sweep=(0.0, 2.0))
    mobilising: float = quantity(0.5, (0.0, 20.0), "log-odds", "what fully willing mass organisations add", "群团动员的影响", sweep=(0.0, 1.5))
    vanguard: float = quantity(2.5, (0.0, 20.0), "log-odds", "what being a member adds where members go first", "党员先锋的影响", sweep=(0.0, 4.0))
    lead: float = quantity(0.8, (0.0, 20.0), "log-odds", "what a leading branch adds for linked households", "联户带动的影响", sweep=(0.0, 2.0))
    fatigue: float = quantity(3.0, (0.0, 20.0), "log-odds", "what fatigue takes away", "疲劳的影响", sweep=(1.0, 5.0))
    crowding_out: float = proportion(
        0.4, "how far a full reward displaces motive; 0 means not at all (Frey & Jegen 2001 against Fiorillo 2011)", "挤出效应", sweep=(0.0, 0.8)
    )
    hump_peak: float = quantity(0.5, (0.01, 0.99), "share", "belief at which a hump-shaped contributor gives most", "驼峰型峰值", sweep=(0.3, 0.7), source=FISCHBACHER_GACHTER)
    other_level: float = proportion(0.5, "pull of neighbours on contributors of no clear type", "其他类型的固定水平", sweep=(0.2, 0.8))
    belief_memory: float = proportion(0.57, "weight of last week's belief", "信念记忆权重", sweep=(0.4, 0.8), source=FISCHBACHER_GACHTER)
    fatigue_gain: float = proportion(0.15, "fatigue from a week's service", "每次服务增加的疲劳", sweep=(0.05, 0.3))
    fatigue_decay: float = proportion(0.10, "weekly recovery from fatigue", "疲劳每周恢复", sweep=(0.05, 0.3))
    output: float = quantity(0.12, (0.0, 10.0), "work units", "social resource that a volunteer gives", "每名志愿者的产出", sweep=(0.05, 0.2))
    motive_return: float = proportion(0.02, "weekly return of motive to its anchor", "动机回归速度", sweep=(0.005, 0.1))
    motive_crowding: float = proportion(0.05, "loss of motive by one fully rewarded service, times crowding-out", "奖励对动机的侵蚀", sweep=(0.0, 0.2))
    motive_growth: float = proportion(0.01, "growth of motive by one service, times satisfaction", "服务对动机的滋养", sweep=(0.0, 0.05))


class Commit(Record):
    """Hours that rules cost, and what is left for work."""

    base: float = proportion(0.10, "hours of any organisation that go into running itself", "组织日常运转耗时", sweep=(0.05, 0.2))
    tasks_committee: float = proportion(0.25, "hours of a committee that assigned tasks take", "下派任务占自治组织工时", sweep=(0.1, 0.4))
    tasks_others: float = proportion(0.20, "hours of branches and mass organisations that assigned tasks take", "下派任务占党支部与群团工时", sweep=(0.1, 0.4))
    link: float = proportion(0.01, "hours that one link of joint work costs at normal load", "每条协作关系耗时", sweep=(0.0, 0.04))
    load_low: float = quantity(0.5, (0.0, 100.0), "ratio", "least load by which a link's cost is multiplied", "协作耗时负荷下限", sweep=(0.0, 1.0))
    load_high: float = quantity(4.0, (0.0, 1000.0), "ratio", "largest load by which a link's cost is multiplied", "协作耗时负荷上限", sweep=(2.0, 8.0))
    hub_limit: float = proportion(0.25, "most hours a hub gives to convening", "牵头单位用于协调的工时上限", sweep=(0.1, 0.5))
    meeting: float = proportion(0.3, "hours of conveners per round a week if everyone attended", "会议耗时（召集方）", sweep=(0.1, 0.6))
    attending: float = proportion(0.3, "hours of other organisations at a meeting, against conveners'", "会议耗时（列席方相对比例）", sweep=(0.0, 1.0))
    grid: float = proportion(0.12, "hours of a committee that full grid coverage takes", "网格占自治组织工时", sweep=(0.05, 0.25))
    links: float = proportion(0.08, "hours of a branch that links to all households take", "联户占党支部工时", sweep=(0.02, 0.2))
    accounts: float = proportion(0.08, "hours that accounts of fully pooled resources take", "资源统筹台账耗时", sweep=(0.02, 0.2))
    lists: float = proportion(0.05, "hours that complete responsibility lists take", "责任清单耗时", sweep=(0.0, 0.15))
    law: float = proportion(0.08, "hours of government that full legal service takes", "法治服务占政府工时", sweep=(0.02, 0.2))
    incentives: float = proportion(0.03, "hours of a committee that rewards take, and again that organised service takes", "激励与志愿组织耗时", sweep=(0.0, 0.1))
    cap: float = quantity(0.9, (0.0, 0.99), "share", "most hours that rules can cost", "工时负担上限", sweep=(0.7, 0.95))
    purchase_limit: float = proportion(0.25, "part of government's economic resource that full service purchase moves", "购买服务占政府经济资源上限", sweep=(0.1, 0.5))


class Allocate(Record):
    """Effort goes to problems."""

    loss_community: float = proportion(0.05, "share of pooled effort lost in a community's pool", "社区统筹的交接损失", sweep=(0.0, 0.15))
    loss_district: float = proportion(0.12, "share of pooled effort lost in a district's pool", "县区统筹的交接损失", sweep=(0.0, 0.25))
    loss_city: float = proportion(0.22, "share of pooled effort lost in the city's pool", "全市统筹的交接损失", sweep=(0.0, 0.4))
    mechanism_relief: float = proportion(0.7, "share of that loss which full joint work saves", "协作机制减少的交接损失", sweep=(0.3, 1.0))


class Produce(Record):
    """Effort becomes work done."""

    fungible: float = proportion(0.2, "share of effort that can stand in for any kind", "可替代的资源比例", sweep=(0.0, 0.5))
    substitution: float = quantity(-0.5, (-50.0, 1.0), "exponent", "CES exponent r; elasticity of substitution 1/(1-r), 1 means no complementarity", "CES 替代参数", sweep=(-3.0, 1.0))
    handover: float = quantity(0.20, (0.0, 10.0), "ratio", "loss per further kind of office that a case passes through", "部门间流转损失", sweep=(0.0, 0.5))
    spread: float = proportion(0.0, "share of a cell's output that goes to all its cases at once; the rest goes case by case", "同时摊给所有待办事项的产出比例", sweep=(0.0, 1.0))
    paper: float = proportion(0.5, "weekly chance that an assigned case at its deadline is closed on paper, times effort on show", "纸面办结概率", sweep=(0.0, 1.0))
    paper_ahead: int = quantity(1, (0, 52), "weeks", "weeks before the deadline at which closing on paper begins", "提前纸面办结周数", sweep=(0, 4))


class Lapse(Record):
    """People give up."""

    patience: float = quantity(16.0, (1.0, 10_000.0), "weeks", "mean time after which an open problem lapses", "平均耐心", sweep=(8.0, 52.0))


class Experience(Record):
    """What residents make of it."""

    satisfaction_rate: float = proportion(0.08, "weekly adjustment of satisfaction", "满意度调整速度", sweep=(0.02, 0.2))
    harm_scale: float = quantity(0.3, (0.001, 100.0), "harm/resident", "harm at which satisfaction with outcomes falls to 1/e", "伤害尺度", sweep=(0.15, 0.6))
    outcome: float = proportion(0.85, "weight of outcomes in satisfaction, the rest being voice", "结果在满意度中的权重", sweep=(0.6, 1.0))
    age_cap: float = quantity(26.0, (0.0, 1000.0), "weeks", "age from which harm grows no more", "伤害增长上限周数", sweep=(8.0, 52.0))
    age_scale: float = quantity(13.0, (0.1, 1000.0), "weeks", "age at which a problem's harm has doubled", "伤害倍增周数", sweep=(6.0, 52.0))
    trust_gain: float = quantity(0.8, (0.0, 50.0), "per solved issue/resident", "trust from solving on time", "按期解决带来的信任", sweep=(0.4, 1.6))
    lapse_loss: float = quantity(1.2, (0.0, 50.0), "per lapse/resident", "trust lost by a lapse (negativity bias: more than the gain)", "不了了之损失的信任", sweep=(0.8, 2.4))
    overdue_loss: float = quantity(0.1, (0.0, 50.0), "per overdue issue/resident/week", "trust lost by an overdue or paper-closed problem", "逾期或纸面办结损失的信任", sweep=(0.0, 0.4))
    trust_neighbours: float = proportion(0.03, "weekly pull of neighbours' trust", "邻里信任影响", sweep=(0.0, 0.1))
    trust_voice: float = proportion(0.004, "trust from having been heard", "意见受重视带来的信任", sweep=(0.0, 0.02))
    trust_satisfaction: float = proportion(0.02, "weekly pull of satisfaction on trust", "满意度对信任的影响", sweep=(0.0, 0.1))
    norm_pledge: float = proportion(0.02, "weekly pull of a pledge on norms", "公约对规范的影响", sweep=(0.0, 0.06))
    norm_neighbours: float = proportion(0.02, "weekly pull of neighbours' norms", "邻里规范影响", sweep=(0.0, 0.06))
    norm_lead: float = proportion(0.01, "weekly pull of a leading branch on norms", "党支部示范对规范的影响", sweep=(0.0, 0.03))
    norm_erosion: float = proportion(0.005, "weekly erosion of norms without upkeep", "规范每周衰减", sweep=(0.0, 0.02))
    priority_seen: float = proportion(0.03, "weekly pull of problems seen unsolved around one", "所见问题对优先事项的影响", sweep=(0.0, 0.1))
    priority_neighbours: float = proportion(0.03, "weekly pull of neighbours' priorities", "邻里优先事项影响", sweep=(0.0, 0.1))
    priority_anchor: float = proportion(0.05, "weekly return to one's own priorities", "回归自身优先事项", sweep=(0.0, 0.2))

    @model_validator(mode="after")
    def _pulls_do_not_overshoot(self) -> Experience:
        refuse_excess(self, ("priority_seen", "priority_neighbours", "priority_anchor"), "priority")
        return self


class Adapt(Record):
    """Organisations learn from each other."""

    conform: float = proportion(0.05, "weekly pull of partners' willingness (conditional cooperation)", "条件合作", sweep=(0.0, 0.15))
    temptation: float = proportion(0.05, "temptation to leave it to others when nobody is responsible", "推诿诱惑", sweep=(0.0, 0.15))
    lead: float = proportion(0.05, "pull of the branch's example", "党组织示范", sweep=(0.0, 0.15))
    success: float = proportion(0.02, "pull of success", "成效激励", sweep=(0.0, 0.1))
    anchor: float = proportion(0.05, "weekly return to the willingness of the start", "回归初始意愿", sweep=(0.0, 0.15))
    success_memory: float = proportion(0.1, "weekly adjustment of a community's record of success", "成效记忆更新", sweep=(0.02, 0.3))
    cohesion_rate: float = proportion(0.03, "weekly adjustment of a branch's cohesion", "凝聚力调整速度", sweep=(0.01, 0.1))
    cohesion_base: float = proportion(0.3, "cohesion without service or success", "凝聚力基准", sweep=(0.1, 0.5))
    cohesion_members: float = proportion(0.4, "what members' volunteering adds to cohesion", "党员服务对凝聚力的影响", sweep=(0.0, 0.6))
    cohesion_success: float = proportion(0.3, "what success adds to cohesion", "成效对凝聚力的影响", sweep=(0.0, 0.6))


class Index(Record):
    """How effectiveness is measured; no process reads these."""

    weight_resolution: float = proportion(0.25, "weight of resolution on time", "按期解决权重")
    weight_backlog: float = proportion(0.15, "weight of the backlog", "积压权重")
    weight_public: float = proportion(0.25, "weight of satisfaction and trust", "满意与信任权重")
    weight_participation: float = proportion(0.15, "weight of participation", "参与权重")
    weight_equity: float = proportion(0.20, "weight of equity", "公平权重")
    weight_cost: float = proportion(0.15, "weight of coordination cost in the variant with cost", "协调成本权重（含成本版本）")
    floor: float = quantity(0.01, (1e-6, 0.5), "share", "least value of a component", "分量下限", sweep=(0.005, 0.05))
    backlog_scale: float = quantity(150.0, (1.0, 1e6), "severity/1,000 agents", "backlog at which its component falls to 1/e", "积压尺度", sweep=(75.0, 300.0))
    participation_goal: float = quantity(0.5, (0.01, 1.0), "share", "participation that counts as full", "参与率目标", sweep=(0.25, 1.0))
    gini_factor: float = quantity(2.0, (0.0, 10.0), "ratio", "how steeply inequality lowers equity", "不平等惩罚系数", sweep=(1.0, 4.0))
    official_response: float = proportion(0.2, "weight of response in the official index", "考核指数：响应率权重")
    official_closing: float = proportion(0.4, "weight of closing in the official index", "考核指数：办结率权重")
    official_satisfaction: float = proportion(0.4, "weight of reported satisfaction in the official index", "考核指数：满意率权重")
    late_satisfied: float = proportion(0.5, "share of callers satisfied with a late solution", "逾期解决的满意比例", sweep=(0.2, 0.8))


class Behaviour(Record):
    """All coefficients."""

    founding: Founding = Founding()
    arise: Arise = Arise()
    report: Report = Report()
    assign: Assign = Assign()
    deliberate: Deliberate = Deliberate()
    align: Align = Align()
    volunteer: Volunteer = Volunteer()
    commit: Commit = Commit()
    allocate: Allocate = Allocate()
    produce: Produce = Produce()
    lapse: Lapse = Lapse()
    experience: Experience = Experience()
    adapt: Adapt = Adapt()
    index: Index = Index()
