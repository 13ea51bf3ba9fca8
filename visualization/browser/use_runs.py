"""Runs for a page: asked when the setup changes, dropped when it changes again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from reacton import use_memo, use_ref

from ...experiments.execution.runs import seeds, with_seed
from ...model.parameters.settings import Settings
from .hooks import use_background, use_state
from .opening import SHOWN, runs_as_shipped
from .run_cache import CachedRun, TooLarge, course
from .serving.presence import visitor

REST = 0.35
"""Seconds that a hand rests before replicates are made."""

REPLICATES = 12
"""Paired runs that a band rests on."""

SPREAD = (0.1, 0.5, 0.9)
"""Low edge, line and high edge of what is drawn of replicates: as in a comparison's report."""

WeekValues = NDArray[np.float64]

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
    shipped : bool
        Whether they were made beforehand, so that of their weeks only one indicator is known; see :mod:`.opening`.
    """

    courses: tuple[CachedRun, ...] = ()
    replicates: tuple[tuple[CachedRun, ...], ...] = ()
    busy: bool = False
    problem: TooLarge | None = None
    shipped: bool = False

    def spread(self, place: int, name: str) -> tuple[WeekValues, WeekValues, WeekValues] | None:
        """Return low edge (10 %), median and high edge (90 %) of an indicator over replicates; None without any."""
        if not self.replicates or len(self.replicates[place]) < 2 or (self.shipped and name != SHOWN):
            return None
        low, middle, high = np.quantile([run.of(name) for run in self.replicates[place]], SPREAD, axis=0)
        return low, middle, high


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
                    made[place].append(await course(with_seed(settings, seed), patient=True))
                if number % _SHOWN == 0 or number == replicates:
                    set_band((key, tuple(tuple(row) for row in made)))
        except TooLarge:
            return

    before = use_ref(PageRuns(busy=True))  # what was shown before anything was run
    asked = use_background(ask, key)
    use_background(repeat, key, replicates)
    if asked is None:
        kept = runs_as_shipped()
        rows = tuple(kept.get(digest, ()) for digest in key)
        if all(rows):
            before.current = PageRuns(tuple(row[0] for row in rows), rows, busy=True, shipped=True)
        return before.current
    shown, result = asked
    if isinstance(result, TooLarge):
        return PageRuns(problem=result, busy=shown != key)
    made_for, rows = band
    if made_for != shown and all(digest in runs_as_shipped() for digest in shown):
        return PageRuns(result, tuple(runs_as_shipped()[digest] for digest in shown), shown != key, shipped=True)
    return PageRuns(result, rows if made_for == shown else (), shown != key)
