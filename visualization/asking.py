"""Runs for a page: asked when the setup changes, dropped when it changes again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from reacton import use_memo

from ..experiments.runs import seeds
from ..model.settings import Settings
from .desk import Course, TooLarge, course
from .hooks import use_background, use_state
from .serving.presence import visitor

REST = 0.35
"""Seconds that a hand rests before replicates are made."""

REPLICATES = 12
"""Paired runs that a band rests on."""

_SHOWN = 4  # replicates between two drawings of the band


Band = tuple[tuple[str, ...], tuple[tuple[Course, ...], ...]]
"""Digests of some settings, and their replicates so far."""

_NONE: Band = ((), ())


@dataclass(frozen=True, eq=False)
class Asked:
    """What is known of some cities so far.

    Attributes
    ----------
    courses : tuple of Course
        One for each setting; empty until the first is done.
    replicates : tuple of tuple of Course
        For each setting its replicates so far, of the same seeds; empty while the hand moves.
    busy : bool
        Whether the courses shown are of an earlier setup.
    problem : TooLarge or None
        Why there is no run.
    """

    courses: tuple[Course, ...] = ()
    replicates: tuple[tuple[Course, ...], ...] = ()
    busy: bool = False
    problem: TooLarge | None = None


def reseeded(settings: Settings, seed: int) -> Settings:
    """Return settings with other luck."""
    return settings.model_copy(update={"run": settings.run.model_copy(update={"seed": seed})})


def use_courses(cities: Sequence[Settings], *, replicates: int = REPLICATES) -> Asked:
    """Return the runs of these settings, and replicates once nothing has changed for a while (a hook).

    Nothing here blocks the page: until the new runs are there, the old ones are returned, marked as busy.
    """
    key = tuple(settings.digest() for settings in cities)
    band, set_band = use_state(_NONE)
    me = use_memo(visitor, [])

    async def ask() -> tuple[tuple[str, ...], tuple[Course, ...] | TooLarge]:
        try:
            return key, tuple([await course(settings) for settings in cities])
        except TooLarge as problem:
            return key, problem

    async def repeat() -> None:
        await asyncio.sleep(REST)
        made: list[list[Course]] = [[] for _ in cities]
        try:
            for number, seed in enumerate(seeds(cities[0].run.seed, replicates), start=1):
                if not me.here:
                    return
                for place, settings in enumerate(cities):
                    made[place].append(await course(reseeded(settings, seed)))
                if number % _SHOWN == 0 or number == replicates:
                    set_band((key, tuple(tuple(row) for row in made)))
        except TooLarge:
            return

    asked = use_background(ask, key)
    use_background(repeat, key, replicates)
    if asked is None:
        return Asked(busy=True)
    shown, found = asked
    if isinstance(found, TooLarge):
        return Asked(problem=found, busy=shown != key)
    made_for, rows = band
    return Asked(found, rows if made_for == shown else (), shown != key)
