"""Runs for a page: asked when the setup changes, dropped when it changes again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from reacton import use_memo

from ...experiments.execution.runs import seeds, with_seed
from ...model.parameters.settings import Settings
from .hooks import use_background, use_state
from .run_cache import CachedRun, TooLarge, course
from .serving.presence import visitor

REST = 0.35
"""Seconds that a hand rests before replicates are made."""

REPLICATES = 12
"""Paired runs that a band rests on."""

_SHOWN = 4  # replicates between two drawings of the band


Band = tuple[tuple[str, ...], tuple[tuple[CachedRun, ...], ...]]
"""Digests of some settings, and their replicates so far."""

_NONE: Band = ((), ())


@dataclass(frozen=True, eq=False)
class PageRuns:
    """What is known of some cities so far.

    Attributes
    ----------
    courses : tuple of CachedRun
        One for each setting; empty until the first is done.
    replicates : tuple of tuple of CachedRun
        For each setting its replicates so far, of the same seeds; empty while the hand moves.
    busy : bool
        Whether the courses shown are of an earlier setup.
    problem : TooLarge or None
        Why there is no run.
    """

    courses: tuple[CachedRun, ...] = ()
    replicates: tuple[tuple[CachedRun, ...], ...] = ()
    busy: bool = False
    problem: TooLarge | None = None


def use_courses(cities: Sequence[Settings], *, replicates: int = REPLICATES) -> PageRuns:
    """Return the runs of these settings, and replicates once nothing has changed for a while (a hook).

    Nothing here blocks the page: until the new runs are there, the old ones are returned, marked as busy.
    """
    key = tuple(settings.digest() for settings in cities)
    band, set_band = use_state(_NONE)
    me = use_memo(visitor, [])

    async def ask() -> tuple[tuple[str, ...], tuple[CachedRun, ...] | TooLarge]:
        try:
            return key, tuple([await course(settings) for settings in cities])
        except TooLarge as problem:
            return key, problem

    async def repeat() -> None:
        await asyncio.sleep(REST)
        made: list[list[CachedRun]] = [[] for _ in cities]
        try:
            for number, seed in enumerate(seeds(cities[0].run.seed, replicates), start=1):
                if not me.here:
                    return
                for place, settings in enumerate(cities):
                    made[place].append(await course(with_seed(settings, seed)))
                if number % _SHOWN == 0 or number == replicates:
                    set_band((key, tuple(tuple(row) for row in made)))
        except TooLarge:
            return

    asked = use_background(ask, key)
    use_background(repeat, key, replicates)
    if asked is None:
        return PageRuns(busy=True)
    shown, result = asked
    if isinstance(result, TooLarge):
        return PageRuns(problem=result, busy=shown != key)
    made_for, rows = band
    return PageRuns(result, rows if made_for == shown else (), shown != key)
