"""Means over places, household groups and neighbours.

Neighbours are a small world (Watts & Strogatz 1998): three on either side on a ring through the community, which lies
contiguous in the columns, one drawn from the community, one from farther away. In a community of fewer than seven the
ring passes some more than once.
"""

from __future__ import annotations

import numpy as np

from ..array_types import Column, Links, Ones, Rows, Whole
from ..compilation import kernel
from .state import DOMAIN_COUNT, Communities, Grids, Households, Residents

_CLOSE = 3
_COUNT = 8.0
_WIDTH = np.uint64(DOMAIN_COUNT)


@kernel
def average_neighbours(values: Column | Ones, start: Whole, near: Links, far: Links, out: Column) -> None:
    """Write the mean of each resident's eight neighbours; ``start`` has the first resident of each community."""
    for c in range(len(start) - 1):
        first, last = start[c], start[c + 1]
        _sum_close(values, first, last, 1, out[first:])
        own, home, away = out[first:last], near[first:last], far[first:last]
        for k in range(len(own)):
            own[k] = (own[k] + values[home[k]] + values[away[k]]) / _COUNT


@kernel
def average_neighbours_priorities(x: Column, start: Whole, near: Links, far: Links, out: Column) -> None:
    """Do the same for priorities, (residents, 5)."""
    flat, sums = x.ravel(), out.ravel()
    for c in range(len(start) - 1):
        _sum_close(flat, start[c], start[c + 1], DOMAIN_COUNT, sums[start[c] * DOMAIN_COUNT :])
        # At once, while the sums of this community are at hand.
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            own, home, away = i * _WIDTH, near[i] * _WIDTH, far[i] * _WIDTH
            for d in range(DOMAIN_COUNT):
                k = np.uint64(d)
                sums[own + k] = (sums[own + k] + flat[home + k] + flat[away + k]) / _COUNT


@kernel
def _sum_close(values: Column | Ones, first: int, last: int, width: int, out: Column) -> None:
    """Write the sums over the six close neighbours of one community's residents, `width` values each."""
    size = last - first
    head = min(_CLOSE, size)
    tail = max(head, size - _CLOSE)
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


@kernel
def average_over_places(communities: Communities, grids: Grids, households: Households, residents: Residents) -> None:
    """Bring means up to date: trust, norms and day trust of grids (10), priorities of communities and groups."""
    average_homes((0, len(communities.key)), (0, len(households.key)), communities, grids, households, residents)
    average_by_day(grids.day_start, grids.day_resident, residents.trust, grids.trust, grids.day_trust)


@kernel
def average_homes(
    here: tuple[int, int], groups: tuple[int, int], communities: Communities, grids: Grids, households: Households,
    residents: Residents,
) -> None:  # fmt: skip
    """Do so for some communities, all but the trust of who is in a grid by day, who may live elsewhere.

    Parameters
    ----------
    here, groups : tuple of int
        Range of the communities, and of the household groups in them.
    communities, grids, households, residents : tables
    """
    c0, c1 = here
    g0, g1 = communities.grid_start[c0], communities.grid_start[c1]
    h0, h1 = groups
    average_grids(
        grids.resident_start[g0 : g1 + 1], residents.trust, residents.norm, grids.trust[g0:g1], grids.norm[g0:g1]
    )
    _average_priorities(
        communities.resident_start[c0 : c1 + 1], households.start[h0 : h1 + 1], residents.x, communities.x[c0:c1],
        households.x[h0:h1],
    )  # fmt: skip


@kernel
def _average_priorities(start: Whole, group_start: Whole, x: Column, out: Column, group_out: Column) -> None:
    """Do :func:`average_rows` for communities and for the groups in them, in one pass.

    A sum waits for the one before it; two at a time wait no longer than one.
    """
    group, groups = 0, len(group_start) - 1
    for c in range(len(start) - 1):
        x0, x1, x2, x3, x4 = 0.0, 0.0, 0.0, 0.0, 0.0
        while group < groups and group_start[group] < start[c + 1]:
            first, last = group_start[group], group_start[group + 1]
            y0, y1, y2, y3, y4 = 0.0, 0.0, 0.0, 0.0, 0.0
            for i in range(first, last):
                x0, y0 = x0 + x[i, 0], y0 + x[i, 0]
                x1, y1 = x1 + x[i, 1], y1 + x[i, 1]
                x2, y2 = x2 + x[i, 2], y2 + x[i, 2]
                x3, y3 = x3 + x[i, 3], y3 + x[i, 3]
                x4, y4 = x4 + x[i, 4], y4 + x[i, 4]
            _write_mean(group, last - first, (y0, y1, y2, y3, y4), group_out)
            group += 1
        _write_mean(c, start[c + 1] - start[c], (x0, x1, x2, x3, x4), out)


@kernel
def _write_mean(row: int, size: int, total: tuple[float, ...], out: Column) -> None:
    for d in range(DOMAIN_COUNT):
        out[row, d] = total[d] / size


@kernel
def average_grids(start: Whole, trust: Column, norm: Column, mean_trust: Column, mean_norm: Column) -> None:
    """Write mean trust and norms of each grid's residents."""
    for g in range(len(start) - 1):
        t, m = 0.0, 0.0
        for i in range(start[g], start[g + 1]):
            t += trust[i]
            m += norm[i]
        mean_trust[g] = t / (start[g + 1] - start[g])
        mean_norm[g] = m / (start[g + 1] - start[g])


@kernel
def average_by_day(start: Whole, resident: Rows, trust: Column, own: Column, out: Column) -> None:
    """Write the mean trust of who is in each grid by day; of its own residents where nobody is (10)."""
    for g in range(len(start) - 1):
        total = 0.0
        for place in range(start[g], start[g + 1]):
            total += trust[resident[place]]
        out[g] = total / (start[g + 1] - start[g]) if start[g + 1] > start[g] else own[g]


@kernel
def average_rows(start: Whole, x: Column, out: Column) -> None:
    """Write mean priorities of residents in a row, by where each group of them begins."""
    for place in range(len(start) - 1):
        first, last = start[place], start[place + 1]
        x0, x1, x2, x3, x4 = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(first, last):
            x0 += x[i, 0]
            x1 += x[i, 1]
            x2 += x[i, 2]
            x3 += x[i, 3]
            x4 += x[i, 4]
        size = last - first
        out[place, 0] = x0 / size
        out[place, 1] = x1 / size
        out[place, 2] = x2 / size
        out[place, 3] = x3 / size
        out[place, 4] = x4 / size
