"""Arguments of public functions: what was given, looked at before anything runs, and all that is wrong told at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any, get_args

from ..model.parameters.settings import Settings
from .coercion import plain
from .errors import Problem, ScenarioError, describe_value
from .message import Enumeration, MessageLanguage, message
from .scenario import Scenario, Story


@dataclass(frozen=True, slots=True)
class ArgumentKind:
    """What an argument may be.

    Attributes
    ----------
    fits : callable
        Tells whether a value is of the kind.
    allowed : str
        The kind as a message names it.
    least : float or None
        The least number.
    """

    fits: Callable[[Any], bool]
    allowed: str
    least: float | None = None

    def fault(self, value: object) -> str:
        """Return what is wrong with a value, or an empty string."""
        if not self.fits(value):
            return message("argument.unfit", value=describe_argument(value))
        if self.least is not None and value is not None and not plain(value) >= self.least:
            return message("value.too_small", value=describe_argument(value))
        return ""


def optional(kind: ArgumentKind) -> ArgumentKind:
    """Return a kind that may also be None, which stands for nothing given."""

    def fits(value: object) -> bool:
        return value is None or kind.fits(value)

    return replace(kind, fits=fits, allowed=message("value.either", one=kind.allowed, other="None"))


def whole(least: int) -> ArgumentKind:
    """Return the kind of whole numbers from one on."""
    return ArgumentKind(_is_whole, message("value.or_more", noun=message("value.whole"), low=least), least)


def number(least: float) -> ArgumentKind:
    """Return the kind of numbers from one on."""
    return ArgumentKind(_is_number, message("value.or_more", noun=message("value.number"), low=f"{least:g}"), least)


def choice(*words: str) -> ArgumentKind:
    """Return the kind of one word among some."""
    return ArgumentKind(lambda value: isinstance(value, str) and value in words, Enumeration(words))


def _is_whole(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Integral)


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real)


def _is_path(value: object) -> bool:
    return isinstance(value, str | os.PathLike)


def _is_row(value: object) -> bool:
    """Tell whether a value has items in an order, and is no text."""
    return isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping | Set)


def _are_names(value: object) -> bool:
    return isinstance(value, str) or (_is_row(value) and all(isinstance(name, str) for name in _items(value)))


def _are_numbers(value: object) -> bool:
    return _is_row(value) and all(_is_number(item) for item in _items(value))


def _are_scenarios(value: object) -> bool:
    return _is_row(value) and all(SCENARIO.fits(item) for item in _items(value))


def _items(value: Any) -> list[Any]:
    return list(value)


COUNT = whole(1)
FLAG = ArgumentKind(lambda value: isinstance(plain(value), bool), message("value.truth"))
TEXT = ArgumentKind(lambda value: isinstance(value, str), message("argument.text"))
CONTENT = ArgumentKind(lambda value: isinstance(value, str | bytes), message("argument.content"))
NAMES = ArgumentKind(_are_names, message("argument.names"))
NUMBER = ArgumentKind(_is_number, message("value.number"))
NUMBERS = ArgumentKind(_are_numbers, message("argument.numbers"))
FUNCTION = ArgumentKind(callable, message("argument.function"))
PATH = ArgumentKind(_is_path, message("argument.path"))
TABLES = ArgumentKind(lambda value: _is_path(value) or isinstance(value, Mapping), message("argument.tables"))
MAPPING = ArgumentKind(lambda value: isinstance(value, Mapping), message("argument.mapping"))
SCENARIO = ArgumentKind(lambda value: _is_path(value) or isinstance(value, Scenario), message("argument.scenario"))
SCENARIOS = ArgumentKind(lambda value: SCENARIO.fits(value) or _are_scenarios(value), message("argument.scenarios"))
EITHER = ArgumentKind(lambda value: isinstance(value, Story | Settings), message("argument.either"))
SETTINGS = ArgumentKind(lambda value: isinstance(value, Settings), message("argument.settings"))
RECORD = ArgumentKind(lambda value: isinstance(value, Scenario), message("argument.record"))
LANGUAGE = choice(*get_args(MessageLanguage))


def describe_argument(value: object) -> str:
    """Return an argument as a short phrase that says what it is."""
    # NumPy's numbers and truths are told as numbers; a record or a table as what it is.
    return describe_value(plain(value) if hasattr(value, "dtype") or isinstance(value, Real) else value)


def faults_of_arguments(given: Mapping[str, tuple[object, ArgumentKind]]) -> list[Problem]:
    """Return what is wrong with arguments, each value with its kind, by name."""
    return [
        Problem(name, None, "", fault, kind.allowed)
        for name, (value, kind) in given.items()
        if (fault := kind.fault(value))
    ]


def faults_of_repetition(names: Iterable[str], option: str) -> list[Problem]:
    """Return a problem for each name that stands in a list more than once: whoever wrote it meant another.

    >>> [str(each) for each in faults_of_repetition(["goals", "law", "goals"], "--players")]
    ['--players: "goals" is named twice; allowed each name once']

    Parameters
    ----------
    names : iterable of str
    option : str
        How to call the list in messages.
    """
    seen: set[str] = set()
    twice = dict.fromkeys(name for name in names if name in seen or seen.add(name))
    allowed = message("argument.once")
    return [
        Problem(option, None, "", message("argument.twice", name=describe_argument(name)), allowed) for name in twice
    ]


def check_arguments(lang: MessageLanguage = "en", /, **given: tuple[object, ArgumentKind]) -> None:
    """Refuse arguments that are not of their kind.

    >>> check_arguments(replicates=("three", COUNT))
    Traceback (most recent call last):
    cogov.scenarios.errors.ScenarioError: replicates: "three" does not fit here; allowed a whole number of 1 or more

    Parameters
    ----------
    lang : str
        Language of the message; a language that is none is refused too, in English.
    **given : (object, ArgumentKind)

    Raises
    ------
    ScenarioError
        With every argument that is wrong.
    """
    strange = LANGUAGE.fault(lang)
    problems = faults_of_arguments(given | ({"lang": (lang, LANGUAGE)} if strange else {}))
    if problems:
        raise ScenarioError(problems, "en" if strange else lang)
