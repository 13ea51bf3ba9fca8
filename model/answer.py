"""What somebody's own code gave back, and why it cannot stand: said with file, line, name and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from .message import Enumeration, Message, message

SHOWN = 60
"""Characters of a value that are shown."""


class WrongAnswer(ValueError):
    """What a function of somebody's own gave back cannot stand; the message says where it is and what is allowed."""


class UnknownName(KeyError):
    """A name that there is not; the message says which there are, and the nearest."""

    def __str__(self) -> str:
        """Return the message, which a :class:`KeyError` would put into quotation marks."""
        return str(self.args[0])


def refuse_answer(function: Callable[..., Any], name: str, value: Any, allowed: Message) -> WrongAnswer:
    """Return what an answer is refused with.

    Parameters
    ----------
    function : callable
        Which gave it.
    name : str
        Of the decision or indicator.
    value : object
        What it gave.
    allowed : Message
        What it may give.
    """
    code = getattr(function, "__code__", None)
    file = code.co_filename if code else "?"
    file = file.strip("<>").partition(" ")[0] if file.startswith("<") else Path(file).name
    nothing = "answer.nothing" if value is None else "answer.wrong"
    said = {"file": file, "line": code.co_firstlineno if code else 1, "name": name, "value": describe(value)}
    return WrongAnswer(message(nothing, **said, allowed=allowed))


def describe(value: Any) -> str:
    """Return a value for a sentence: as it is written if that is short, else what it is.

    >>> describe("much"), describe([1, 2]), describe(object).startswith("<class")
    ("'much'", '[1, 2]', True)
    """
    if isinstance(value, np.ndarray):
        return f"array{value.shape}"
    if isinstance(value, np.generic):
        value = value.item()
    text = repr(value)
    if " object at 0x" in text:
        return f"<{type(value).__name__}>"
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def is_number(value: Any) -> bool:
    """Tell whether a value is one number: no truth value, no text, no array."""
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_)


def tell_unknown(what: Message, name: object, there: Iterable[str]) -> UnknownName:
    """Return what a name is refused with that there is not.

    Parameters
    ----------
    what : Message
        What it should name.
    name : object
    there : iterable of str
        The names that there are.
    """
    names = list(there)
    near = get_close_matches(name, names, 1, 0.5) if isinstance(name, str) else []
    said = {"what": what, "name": repr(name), "names": Enumeration(names) if names else "-"}
    return UnknownName(message("name.unknown_near", **said, near=near[0]) if near else message("name.unknown", **said))
