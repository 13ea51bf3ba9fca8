"""Whether a decision that is made in another way is asked as the one it replaces."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, cast

from ..message import message
from .source import ExtensionError


def check_decisions(kind: type) -> None:
    """Refuse a class with a method that takes other arguments than the one it stands for.

    The week hands them over by place. A resource taken for luck would give results, and wrong ones.

    Raises
    ------
    ExtensionError
    """
    for name, method in vars(kind).items():
        inherited = getattr(super(kind, kind), name, None)
        if name.startswith("_") or not inspect.isfunction(method) or not inspect.isfunction(inherited):
            continue
        mine, asked = _arguments(method), _arguments(cast("Callable[..., Any]", inherited))
        if mine is not None and asked is not None and mine != asked:
            said = {"name": f"{kind.__name__}.{name}", "mine": ", ".join(mine), "asked": ", ".join(asked)}
            raise ExtensionError(message("extension.arguments", **said))


def _arguments(method: Callable[..., Any]) -> list[str] | None:
    """Return the names of what a method takes; None if it takes whatever comes."""
    taken = inspect.signature(method).parameters.values()
    if any(each.kind is each.VAR_POSITIONAL for each in taken):
        return None
    return [each.name for each in taken if each.default is each.empty and each.name != "self"]
