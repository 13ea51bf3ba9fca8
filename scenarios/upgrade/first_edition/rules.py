"""The levers a scenario varies (协同规则): goals, resources, mechanism and the institutions behind them.

With every lever at its default nothing is coordinated: no process below :mod:`.processes` then does anything that it
would not do if the rule did not exist.
"""

from __future__ import annotations

from typing import Literal

from ....model.parameter import Record, choice, proportion, quantity

GoalRule = Literal["independent", "command", "party_led", "deliberative"]
ResourceRule = Literal["separate", "community", "district", "city"]
MechanismRule = Literal["silo", "peer", "hub"]
DecisionRule = Literal["majority", "two_thirds", "unanimity"]


# fmt: off

class Goals(Record):
    """How actors' priorities come together (目标协同)."""

    rule: GoalRule = choice("independent", "whose priorities the actors move towards", "各主体的目标以谁为准")
    strength: float = proportion(0.0, "how strongly priorities are drawn to the common ones", "目标协同强度")
    campaign: float = proportion(
        0.0, "under `command`: how far the city-wide list is bent to one domain that changes every half-year",
        "运动式治理程度：全市清单向单一领域倾斜（每半年轮换，仅限命令式）",
    )


class Resources(Record):
    """What share of capacity is pooled, and over what area (资源协调)."""

    rule: ResourceRule = choice("separate", "the area over which capacity is pooled", "资源统筹的范围")
    share: float = proportion(0.0, "share of each organisation's effort put into the pool", "各组织投入统筹的资源比例")


class Mechanism(Record):
    """Who convenes joint work and how responsibility is assigned (机制协同)."""

    rule: MechanismRule = choice("silo", "how offices work together: apart, each with each, or with the party branch as hub", "协作方式")
    strength: float = proportion(0.0, "how much of the work is done jointly", "以协作方式办理的工作比例")
    responsibility_lists: float = proportion(
        0.0, "how completely lists say who is responsible for what (责任清单)", "责任清单完备程度"
    )


class PartyBuilding(Record):
    """Institutions of the party branches (党建引领)."""

    grid_coverage: float = proportion(
        0.0, "share of grids whose workers look for problems themselves (网格化管理)", "网格化管理覆盖率"
    )
    household_links: float = proportion(0.0, "share of households linked to a party member (党员联户)", "党员联户覆盖率")
    vanguard: float = proportion(0.0, "how far members are expected to go first (先锋模范)", "党员先锋模范作用")


class Deliberation(Record):
    """Meetings, their rule of decision, and the pledges that come of them (民主协商)."""

    interval_weeks: int = quantity(0, (0, 104), "weeks", "weeks between meetings; 0 means none are held", "协商会议间隔（0 为不开会）")
    inclusiveness: float = proportion(0.2, "share of residents invited", "受邀居民比例", sweep=(0.05, 0.8))
    rounds: int = quantity(2, (1, 12), "rounds", "rounds of discussion before the vote", "表决前讨论轮数", sweep=(1, 6))
    decision_rule: DecisionRule = choice("two_thirds", "share of votes that a proposal needs", "表决规则")
    voice_equality: float = proportion(0.8, "1: everyone's word weighs the same; 0: members and organisations weigh threefold", "话语权平等程度")
    pledge: float = proportion(0.8, "how far what is agreed becomes a residents' pledge (市民公约、村规民约)", "公约承诺力度")


class Participation(Record):
    """Incentives and service of society (社会力量参与)."""

    reward: float = proportion(0.0, "points and goods given for volunteering (积分激励)", "志愿服务奖励力度")
    volunteer_service: float = proportion(0.0, "how well volunteer service is organised (志愿服务)", "志愿服务组织化程度")
    service_purchase: float = proportion(0.0, "how far government buys services from social organisations (购买服务)", "政府购买服务力度")


class Administration(Record):
    """What is handed down from above (行政运行)."""

    command: float = proportion(0.0, "tasks assigned downwards to committees, branches and mass organisations", "行政任务下派程度")
    assessment: float = quantity(0.0, (0.0, 4.0), "pressure", "pressure of ranked rates (考核排名)", "考核排名压力", sweep=(0.0, 2.0))
    law: float = proportion(0.0, "legal service and rule by law (法治)", "法治服务水平")


class Rules(Record):
    """All levers of one week."""

    goals: Goals = Goals()
    resources: Resources = Resources()
    mechanism: Mechanism = Mechanism()
    party_building: PartyBuilding = PartyBuilding()
    deliberation: Deliberation = Deliberation()
    participation: Participation = Participation()
    administration: Administration = Administration()
