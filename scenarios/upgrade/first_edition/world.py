"""Which city: its territory, the problems that arise there, and the organisations that work on them."""

from __future__ import annotations

import unicodedata
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from ....model.parameter import Record, choice, proportion, quantity
from ...file_schema import CityBeside
from ...message import message

DOMAINS = ("learning", "livelihood", "civility", "harmony", "environment")
"""The five domains of 互助五兴: 思想, 产业, 文明, 和谐, 家园."""

RESOURCES = ("political", "administrative", "economic", "social")
"""The four kinds of resource: 政治, 行政, 经济, 社会资源."""

Domain = Literal["learning", "livelihood", "civility", "harmony", "environment"]
Name = Annotated[
    str,
    Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069/\\]+$"),
    # One name, one spelling, however a keyboard composes it.
    AfterValidator(lambda name: unicodedata.normalize("NFC", name)),
]


# fmt: off

class Place(Record):
    """One community or village of a city that is listed place by place."""

    district: Name
    kind: Literal["urban", "rural"]
    name: Name
    grids: int = Field(ge=1, le=10_000)
    residents: int = Field(ge=1, le=10_000_000, description="resident agents of the community, spread evenly over its grids")

    @model_validator(mode="after")
    def _grids_are_peopled(self) -> Place:
        if self.residents < self.grids:
            raise ValueError(message("upgrade.refused_people", residents=self.residents, grids=self.grids))
        return self


class CityLayout(Record):
    """Territory (市域): urban districts and rural counties together. One agent stands for about five residents."""

    BESIDE: ClassVar = CityBeside

    urban_districts: int = quantity(2, (0, 200), "districts", "urban districts", "市辖区数", sweep=(1, 4))
    communities_per_district: int = quantity(4, (1, 5_000), "communities", "communities in an urban district", "每个市辖区的社区数", sweep=(2, 8))
    rural_counties: int = quantity(1, (0, 200), "counties", "rural counties", "县数", sweep=(0, 2))
    villages_per_county: int = quantity(4, (1, 5_000), "villages", "villages in a county", "每个县的村数", sweep=(2, 8))
    grids_per_community: int = quantity(4, (1, 10_000), "grids", "grids in a community or village", "每个社区（村）的网格数", sweep=(1, 8))
    residents_per_grid: int = quantity(60, (1, 100_000), "agents", "residents in a grid", "每个网格的居民（主体）数", sweep=(20, 200))
    acquaintance: Literal["city", "district"] = choice("city", "how far a resident's one distant acquaintance may live", "远端熟人的范围")
    places: tuple[Place, ...] = Field(
        default=(), strict=False, max_length=100_000, description="the communities one by one; takes the place of the counts"
    )

    @model_validator(mode="after")
    def _someone_lives_here(self) -> CityLayout:
        if not self.places and self.urban_districts + self.rural_counties == 0:
            raise ValueError(message("upgrade.refused_district"))
        return self


class Needs(Record):
    """What a kind of work needs of each resource; the parts are scaled to sum to one."""

    political: float = proportion(0.0, "part of political resource", "政治资源")
    administrative: float = proportion(0.0, "part of administrative resource", "行政资源")
    economic: float = proportion(0.0, "part of economic resource", "经济资源")
    social: float = proportion(0.0, "part of social resource", "社会资源")

    @model_validator(mode="after")
    def _something_is_needed(self) -> Needs:
        if self.political + self.administrative + self.economic + self.social <= 0.0:
            raise ValueError(message("upgrade.refused_needs"))
        return self


class IssueType(Record):
    """One type of public problem (议题)."""

    domain: Domain = choice("harmony", "the domain the problem belongs to", "所属领域")
    share: float = quantity(0.0, (0.0, 1.0), "share", "share of all arrivals in a town community", "占全部问题的比例")
    needs: Needs = Needs(social=1.0)
    contestability: float = proportion(0.0, "how much people disagree about it", "争议性")
    norm_sensitivity: float = proportion(0.0, "how much shared norms prevent it", "对规范的敏感度")
    deadline_weeks: int = quantity(8, (1, 104), "weeks", "weeks within which it should be solved", "办理时限", sweep=(1, 16))
    rural_weight: float = quantity(1.0, (0.0, 10.0), "ratio", "how much more often it arises in villages", "乡村发生权重", sweep=(0.5, 2.0))


def _type(
    domain: Domain, part: float, needs: tuple[float, float, float, float], contested: float, norms: float, weeks: int, rural: float
) -> IssueType:
    political, administrative, economic, social = needs
    return IssueType(
        domain=domain,
        share=part,
        needs=Needs(political=political, administrative=administrative, economic=economic, social=social),
        contestability=contested,
        norm_sensitivity=norms,
        deadline_weeks=weeks,
        rural_weight=rural,
    )


