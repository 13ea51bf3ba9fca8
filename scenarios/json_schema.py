"""The JSON Schema of a scenario file, for editors (Taplo, Even Better TOML): completion, hints, bounds."""

from __future__ import annotations

import math
from typing import Any, Literal, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from ..model.parameter import Record
from .file_schema import fields, free_tables, item_of, record_in, unwrap
from .form import FORM, Form
from .scenario import Claim


def schema(form: Form = FORM) -> dict[str, Any]:
    """Return the JSON Schema (draft 7, which TOML editors understand) of a scenario file.

    Nothing is required but the version of its form, and what an event, a shock or a place cannot do without: a file
    states differences.

    Parameters
    ----------
    form : Form
        That of files with extensions, if they use any.
    """
    names = list(form.names)
    whole = _of_record(form.settings, form.settings())
    whole["properties"]["schema_version"] |= {"const": form.version}
    whole["required"] = ["schema_version"]
    heading = whole["properties"]["scenario"]["properties"]
    heading["watch"]["items"] = {"anyOf": [{"enum": names}, heading["watch"]["items"]["anyOf"][1]]}
    heading["expect"]["items"]["properties"]["indicator"] = {
        "enum": names,
        "description": Claim.model_fields["indicator"].description,
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "cogov scenario",
        "description": "A scenario of cogov: city, rules and events, as differences from another.",
        **whole,
    }


def _of_record(record: type[Record], value: Record | None) -> dict[str, Any]:
    about = fields(record)
    properties = {name: _of_field(record, name, field, value) for name, field in about.items()}
    result: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    # Lists are not merged, so their items must be whole; all other records have defaults throughout.
    if required := [name for name, field in about.items() if field.is_required()]:
        result["required"] = required
    return result


def _of_field(record: type[Record], name: str, field: FieldInfo, value: Record | None) -> dict[str, Any]:
    default: Any = getattr(value, name, None) if value is not None else None
    if default is None and not field.is_required():
        default = field.get_default(call_default_factory=True)
    result = _of_annotation(field.annotation, tuple(field.metadata), default)
    extra = cast("dict[str, Any]", field.json_schema_extra) if isinstance(field.json_schema_extra, dict) else {}
    words = field.description or (record_in(field.annotation) or type(None)).__doc__ or ""
    unit = extra.get("unit", "")
    parts = [words.strip().split("\n")[0], extra.get("zh", ""), f"[{unit}]" if unit else ""]
    if text := " · ".join(part for part in parts if part):
        result["description"] = text
    if isinstance(default, bool | int | float | str) and default != "":
        result["default"] = default
    return result


def _of_annotation(annotation: Any, marks: tuple[Any, ...], default: Any) -> dict[str, Any]:
    annotation, marks = unwrap(annotation, marks)
    if (kind := free_tables(annotation)) is not None:
        known = {name: _of_record(kind, item) for name, item in cast("dict[str, Record]", default or {}).items()}
        return {"type": "object", "properties": known, "additionalProperties": _of_record(kind, kind())}
    if (inner := item_of(annotation)) is not None:
        record = record_in(inner)
        items = _of_annotation(inner, (), None)
        if record is not None and inner is not record:
            items = {"anyOf": [{"type": "string"}, _of_record(record, None)]}
        least = next((mark.min_length for mark in marks if hasattr(mark, "min_length")), 0)
        return {"type": "array", "items": items, **({"minItems": least} if least else {})}
    if (record := record_in(annotation)) is not None:
        return _of_record(record, default if isinstance(default, record) else None)
    if get_origin(annotation) is Literal:
        return {"enum": list(get_args(annotation))}
    if annotation is bool:
        return {"type": "boolean"}
    if annotation in (int, float):
        low = next((mark.ge for mark in marks if hasattr(mark, "ge")), -math.inf)
        high = next((mark.le for mark in marks if hasattr(mark, "le")), math.inf)
        result: dict[str, Any] = {"type": "integer" if annotation is int else "number"}
        return result | ({"minimum": low} if low > -math.inf else {}) | ({"maximum": high} if high < math.inf else {})
    return {"type": "string"}
