"""Whether a decision that is made in another way is asked as the one it replaces."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from itertools import takewhile
from typing import Any, cast

from ..message import message
from .source import ExtensionError

AGENTS = f"{__name__.rpartition('.extensions.')[0]}.agents"
"""The package of the kinds of actor."""


def check_decisions(kind: type) -> None:
    """Refuse a class that makes no decision anew, or takes other arguments than the one whose place it takes.

    A name that nobody asks would give the city as it was. Arguments are handed over by place: a resource taken for
    luck would give results, and wrong ones.

    Raises
    ------
    ExtensionError
    """
    _check_names(kind)
    for name, method in vars(kind).items():
        inherited = getattr(super(kind, kind), name, None)
        if name.startswith("_") or not inspect.isfunction(method) or not inspect.isfunction(inherited):
            continue
        mine, asked = _arguments(method), _arguments(cast("Callable[..., Any]", inherited))
        if mine is not None and asked is not None and mine != asked:
            said = {"name": f"{kind.__name__}.{name}", "mine": ", ".join(mine), "asked": ", ".join(asked)}
            raise ExtensionError(message("extension.arguments", **said))


def _check_names(kind: type) -> None:
    """Refuse a class none of whose names is one of the class of the model that it derives from."""
    derived = list(takewhile(lambda each: not each.__module__.startswith(AGENTS), kind.__mro__))
    if len(derived) == len(kind.__mro__):
        return  # of no kind at all, which is told elsewhere
    base = kind.__mro__[len(derived)]
    own = [name for each in derived for name in vars(each) if name == "__init__" or not name.startswith("__")]
    if any(hasattr(base, name) for name in own):
        return
    there = [name for name in dir(base) if not name.startswith("_")]
    near = next((each for name in own for each in get_close_matches(name, there, 1)), "")
    said = {"name": kind.__name__, "base": base.__name__, "near": near}
    raise ExtensionError(message("extension.no_decision_near" if near else "extension.no_decision", **said))


def _arguments(method: Callable[..., Any]) -> list[str] | None:
    """Return the names of what a method takes; None if it takes whatever comes."""
    taken = inspect.signature(method).parameters.values()
    if any(each.kind is each.VAR_POSITIONAL for each in taken):
        return None
    return [each.name for each in taken if each.default is each.empty and each.name != "self"]
