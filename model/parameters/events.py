"""What happens when: events at a week or on a condition, rules by place, shocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, cast

from pydantic import Field, field_validator, model_validator

from ..message import Enumeration, message, sentence_of
from ..parameter import Record
from .rules import Rules
from .world import Address, Name

SUMS = (
    "latent", "at_desk", "awaiting", "owned", "on_paper", "overdue", "backlog_share", "severity", "work_left", "load",
)  # fmt: skip
"""Sums of last week's state that a condition may read; none is an indicator."""

Kind = Literal["party", "government", "self_governing", "enterprise", "mass_organisation", "social_organisation"]
ShockFactor = Annotated[float, Field(ge=0.0, le=1000.0)]
Duration = Annotated[int, Field(ge=1, le=5200, description="weeks that it lasts")]
Where = Annotated[tuple[Address, ...], Field(strict=False, max_length=10_000)]

_CONDITION = re.compile(r"^\s*(\w+)\s*([<>])\s*([0-9.eE+-]+)\s*$")


class Condition(NamedTuple):
    """A comparison of a sum of last week's state with a number."""

    name: str
    above: bool
    limit: float

    def holds(self, value: float) -> bool:
        """Tell whether a value of the sum meets it."""
        return value > self.limit if self.above else value < self.limit


def parse(text: str) -> Condition:
    """Read a condition such as ``backlog_share > 0.2``.

    Raises
    ------
    ValueError
        With what is allowed.
    """
    result = _CONDITION.match(text)
    refusal = message("settings.condition", text=repr(text), sums=Enumeration(SUMS))
    if result is None or result[1] not in SUMS:
        raise ValueError(refusal)
    try:
        return Condition(result[1], result[2] == ">", float(result[3]))
    except ValueError:
        raise ValueError(refusal) from None


class Surge(Record):
    """Problems of some types arrive more often for some weeks."""

    types: tuple[Name, ...] = Field(strict=False, min_length=1, max_length=64, description="types of case")
    factor: ShockFactor = Field(description="what their arrivals are multiplied by")
    weeks: Duration


class Cut(Record):
    """Hours of some bodies are multiplied for some weeks."""

    actors: tuple[Kind, ...] = Field(strict=False, min_length=1, max_length=16, description="kinds of body")
    factor: ShockFactor = Field(description="what their hours are multiplied by")
    weeks: Duration


class PlaceRules(Record):
    """Levers that differ at some places, and at all places inside these."""

    where: Where = Field(min_length=1, description="names of places")
    goals: dict[str, Any] = Field(default_factory=dict)
    resources: dict[str, Any] = Field(default_factory=dict)
    mechanism: dict[str, Any] = Field(default_factory=dict)
    party_building: dict[str, Any] = Field(default_factory=dict)
    deliberation: dict[str, Any] = Field(default_factory=dict)
    participation: dict[str, Any] = Field(default_factory=dict)
    law: dict[str, Any] = Field(default_factory=dict)
    virtue: dict[str, Any] = Field(default_factory=dict)
    administration: dict[str, Any] = Field(default_factory=dict)

    @property
    def change(self) -> dict[str, Any]:
        """The levers that differ, as under ``[rules]``."""
        return {name: value for name in Rules.model_fields if (value := getattr(self, name))}

    @field_validator(*Rules.model_fields)
    @classmethod
    def _one_spelling(cls, levers: dict[str, Any], info: Any) -> dict[str, Any]:
        """Read 1 as 1.0 where a lever is not counted, so that equal settings have equal digests."""
        return as_declared(Rules.model_fields[info.field_name].annotation, levers)

    @model_validator(mode="after")
    def _something_differs(self) -> PlaceRules:
        if not self.change:
            raise ValueError(message("settings.place_rules"))
        return self


class Event(Record):
    """Something that happens: rules change, or a shock strikes, or both, everywhere or at some places."""

    week: int | None = Field(default=None, ge=0, le=5200, description="week at whose start it happens; the first is 0")
    when: str | None = Field(default=None, description="or a condition on last week's sums")
    for_weeks: Duration | None = None
    until: str | None = Field(default=None, description="a condition that ends it")
    where: Where = Field(default=(), description="names of places; none: everywhere")
    rules: dict[str, Any] = Field(default_factory=dict, description="levers that change, as under [rules]")
    surge: Surge | None = None
    capacity: Cut | None = None

    @field_validator("rules")
    @classmethod
    def _one_spelling(cls, rules: dict[str, Any]) -> dict[str, Any]:
        return as_declared(Rules, rules)

    @model_validator(mode="after")
    def _something_happens(self) -> Event:
        errors: list[str] = []
        if (self.week is None) == (self.when is None):
            errors.append(message("settings.when"))
        if not self.rules and self.surge is None and self.capacity is None:
            errors.append(message("settings.event"))
        for key, text in (("when", self.when), ("until", self.until)):
            try:
                _ = parse(text) if text is not None else None
            except ValueError as error:
                errors.append(message("settings.keyed", key=key, what=sentence_of(error)))
        if errors:
            raise ValueError(Enumeration(errors, "; ", "；"))
        return self


def as_declared(annotation: Any, value: Any) -> Any:
    """Return a lever's value, or a table of them, with whole numbers made floats where a float is declared."""
    if isinstance(value, dict) and isinstance(annotation, type) and issubclass(annotation, Record):
        fields = annotation.model_fields
        return {
            name: as_declared(fields[name].annotation, item) if name in fields else item
            for name, item in cast("dict[str, Any]", value).items()
        }
    return float(value) if annotation is float and type(value) is int and abs(value) < 2**53 else value


def step(
    events: Sequence[Event], week: int, active: Mapping[int, int], read: Callable[[str, tuple[str, ...]], float]
) -> dict[int, int]:
    """Return the events that are active in a week, with the week in which each began.

    Parameters
    ----------
    events : sequence of Event
    week : int
    active : mapping
        Those of last week.
    read : function
        Value of a sum at the end of last week at some places (none: everywhere); not called in week 0.
    """
    now: dict[int, int] = {}
    for number, event in enumerate(events):
        if (began := active.get(number)) is not None:
            over = event.for_weeks is not None and week >= began + event.for_weeks
            if not over and event.until is not None:
                until = parse(event.until)
                over = until.holds(read(until.name, event.where))
            if not over:
                now[number] = began
        elif event.week == week:
            now[number] = week
        elif event.when is not None and week > 0:
            when = parse(event.when)
            if when.holds(read(when.name, event.where)):
                now[number] = week
    return now
