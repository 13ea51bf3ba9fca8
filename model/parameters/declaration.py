"""How a number is declared: as in :mod:`.parameter`, and with a short name in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from pydantic import BaseModel, Field

from ..parameter import ASSUMED, ASSUMED_ZH


def number(
    default: float,
    bounds: tuple[float, float],
    unit: str,
    en: str,
    zh: str,
    meaning: str,
    *,
    sweep: tuple[float, float] | None = None,
    source: str = ASSUMED,
    source_zh: str | None = None,
) -> Any:
    """Declare a number.

    Parameters
    ----------
    default : float
        Value when nothing is said.
    bounds : tuple of float
        Inclusive hard bounds.
    unit : str
        Unit, one of those that :mod:`.tables` can say in both languages.
    en, zh : str
        Short names.
    meaning : str
        What the number does, in English.
    sweep : tuple of float, optional
        Range over which it is varied to see what depends on it; without one, the bounds.
    source, source_zh : str, optional
        A citation, ``fitted to …``, or ``assumed``.
    """
    low, high = bounds
    about = {
        "unit": unit,
        "names": {"en": en, "zh": zh},
        "zh": zh,
        "source": source,
        "source_zh": source_zh or (ASSUMED_ZH if source == ASSUMED else source),
        "sweep": list(sweep or bounds),
    }
    return Field(default=default, ge=low, le=high, description=meaning, json_schema_extra=cast(Any, about))


def proportion(
    default: float,
    en: str,
    zh: str,
    meaning: str,
    *,
    sweep: tuple[float, float] | None = None,
    source: str = ASSUMED,
    source_zh: str | None = None,
) -> Any:
    """Declare a number in [0, 1]."""
    return number(default, (0.0, 1.0), "share", en, zh, meaning, sweep=sweep, source=source, source_zh=source_zh)


def word(default: str | bool, en: str, zh: str, meaning: str) -> Any:
    """Declare a setting that takes one of a few words (the annotation lists them), or yes and no."""
    return Field(default=default, description=meaning, json_schema_extra={"names": {"en": en, "zh": zh}, "zh": zh})


def names(record: type[BaseModel] | BaseModel, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the path and the names ``{en, zh}`` of everything declared below a record, in order of declaration."""
    kind = record if isinstance(record, type) else type(record)
    for name, field in kind.model_fields.items():
        key = f"{path}.{name}" if path else name
        value: Any = field.get_default(call_default_factory=True) if isinstance(record, type) else getattr(record, name)
        if isinstance(value, BaseModel):
            yield from names(value, key)
        elif isinstance(value, dict):
            for item_name, item in cast("dict[str, Any]", value).items():
                if isinstance(item, BaseModel):
                    yield from names(item, f"{key}.{item_name}")
        elif isinstance(field.json_schema_extra, dict) and "names" in field.json_schema_extra:
            yield key, cast("dict[str, str]", field.json_schema_extra["names"])
