"""The coefficients of every step: records of numbers that compiled functions can read."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from ..parameters import behaviour

Record = Any
"""A record of coefficients: one of those of :class:`Numbers`, with the names of ``cogov.model.parameters``."""


def _record(model: type[BaseModel]) -> Any:
    """Return a named tuple with the fields of a record of the parameters, which compiled functions can read."""
    return cast(Any, NamedTuple)(model.__name__, [(name, float) for name in model.model_fields])


Founding = _record(behaviour.Founding)
Arise = _record(behaviour.Arise)
Hours = _record(behaviour.Hours)
Report = _record(behaviour.Report)
Route = _record(behaviour.Route)
Deliberate = _record(behaviour.Deliberate)
Align = _record(behaviour.Align)
Volunteer = _record(behaviour.Volunteer)
Pool = _record(behaviour.Pool)
Work = _record(behaviour.Work)
Close = _record(behaviour.Close)
Experience = _record(behaviour.Experience)
Adapt = _record(behaviour.Adapt)
Index = _record(behaviour.Index)


def light(record: BaseModel) -> Any:
    """Return the values of a record of coefficients as a compiled function takes them: whole numbers where declared."""
    kind = globals()[type(record).__name__]
    fields = type(record).model_fields
    return kind(
        **{
            name: int(getattr(record, name)) if field.annotation is int else float(getattr(record, name))
            for name, field in fields.items()
        }
    )


class Numbers(NamedTuple):
    """Everything that is a number and stays as it is: one record a step, and what is not of a step."""

    arise: Any
    hours: Any
    report: Any
    route: Any
    deliberate: Any
    align: Any
    volunteer: Any
    pool: Any
    work: Any
    close: Any
    experience: Any
    adapt: Any
    index: Any
    capacity_scale: float
    citizens: bool
    tied: bool
