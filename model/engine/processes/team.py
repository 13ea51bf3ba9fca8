"""Who works together on a case."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...array_types import Column, Flags, Keys, Whole
from ...compilation import kernel
from ..state import NOBODY, Communities


class Team(NamedTuple):
    """Working space of one case: deficits, which are lacking, who helps, hours of each, who was asked.

    The last four columns have a row for each body that may be asked: its row, tie, key of a draw, luck.
    """

    deficit: Column
    lacking: Flags
    active: Flags
    part: Column
    joined: Column
    hours: Column
    asked: Whole
    others: Whole
    ties: Column
    keys: Keys
    luck: Column


@kernel
def gather_team(communities: Communities) -> Team:
    """Return working space in which there is room for all whom any community may ask."""
    most = 0
    for c in range(len(communities.key)):
        here = 0
        for bodies in (communities.district_bodies, communities.street_bodies, communities.home):
            here += bodies[c, 1] - bodies[c, 0]
        most = max(most, here)
    return Team(
        np.zeros(4), np.zeros(4, np.bool_), np.zeros(4, np.bool_), np.zeros(4), np.zeros(4), np.zeros(4),
        np.full(16, NOBODY, np.int64), np.empty(most, np.int64), np.empty(most), np.empty(most, np.uint64),
        np.empty(most),
    )  # fmt: skip
