"""Sums that conditions of events may read (7.1)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...array_types import Column, Flags, Rows, Small, Whole
from ...compilation import kernel
from ...parameters.places import CITY, COMMUNITY
from ..cases import Stage
from ..state import City, Kind


class Read(NamedTuple):
    """What is read of cases, of grids and of bodies."""

    stage: Small
    place: Rows
    type: Small
    severity: Column
    remaining: Column
    reported: Rows
    deadline: Whole
    community: Rows
    persons: Column
    kind: Whole
    tier: Whole
    acts: Flags
    load: Column


def read(city: City) -> Read:
    """Return the columns that conditions read."""
    cases, grids, bodies = city.cases, city.grids, city.bodies
    used = slice(0, int(cases.used[0]))
    return Read(
        stage=cases.stage[used], place=cases.community[used], type=cases.type[used], severity=cases.severity[used],
        remaining=cases.remaining[used], reported=cases.reported[used], deadline=city.types.deadline,
        community=grids.community, persons=grids.persons, kind=bodies.kind, tier=bodies.tier, acts=bodies.acts,
        load=bodies.load,
    )  # fmt: skip


@kernel
def sum_up(week: int, here: Flags, serving: Flags, city: Read) -> Column:
    """Return the sums that conditions may read, in the order of ``SUMS``, over some communities and city."""
    by_stage, sums = np.zeros(5), np.zeros(10)
    severity, left, overdue = 0.0, 0.0, 0.0
    for j in range(len(city.stage)):
        stage = city.stage[j]
        if stage > Stage.ON_PAPER or not here[city.place[j]]:
            continue
        by_stage[stage] += 1.0
        severity += city.severity[j]
        if Stage.AT_DESK <= stage <= Stage.OWNED:
            left += city.remaining[j]
            overdue += week - city.reported[j] > city.deadline[city.type[j]]
    persons = 0.0
    for g in range(len(city.persons)):
        if here[city.community[g]]:
            persons += city.persons[g]
    for stage in range(5):
        sums[stage] = 1000.0 * by_stage[stage] / persons
    sums[5] = 1000.0 * overdue / persons
    waiting = by_stage[1] + by_stage[2] + by_stage[3]
    sums[6] = overdue / waiting if waiting > 0.0 else 0.0
    sums[7] = 1000.0 * severity / persons
    sums[8] = 1000.0 * left / persons
    total, count = 0.0, 0
    for o in range(len(city.load)):
        if serving[o] and city.acts[o] and may_own(city.kind[o], city.tier[o]):
            total += city.load[o]
            count += 1
    sums[9] = total / count if count > 0 else 0.0
    return sums


@kernel
def may_own(kind: int, tier: int) -> bool:
    """Tell whether a body may own cases: branches, committees, offices and departments."""
    if kind == Kind.PARTY:
        return tier == COMMUNITY
    return kind == Kind.SELF_GOVERNING or (kind == Kind.GOVERNMENT and tier != CITY)
