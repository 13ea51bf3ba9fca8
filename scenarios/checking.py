"""One document against the form of a scenario file: every unknown key, wrong type and value out of range."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ..model.parameter import Record
from ..model.parameters.settings import Settings
from . import names
from .coercion import fault_of_number, fit
from .errors import REPORTED, Key, Problem, describe_value, elsewhere, enumerate_words, format_key, nearest, visible
from .file_schema import fields, free_tables, index, item_of, record_in, unwrap
from .message import Message, message
from .scenario import Text
from .successors.old_keys import explain_old_keys

WHOLE = 2**63 - 1


@dataclass
class Document:
    """One parsed file (or one change), and what was found in it.

    Attributes
    ----------
    file : str
        As its user named it; of a change, the door through which it came.
    lines : dict
        Lines of its keys; empty for a change.
    problems : list of Problem
        What is wrong with it.
    warnings : list of Problem
        What is allowed, and probably not meant.
    form : type
        The record of the whole file, in which an unknown key is looked for elsewhere.
    """

    file: str
    lines: dict[Key, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    form: type[Record] = Settings

    def line(self, key: Key) -> int | None:
        """Return the line of a key, or of the nearest table around it."""
        while key:
            if key in self.lines:
                return self.lines[key]
            key = key[:-1]
        return None

    def report(self, key: Key, what: str, allowed: str = "", suggestion: str = "") -> None:
        """Note one problem."""
        self.problems.append(Problem(self.file, self.line(key), format_key(key), what, allowed, suggestion))

    def near(self, word: str, options: Callable[[], str]) -> str:
        """Return a suggestion, unless so much is wrong that looking for more would take long."""
        return options() if len(self.problems) < REPORTED else ""


class _Wrong:
    """Stands for a value that was reported and dropped."""


WRONG = _Wrong()


def check_table(document: Document, record: type[Record], value: Any, key: Key = ()) -> dict[str, Any]:
    """Return what is right in a table, and report the rest.

    Parameters
    ----------
    document : Document
        Receives the problems.
    record : type
        What the table should be.
    value : object
        What the parser found.
    key : tuple
        Where it stands.
    """
    allowed = fields(record)
    if not isinstance(value, dict):
        document.report(key, _not("table", value), _table_of(record))
        return {}
    table = cast("dict[str, Any]", value)
    result: dict[str, Any] = {}
    for name, content in table.items():
        if name not in allowed:
            _unknown(document, (*key, name), list(allowed), content)
            continue
        found = _check_field(document, allowed[name], content, (*key, name))
        if found is not WRONG:
            result[name] = found
    for name, about in allowed.items():
        if about.is_required() and name not in table:
            document.report(
                (*key, name),
                message("value.missing"),
                _describe_expectation(about.annotation, tuple(about.metadata)),
            )
    return result


def _check_field(document: Document, about: FieldInfo, value: Any, key: Key) -> Any:
    annotation, marks = unwrap(about.annotation, tuple(about.metadata))
    if (free := free_tables(annotation)) is not None:
        return _free_names(document, free, value, key)
    if item_of(annotation) is not None:
        return _check_list(document, annotation, marks, value, key)
    if (record := record_in(annotation)) is not None:
        before = len(document.problems)
        result = check_table(document, record, value, key)
        return WRONG if len(document.problems) > before and not result else result
    return _check_value(document, annotation, marks, value, key)


def _check_list(document: Document, annotation: Any, marks: tuple[Any, ...], value: Any, key: Key) -> Any:
    inner, own = unwrap(item_of(annotation))
    if not isinstance(value, list):
        document.report(key, _not("list", value), _describe_expectation(annotation, marks))
        return WRONG
    values = cast("list[Any]", value)
    least = next((mark.min_length for mark in marks if hasattr(mark, "min_length")), 0)
    most = next((mark.max_length for mark in marks if hasattr(mark, "max_length")), math.inf)
    if not least <= len(values) <= most:
        allowed = (
            message("value.item_range", least=least, most=most) if least else message("value.items_up_to", most=most)
        )
        document.report(key, message("value.items", count=len(values)), allowed)
        return WRONG
    record = record_in(inner)
    first = len(document.problems)
    result: list[Any] = []
    for place, item in enumerate(values):
        before = len(document.problems)
        if record is not None and (isinstance(item, dict) or inner is record):
            found = check_table(document, record, item, (*key, place))
        else:
            found = _check_value(document, inner, own, item, (*key, place))
        if record is not None and len(document.problems) == before and isinstance(found, dict):
            _check_own_rules(document, record, found, (*key, place))
        result.append(found)
    return result if len(document.problems) == first else WRONG


def _check_own_rules(document: Document, record: type[Record], result: dict[str, Any], key: Key) -> None:
    """Report what a list item, which is whole, has wrong between its values."""
    try:
        record.model_validate({name: value for name, value in result.items() if name in record.model_fields})
    except ValidationError as error:
        for item in error.errors(include_url=False):
            document.report((*key, *item["loc"]), fault_of_item(item))


def fault_of_item(item: ErrorDetails) -> str:
    """Return what a record finds wrong between its values, as the record says it."""
    error = item.get("ctx", {}).get("error")
    if isinstance(error, Exception) and error.args:
        return error.args[0]
    return item["msg"].removeprefix("Value error, ")


def _free_names(document: Document, record: type[Record], value: Any, key: Key) -> Any:
    if not isinstance(value, dict):
        own = message("value.own_tables")
        document.report(key, _not("table", value), own)
        return WRONG
    result: dict[str, Any] = {}
    for name, content in cast("dict[str, Any]", value).items():
        plain = names.normalise(name)
        if fault := names.fault_of_word(plain):
            document.report((*key, name), fault)
        elif plain in result:
            document.report((*key, name), message("scenario.spelling", name=visible(plain)))
        else:
            if plain != name:
                _respell(document, (*key, name), (*key, plain))
            result[plain] = check_table(document, record, content, (*key, plain))
    return result


def _respell(document: Document, old: Key, new: Key) -> None:
    for path in [path for path in document.lines if path[: len(old)] == old]:
        document.lines[(*new, *path[len(old) :])] = document.lines[path]


def _unknown(document: Document, key: Key, allowed: list[str], content: Any) -> None:
    if issubclass(document.form, Settings) and (old := explain_old_keys(key, content)):
        for path, said in old:
            document.report(path, said)
        return
    name = str(key[-1])

    def suggestion() -> str:
        near = nearest(name, allowed, 0.75)
        known = index(document.form)
        return near or elsewhere(name, known) or nearest(name, allowed) or elsewhere(nearest(name, known, 0.8), known)

    if name == "extensions":
        document.report(key, message("extension.not_used"), message("extension.how_used", name="NAME.py"))
        return
    document.report(key, message("value.unknown"), enumerate_words(allowed), document.near(name, suggestion))


def _check_value(document: Document, annotation: Any, marks: tuple[Any, ...], value: Any, key: Key) -> Any:
    options = _options(annotation)
    if options is not None:
        if isinstance(value, str) and value in options:
            return value
        near = document.near("", lambda: nearest(value, options) if isinstance(value, str) else "")
        document.report(key, _not("choice", value), enumerate_words(options), near)
        return WRONG
    what: str = ""
    value = fit(value, int) if annotation is int else value
    low, high = _bounds(marks)
    if annotation is bool:
        what = "" if isinstance(value, bool) else _not("truth", value)
    elif annotation is int or annotation is float:
        what = _fault_of_size(value, whole=annotation is int, low=low, high=high)
    elif not isinstance(value, str):
        what = _not("text", value)
    else:
        value = names.normalise(value)
        longest = next((mark.max_length for mark in marks if hasattr(mark, "max_length")), 4000)
        fault = names.fault_of_text
        if any(getattr(mark, "pattern", None) for mark in marks):  # one line, and names between slashes
            fault = names.fault_of_address
        what = names.fault_of_word(value) if longest == names.LONGEST else fault(value, longest)
    if what:
        document.report(key, what, _describe_expectation(annotation, marks))
        return WRONG
    return float(value) if annotation is float else value


def _fault_of_size(value: Any, *, whole: bool, low: float, high: float) -> str:
    if fault := fault_of_number(value, whole=whole):
        return fault
    if value < low or (isinstance(value, int) and value < -WHOLE):
        return message("value.too_small", value=describe_value(value))
    if value > high or (isinstance(value, int) and value > WHOLE):
        return message("value.too_large", value=describe_value(value))
    return ""


def _not(kind: str, value: Any) -> Message:
    """Say that a value is not of a kind."""
    if value is None or value == "":
        return message("value.empty")
    return message(f"value.not_{kind}", value=describe_value(value))


def _table_of(record: type[Record]) -> Message:
    return message("value.table_of", names=enumerate_words(list(fields(record))))


@cache
def _options(annotation: Any) -> tuple[str, ...] | None:
    return cast("tuple[str, ...]", get_args(annotation)) if get_origin(annotation) is Literal else None


def _bounds(marks: tuple[Any, ...]) -> tuple[float, float]:
    low = next((mark.ge for mark in marks if hasattr(mark, "ge")), -math.inf)
    high = next((mark.le for mark in marks if hasattr(mark, "le")), math.inf)
    return low, high


def _describe_expectation(annotation: Any, marks: tuple[Any, ...]) -> str:
    """Say in words what a value should be."""
    annotation, marks = unwrap(annotation, marks)
    if (inner := item_of(annotation)) is not None:
        record, options = record_in(inner), _options(unwrap(inner)[0])
        if record is Text or (record and inner is not record):
            return message("value.texts")
        if record:
            return message("value.tables_of", names=enumerate_words(list(fields(record))))
        if options:
            return message("value.list_of", options=enumerate_words(options))
        return message("value.texts")
    if (record := record_in(annotation)) is not None:
        table = _table_of(record)
        return message("value.text_or", table=table) if str in get_args(annotation) else table
    if options := _options(annotation):
        return enumerate_words(options)
    if annotation is bool:
        return message("value.truth")
    if annotation in (int, float):
        noun = message("value.whole") if annotation is int else message("value.number")
        low, high = _bounds(marks)
        if high < math.inf:
            return message("value.between", noun=noun, low=_plain(low), high=_plain(high))
        if low > -math.inf:
            return message("value.or_more", noun=noun, low=_plain(low))
        return noun
    longest = next((mark.max_length for mark in marks if hasattr(mark, "max_length")), 4000)
    if longest == names.LONGEST:
        return message("value.text_of", longest=longest)
    return message("value.text_up_to", longest=longest)


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(number)
