"""Kernels compiled ahead of use, step by step of a week, so that several processes can share the work.

The week is one kernel, and what it is made of is compiled on the way to it: one step after the other, by one process.
Here the steps are found in the week's own source, each with the types that it is called with there, so that there is no
second list of them. Who comes to the week afterwards finds all of them on disk.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from typing import Any

from numba import typeof
from numba.core import types

from ..parameters.settings import Settings
from . import week as weeks
from .initialisation.city import initialise
from .simulation import Simulation
from .tables import packed_type

TOGETHER = 2
"""Parts of the work that only one process can do: the founding, before the steps, and the week, after them."""


def list_steps() -> tuple[str, ...]:
    """Return the steps of a week by name, those with most to compile first."""
    return tuple(sorted(_calls(), key=lambda name: -_weight(getattr(weeks, name), set())))


def compile_founding() -> None:
    """Compile, or load, what founds a city."""
    Simulation(_settings())


def compile_step(name: str) -> None:
    """Compile, or load, one step of a week and all that it is made of; what founds a city is compiled before."""
    kinds = _kinds()
    getattr(weeks, name).compile(tuple(_type(argument, kinds) for argument in _calls()[name].args))


def compile_week() -> None:
    """Compile, or load, the week as a whole, for one thread and for two, and what puts rules in force before it."""
    for threads in (1, 2):
        Simulation(_settings(), threads=threads).run()


def _settings() -> Settings:
    usual = Settings()
    return usual.model_copy(update={"run": usual.run.model_copy(update={"weeks": 1})})


@cache
def _calls() -> dict[str, ast.Call]:
    """Return the calls of kernels in the source of a week, by name."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(weeks.live.py_func)))  # type: ignore[attr-defined]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return {
        call.func.id: call
        for call in calls
        if isinstance(call.func, ast.Name) and hasattr(getattr(weeks, call.func.id, None), "py_func")
    }


@cache
def _kinds() -> dict[str, Any]:
    """Return the types of what a week has at hand, by name."""
    city = initialise(_settings(), 1)
    kinds = {name: packed_type(typeof(getattr(city, name))) for name in city._fields if name != "numbers"}
    return {**kinds, "n": packed_type(typeof(city.numbers)), "seed": types.int64, "week": types.int64,
            "into": types.Array(types.float64, 1, "C")}  # fmt: skip


def _type(argument: ast.expr, kinds: dict[str, Any]) -> Any:
    """Return the type of an argument: a name, or a field of what has fields."""
    if isinstance(argument, ast.Name):
        return kinds[argument.id]
    if not isinstance(argument, ast.Attribute):
        raise TypeError(f"a week hands on {ast.unparse(argument)}, which is no name and no field")
    table = _type(argument.value, kinds)
    fields = table.fields if isinstance(table.fields[0], tuple) else tuple(zip(table.fields, table.types, strict=True))
    return dict(fields)[argument.attr]


def _weight(kernel: Any, seen: set[int]) -> int:
    """Return how many kernels one consists of."""
    function = getattr(kernel, "py_func", None)
    if function is None or id(function) in seen:
        return 0
    seen.add(id(function))
    return 1 + sum(_weight(function.__globals__.get(name), seen) for name in function.__code__.co_names)
