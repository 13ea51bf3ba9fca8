"""Kernels: plain loops compiled once by Numba and kept on disk; see :mod:`.sources` for where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from numba import config as numba_config
from numba import njit

from .sources import cache_folder

Function = TypeVar("Function", bound=Callable[..., object])


def kernel(function: Function) -> Function:
    """Compile a module-level function on its first call, strictly (no fastmath) and without threads."""
    return _compiled(function, inline="never")


def inlined(function: Function) -> Function:
    """Compile like :func:`kernel`, but write the function into its callers, so that their loops can be vectorised."""
    return _compiled(function, inline="always")


def _compiled(function: Function, inline: Literal["never", "always"]) -> Function:
    config: Any = numba_config  # its settings are made when it is imported, unseen by type checkers
    compiled: Any
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        compiled = njit(cache=True, error_model="numpy", inline=inline)(function)
    finally:
        config.CACHE_DIR = before
    return compiled
