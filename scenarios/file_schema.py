"""The form of a scenario file, as records: what may stand where.

The settings bring their own form; declared here is only what a file has beyond them. Reading, checking and
the JSON Schema for editors all walk these records.
"""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import Field
from pydantic.fields import FieldInfo

from ..model.parameter import Record
from ..model.parameters.events import Event, PlaceRules
from ..model.parameters.rules import Rules
from ..model.parameters.settings import Settings
from ..model.parameters.world import City
from .errors import is_record
from .form import FORM
from .names import LONGEST
from .scenario import Claim, Text


class ScenarioHeading(Record):
    """The table ``[scenario]``: who this is, what it differs from, what it is to show."""

    name: str = Field(default="", max_length=LONGEST, description="name in tables; without it, the name of the file")
    extends: str = Field(
        default="",
        description="the scenario that it differs from: a name of the library, or a file beside this one",
    )
    uses: tuple[str, ...] = Field(
        default=(), max_length=20, description="extensions: Python files beside this one; code that is run"
    )
    resolved: bool = Field(
        default=False,
        description="every value is stated, so that issue types not listed do not exist",
    )
    boundaries: str = Field(
        default="", description="GeoJSON file beside this one: boundaries of communities, by name, for the map"
    )
    title: Text = Field(default=Text(), description="title, at most 80 characters")
    story: Text = Field(default=Text(), description="what the scenario is to show")
    caveat: Text = Field(default=Text(), description="what speaks against its values; whoever runs it is told")
    watch: tuple[str | Text, ...] = Field(
        default=(), max_length=50, description="what to watch: names of indicators, and sentences"
    )
    expect: tuple[Claim, ...] = Field(default=(), max_length=50, description="claims of the story that can be checked")


class FileBeside(Record):
    """What a file has beside the settings. Nothing is required but the table ``[scenario]``."""

    schema_version: int = Field(default=FORM.version, ge=1, description="version of the form of the file")
    scenario: ScenarioHeading = ScenarioHeading()


class CityBeside(Record):
    """What ``[world.city]`` has in a file only."""

    communities_file: str = Field(
        default="",
        description="CSV file beside this one: the communities, with district, kind, name, grids, residents",
    )


class _EventBeside(Record):
    """What an event has in a file only, and its levers in full."""

    note: Text = Field(default=Text(), description="what happens, for people")
    rules: Rules = Field(default=Rules(), description="levers that change from then on")


_BESIDE: dict[type[Record], type[Record]] = {
    Settings: FileBeside, City: CityBeside, Event: _EventBeside, PlaceRules: Rules,
}  # fmt: skip


@cache
def fields(record: type[Record]) -> dict[str, FieldInfo]:
    """Return what may stand in a table of this record."""
    # A form before this one says itself what stands beside it.
    beside = getattr(record, "BESIDE", None) or next(
        (_BESIDE[each] for each in record.__mro__ if each in _BESIDE), None
    )
    own = dict(record.model_fields)
    return {**beside.model_fields, **own, **beside.model_fields} if beside else own


def unwrap(annotation: Any, marks: tuple[Any, ...] = ()) -> tuple[Any, tuple[Any, ...]]:
    """Return an annotation without the None that it allows, and without its marks, which join those given.

    >>> unwrap(Annotated[int, Field(ge=1)] | None)
    (<class 'int'>, (Ge(ge=1),))
    """
    while True:
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            for mark in more:
                marks += tuple(mark.metadata) if isinstance(mark, FieldInfo) else (mark,)
        elif get_origin(annotation) in (Union, UnionType) and len(kinds) == 1:
            annotation = kinds[0]
        else:
            return annotation, marks


def item_of(annotation: Any) -> Any:
    """Return what a list holds, or None if the annotation is not a list."""
    annotation, _ = unwrap(annotation)
    return get_args(annotation)[0] if get_origin(annotation) is tuple else None


def record_in(annotation: Any) -> type[Record] | None:
    """Return the record that a value of this annotation is, or may be."""
    options = (annotation, *get_args(annotation)) if item_of(annotation) is None else ()
    return (
        next((option for option in options if is_record(option)), None) if get_origin(annotation) is not dict else None
    )


def free_tables(annotation: Any) -> type[Record] | None:
    """Return the record held under free names (issue types), or None if names are not free."""
    if get_origin(annotation) is not dict:
        return None
    kind = get_args(annotation)[1]
    return kind if is_record(kind) else None


@cache
def index(form: type[Record] = Settings) -> dict[str, list[str]]:
    """Return every name with the full keys at which it may stand in a file, levers and short ones first."""
    result: dict[str, list[str]] = {}

    def walk(record: type[Record], path: str, depth: int) -> None:
        for name, field in fields(record).items():
            key = f"{path}{name}"
            result.setdefault(name, []).append(key)
            inner = record_in(field.annotation)
            if inner is not None and inner is not Text and depth < 6:
                walk(inner, f"{key}.", depth + 1)

    walk(form, "", 0)
    return {
        name: sorted(keys, key=lambda key: (not key.startswith("rules"), key.count(".")))
        for name, keys in result.items()
    }
