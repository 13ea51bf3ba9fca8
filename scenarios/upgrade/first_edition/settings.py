"""The settings of the first edition: the city, its behaviour, the rules, what happened when, which luck."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ....model.parameter import Record, quantity
from ...file_schema import FileBeside
from ...scenario import Text
from .behaviour import Behaviour
from .rules import Rules
from .world import Name, World

ActorKind = Literal[
    "party_branch", "government", "self_governing", "enterprise", "mass_organisation", "social_organisation"
]
Where = Literal["everywhere", "urban", "rural"]
ShockFactor = Annotated[float, Field(ge=0.0, le=1000.0)]
Duration = Annotated[int, Field(ge=1, le=5200, description="weeks that it lasts")]


class Surge(Record):
    """Problems of some types arrive more often for some weeks."""

    types: tuple[Name, ...] = Field(strict=False, min_length=1, max_length=64, description="issue types")
    factor: ShockFactor = Field(description="what their arrivals are multiplied by")
    weeks: Duration
    where: Where = "everywhere"


class Cut(Record):
    """Capacity of some organisations is multiplied for some weeks."""

    actors: tuple[ActorKind, ...] = Field(
        strict=False, min_length=1, max_length=16, description="kinds of organisation"
    )
    factor: ShockFactor = Field(description="what their capacity is multiplied by")
    weeks: Duration


class _EventBeside(Record):
    """What an event has in a file only, and its levers in full."""

    note: Text = Text()
    rules: Rules = Rules()


class Event(Record):
    """Something that happens at the start of a week: rules change, or a shock strikes, or both.

    Shocks of one kind that overlap multiply.
    """

    BESIDE: ClassVar = _EventBeside

    week: int = Field(ge=0, le=5200, description="week at whose start it happens; the first week is 0")
    rules: dict[str, Any] = Field(default_factory=dict, description="levers that change from then on, as under [rules]")
    surge: Surge | None = None
    capacity: Cut | None = None


class Run(Record):
    """How long, and which luck."""

    weeks: int = quantity(260, (1, 5200), "weeks", "weeks simulated", "模拟周数")
    seed: int = quantity(1, (0, 2**63 - 1), "seed", "which luck: everything random follows from it", "随机种子")


class FirstSettings(Record):
    """What a file of the first edition may state."""

    BESIDE: ClassVar = FileBeside

    world: World = Field(default_factory=World)
    behaviour: Behaviour = Behaviour()
    rules: Rules = Rules()
    events: tuple[Event, ...] = Field(default=(), strict=False, max_length=1000)
    run: Run = Run()
