"""Where residents are by day, and who of them may report (5.3)."""

from __future__ import annotations

import math

import numpy as np

from ... import random_draws as draws
from ...array_types import Column, Flags, Keys, Rows, Whole
from ...compilation import kernel
from ...parameters import streams

_COMMUTES = 1028


@kernel
def commute(
    seed: int, commuters: float, rural: Flags, community: Rows, start: Whole, key: Keys, day_grid: Rows
) -> None:
    """Send commuters of villages to town by day."""
    urban = np.empty(len(community), np.int64)
    count = 0
    for g in range(len(community)):
        if not rural[community[g]]:
            urban[count] = g
            count += 1
    if count == 0 or commuters == 0.0:
        return
    for g in range(len(community)):
        if rural[community[g]]:
            for i in range(start[g], start[g + 1]):
                u, v = draws.two(seed, streams.FOUND_CITIZEN, 0, key[i], _COMMUTES)
                if u < commuters:
                    day_grid[i] = urban[min(count - 1, math.floor(v * count))]


@kernel
def line_up_reporters(
    own: Whole, start: Whole, resident: Rows, cumulated: Column, day_grid: Rows, weight: Column
) -> None:
    """List who is in each grid by day, its own first, then others, by row; and add up their weights as reporters."""
    n = len(own) - 1
    count = np.zeros(n, np.int64)
    start[:] = 0
    for i in range(len(day_grid)):
        start[day_grid[i] + 1] += 1
    for g in range(n):
        start[g + 1] += start[g]
    for g in range(n):
        for i in range(own[g], own[g + 1]):
            if day_grid[i] == g:
                resident[start[g] + count[g]] = i
                count[g] += 1
    for g in range(n):
        for i in range(own[g], own[g + 1]):
            there = day_grid[i]
            if there != g:
                resident[start[there] + count[there]] = i
                count[there] += 1
    for g in range(n):
        total = 0.0
        for place in range(start[g], start[g + 1]):
            total += weight[resident[place]]
            cumulated[place] = total
