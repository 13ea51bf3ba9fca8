"""All settings of one run: the city, its behaviour, the rules, what happens when, how long, which luck."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal, NoReturn, cast

from pydantic import Field, ValidationError, field_validator, model_validator

from .behaviour import Behaviour
from .message import Enumeration, message
from .parameter import Record, quantity
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


def _as_declared(annotation: Any, value: Any) -> Any:
    """Return a lever's value, or a table of them, with whole numbers made floats where a float is declared."""
    if isinstance(value, dict) and isinstance(annotation, type) and issubclass(annotation, Record):
        fields = annotation.model_fields
        return {
            name: _as_declared(fields[name].annotation, item) if name in fields else item
            for name, item in cast("dict[str, Any]", value).items()
        }
    return float(value) if annotation is float and type(value) is int and abs(value) < 2**53 else value


class Event(Record):
    """Something that happens at the start of a week: rules change, or a shock strikes, or both.

    Shocks of one kind that overlap multiply.
    """

    week: int = Field(ge=0, le=5200, description="week at whose start it happens; the first week is 0")
    rules: dict[str, Any] = Field(default_factory=dict, description="levers that change from then on, as under [rules]")
    surge: Surge | None = None
    capacity: Cut | None = None

    @field_validator("rules")
    @classmethod
    def _one_spelling(cls, rules: dict[str, Any]) -> dict[str, Any]:
        """Read 1 as 1.0 where a lever is not counted, so that equal events have equal digests."""
        return cast("dict[str, Any]", _as_declared(Rules, rules))

    @model_validator(mode="after")
    def _something_happens(self) -> Event:
        if not self.rules and self.surge is None and self.capacity is None:
            raise ValueError(message("settings.event"))
        return self


class Run(Record):
    """How long, and which luck."""

    weeks: int = quantity(260, (1, 5200), "weeks", "weeks simulated", "模拟周数")
    seed: int = quantity(1, (0, 2**63 - 1), "seed", "which luck: everything random follows from it", "随机种子")


class Settings(Record):
    """Everything that decides a run. Equal settings give equal histories."""

    world: World = Field(default_factory=World)
    behaviour: Behaviour = Behaviour()
    rules: Rules = Rules()
    events: tuple[Event, ...] = Field(default=(), strict=False, max_length=1000)
    run: Run = Run()

    @model_validator(mode="after")
    def _events_make_sense(self) -> Settings:
        problems: list[str] = []
        for place, event in enumerate(self.events):
            for word in event.surge.types if event.surge else ():
                if word not in self.world.issues:
                    key, allowed = f"events.{place}.surge.types", Enumeration(self.world.issues)
                    problems.append(message("settings.no_issue", key=key, word=repr(word), names=allowed))
        try:
            self.timetable()
        except ValidationError as error:
            problems += [
                message("settings.lever", key=".".join(str(part) for part in item["loc"]), what=item["msg"])
                for item in error.errors()
            ]
        if problems:
            raise ValueError(Enumeration(problems, "; ", "；"))
        return self

    def tables(self) -> dict[str, Any]:
        """Return its tables by name, as records."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    def __iter__(self) -> NoReturn:
        """Refuse to be taken apart: ``mesa.batch_run`` would try each field as a value of its own."""
        raise TypeError("settings are one value; tables() gives their parts")

    def timetable(self) -> tuple[tuple[int, Rules], ...]:
        """Return the rules and the week from which they hold, in order; the first entry holds from week 0.

        Events of one week apply in the order of the file.
        """
        rules = self.rules
        plan: dict[int, Rules] = {0: rules}
        for event in sorted(self.events, key=lambda event: event.week):
            if event.rules:
                rules = change_rules(rules, event.rules)
                plan[event.week] = rules
        return tuple(plan.items())

    def digest(self) -> str:
        """Return the SHA-256 of the settings in canonical form (sorted keys, shortest numbers)."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def merge(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Return `base` with the tables of `change` laid over it, key by key; neither is altered."""
    result = dict(base)
    for key, value in change.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merge(cast("dict[str, Any]", old), cast("dict[str, Any]", value))
        else:
            result[key] = value
    return result


def change_rules(rules: Rules, change: dict[str, Any]) -> Rules:
    """Return rules with some levers changed; raises pydantic's ValidationError with every problem."""
    return Rules.model_validate(merge(rules.model_dump(), change))
