"""Which city: its territory with all tiers, the types of case that arise there, and its bodies."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from ..message import message
from ..parameter import Record
from .declaration import number, proportion, word

DOMAINS = ("learning", "livelihood", "civility", "harmony", "environment")
"""The five domains of 互助五兴: 思想, 产业, 文明, 和谐, 家园."""

RESOURCES = ("political", "administrative", "economic", "social")
"""The four kinds of resource: 政治, 行政, 经济, 社会资源."""

KINDS = ("party", "government", "self_governing", "enterprise", "mass_organisation", "social_organisation")
"""The six kinds of body, in order; residents are the seventh kind of actor."""

CLASSES = ("small", "usual", "large")
"""Size classes of cases."""

LEVELS = ("branch", "committee", "street", "department")
"""Bodies that may be competent for a type and size."""

Domain = Literal["learning", "livelihood", "civility", "harmony", "environment"]
Level = Literal["branch", "committee", "street", "department"]
Name = Annotated[
    str,
    Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069/\\]+$"),
    # One name, one spelling, however a keyboard composes it.
    AfterValidator(lambda name: unicodedata.normalize("NFC", name)),
]
Address = Annotated[
    str,
    Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\\]+$"),
    AfterValidator(lambda name: unicodedata.normalize("NFC", name)),
]
"""A place's name; or, where that is not unique, ``district/street/name``; a body's: ``place/kind`` or ``place/kind/rank``."""


# fmt: off

class Place(Record):
    """One community or village of a city that is listed place by place."""

    district: Name
    street: Name | None = None
    kind: Literal["urban", "rural"]
    name: Name
    grids: int = Field(ge=1, le=10_000)
    persons: int = Field(ge=1, le=10_000_000, description="inhabitants, spread evenly over the grids")
    agents: int = Field(ge=1, le=10_000_000, description="resident agents that sample them, spread evenly over the grids")

    @model_validator(mode="after")
    def _grids_are_peopled(self) -> Place:
        if self.agents < self.grids:
            raise ValueError(message("settings.agents", agents=self.agents, grids=self.grids))
        if self.persons < self.agents:
            raise ValueError(message("settings.sampled", persons=self.persons, agents=self.agents))
        return self


class Tie(Record):
    """A tie from one community or body to another; a file of ties has one a line (from, to, weight)."""

    source: Address
    target: Address
    weight: float = Field(ge=0.0, le=1e9)


class City(Record):
    """Territory (市域): districts and counties, streets and townships, communities and villages, grids."""

    urban_districts: int = number(2, (0, 200), "districts", "urban districts", "市辖区数", "urban districts", sweep=(1, 4))
    streets_per_district: int = number(2, (1, 200), "streets", "streets in a district", "每个市辖区的街道数", "streets in an urban district", sweep=(1, 4))
    communities_per_street: int = number(3, (1, 1000), "communities", "communities in a street", "每个街道的社区数", "communities in a street", sweep=(2, 8))
    rural_counties: int = number(1, (0, 200), "counties", "counties", "县数", "rural counties", sweep=(0, 2))
    townships_per_county: int = number(2, (1, 200), "streets", "townships in a county", "每个县的乡镇数", "townships in a county", sweep=(1, 4))
    villages_per_township: int = number(3, (1, 1000), "communities", "villages in a township", "每个乡镇的村数", "villages in a township", sweep=(2, 8))
    grids_per_community: int = number(4, (1, 10_000), "grids", "grids in a community", "每个社区（村）的网格数", "grids in a community or village", sweep=(1, 8))
    persons_per_grid: int = number(800, (1, 1_000_000), "persons", "persons in a grid", "每个网格的人口", "inhabitants of a grid; cases, hours and volunteers' output follow persons", sweep=(200, 1600), source="assumed; with the base rate a community of four grids sees about 13 new cases a week", source_zh="假设；按基准发生率，四个网格的社区每周约有 13 件新增事项")
    agents_per_grid: int = number(40, (1, 100_000), "agents", "agents in a grid", "每个网格的居民主体数", "resident agents that sample a grid's inhabitants", sweep=(10, 400))
    commuters: float = proportion(0.2, "commuters", "进城务工比例", "share of a county's residents who work in town, and report and serve there by day", sweep=(0.0, 0.5))
    acquaintance: Literal["city", "district"] = word("city", "distant acquaintance", "远端熟人的范围", "how far a resident's one distant acquaintance may live")
    ties: tuple[Tie, ...] = Field(default=(), strict=False, max_length=1_000_000, description="ties between communities or bodies, in place of distant acquaintances and for whom a peer asks first; in a scenario file the name of a file")
    places: tuple[Place, ...] = Field(default=(), strict=False, max_length=100_000, description="the communities one by one; takes the place of the counts")

    @model_validator(mode="after")
    def _someone_lives_here(self) -> City:
        if not self.places and self.urban_districts + self.rural_counties == 0:
            raise ValueError(message("settings.district"))
        if self.persons_per_grid < self.agents_per_grid:
            raise ValueError(message("settings.sampled_grid", persons=self.persons_per_grid, agents=self.agents_per_grid))
        return self


class Needs(Record):
    """What a kind of work needs of each resource; the parts are scaled to sum to one."""

    political: float = proportion(0.0, "political resource", "所需政治资源", "part of political resource")
    administrative: float = proportion(0.0, "administrative resource", "所需行政资源", "part of administrative resource")
    economic: float = proportion(0.0, "economic resource", "所需经济资源", "part of economic resource")
    social: float = proportion(0.0, "social resource", "所需社会资源", "part of social resource")

    @model_validator(mode="after")
    def _something_is_needed(self) -> Needs:
        if self.political + self.administrative + self.economic + self.social <= 0.0:
            raise ValueError(message("settings.case_needs"))
        return self


class Competence(Record):
    """Which body a type of case belongs to, by the size of the case."""

    small: Level = word("committee", "small cases belong to", "小件归口", "the competent body for small cases")
    usual: Level = word("committee", "usual cases belong to", "一般件归口", "the competent body for cases of usual size")
    large: Level = word("street", "large cases belong to", "大件归口", "the competent body for large cases")


class IssueType(Record):
    """One type of public problem (议题); a problem of it that stands before the city is a case."""

    domain: Domain = word("harmony", "domain", "所属领域", "the domain the problem belongs to")
    share: float = proportion(0.0, "share of arrivals", "占全部问题的比例", "share of all arrivals in a town community")
    needs: Needs = Needs(social=1.0)
    competent: Competence = Competence()
    contestability: float = proportion(0.0, "contestability", "争议性", "chance that a case makes losers and waits for consent")
    norm_sensitivity: float = proportion(0.0, "sensitivity to norms", "对规范的敏感度", "how much shared norms prevent it")
    deadline_weeks: int = number(8, (1, 104), "weeks", "deadline", "办理时限", "weeks within which it should be solved", sweep=(1, 16))
    patience_weeks: float = number(16.0, (1.0, 10_000.0), "weeks", "patience", "平均耐心", "mean weeks after which an open case lapses", sweep=(8.0, 60.0))
    procedure_weeks: float = number(0.0, (0.0, 104.0), "weeks", "procedure", "法定程序周数", "weeks after acceptance that pass without anybody's hours: the whole part of an exponential of this mean", sweep=(0.0, 8.0))
    size_sigma: float = number(1.0, (0.0, 3.0), "log", "spread of size", "事项大小对数标准差", "spread of the lognormal size (mean 1)", sweep=(0.5, 2.0))
    rural_weight: float = number(1.0, (0.0, 10.0), "ratio", "rural weight", "乡村发生权重", "how much more often it arises in villages", sweep=(0.5, 2.0))
    visibility: float = proportion(0.5, "visibility", "网格员可见程度", "how visible it is to grid workers")


def _type(
    domain: Domain, part: float, needs: tuple[float, float, float, float], competent: tuple[Level, Level, Level],
    contested: float, norms: float, deadline: int, patience: float, procedure: float, sigma: float, rural: float, visible: float,
) -> IssueType:
    return IssueType(
        domain=domain, share=part, needs=Needs(**dict(zip(RESOURCES, needs, strict=True))),
        competent=Competence(**dict(zip(CLASSES, competent, strict=True))), contestability=contested, norm_sensitivity=norms,
        deadline_weeks=deadline, patience_weeks=patience, procedure_weeks=procedure, size_sigma=sigma, rural_weight=rural, visibility=visible,
    )


def default_issues() -> dict[Name, IssueType]:
    """Return the eight types of the default city; all of their numbers are assumed."""
    return {
        "guidance": _type("learning", 0.10, (0.4, 0.3, 0.0, 0.3), ("branch", "branch", "department"), 0.0, 0.0, 8, 14.0, 0.5, 0.9, 1.3, 0.2),
        "jobs": _type("livelihood", 0.12, (0.0, 0.3, 0.5, 0.2), ("street", "department", "department"), 0.0, 0.0, 8, 20.0, 2.0, 1.2, 1.4, 0.1),
        "care": _type("livelihood", 0.15, (0.1, 0.3, 0.2, 0.4), ("committee", "street", "department"), 0.0, 0.0, 8, 30.0, 1.0, 1.2, 1.2, 0.3),
        "customs": _type("civility", 0.10, (0.3, 0.0, 0.0, 0.7), ("committee", "branch", "department"), 0.3, 0.6, 8, 14.0, 0.5, 0.9, 1.6, 0.6),
        "dispute": _type("harmony", 0.16, (0.2, 0.2, 0.0, 0.6), ("committee", "committee", "street"), 0.2, 0.5, 4, 16.0, 0.7, 1.2, 0.8, 0.4),
        "safety": _type("harmony", 0.12, (0.1, 0.6, 0.2, 0.1), ("committee", "street", "department"), 0.0, 0.1, 2, 40.0, 0.3, 1.4, 0.7, 0.8),
        "refuse": _type("environment", 0.17, (0.1, 0.4, 0.1, 0.4), ("committee", "committee", "department"), 0.1, 0.5, 2, 20.0, 0.3, 0.8, 0.8, 1.0),
        # For example adding a lift to an old block.
        "shared_facility": _type("environment", 0.08, (0.2, 0.3, 0.4, 0.1), ("street", "street", "department"), 0.8, 0.0, 12, 40.0, 3.0, 1.6, 0.4, 0.7),
    }


class Capacity(Record):
    """Work units a week that a kind of body has per 5,000 persons, before scaling."""

    political: float = number(0.0, (0.0, 1000.0), "work units/5,000 persons/week", "political hours", "政治资源工时", "hours of political resource", sweep=(0.0, 10.0))
    administrative: float = number(0.0, (0.0, 1000.0), "work units/5,000 persons/week", "administrative hours", "行政资源工时", "hours of administrative resource", sweep=(0.0, 10.0))
    economic: float = number(0.0, (0.0, 1000.0), "work units/5,000 persons/week", "economic hours", "经济资源工时", "hours of economic resource", sweep=(0.0, 10.0))
    social: float = number(0.0, (0.0, 1000.0), "work units/5,000 persons/week", "social hours", "社会资源工时", "hours of social resource", sweep=(0.0, 10.0))


class Body(Record):
    """One kind of body: with what means, how willing."""

    enabled: bool = word(True, "enabled", "是否履职", "whether bodies of this kind act at all")
    capacity: Capacity = Capacity()
    rural_factor: float = number(1.0, (0.0, 10.0), "ratio", "rural means", "乡村工时系数", "hours in a county against an urban district", sweep=(0.25, 1.5))
    willingness: float = proportion(0.5, "willingness", "初始意愿", "mean willingness to do the common work, at the start and to return to", sweep=(0.2, 0.9))
    vacancies: float = proportion(0.0, "vacancies", "岗位空缺率", "share of posts that are not filled; hours and convening fall together", sweep=(0.0, 0.5))


class Party(Body):
    """Party bodies of all tiers (党组织)."""

    city: float = proportion(0.03, "city's part", "市委所占工时", "part of the hours that the city's committee has", sweep=(0.01, 0.1))
    district: float = proportion(0.07, "districts' part", "区县党委所占工时", "part of the hours that district committees have", sweep=(0.02, 0.2))
    street: float = proportion(0.15, "streets' part", "街乡党组织所占工时", "part of the hours that street and township committees have", sweep=(0.05, 0.3))
    community: float = proportion(0.75, "branches' part", "社区（村）党支部所占工时", "part of the hours that branches have", sweep=(0.5, 0.9))


class Government(Body):
    """Government bodies (基层政权)."""

    city: float = proportion(0.03, "city centre's part", "市级热线中心所占工时", "part of the hours that the city's centre has", sweep=(0.01, 0.1))
    department: float = proportion(0.67, "departments' part", "区县部门所占工时", "part of the hours that the five departments of a district have", sweep=(0.4, 0.8))
    street: float = proportion(0.30, "offices' part", "街道（乡镇）办所占工时", "part of the hours that street and township offices have", sweep=(0.15, 0.5))
    department_even: float = proportion(0.5, "even part of departments", "部门平均分配部分", "part of the departments' hours that is split evenly; the rest follows the work of their domains", sweep=(0.0, 1.0))


class Numbered(Body):
    """A kind of which there may be several in a place."""

    number: int = number(1, (0, 500), "bodies", "how many", "数量", "how many per community (per district for mass organisations)", sweep=(0, 8))


class Citizens(Record):
    """Residents as an actor (公民)."""

    enabled: bool = word(True, "citizens act", "居民是否参与", "whether residents come to meetings and volunteer")


def _capacity(political: float, administrative: float, economic: float, social: float) -> Capacity:
    return Capacity(political=political, administrative=administrative, economic=economic, social=social)


class Actors(Record):
    """The seven kinds of actor (多元行动主体)."""

    party: Party = Party(capacity=_capacity(4.2, 0.3, 0.0, 0.5), willingness=0.70)
    government: Government = Government(capacity=_capacity(0.6, 8.4, 2.6, 0.2), willingness=0.70, rural_factor=0.8)
    self_governing: Body = Body(capacity=_capacity(0.5, 0.8, 0.0, 3.6), willingness=0.65)
    enterprise: Numbered = Numbered(number=2, capacity=_capacity(0.0, 0.0, 3.4, 0.2), willingness=0.35, rural_factor=0.5)
    mass_organisation: Numbered = Numbered(number=3, capacity=_capacity(0.5, 0.0, 0.3, 1.4), willingness=0.50)
    social_organisation: Numbered = Numbered(number=2, capacity=_capacity(0.0, 0.0, 0.4, 3.0), willingness=0.60, rural_factor=0.5)
    citizen: Citizens = Citizens()
    capacity_scale: float = number(
        1.6, (0.0, 100.0), "ratio", "scale of all hours", "总工时系数", "what all hours are multiplied by", sweep=(1.0, 3.0),
        source="fitted by cogov calibrate beijing to closing rates of Beijing's hotline 12345 (53.1 % each on its own, 96.5 % "
        "joined up and assessed) and to 0.8 truly solved: 1.59, supported 1.35 to 1.89",
        source_zh="由 cogov calibrate beijing 拟合北京 12345 热线解决率（各自为政 53.1%，全面协同并受考核 96.5%）与实际解决率 0.8：1.59，支持范围 1.35 至 1.89",
    )

    @model_validator(mode="after")
    def _parts_of_a_kind(self) -> Actors:
        for name, parts in (
            ("party", (self.party.city, self.party.district, self.party.street, self.party.community)),
            ("government", (self.government.city, self.government.department, self.government.street)),
        ):
            if sum(parts) > 1.0 + 1e-9:
                raise ValueError(message("settings.tiers", name=name, total=f"{sum(parts):.6g}"))
        return self


class World(Record):
    """The city, its types of case and its bodies: what the levers act on."""

    city: City = City()
    issues: dict[Name, IssueType] = Field(default_factory=default_issues, max_length=64)
    actors: Actors = Actors()

    @field_validator("issues")
    @classmethod
    def _in_one_order(cls, issues: dict[Name, IssueType]) -> dict[Name, IssueType]:
        """Put the types in one order, the shipped ones first: equal worlds must not differ by the order of a file."""
        shipped = list(default_issues())
        return {name: issues[name] for name in [*shipped, *sorted(set(issues) - set(shipped))] if name in issues}

    @model_validator(mode="after")
    def _something_arises(self) -> World:
        if sum(kind.share for kind in self.issues.values()) <= 0.0:
            raise ValueError(message("settings.case_share"))
        return self
