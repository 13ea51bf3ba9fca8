"""Solara's hooks as pages use them, with types."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Hashable
from typing import Any, ParamSpec, TypeVar, cast

from reacton import use_state as _use_state
from solara.tasks import Task, use_task

T = TypeVar("T")
P = ParamSpec("P")


def use_background(work: Callable[[], Coroutine[Any, Any, T]], *dependencies: Hashable) -> T | None:
    """Do work beside the page, anew when a dependency changes, and return what it gave last (None before).

    Work of earlier dependencies is cancelled where it next awaits; until the new one is done, the old result stands.
    """
    task = cast("Task[[], T]", use_task(work, dependencies=list(dependencies)))
    return task.latest


def use_state(first: T) -> tuple[T, Callable[[T], None]]:
    """Return a value that a component keeps, and how to set it."""
    value, change = _use_state(first)
    return value, cast("Callable[[T], None]", change)


def handler(act: Callable[P, object]) -> Callable[P, None]:
    """Return a function that does the same and returns nothing, as widgets want it."""

    def handle(*args: P.args, **named: P.kwargs) -> None:
        act(*args, **named)

    return handle
