"""Sums that have the same bits on every Python: from left to right, as a reader adds.

From Python 3.12 on the built-in ``sum`` carries what rounding of floats loses, so that its last bits are others than
before. Whole numbers are counted with ``sum`` as ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add


def add_up(values: Iterable[float]) -> float:
    """Return the sum of numbers, added from left to right.

    >>> add_up([0.1] * 10)
    0.9999999999999999
    """
    return reduce(add, values, 0)
