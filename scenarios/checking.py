"""One document against the form of a scenario file: every unknown key, wrong type and value out of range."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from ..model.quantity import Record
from ..model.settings import Settings
from . import names
from .form import fields, free_tables, index, item_of, record_in
from .problems import REPORTED, Key, Problem, dotted, elsewhere, listed, nearest, shown, visible
from .scenario import Text

WHOLE = 2**63 - 1


@dataclass
class Document:
    """One parsed file (or one ``--set``), and what was found in it.

    Attributes
    ----------
    file : str
        As its user named it.
    lines : dict
        Lines of its keys; empty for ``--set``.
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
        self.problems.append(Problem(self.file, self.line(key), dotted(key), what, allowed, suggestion))

    def near(self, word: str, options: Callable[[], str]) -> str:
        """Return a suggestion, unless so much is wrong that looking for more would take long."""
        return options() if len(self.problems) < REPORTED else ""


class _Wrong:
    """Stands for a value that was reported and dropped."""


WRONG = _Wrong()


def checked_table(document: Document, record: type[Record], value: Any, key: Key = ()) -> dict[str, Any]:
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
        document.report(key, f"{shown(value)} is not a table", f"a table of {listed(list(allowed))}")
        return {}
    table = cast("dict[str, Any]", value)
    result: dict[str, Any] = {}
    for name, content in table.items():
        if name not in allowed:
            _unknown(document, (*key, name), list(allowed))
            continue
        found = _checked(document, allowed[name], content, (*key, name))
        if found is not WRONG:
            result[name] = found
    for name, about in allowed.items():
        if about.is_required() and name not in table:
            document.report((*key, name), "is missing", _expected(about.annotation, tuple(about.metadata)))
    return result


def _checked(document: Document, about: FieldInfo, value: Any, key: Key) -> Any:
    annotation = about.annotation
    if (free := free_tables(annotation)) is not None:
        return _free_names(document, free, value, key)
    if (inner := item_of(annotation)) is not None:
        return _checked_list(document, inner, about, value, key)
    if (record := record_in(annotation)) is not None:
        before = len(document.problems)
        result = checked_table(document, record, value, key)
        return WRONG if len(document.problems) > before and not result else result
    return _checked_value(document, annotation, tuple(about.metadata), value, key)


def _checked_list(document: Document, inner: Any, about: FieldInfo, value: Any, key: Key) -> Any:
    if not isinstance(value, list):
        document.report(key, f"{shown(value)} is not a list", _expected(about.annotation, tuple(about.metadata)))
        return WRONG
    values = cast("list[Any]", value)
    least = next((mark.min_length for mark in about.metadata if hasattr(mark, "min_length")), 0)
    most = next((mark.max_length for mark in about.metadata if hasattr(mark, "max_length")), math.inf)
    if not least <= len(values) <= most:
        document.report(key, f"has {len(values)} items", f"{least or 'up'} to {most} items")
        return WRONG
    record = record_in(inner)
    first = len(document.problems)
    result: list[Any] = []
    for place, item in enumerate(values):
        before = len(document.problems)
        if record is not None and (isinstance(item, dict) or inner is record):
            found = checked_table(document, record, item, (*key, place))
        else:
            found = _checked_value(document, inner, (), item, (*key, place))
        if record is not None and len(document.problems) == before and isinstance(found, dict):
            _check_own_rules(document, record, found, (*key, place))
        result.append(found)
    return result if len(document.problems) == first else WRONG


def _check_own_rules(document: Document, record: type[Record], found: dict[str, Any], key: Key) -> None:
    """Report what a list item, which is whole, has wrong between its values."""
    try:
        record.model_validate({name: value for name, value in found.items() if name in record.model_fields})
    except ValidationError as error:
        for item in error.errors(include_url=False):
            document.report((*key, *item["loc"]), item["msg"].removeprefix("Value error, "))


def _free_names(document: Document, record: type[Record], value: Any, key: Key) -> Any:
    if not isinstance(value, dict):
        document.report(key, f"{shown(value)} is not a table", "a table of tables under names of your own")
        return WRONG
    result: dict[str, Any] = {}
    for name, content in cast("dict[str, Any]", value).items():
        plain = names.normalised(name)
        if fault := names.fault_of_word(plain):
            document.report((*key, name), fault)
        elif plain in result:
            document.report((*key, name), f'is the same name as another spelling of "{visible(plain)}"')
        else:
            if plain != name:
                _respell(document, (*key, name), (*key, plain))
            result[plain] = checked_table(document, record, content, (*key, plain))
    return result


