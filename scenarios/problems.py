"""What is wrong with a scenario file: one record per problem, one sentence each, all of them at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from ..model.quantity import Record

REPORTED = 200
"""Problems that the message of an error lists; the record of the error holds all of them."""

Key = tuple[str | int, ...]
"""Where a value stands: names of tables, and numbers of list items (from 0)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or, as a warning, one thing that may not be meant.

    Attributes
    ----------
    file : str
        The file as its user named it, or ``--set``.
    line : int or None
        Line, from 1, where it is known.
    key : str
        Dotted key, empty when the file as a whole is meant.
    what : str
        What is wrong.
    allowed : str
        What would be right; may be empty.
    suggestion : str
        What was probably meant; may be empty.
    """

    file: str
    line: int | None
    key: str
    what: str
    allowed: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [f"{self.key}: {self.what}" if self.key else self.what]
        if self.allowed:
            parts.append(f"allowed {self.allowed}")
        if self.suggestion:
            parts.append(f"did you mean {self.suggestion}")
        return f"{place}: {'; '.join(parts)}"


class ScenarioError(ValueError):
    """A scenario that cannot be used, with every problem that was found.

    Attributes
    ----------
    problems : tuple of Problem
        In the order of the chain of files, then of the lines.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:REPORTED]]
        if len(self.problems) > REPORTED:
            lines.append(f"and {len(self.problems) - REPORTED} more problems")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        # Pickled by its problems, so that an error crosses from a worker process whole.
        return ScenarioError, (self.problems,)


def visible(text: str, width: int = 60) -> str:
    """Return text from a file fit for a message: control and bidi characters escaped, cut to `width`."""
    cut = text if len(text) <= width else text[: width - 1] + "…"
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape", "surrogatepass").decode() for mark in cut
    )


def dotted(key: Key) -> str:
    """Return a key as it is written in a file, fit for a message."""
    return ".".join(visible(str(part)) for part in key)


def shown(value: Any) -> str:
    """Return a value as a short phrase that says what it is."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if abs(value) < 10**20 else "a whole number of more than 20 digits"
        case float():
            return repr(value)
        case str():
            return f'"{visible(value)}"'
        case date() | time():
            return f"the date or time {value.isoformat()}"
        case list() | tuple():
            return "a list"
        case dict():
            return "a table"
        case _:
            return f"a value of type {type(value).__name__}"


def listed(words: Sequence[str], most: int = 16) -> str:
    """Return words as an enumeration, cut where it would no longer be read."""
    if len(words) <= most:
        return ", ".join(visible(word) for word in words)
    return f"{', '.join(visible(word) for word in words[:most])} and {len(words) - most} more"


def nearest(word: str, words: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the word most like `word`, or an empty string if none is close."""
    options = {option.casefold(): option for option in words}
    found = difflib.get_close_matches(word[:80].casefold(), list(options), n=1, cutoff=cutoff)
    return options[found[0]] if found else ""


def elsewhere(word: str, index: dict[str, list[str]]) -> str:
    """Return the full keys of tables and numbers that bear this name anywhere, at most three."""
    return " or ".join(index.get(word, [])[:3])


def names_below(fields: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (name, full key) of every table and number of a nested mapping."""
    for name, value in fields.items():
        full = f"{path}.{name}" if path else name
        yield name, full
        if isinstance(value, dict):
            yield from names_below(value, full)


def is_record(annotation: Any) -> bool:
    """Tell whether an annotation is one of the model's records."""
    return isinstance(annotation, type) and issubclass(annotation, Record)
