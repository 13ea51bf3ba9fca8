"""The seed of a run: a whole number that everything random follows from, so that the run can be made again."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

from .message import message

SEEDS = 2**63
"""Seeds are 0 … SEEDS - 1."""


def check_seed(given: Any) -> int:
    """Return a seed as a number.

    Raises
    ------
    TypeError
        If it is no whole number.
    ValueError
        If it is out of range.
    """
    if isinstance(given, bool) or not _is_whole(given):
        raise TypeError(message("run.seed", value=repr(given)))
    seed = int(given)
    if not 0 <= seed < SEEDS:
        raise ValueError(message("run.seed_range", value=repr(given), last=SEEDS - 1))
    return seed


def _is_whole(given: object) -> bool:
    return isinstance(given, Integral) or (isinstance(given, Real) and float(given).is_integer())
