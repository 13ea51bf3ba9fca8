"""All that is told of why two scenarios differ, from runs that whoever asks makes in a way of her own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...scenarios import Scenario
from ..execution.course import AwaitedRun
from .decomposition import Contribution, contributions
from .divergence import Divergence, find_divergence
from .logged_scenario import LoggedScenario
from .pieces import PieceUnit
from .waterfall import Waterfall, plan_waterfall

SIDE_BY_SIDE = 8
"""Weeks that two cities live side by side to see where they part; rules in force from the start show within one."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of why two scenarios differ.

    Attributes
    ----------
    before, after : LoggedScenario
    waterfall : Waterfall
        What each piece of the change brought.
    contributions : tuple of Contribution
        Of each component of the index to the difference in effectiveness.
    divergence : Divergence
        Where the first pair of runs parts.
    pairs, of : int
        Pairs of runs that it rests on, and those that are wanted.
    """

    before: LoggedScenario
    after: LoggedScenario
    waterfall: Waterfall
    contributions: tuple[Contribution, ...]
    divergence: Divergence
    pairs: int
    of: int


async def explain(
    before: Scenario,
    after: Scenario,
    *,
    stages: Sequence[int],
    run: AwaitedRun,
    pause: Callable[[], Awaitable[object]],
    unit: PieceUnit = "section",
) -> AsyncIterator[Explanation]:
    """Yield why two scenarios differ, from few pairs of runs and then from more.

    Parameters
    ----------
    before, after : Scenario
        Of one length.
    stages : sequence of int
        Numbers of pairs at which to tell, ascending; the last is what is wanted.
    run : callable
        Makes a run; what it raises ends the work.
    pause : callable
        Awaited now and then, so that the work can be cancelled there.
    unit : {"section", "institution"}
        How fine the rules are taken apart.
    """
    plan = plan_waterfall(before.settings, after.settings, replicates=stages[-1], unit=unit)
    chains: list[list[NDArray[np.float64]]] = []
    divergence: Divergence | None = None
    for pair in range(stages[-1]):
        chains.append([(await run(settings)).series for settings in plan.chain(pair)])
        if pair + 1 not in stages:
            continue
        one = LoggedScenario(before, tuple(chain[0] for chain in chains))
        other = LoggedScenario(after, tuple(chain[-1] for chain in chains))
        divergence = divergence or await _part(before, after, pause)
        yield Explanation(
            one, other, plan.waterfall(chains), contributions(one.runs, other.runs, after.settings.behaviour.index),
            divergence, pair + 1, stages[-1],
        )  # fmt: skip


async def _part(before: Scenario, after: Scenario, pause: Callable[[], Awaitable[object]]) -> Divergence:
    """Return where the two part: at the start, or around the first week in which something happens."""
    events = (*before.settings.events, *after.settings.events)
    first = min((event.week for event in events if event.week is not None), default=0)
    return await find_divergence(before.settings, after.settings, weeks=first + SIDE_BY_SIDE, pause=pause)