def default_issues() -> dict[Name, IssueType]:
    """Return the eight types of the default city; shares, needs and deadlines are assumed."""
    return {
        "guidance": _type("learning", 0.10, (0.4, 0.3, 0.0, 0.3), 0.0, 0.0, 8, 1.3),
        "jobs": _type("livelihood", 0.12, (0.0, 0.3, 0.5, 0.2), 0.0, 0.0, 8, 1.4),
        "care": _type("livelihood", 0.15, (0.1, 0.3, 0.2, 0.4), 0.0, 0.0, 8, 1.2),
        "customs": _type("civility", 0.10, (0.3, 0.0, 0.0, 0.7), 0.3, 0.6, 8, 1.6),
        "dispute": _type("harmony", 0.16, (0.2, 0.2, 0.0, 0.6), 0.2, 0.5, 4, 0.8),
        "safety": _type("harmony", 0.12, (0.1, 0.6, 0.2, 0.1), 0.0, 0.1, 2, 0.7),
        "refuse": _type("environment", 0.17, (0.1, 0.4, 0.1, 0.4), 0.1, 0.5, 2, 0.8),
        # For example adding a lift to an old block.
        "shared_facility": _type("environment", 0.08, (0.2, 0.3, 0.4, 0.1), 0.8, 0.0, 12, 0.4),
    }


class Capacity(Record):
    """Work units a week that a kind of organisation has per 1,000 resident agents, before scaling."""

    political: float = quantity(0.0, (0.0, 1000.0), "work units/1,000 agents/week", "political resource", "政治资源", sweep=(0.0, 10.0))
    administrative: float = quantity(
        0.0, (0.0, 1000.0), "work units/1,000 agents/week", "administrative resource", "行政资源", sweep=(0.0, 10.0)
    )
    economic: float = quantity(0.0, (0.0, 1000.0), "work units/1,000 agents/week", "economic resource", "经济资源", sweep=(0.0, 10.0))
    social: float = quantity(0.0, (0.0, 1000.0), "work units/1,000 agents/week", "social resource", "社会资源", sweep=(0.0, 10.0))


class OrganisationActor(Record):
    """One kind of organisation (组织): how many, with what means, how willing."""

    enabled: bool = choice(True, "whether organisations of this kind act at all", "这类组织是否行动")
    number: int = quantity(1, (0, 500), "organisations", "how many per community (per district for mass organisations; per domain and district for government)", "数量", sweep=(0, 8))
    capacity: Capacity = Capacity()
    rural_factor: float = quantity(1.0, (0.0, 10.0), "ratio", "capacity in a county against a town district", "乡村能力系数", sweep=(0.25, 1.5))
    willingness: float = proportion(0.5, "willingness to do the common work at the start, and what it returns to", "初始意愿", sweep=(0.2, 0.9))


def _kind(number: int, capacity: tuple[float, float, float, float], willingness: float, rural: float = 1.0) -> OrganisationActor:
    political, administrative, economic, social = capacity
    return OrganisationActor(
        number=number,
        capacity=Capacity(political=political, administrative=administrative, economic=economic, social=social),
        rural_factor=rural,
        willingness=willingness,
    )


class CitizenActor(Record):
    """Residents as an actor (公民)."""

    enabled: bool = choice(True, "whether residents come to meetings and volunteer", "居民是否参会、是否参与志愿服务")


class Actors(Record):
    """The seven kinds of actor (多元行动主体)."""

    party_branch: OrganisationActor = _kind(1, (4.2, 0.3, 0.0, 0.5), 0.70)
    government: OrganisationActor = _kind(1, (0.6, 8.4, 2.6, 0.2), 0.70, rural=0.8)
    self_governing: OrganisationActor = _kind(1, (0.5, 0.8, 0.0, 3.6), 0.65)
    enterprise: OrganisationActor = _kind(2, (0.0, 0.0, 3.4, 0.2), 0.35, rural=0.5)
    mass_organisation: OrganisationActor = _kind(1, (0.5, 0.0, 0.3, 1.4), 0.50)
    social_organisation: OrganisationActor = _kind(2, (0.0, 0.0, 0.3, 2.2), 0.60, rural=0.5)
    citizen: CitizenActor = CitizenActor()
    capacity_scale: float = quantity(
        1.43, (0.0, 100.0), "ratio", "what all capacities are multiplied by", "总能力系数", sweep=(1.0, 3.0),
        source="fitted to the official rates of Beijing's hotline 12345 (resolved, satisfied: 53.1, 64.6 % in January 2019; 96.5, 96.9 % in September 2024) by cogov calibrate beijing: 1.432, supported 1.42 to 1.45",
        source_zh="依北京 12345 热线通报比率拟合（解决率、满意率：2019 年 1 月 53.1%、64.6%；2024 年 9 月 96.5%、96.9%），见 cogov calibrate beijing：1.432，支持范围 1.42 至 1.45",
    )


class World(Record):
    """The city, its problems and its organisations: what the levers act on."""

    city: CityLayout = CityLayout()
    issues: dict[Name, IssueType] = Field(default_factory=default_issues, max_length=64)
    actors: Actors = Actors()

    @field_validator("issues")
    @classmethod
    def _in_one_order(cls, issues: dict[Name, IssueType]) -> dict[Name, IssueType]:
        """Put the types in one order, the default city's first: equal worlds must not differ by the order of a file."""
        shipped = list(default_issues())
        return {name: issues[name] for name in [*shipped, *sorted(set(issues) - set(shipped))] if name in issues}

    @model_validator(mode="after")
    def _something_arises(self) -> World:
        if sum(kind.share for kind in self.issues.values()) <= 0.0:
            raise ValueError(message("upgrade.refused_share"))
        return self
