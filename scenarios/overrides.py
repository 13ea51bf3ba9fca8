"""Single changes to a scenario, such as ``rules.goals.strength=0.5`` on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from ..model.parameters.settings import Settings
from . import names
from .checking import Document
from .coercion import parse_text, plain
from .errors import Key, describe_value, elsewhere, enumerate_words, format_key, nearest, visible
from .file_schema import index
from .form import EXTENSIONS, FORM
from .message import message
from .toml.positions import PART
from .toml.safe_toml import DEPTH

DOOR = "changes"
"""The door through which changes come where none is named: the keyword in Python."""

OPTION = "--set"
"""That of the command line."""

_SETTINGS = (*FORM.tables, EXTENSIONS)
"""What a key may begin with."""


_KEY = re.compile(rf"[ \t]*((?:{PART}|[^\s.=\"'\[\]{{}}]+)(?:\.(?:{PART}|[^\s.=\"'\[\]{{}}]+))*)[ \t]*")
_PART = re.compile(rf"{PART}|[^\s.=\"']+")
_BARE = re.compile(r"(?![+-]?[0-9]{20})[^\"'\[\]{}\r\n]{1,200}")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: where, what, and a document that holds what is wrong with it."""

    key: Key
    value: Any
    document: Document


Changes = Mapping[str, Any] | Sequence[str | Change]
"""Settings by dotted key, or ``key=value`` texts."""


def read_changes(changes: Changes, door: str = DOOR) -> list[Change]:
    """Return the changes in order.

    A setting that is given twice is refused, whichever value was meant: the later would win, and nobody would know.
    A list and then one of its items is no contradiction.

    Parameters
    ----------
    changes : mapping or sequence of str or Change
        ``{"run.weeks": 52}`` or ``["run.weeks=52", "rules.goals.rule=command"]``; in the latter, values are
        TOML, and bare words stand for text. Those that were read before stay as they are.
    door : str
        What names the changes in messages.
    """
    if not isinstance(cast(object, changes), Mapping | Iterable):
        document = Document(door)
        document.report((), message("argument.unfit", value=describe_value(changes)), message("argument.changes"))
        return [Change((), None, document)]
    if isinstance(changes, Mapping):
        result = [parse_change(str(key), value, door) for key, value in changes.items()]
    else:
        texts = [changes] if isinstance(changes, str) else changes
        result = [item if isinstance(item, Change) else _parse(item, door) for item in texts]
    _report_twice(result)
    return result


def _parse(text: str, door: str) -> Change:
    written, sign, value = str(text).partition("=")
    if sign:
        return parse_change(written, value, door, written=True)
    document = Document(door)
    document.report(
        (text,), message("value.no_value"), message("scenario.form_key", example="rules.goals.strength=0.5")
    )
    return Change((), None, document)


def parse_change(key: str, value: Any, door: str, *, written: bool = False) -> Change:
    """Return one change, given as a value, or as text that is `written`."""
    document = Document(door)
    if key.count(".") >= DEPTH:
        document.report((key,), message("toml.deep_key", most=DEPTH))
        return Change((), None, document)
    if not _KEY.fullmatch(key):
        document.report(
            (key,), message("study.not_dotted"), message("scenario.form_key", example="rules.goals.strength=0.5")
        )
        return Change((), None, document)
    path: Key = tuple(part[1:-1] if part[0] in "\"'" else part for part in _PART.findall(key.strip()))
    if path[0] not in _SETTINGS:
        known = {name: [key for key in keys if key.split(".")[0] in FORM.tables] for name, keys in index().items()}
        word = str(path[-1])
        near = (
            elsewhere(word, known) or nearest(str(path[0]), FORM.tables) or elsewhere(nearest(word, known, 0.75), known)
        )
        below = message("value.keys_below", names=enumerate_words(FORM.tables))
        document.report(path, message("value.unknown"), below, near)
        return Change((), None, document)
    if written:
        value = _value(path, str(value), document)
    return Change(path, plain(value), document)


def _value(path: Key, text: str, document: Document) -> Any:
    """Read a value as TOML, as a spreadsheet writes it, or as a bare word."""
    value = parse_text(text)
    text = text.strip()
    if isinstance(value, str) and value == text and text and not _BARE.fullmatch(text):
        document.report(
            path,
            message("value.not_valid", value=visible(text)),
            message("value.such"),
        )
    return value


def _report_twice(changes: list[Change]) -> None:
    """Report settings that two changes give, at the later one."""
    first: dict[Key, Change] = {}
    for change in changes:
        for leaf in _leaves(change.value, _spell(change.key)) if change.key else ():
            before = first.setdefault(leaf, change)
            if before is change:
                continue
            doors = dict.fromkeys(each.document.file for each in (before, change))
            one, other = (_inside(each, leaf, named=len(doors) > 1) for each in (before, change))
            what = message("value.twice_as", one=one, other=other)
            # Changes that were read once may be handed in and read again.
            if not any(problem.what == what for problem in change.document.problems):
                change.document.report(leaf, what, message("scenario.one_of_both"))
            break


def _spell(key: Key) -> Key:
    """Return a key in the one spelling that all of its spellings share."""
    parts = (names.normalise(str(part)) for part in key)
    return tuple(str(int(part)) if part.isascii() and part.isdecimal() and len(part) < 10 else part for part in parts)


def _leaves(value: Any, key: Key) -> Iterator[Key]:
    if isinstance(value, dict) and value:
        for name, item in cast("dict[str, Any]", value).items():
            yield from _leaves(item, (*key, *_spell((name,))))
    else:
        yield key


def _inside(change: Change, leaf: Key, *, named: bool) -> str:
    """Return what a change gives a setting, as it is shown; with the door it came through if that is `named`."""
    value = change.value
    for part in leaf[len(change.key) :]:
        value = next(item for name, item in value.items() if _spell((name,)) == (part,))
    if not named:
        return describe_value(value)
    return message("value.by_door", value=describe_value(value), door=change.document.file)


def look_up_setting(settings: Settings, key: str) -> Any:
    """Return what stands under a dotted key of settings; a number steps into a list.

    Raises
    ------
    KeyError
        If there is no such key, or nothing stands there.
    """
    value: Any = settings
    for part in key.split("."):
        if isinstance(value, dict):
            value = cast("dict[str, Any]", value).get(part)
        elif isinstance(value, list | tuple):
            items = cast("Sequence[Any]", value)
            value = items[int(part)] if part.isdecimal() and int(part) < len(items) else None
        else:
            value = getattr(value, part, None)
        if value is None:
            raise KeyError(format_key((key,)))
    return value
