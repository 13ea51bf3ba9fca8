"""Single changes to a scenario, such as ``rules.goals.strength=0.5`` on the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from .checking import Document
from .form import SETTINGS, index
from .guard import DEPTH, parsed
from .locator import PART
from .problems import Key, ScenarioError, elsewhere, listed, nearest, visible

FILE = "--set"

Changes = Mapping[str, Any] | Sequence[str]

_KEY = re.compile(rf"[ \t]*((?:{PART}|[^\s.=\"'\[\]{{}}]+)(?:\.(?:{PART}|[^\s.=\"'\[\]{{}}]+))*)[ \t]*")
_PART = re.compile(rf"{PART}|[^\s.=\"']+")
_BARE = re.compile(r"(?![+-]?[0-9]{20})[^\"'\[\]{}\r\n]{1,200}")


def read_changes(changes: Changes) -> list[tuple[Key, Any, Document]]:
    """Return the changes in order: key, value, and a document that holds what is wrong with each.

    Parameters
    ----------
    changes : mapping or sequence of str
        ``{"run.weeks": 52}`` or ``["run.weeks=52", "rules.goals.rule=command"]``; in the latter, values are
        TOML, and bare words stand for text.
    """
    if isinstance(changes, Mapping):
        return [_change(key, value) for key, value in changes.items()]
    if isinstance(changes, str):
        changes = [changes]
    result: list[tuple[Key, Any, Document]] = []
    for change in changes:
        written, sign, value = change.partition("=")
        if sign:
            result.append(_change(written, value, written=True))
        else:
            document = Document(FILE)
            document.report((change,), "has no value", "key=value, such as rules.goals.strength=0.5")
            result.append(((), None, document))
    return result


def _change(key: str, value: Any, *, written: bool = False) -> tuple[Key, Any, Document]:
    document = Document(FILE)
    if key.count(".") >= DEPTH:
        document.report((key,), f"a dotted key of more than {DEPTH} parts")
        return (), None, document
    if not _KEY.fullmatch(key):
        document.report((key,), "not a dotted key", "key=value, such as rules.goals.strength=0.5")
        return (), None, document
    path: Key = tuple(part[1:-1] if part[0] in "\"'" else part for part in _PART.findall(key.strip()))
    if path[0] not in SETTINGS:
        known = {name: [key for key in keys if key.split(".")[0] in SETTINGS] for name, keys in index().items()}
        word = str(path[-1])
        near = elsewhere(word, known) or nearest(str(path[0]), SETTINGS) or elsewhere(nearest(word, known, 0.75), known)
        document.report(path, "unknown key", f"keys below {listed(SETTINGS)}", near)
        return (), None, document
    if written:
        value = _value(path, value.strip(), document)
    return path, plain(value), document


def _value(path: Key, text: str, document: Document) -> Any:
    """Read a value as TOML, or as a bare word."""
    if "\n" not in text:
        try:
            found = parsed(f"value = {text}", FILE)
            if list(found) == ["value"]:
                return found["value"]
        except ScenarioError:
            pass
    if not _BARE.fullmatch(text):
        document.report(
            path,
            f"the value {visible(text)} is not valid",
            "a number, a word, true or false, or a TOML value",
        )
    return text


def plain(value: Any) -> Any:
    """Turn tuples and records of Python callers into what a TOML parser would give."""
    if hasattr(value, "model_dump"):
        return plain(value.model_dump())
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("Sequence[Any]", value)]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in cast("dict[Any, Any]", value).items() if item is not None}
    # NumPy's numbers arrive from notebooks and sweeps.
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value
