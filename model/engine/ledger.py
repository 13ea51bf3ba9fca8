"""What happened, counted week by week."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from ..array_types import Column, Whole

WINDOW = 13
"""Weeks that "recent" looks back, the present one included."""


class Count(IntEnum):
    """Columns of the ledger of counts. Those from DUE on are entered in the week in which a deadline falls."""

    BORN = 0
    REPORTS = 1
    PROACTIVE = 2
    SOUGHT = 3
    ACCEPTED = 4
    REQUESTS = 5
    JOINED = 6
    MEETINGS = 7
    ADOPTED = 8
    MATTERS = 9
    MATTERS_PASSED = 10
    RESOLVED = 11
    RESOLVED_BY_REPORT = 12
    PAPER = 13
    LAPSED = 14
    LAPSED_OPEN = 15
    HOPS = 16
    PASSED_ON = 17
    JOINT = 18
    ON_THE_SPOT = 19
    DUE = 20
    DUE_MET = 21
    CASE_DUE = 22
    CASE_DUE_MET = 23
    FIRST_DUE = 24
    FIRST_DUE_MET = 25


class WeekTally(IntEnum):
    """Sums of the present week."""

    DONE = 0
    APPLIED = 1
    POOLED = 2
    TAKEN = 3
    GRUDGE = 4


class Ledger(NamedTuple):
    """What happened: counts week by week, durations of the last weeks by age, sums of the present week."""

    counts: Whole
    durations: Whole
    tally: Column
