"""What is wrong with a scenario file: one record per problem, one sentence each, all of them at once."""

from __future__ import annotations

import difflib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from ..model.parameter import Record
from .message import Enumeration, Message, MessageLanguage, Sayable, message

REPORTED = 200
"""Problems that the message of an error lists; the record of the error holds all of them."""

ALIKE = 5
"""Problems of one kind and column that are listed one by one."""

Key = tuple[str | int, ...]
"""Where a value stands: names of tables, and numbers of list items (from 0)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or, as a warning, one thing that may not be meant.

    Attributes
    ----------
    file : str
        The file as its user named it; or the door through which a change came, such as ``--set``.
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
        return self.text("en")

    def text(self, language: MessageLanguage) -> str:
        """Return the problem as a line in a language."""
        return self.sentence.say(language)

    @property
    def sentence(self) -> Sayable:
        """The problem as a line."""
        parts: list[str] = [self.about]
        if self.allowed:
            parts.append(message("value.allowed", names=self.allowed))
        if self.suggestion:
            parts.append(message("value.did_you_mean", name=self.suggestion))
        place = self.file if self.line is None else message("value.in_line", file=self.file, line=self.line)
        return message("value.keyed", key=place, what=Enumeration(parts, "; ", "；"))

    @property
    def code(self) -> str:
        """The code of what is wrong; empty if it has none."""
        return self.what.code if isinstance(self.what, Message) else ""

    @property
    def about(self) -> str:
        """What is wrong, with its key before it."""
        return message("value.keyed", key=self.key, what=self.what) if self.key else self.what


class ScenarioError(ValueError):
    """A scenario that cannot be used, with every problem that was found.

    Attributes
    ----------
    problems : tuple of Problem
        In the order of the chain of files, then of the lines.
    language : str
        Of the message.
    """

    def __init__(self, problems: Iterable[Problem], language: MessageLanguage = "en") -> None:
        self.problems = tuple(problems)
        self.language: MessageLanguage = language
        lines: list[str] = [problem.sentence for problem in self.problems[:REPORTED]]
        if (more := len(self.problems) - REPORTED) > 0:
            lines.append(message("value.more_problems", count=more))
        self.sentence = Enumeration(lines, "\n", "\n")
        super().__init__(self.sentence if language == "en" else self.sentence.say(language))

    def text(self, language: MessageLanguage) -> str:
        """Return the message in a language, a line for each problem."""
        return self.sentence.say(language)

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...], MessageLanguage]]:
        # Pickled by its problems, so that an error crosses from a worker process whole.
        return ScenarioError, (self.problems, self.language)


def gather_alike(problems: Iterable[Problem], most: int = ALIKE) -> list[Problem]:
    """Return problems with those that are alike, by what is wrong and where, counted after the first few."""
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for each in problems:
        kinds.setdefault((each.file, each.key, each.code or each.what), []).append(each)
    result: list[Problem] = []
    for alike in kinds.values():
        result += alike[:most]
        if more := len(alike) - most if len(alike) > most else 0:
            result.append(Problem(alike[0].file, None, alike[0].key, message("value.alike", count=more)))
    last = {id(each): place for place, each in enumerate(result)}
    return sorted(result, key=lambda each: (each.line is None, each.line or 0, last[id(each)]))


@contextmanager
def errors_in(language: MessageLanguage) -> Generator[None]:
    """Raise what is wrong with a scenario, or a file like one, in a language."""
    try:
        yield
    except ScenarioError as error:
        if error.language == language:
            raise
        raise ScenarioError(error.problems, language) from None


def visible(text: str, width: int = 60) -> str:
    """Return text from a file fit for a message: control and bidi characters escaped, cut to `width`."""
    cut = text if len(text) <= width else text[: width - 1] + "…"
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape", "surrogatepass").decode() for mark in cut
    )


def format_key(key: Key) -> str:
    """Return a key as it is written in a file, fit for a message."""
    return ".".join(visible(str(part)) for part in key)


def describe_value(value: Any) -> str:
    """Return a value as a short phrase that says what it is."""
    match value:
        case None:
            return "None"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if abs(value) < 10**20 else message("value.number_long")
        case float():
            return repr(value)
        case str():
            return f'"{visible(value)}"'
        case date() | time():
            return message("value.date", value=value.isoformat())
        case list() | tuple():
            return message("value.list")
        case dict():
            return message("value.table")
        case _:
            return message("value.of_type", name=type(value).__name__)


def enumerate_words(words: Sequence[str], most: int = 16) -> Sayable:
    """Return words as an enumeration, cut where it would no longer be read."""
    first = Enumeration(visible(word) for word in words[:most])
    return first if len(words) <= most else message("value.and_more", names=first, count=len(words) - most)


def nearest(word: str, words: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the word most like `word`, or an empty string if none is close."""
    options = {option.casefold(): option for option in words}
    result = difflib.get_close_matches(word[:80].casefold(), list(options), n=1, cutoff=cutoff)
    return options[result[0]] if result else ""


def elsewhere(word: str, index: dict[str, list[str]]) -> str:
    """Return the full keys of tables and numbers that bear this name anywhere, at most three."""
    keys = index.get(word, [])[:3]
    return Enumeration(keys, " or ", " 或 ") if keys else ""


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
