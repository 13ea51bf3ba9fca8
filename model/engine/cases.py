"""Cases in columns: their stages, and columns that grow."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from ..array_types import Column, Flags, Keys, Rows, Small, Whole
from ..parameters.world import RESOURCES

NEVER = -1_000_000
"""A week long before the first."""


class Stage(IntEnum):
    """What has become of a case."""

    LATENT = 0
    AT_DESK = 1
    AWAITING = 2
    OWNED = 3
    ON_PAPER = 4
    RESOLVED = 5
    LAPSED = 6
    GONE = 7
    """Resolved or lapsed in an earlier week; the row waits to be cleared away."""


class FoundBy(IntEnum):
    """Who found a case."""

    RESIDENTS = 0
    GRID_WORKER = 1
    MEMBER = 2


class Cases(NamedTuple):
    """Cases in order of birth; the first ``used[0]`` rows are in use. ``used[1]`` is the room that was wanted.

    `log_severity`, `lot` (the Gumbel of case and owner), `community` and `size` follow from the rest and are kept.
    The columns from `row` on are working space.
    """

    used: Whole
    key: Keys
    grid: Rows
    community: Rows
    type: Small
    born: Rows
    severity: Column
    log_severity: Column
    work: Column
    remaining: Column
    size: Small
    contested: Flags
    losers: Column
    stage: Small
    first_reported: Rows
    reported: Rows
    accepted: Rows
    begins: Rows
    decided: Flags
    desk: Rows
    owner: Rows
    hops: Rows
    meetings: Rows
    rounds: Rows
    asked: Rows
    helper: Rows
    joint: Flags
    begun: Flags
    found_by: Small
    reporter: Rows
    solver: Rows
    on_the_spot: Flags
    lot: Column
    row: Rows
    kind: Small
    drawn: Keys
    chance: Column
    second_chance: Column
    third_chance: Column
    fourth_chance: Column
    score: Column
    listed: Rows


_CASE_TYPES: dict[str, Any] = {
    "key": np.uint64, "grid": np.int32, "community": np.int32, "type": np.int8, "born": np.int32, "size": np.int8,
    "contested": np.bool_, "stage": np.int8, "first_reported": np.int32, "reported": np.int32, "accepted": np.int32,
    "begins": np.int32, "decided": np.bool_, "desk": np.int32, "owner": np.int32, "hops": np.int32,
    "meetings": np.int32, "rounds": np.int32, "asked": np.int32, "helper": np.int32, "joint": np.bool_,
    "begun": np.bool_, "found_by": np.int8, "reporter": np.int32, "solver": np.int32, "on_the_spot": np.bool_,
    "row": np.int32, "listed": np.int32, "kind": np.int8, "drawn": np.uint64,
}  # fmt: skip


def empty_cases(room: int) -> Cases:
    """Return columns with room for `room` cases, none in use."""
    columns: dict[str, Any] = {
        name: np.zeros((room, len(RESOURCES)) if name == "helper" else room, dtype=_CASE_TYPES.get(name, np.float64))
        for name in Cases._fields[1:]
    }
    return Cases(used=np.zeros(2, np.int64), **columns)


def with_room(cases: Cases) -> Cases:
    """Return columns with the same cases and the room that was wanted; the only place where columns are replaced."""
    used, wanted = int(cases.used[0]), int(cases.used[1])
    larger = empty_cases(max(2 * len(cases.key), wanted))
    larger.used[:] = cases.used
    for name in Cases._fields[1:]:
        getattr(larger, name)[:used] = getattr(cases, name)[:used]
    return larger
