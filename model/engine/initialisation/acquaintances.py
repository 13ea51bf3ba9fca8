"""Near and far acquaintances of residents (5.3)."""

from __future__ import annotations

import math

from ... import random_draws as draws
from ...array_types import Column, Keys, Links, Whole
from ...compilation import kernel
from ...parameters import streams

_MEETS = 1026


@kernel
def acquaint(
    seed: int, start: Whole, within: Whole, tie_start: Whole, tie_to: Whole, tie_weight: Column, key: Keys, near: Links,
    far: Links,
) -> None:  # fmt: skip
    """Draw a near and a far acquaintance of each resident."""
    for c in range(len(within)):
        total = 0.0
        for row in range(tie_start[c], tie_start[c + 1]):
            total += tie_weight[row]
        for i in range(start[c], start[c + 1]):
            u, v = draws.two(seed, streams.FOUND_CITIZEN, 0, key[i], _MEETS)
            near[i] = _somebody(i, start[c], start[c + 1], u)
            far[i] = _somebody(i, within[c, 0], within[c, 1], v)
            if total > 0.0:
                below = 0.0
                for row in range(tie_start[c], tie_start[c + 1]):
                    weight = tie_weight[row]
                    if v * total < below + weight:
                        e = tie_to[row]
                        size = start[e + 1] - start[e]
                        rank = math.floor(size * ((v * total - below) / weight))
                        far[i] = start[e] + min(size - 1, max(0, rank))
                        break
                    below += weight


@kernel
def _somebody(i: int, first: int, last: int, u: float) -> int:
    """Return another resident of a range, by a uniform; oneself where there is nobody else."""
    n = last - first
    return first + (i - first + 1 + math.floor(u * (n - 1))) % n
