"""A comparison in stages: few seeds first, as many again where they leave something open, and an end in time.

Each stage has its own part of alpha, so that a second look does not raise the chance of a false alarm. A comparison
that runs out of time knows nothing of what it has not run: it is inconclusive, and never a pass.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from .baseline import Baseline, marks_of
from .ensemble import examine, measured
from .ladder import Comparison, comparable, compared
from .suite import Suite

Progress = Callable[[int], AbstractContextManager[Callable[[], object]]]
"""Opens a progress line for so many runs, and gives what is to be called after each."""


class OutOfTime(Exception):
    """The time that was allowed is over."""


class Clock:
    """How long there is.

    Parameters
    ----------
    seconds : float or None
        From now on; None for ever.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self.until = None if seconds is None else time.monotonic() + seconds

    def watching(self, advance: Callable[[], object]) -> Callable[[], None]:
        """Return what is to be called after each run: it tells `advance`, and stops the runs when time is over."""

        def after_a_run() -> None:
            advance()
            if self.until is not None and time.monotonic() > self.until:
                raise OutOfTime

        return after_a_run


def answered(
    suite: Suite, baseline: Baseline, *, clock: Clock, progress: Progress, workers: int = 1, how: str = ""
) -> Comparison:
    """Run as many stages as it takes and compare.

    Raises
    ------
    NotComparable
        Before anything is run.
    RunError
        If a run fails or breaks an invariant.
    OutOfTime
        If not even the first stage is done in time.
    """
    comparable(suite, baseline, how)
    old = baseline.ensemble
    number = suite.stages[0][0]
    with progress(len(suite.scenarios) * number) as advance:
        runs = measured(
            suite, seeds=suite.seeds[:number], check=False, workers=workers, on_done=clock.watching(advance)
        )
    first = old.first(number).digests
    other = sum(a != b for name in first for a, b in zip(first[name], runs.digests[name], strict=True))
    if not other:
        return compared(suite, baseline, runs, how=how)
    with progress(other) as advance:
        examine(suite, old, runs, workers=workers, on_done=clock.watching(advance))
    marks = marks_of(suite)
    found = compared(suite, baseline, runs, marks, how)
    if found.failed or not found.open or len(suite.stages) == 1:
        return found
    try:
        with progress(len(suite.scenarios) * (len(suite.seeds) - number)) as advance:
            more = measured(suite, seeds=suite.seeds[number:], workers=workers, on_done=clock.watching(advance))
    except OutOfTime:
        return found.cut_short()
    return compared(suite, baseline, runs.then(more), marks, how)
