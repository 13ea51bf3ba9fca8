"""Rows in order: each of these returns what a stable sort does, and knows more of what it sorts than that can."""

from __future__ import annotations

import numpy as np

from ..array_types import Column, Keys, Rows, Whole
from ..compilation import kernel, lean

_RUN = 64
"""So many are put in order by counting, for each, those that come before it; then longer runs are merged."""


@kernel
def order_luck(luck: Column, order: Whole) -> None:
    """Write the rows of numbers between 0 and 1 in ascending order, ties by lower row.

    They are spread evenly: of n drawers nearly all hold one or two, and what a drawer holds needs a swap at most.
    """
    n = len(luck)
    start = np.zeros(n + 1, np.int64)
    for row in range(n):
        start[int(luck[row] * n) + 1] += 1
    for drawer in range(n):
        start[drawer + 1] += start[drawer]
    for row in range(n):
        drawer = int(luck[row] * n)
        order[start[drawer]] = row
        start[drawer] += 1
    for place in range(1, n):
        row, to = order[place], place
        while to > 0 and luck[order[to - 1]] > luck[row]:
            order[to] = order[to - 1]
            to -= 1
        order[to] = row


@kernel
def order_descending(row: Rows, score: Column, key: Keys) -> Whole:
    """Return places in descending order of scores, ties by lower key of the row at a place."""
    order, room = np.empty(len(row), np.int64), np.empty(len(row), np.int64)
    _order_runs(row, score, key, order)
    width = _RUN
    while width < len(row):
        _merge_runs(width, row, score, key, order, room)
        order, room = room, order
        width *= 2
    return order


@lean
def _comes_first(a: int, b: int, row: Rows, score: Column, key: Keys) -> bool:
    if score[a] != score[b]:
        return score[a] > score[b]
    return bool(key[row[a]] < key[row[b]])


@lean
def _order_runs(row: Rows, score: Column, key: Keys, order: Whole) -> None:
    for first in range(0, len(row), _RUN):
        here = score[first : min(first + _RUN, len(row))]
        for place in range(len(here)):
            # Counting looks at more pairs than sorting, but at several at a time and without a bet on the answer.
            mine, before, equal = here[place], 0, 0
            for other in range(len(here)):
                before += here[other] > mine
                equal += here[other] == mine
            if equal > 1:
                for other in range(len(here)):
                    before += here[other] == mine and key[row[first + other]] < key[row[first + place]]
            order[first + before] = first + place


@lean
def _merge_runs(width: int, row: Rows, score: Column, key: Keys, order: Whole, out: Whole) -> None:
    for first in range(0, len(row), 2 * width):
        middle, last = min(first + width, len(row)), min(first + 2 * width, len(row))
        a, b = first, middle
        for place in range(first, last):
            left = b >= last or (a < middle and not _comes_first(order[b], order[a], row, score, key))
            out[place] = order[a if left else b]
            a += left
            b += not left
