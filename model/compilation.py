"""Kernels: plain loops compiled once by Numba and kept on disk; see :mod:`.kept` for how.

With ``NUMBA_DISABLE_JIT=1`` they are the Python functions that they are written as, which a debugger can step through;
with ``NUMBA_BOUNDSCHECK=1`` every index is checked.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal, TypeVar

import numpy as np
from numba import njit
from numba.core import types

from .kept import Kept

Function = TypeVar("Function", bound=Callable[..., object])

KERNELS: dict[str, Any] = {}
"""All kernels that were imported, by module and name."""


def kernel(function: Function) -> Function:
    """Compile a module-level function on its first call, strictly (no fastmath) and without threads."""
    return _compile(function, inline="never")


def lean(function: Function) -> Function:
    """Compile like :func:`kernel` a function that makes no array of its own: what it is handed is not counted.

    Numba counts who holds an array wherever one is handed on. Whoever calls holds it until the call is over.
    """
    return _compile(function, inline="never", counted=False)


def inline(function: Function) -> Function:
    """Compile like :func:`kernel`, but write the function into its callers, so that their loops can be vectorised."""
    return _compile(function, inline="always")


def unlock(function: Function) -> Function:
    """Compile like :func:`kernel` a function that Python calls, and during which Python's other threads go on."""
    return _compile(function, inline="never", locked=False)


def _compile(
    function: Function, inline: Literal["never", "always"], counted: bool = True, locked: bool = True
) -> Function:
    options: dict[str, Any] = {} if counted else {"_nrt": False}
    if not locked:
        options["nogil"] = True
    compiled: Any = njit(error_model="numpy", inline=inline, **options)(function)
    if compiled is function:  # NUMBA_DISABLE_JIT
        compiled = _silent(function)
    else:
        compiled._cache = Kept(compiled)
        compiled.get_call_template = _by_kind(compiled.get_call_template)
    KERNELS[f"{function.__module__}.{function.__qualname__}"] = compiled
    return compiled


def _by_kind(find: Any) -> Any:
    """Return how a kernel's variant for a call is found: a number that stands in the code is one number among others.

    Numba would compile a kernel again for each number that it is called with.
    """

    def find_by_kind(args: Any, kws: Any) -> Any:
        plain = tuple(types.unliteral(each) for each in args)
        return find(plain, {name: types.unliteral(each) for name, each in kws.items()})

    return find_by_kind


def _silent(function: Any) -> Any:
    """Return a function that computes as a compiled one does: whole numbers wrap around, and nothing warns of it."""

    @functools.wraps(function)
    def silent(*values: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*values)

    return silent
