"""A comparison in stages: few seeds first, as many again where they leave something open, and an end in time.

Each stage has its own part of alpha, so that a second look does not raise the chance of a false alarm. A comparison
that runs out of time knows nothing of what it has not run: it is inconclusive, and never a pass.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from .baseline import Baseline, marks_of
from .comparison import BaselineComparison
from .ensemble import Ensemble, differing, examine, run_ensemble
from .ensemble_result import Known
from .journal import SuiteJournal
from .standing import standing
from .suite import Suite
from .tiers import compare_with_baseline

ProgressFactory = Callable[[int], AbstractContextManager[Callable[[], object]]]
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


def run_stages(
    suite: Suite,
    baseline: Baseline,
    *,
    clock: Clock,
    progress: ProgressFactory,
    workers: int = 1,
    how: str = "",
    known: Known | None = None,
    journal: SuiteJournal | None = None,
) -> BaselineComparison:
    """Run as many stages as it takes and compare.

    Parameters
    ----------
    suite : Suite
    baseline : Baseline
    clock, progress, workers
        How long there is, what is shown, and how many processes.
    how : str
        What stands between ``cogov regress`` and its options, for messages.
    known : dict, optional
        Results of parts of the suite, examined already.
    journal : SuiteJournal, optional
        Where results are kept as they come.

    Raises
    ------
    NotComparable
        Before anything is run.
    RunError
        If a run fails or breaks an invariant.
    OutOfTime
        If not even the first stage is done in time.
    """
    stands = standing(suite, baseline, how)
    fitted, old = stands.suite, stands.baseline.ensemble
    done = known or {}
    number = fitted.stages[0][0]

    def make(seeds: tuple[int, ...], check: bool) -> Ensemble:
        missing = sum((name, seed) not in done for name in fitted.scenarios for seed in seeds)
        with progress(missing) as advance:
            return run_ensemble(
                fitted,
                seeds=seeds,
                check=check,
                known=done,
                journal=journal,
                workers=workers,
                on_done=clock.watching(advance),
            )

    runs = make(fitted.seeds[:number], check=False)
    others = differing(fitted, old.first(number), runs)
    if not others:
        return compare_with_baseline(suite, baseline, runs, how=how)
    unseen = [pair for pair in others if pair not in done]
    with progress(len(unseen)) as advance:
        examine(fitted, unseen, journal=journal, workers=workers, on_done=clock.watching(advance))
    marks = marks_of(fitted)
    result = compare_with_baseline(suite, baseline, runs, marks, how)
    if result.failed or not result.open or len(fitted.stages) == 1:
        return result
    try:
        more = make(fitted.seeds[number:], check=True)
    except OutOfTime:
        return result.truncate()
    return compare_with_baseline(suite, baseline, runs.then(more), marks, how)