def _respell(document: Document, old: Key, new: Key) -> None:
    for path in [path for path in document.lines if path[: len(old)] == old]:
        document.lines[(*new, *path[len(old) :])] = document.lines[path]


def _unknown(document: Document, key: Key, allowed: list[str]) -> None:
    name = str(key[-1])

    def suggestion() -> str:
        near = nearest(name, allowed, 0.75)
        known = index(document.form)
        return near or elsewhere(name, known) or nearest(name, allowed) or elsewhere(nearest(name, known, 0.8), known)

    document.report(key, "unknown key", listed(allowed), document.near(name, suggestion))


def _checked_value(document: Document, annotation: Any, marks: tuple[Any, ...], value: Any, key: Key) -> Any:
    options = _options(annotation)
    if options is not None:
        if isinstance(value, str) and value in options:
            return value
        near = document.near("", lambda: nearest(value, options) if isinstance(value, str) else "")
        document.report(key, f"{shown(value)} is not one of the choices", listed(options), near)
        return WRONG
    what = ""
    low, high = _bounds(marks)
    if annotation is bool:
        what = "" if isinstance(value, bool) else f"{shown(value)} is not true or false"
    elif annotation is int or annotation is float:
        what = _fault_of_number(value, whole=annotation is int, low=low, high=high)
    elif not isinstance(value, str):
        what = f"{shown(value)} is not text"
    else:
        value = names.normalised(value)
        longest = next((mark.max_length for mark in marks if hasattr(mark, "max_length")), 4000)
        what = names.fault_of_word(value) if longest == names.LONGEST else names.fault_of_text(value, longest)
    if what:
        document.report(key, what, _expected(annotation, marks))
        return WRONG
    return float(value) if annotation is float else value


def _fault_of_number(value: Any, *, whole: bool, low: float, high: float) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"{shown(value)} is not a {'whole ' if whole else ''}number"
    if isinstance(value, float) and not math.isfinite(value):
        return f"{shown(value)} is not a finite number"
    if whole and isinstance(value, float):
        return f"{shown(value)} is not a whole number"
    if value < low or (isinstance(value, int) and value < -WHOLE):
        return f"{shown(value)} is too small"
    if value > high or (isinstance(value, int) and value > WHOLE):
        return f"{shown(value)} is too large"
    return ""


@cache
def _options(annotation: Any) -> tuple[str, ...] | None:
    return cast("tuple[str, ...]", get_args(annotation)) if get_origin(annotation) is Literal else None


def _bounds(marks: tuple[Any, ...]) -> tuple[float, float]:
    low = next((mark.ge for mark in marks if hasattr(mark, "ge")), -math.inf)
    high = next((mark.le for mark in marks if hasattr(mark, "le")), math.inf)
    return low, high


def _expected(annotation: Any, marks: tuple[Any, ...]) -> str:
    """Say in words what a value should be."""
    if (inner := item_of(annotation)) is not None:
        record, options = record_in(inner), _options(inner)
        if record is Text or (record and inner is not record):
            return "a list of texts"
        if record:
            return f"a list of tables of {listed(list(fields(record)))}"
        return f"a list of {listed(options)}" if options else "a list of texts"
    if (record := record_in(annotation)) is not None:
        words = "text, or " if str in get_args(annotation) else ""
        return f"{words}a table of {listed(list(fields(record)))}"
    if options := _options(annotation):
        return listed(options)
    if annotation is bool:
        return "true or false"
    if annotation in (int, float):
        noun = "a whole number" if annotation is int else "a number"
        low, high = _bounds(marks)
        if high < math.inf:
            return f"{noun} between {_plain(low)} and {_plain(high)}"
        return f"{noun} of {_plain(low)} or more" if low > -math.inf else noun
    longest = next((mark.max_length for mark in marks if hasattr(mark, "max_length")), 4000)
    return f"text of 1 to {longest} characters" if longest == names.LONGEST else f"text of up to {longest} characters"


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(number)
