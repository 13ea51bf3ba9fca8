"""False alarms: how often the comparison alarms where nothing was changed.

The seeds of the baseline and as many fresh ones are thrown together and split at random, again and again; each split is
compared as a baseline and new runs would be, in both stages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from ..statistics.permutation import proportion_interval, shape, shift, tails
from .ensemble import Floats
from .suite import Suite
from .tiers import MEANS, SHAPES, TAILS

SPLITS = 1000
_GLANCE, _FAR = 199, 0.05


@dataclass(frozen=True, slots=True)
class Alarms:
    """False alarms: how many of how many comparisons, and the 95 % interval of their share."""

    found: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Clopper and Pearson's."""
        return proportion_interval(self.found, self.of)


def names_of(suite: Suite) -> list[tuple[str, str]]:
    """Return the cells in the order of the columns."""
    return [(name, word) for name in suite.scenarios for word in suite.indicators]


def margins_of(suite: Suite, cells: Iterable[tuple[str, str]], a: Floats) -> Floats:
    """Return the margin of each cell, (scenario, indicator), by its mean in `a`."""
    return np.array([suite.margin(word, float(a[:, place].mean())) for place, (_, word) in enumerate(cells)])


@dataclass(frozen=True, slots=True)
class Alarm:
    """What comparing two sets of values says: whether anything differs beyond luck, and whether beyond margins too."""

    significant: bool
    mattering: bool


def alarm(a: Floats, b: Floats, margins: Floats, level: float, luck: int, *, paired: bool = True) -> Alarm:
    """Compare two sets of values at the level of a stage, as :mod:`.tiers` does."""
    significant = mattering = False
    if shift(a, b, level, paired=paired, exchanges=_GLANCE, luck=luck).p.min() <= _FAR:
        means = shift(a, b, MEANS * level, paired=paired, luck=luck)
        seen = means.p <= MEANS * level
        significant = bool(seen.any())
        mattering = bool((seen & (np.abs(means.mean) > margins)).any())
    if not mattering:
        apart = np.abs(np.sort(a, axis=0) - np.sort(b, axis=0)).mean(axis=0)
        seen = shape(a, b, paired=paired, luck=luck).p <= SHAPES * level
        significant |= bool(seen.any())
        mattering = bool((seen & (apart > margins)).any())
    if not mattering:
        ends = tails(a, b, TAILS * level, paired=paired, luck=luck)
        seen = ends.p <= TAILS * level
        significant |= bool(seen.any())
        mattering = bool((seen & (np.abs(ends.difference) > margins)).any())
    return Alarm(significant, mattering)


def alarming_stage(suite: Suite, a: Floats, b: Floats, margins: Floats, luck: int) -> int:
    """Return the first stage that raises an alarm, counted from 1, or 0; a stage without its seeds is left out."""
    for stage, (number, level) in enumerate(suite.stages, start=1):
        if number <= len(a) and alarm(a[:number], b[:number], margins, level, luck, paired=suite.paired).mattering:
            return stage
    return 0


def false_alarms(
    suite: Suite,
    a: Floats,
    b: Floats,
    margins: Floats,
    splits: int = SPLITS,
    *,
    on_done: Callable[[], object] = lambda: None,
) -> tuple[Alarms, Alarms]:
    """Return how often random halves of the same runs differ beyond luck, and how often beyond margins, in any stage.

    Parameters
    ----------
    suite : Suite
    a, b : ndarray, shape (seeds, cells)
        Runs of the same model with different seeds.
    margins : ndarray
    splits : int
    on_done : callable
        Called after each split.
    """
    pool, n = np.vstack((a, b)), len(a)
    luck = np.random.default_rng(7)
    significant = mattering = 0
    for split in range(splits):
        order = luck.permutation(2 * n)
        one, other = pool[order[:n]], pool[order[n:]]
        seen = [
            alarm(one[:number], other[:number], margins, level, split, paired=suite.paired)
            for number, level in suite.stages
        ]
        significant += any(each.significant for each in seen)
        mattering += any(each.mattering for each in seen)
        on_done()
    return Alarms(significant, splits), Alarms(mattering, splits)
