"""The levers a scenario varies (协同规则), by institution. At its default every lever is off, and off is absent."""

from __future__ import annotations

from typing import Literal

from ..parameter import Record
from .declaration import number, proportion, word

GoalRule = Literal["independent", "command", "party_led", "deliberative"]
ResourceRule = Literal["separate", "community", "street", "district", "city"]
MechanismRule = Literal["silo", "peer", "hub"]
DecisionRule = Literal["majority", "two_thirds", "unanimity"]
Invites = Literal["all", "affected"]


# fmt: off

class Goals(Record):
    """How actors' priorities come together (目标协同)."""

    rule: GoalRule = word("independent", "goal rule", "目标协同方式", "whose priorities the bodies move towards: their own, one list of the city, what residents want as the branch knows it, or what residents have agreed")
    strength: float = proportion(0.0, "goal coordination", "目标协同强度", "how strongly priorities are drawn to the common ones")
    campaign: float = proportion(0.0, "campaign", "运动式治理程度", "under `command`: how far the list is bent to one domain that changes every half-year by default")


class Resources(Record):
    """What share of effort is pooled, and over what area (资源协调)."""

    rule: ResourceRule = word("separate", "pool", "资源统筹范围", "the area over which effort is pooled, led by the party body of that tier")
    share: float = proportion(0.0, "pooled share", "资源统筹比例", "share of each body's effort that goes to the pool")


class Mechanism(Record):
    """Who asks whom, who is responsible, and how cases find their way (机制协同)."""

    rule: MechanismRule = word("silo", "joint work", "协作方式", "who asks for help with a case: nobody, its owner, or the party body of the owner's tier")
    strength: float = proportion(0.0, "joint work strength", "机制协同强度", "share of cases for which help is asked")
    responsibility_lists: float = proportion(
        0.0, "responsibility lists", "责任清单完备程度", "how completely basic and assisting duties are listed",
        source="assumed; since June 2025 all 38,000 townships have lists, on average 117 basic and 99 assisting items",
        source_zh="假设；2025 年 6 月起全国 3.8 万个乡镇街道均有履职清单，平均基本履职 117 项、配合履职 99 项",
    )
    escalation: float = proportion(0.0, "whistling up", "街乡吹哨力度", "weekly chance that a case passed on too often is assigned by the tier's party body")
    hotline: float = proportion(0.0, "hotline", "热线直派比例", "share of residents' reports that the city centre sends to the competent body at once")


class PartyBuilding(Record):
    """Institutions of the party branches (党建引领)."""

    grid_coverage: float = proportion(0.0, "grid coverage", "网格化管理覆盖率", "share of grids with a grid worker, paid from the departments' hours")
    grid_own_budget: bool = word(False, "grids have a budget", "网格专项经费", "whether grid workers are paid from a budget of their own")
    household_links: float = proportion(0.0, "household links", "党员联户覆盖率", "share of household groups linked to a party member")
    vanguard: float = proportion(0.0, "vanguard", "党员先锋模范作用", "how far members are expected to go first")


class Deliberation(Record):
    """Meetings, matters and pledges (民主协商、自治)."""

    interval_weeks: int = number(0, (0, 104), "weeks", "weeks between meetings", "协商会议间隔", "weeks from one meeting to the next; 0 means none are held", sweep=(0, 26))
    inclusiveness: float = proportion(0.2, "share invited", "受邀居民比例", "share of residents invited", sweep=(0.05, 0.8))
    rounds: int = number(2, (1, 12), "rounds", "rounds", "讨论轮数", "rounds of discussion at a meeting", sweep=(1, 6))
    decision_rule: DecisionRule = word("two_thirds", "rule of decision", "表决规则", "share of votes that a proposal needs")
    voice_equality: float = proportion(0.5, "equal voice", "话语权平等程度", "1: everyone's word weighs the same and is heard; 0: members and bodies weigh threefold")
    pledge: float = proportion(0.5, "pledge", "公约承诺力度", "how far what is agreed becomes a residents' pledge (市民公约、村规民约)")
    invites: Invites = word("all", "who votes on a matter", "争议事项由谁表决", "voters on a contested case: all who came from the community, or residents of the grid concerned")
    compensation: float = proportion(0.0, "compensation", "对利益受损者的补偿", "how far those who lose by a contested case are compensated; costs work")


class Participation(Record):
    """Incentives and service of society (社会力量参与)."""

    reward: float = proportion(0.0, "reward", "志愿服务奖励力度", "points and goods given for volunteering")
    volunteer_service: float = proportion(0.0, "volunteer service", "志愿服务组织化程度", "how well volunteer service is organised")
    service_purchase: float = proportion(0.0, "purchase of services", "政府购买服务力度", "how far departments buy services from social organisations")


class Law(Record):
    """Rule by law (法治)."""

    service: float = proportion(0.0, "legal service", "法治服务水平", "legal service: prevents cases and eases grudges")


class Virtue(Record):
    """Rule by virtue (德治)."""

    recognition: float = proportion(0.0, "recognition", "德治褒奖力度", "public recognition of good conduct: upholds norms, lessens temptation")


class Administration(Record):
    """What is handed down from above (行政体系)."""

    command: float = proportion(0.0, "command", "行政任务下派程度", "tasks handed down; in a surge, forced acceptance and mobilisation")
    assessment: float = number(
        0.0, (0.0, 4.0), "pressure", "assessment", "考核排名压力", "pressure of ranked rates", sweep=(0.0, 2.0),
        source="assumed; effects swept from none (Kelman & Friedman 2009) to strong (Bevan & Hood 2006)",
        source_zh="假设；变动范围从没有影响（Kelman & Friedman 2009）到影响很强（Bevan & Hood 2006）",
    )
    relief: float = proportion(
        0.0, "relief", "减负力度", "share of tasks taken back from committees, branches and offices",
        source="assumed; on average 124 items a township were taken back in 2025", source_zh="假设；2025 年平均每个乡镇街道上收 124 项",
    )


class Rules(Record):
    """All levers of one place and week."""

    goals: Goals = Goals()
    resources: Resources = Resources()
    mechanism: Mechanism = Mechanism()
    party_building: PartyBuilding = PartyBuilding()
    deliberation: Deliberation = Deliberation()
    participation: Participation = Participation()
    law: Law = Law()
    virtue: Virtue = Virtue()
    administration: Administration = Administration()
