"""Who works together on a case."""

from __future__ import annotations

from typing import NamedTuple

from ...array_types import Column, Flags, Whole


class Team(NamedTuple):
    """Working space of one case: deficits, which are lacking, who helps, hours of each, who was asked."""

    deficit: Column
    lacking: Flags
    active: Flags
    part: Column
    joined: Column
    hours: Column
    asked: Whole
