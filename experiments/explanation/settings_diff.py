"""What a scenario's settings say, lever by lever, and in which of them scenarios differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel

from ...model.parameters.settings import Settings


@dataclass(frozen=True, slots=True)
class Lever:
    """One value of the settings.

    Attributes
    ----------
    path : str
        Dotted key in a scenario file.
    value : object
        Number, word, truth value, or for lists how many entries they have.
    meaning, meaning_zh : str
        As declared; empty where nothing is.
    """

    path: str
    value: Any
    meaning: str
    meaning_zh: str


def levers(record: BaseModel, path: str = "") -> Iterator[Lever]:
    """Yield every value below a record, in the order of declaration."""
    for name, field in type(record).model_fields.items():
        about = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        yield from _walk(
            getattr(record, name),
            f"{path}.{name}" if path else name,
            field.description or "",
            str(about.get("zh", "")),
        )


def _walk(value: Any, key: str, meaning: str, meaning_zh: str) -> Iterator[Lever]:
    if isinstance(value, BaseModel):
        yield from levers(value, key)
    elif isinstance(value, dict):
        for word, item in cast("dict[str, Any]", value).items():
            yield from _walk(item, f"{key}.{word}", meaning, meaning_zh)
    elif isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in cast("tuple[Any, ...]", value)):
        yield Lever(key, f"({len(cast('tuple[Any, ...]', value))})", meaning, meaning_zh)
    else:
        yield Lever(key, value, meaning, meaning_zh)


def differing(settings: Sequence[Settings]) -> list[tuple[Lever, tuple[Any, ...]]]:
    """Return the levers whose values are not the same in all settings, each with its values.

    Events are left out, since they have sentences of their own, and so is the seed.
    """
    tables = [{lever.path: lever for lever in levers(each)} for each in settings]
    order: dict[str, Lever] = {}
    for table in tables:
        order |= {path: lever for path, lever in table.items() if path not in order}
    result: list[tuple[Lever, tuple[Any, ...]]] = []
    for path, lever in order.items():
        values = tuple(table[path].value if path in table else None for table in tables)
        told = path == "events" or path == "run.seed"
        if not told and any(value != values[0] for value in values[1:]):
            result.append((lever, values))
    return sorted(result, key=lambda pair: not pair[0].path.startswith("rules."))
