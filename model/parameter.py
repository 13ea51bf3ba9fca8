"""How a number is declared: default, bounds, unit, meaning in two languages, where it comes from.

Every number of the program is a field of a frozen record (:mod:`.rules`, :mod:`.world`, :mod:`.behaviour`,
:mod:`.settings`) made by one of the functions below. Validation, JSON Schema, sliders, sweeps and the parameter table
of ``ODD.md`` all read that one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field

ASSUMED, ASSUMED_ZH = "assumed", "假设"
"""The source of a number that nobody has measured."""


class Record(BaseModel):
    """A frozen, strict record: unknown keys, wrong types, NaN and infinities are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One declared number, as tables, sliders and sweeps see it.

    Attributes
    ----------
    path : str
        Dotted key in a scenario file, such as ``rules.goals.strength``.
    default, low, high : float
        Value when nothing is said, and the hard bounds.
    sweep : tuple of float
        Range over which the number is varied to see what depends on it.
    unit, meaning, meaning_zh, source, source_zh : str
        ``source`` is a citation, ``fitted to …`` or ``assumed``; ``source_zh`` is the same where there is nothing to
        translate.
    """

    path: str
    default: float
    low: float
    high: float
    sweep: tuple[float, float]
    unit: str
    meaning: str
    meaning_zh: str
    source: str
    source_zh: str
    whole: bool


def quantity(
    default: float,
    bounds: tuple[float, float],
    unit: str,
    meaning: str,
    zh: str,
    *,
    sweep: tuple[float, float] | None = None,
    source: str = ASSUMED,
    source_zh: str | None = None,
) -> Any:
    """Declare a number with its inclusive hard bounds and the range over which it is swept (if none, the bounds)."""
    low, high = bounds
    about = {
        "unit": unit,
        "zh": zh,
        "source": source,
        "source_zh": source_zh or (ASSUMED_ZH if source == ASSUMED else source),
        "sweep": list(sweep or bounds),
    }
    return Field(default=default, ge=low, le=high, description=meaning, json_schema_extra=cast(Any, about))


def proportion(
    default: float,
    meaning: str,
    zh: str,
    *,
    sweep: tuple[float, float] | None = None,
    source: str = ASSUMED,
    source_zh: str | None = None,
) -> Any:
    """Declare a number in [0, 1]."""
    return quantity(default, (0.0, 1.0), "share", meaning, zh, sweep=sweep, source=source, source_zh=source_zh)


def choice(default: str | bool, meaning: str, zh: str) -> Any:
    """Declare a setting that takes one of a few words (the annotation lists them), or yes and no."""
    return Field(default=default, description=meaning, json_schema_extra={"zh": zh})


def light(record: Any) -> Any:
    """Return a copy of a record, and of those in it, that only holds values: each is looked up in half the time."""
    if not isinstance(record, BaseModel):
        return record
    return SimpleNamespace(**{name: light(getattr(record, name)) for name in type(record).model_fields})


def quantities(record: type[BaseModel] | BaseModel, path: str = "") -> Iterator[Quantity]:
    """Yield every declared number below a record, in order of declaration.

    Parameters
    ----------
    record : type or instance
        With an instance the tables it holds under free names (issue types) are walked too, and defaults are its values.
    path : str
        Dotted prefix.
    """
    kind = record if isinstance(record, type) else type(record)
    for name, field in kind.model_fields.items():
        key = f"{path}.{name}" if path else name
        value: Any = field.get_default(call_default_factory=True) if isinstance(record, type) else getattr(record, name)
        if isinstance(value, BaseModel):
            yield from quantities(value, key)
        elif isinstance(value, dict):
            for word, item in cast("dict[str, Any]", value).items():
                if isinstance(item, BaseModel):
                    yield from quantities(item, f"{key}.{word}")
        elif isinstance(field.json_schema_extra, dict) and "unit" in field.json_schema_extra:
            about = cast("dict[str, Any]", field.json_schema_extra)
            low = next(m.ge for m in field.metadata if hasattr(m, "ge"))
            high = next(m.le for m in field.metadata if hasattr(m, "le"))
            first, last = about["sweep"]
            yield Quantity(
                key, float(value), float(low), float(high), (float(first), float(last)), about["unit"],
                field.description or "", about["zh"], about["source"], about["source_zh"], field.annotation is int,
            )  # fmt: skip
