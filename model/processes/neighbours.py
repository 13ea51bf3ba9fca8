"""Who a resident's neighbours are: a small world (Watts & Strogatz 1998).

Six live close by: three on either side on a ring through the community, which lies contiguous in the columns, so that
they are found by counting. One is drawn from the community, one from farther away. In a community of fewer than seven
residents the ring passes some of them more than once.
"""

from __future__ import annotations

import numpy as np

from ..array_types import Column, Links, Whole
from ..compilation import kernel
from ..world import DOMAINS

_DOMAINS = len(DOMAINS)  # known when compiling, so that loops over it are unrolled

CLOSE = 3
"""Neighbours close by on either side."""

COUNT = 8.0
"""All neighbours of a resident: six close by, one in the community, one farther away."""


@kernel
def average_neighbours(values: Column, citizen_start: Whole, near: Links, far: Links, out: Column) -> None:
    """Write the mean of each resident's eight neighbours.

    Parameters
    ----------
    values, out : array (citizens,)
    citizen_start : array (communities + 1,)
        First resident of each community.
    near, far : array (citizens,)
        Rows of the acquaintance in the community and of the one farther away.
    """
    for c in range(len(citizen_start) - 1):
        _sum_close(values, citizen_start[c], citizen_start[c + 1], 1, out[citizen_start[c] :])
    for i in range(len(near)):
        out[i] = (out[i] + values[near[i]] + values[far[i]]) / COUNT


@kernel
def average_neighbours_priorities(x: Column, citizen_start: Whole, near: Links, far: Links, out: Column) -> None:
    """Do the same for priorities, (citizens, 5)."""
    flat, sums = x.ravel(), out.ravel()
    for c in range(len(citizen_start) - 1):
        first, last = citizen_start[c], citizen_start[c + 1]
        _sum_close(flat, first, last, _DOMAINS, sums[first * _DOMAINS :])
    width = np.uint64(_DOMAINS)
    for i in range(len(near)):
        own, home, away = np.uint64(i) * width, near[i] * width, far[i] * width
        for d in range(_DOMAINS):
            k = np.uint64(d)
            sums[own + k] = (sums[own + k] + flat[home + k] + flat[away + k]) / COUNT


@kernel
def _sum_close(values: Column, first: int, last: int, width: int, out: Column) -> None:
    """Write the sums over the six close neighbours of one community's residents, `width` values each."""
    size = last - first
    head = min(CLOSE, size)
    tail = max(head, size - CLOSE)
    # Away from the ends nobody's neighbours lie across the ring's seam: one plain loop over contiguous values. Slices
    # let the compiler see that no index is negative, and so take several residents at a time.
    base, length = (first + head) * width, (tail - head) * width
    a, b, c = values[base - 3 * width :], values[base - 2 * width :], values[base - width :]
    d, e, f = values[base + width :], values[base + 2 * width :], values[base + 3 * width :]
    middle = out[head * width :]
    for k in range(length if length > 0 else 0):
        middle[k] = a[k] + b[k] + c[k] + d[k] + e[k] + f[k]
    for end in range(head + size - tail):
        i = end if end < head else end - head + tail
        for k in range(width):
            out[i * width + k] = 0.0
        for step in (-3, -2, -1, 1, 2, 3):
            j = i + step
            while j < 0:
                j += size
            while j >= size:
                j -= size
            for k in range(width):
                out[i * width + k] += values[(first + j) * width + k]
