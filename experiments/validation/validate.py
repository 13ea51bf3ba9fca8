"""Run the patterns P1 to P12 and say which of them the model shows.

All runs of all patterns are made at once, each only once however many patterns look at it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ...scenarios import from_library
from ..execution.runs import RunError, RunResult, replicate, resolve_scenario, run_many, seeds
from . import PATTERNS, Pattern, PatternArm, PatternRole, PatternVerdict, Runs, Watch, judge

SEED = 1
"""Luck of the first replicate."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What the runs say of the patterns.

    Attributes
    ----------
    verdicts : tuple of PatternVerdict
        In the order of the patterns.
    seeds : tuple of int
    """

    verdicts: tuple[PatternVerdict, ...]
    seeds: tuple[int, ...]

    def count(self, mark: str, role: PatternRole | None = None) -> int:
        """Return how many patterns have a mark: of all, or of those with a role."""
        return sum(verdict.mark == mark and role in (None, verdict.pattern.role) for verdict in self.verdicts)

    def frame(self) -> pd.DataFrame:
        """Return one row for each criterion.

        Columns: ``pattern``, ``role``, ``mark`` (of the pattern), ``criterion``, ``wanted_low``, ``wanted_high``
        (infinite where there is no such end), ``n``, ``value``, ``low``, ``high`` and ``met``.
        """
        return pd.DataFrame(
            [
                {
                    "pattern": verdict.pattern.key,
                    "role": verdict.pattern.role,
                    "mark": verdict.mark,
                    "criterion": finding.criterion.key,
                    "wanted_low": finding.criterion.low,
                    "wanted_high": finding.criterion.high,
                    "n": finding.n,
                    "value": finding.value,
                    "low": finding.low,
                    "high": finding.high,
                    "met": finding.met,
                }
                for verdict in self.verdicts
                for finding in verdict.findings
            ]
        )


def arms(patterns: Sequence[Pattern]) -> tuple[PatternArm, ...]:
    """Return the arms that patterns need, each once."""
    return tuple(dict.fromkeys(arm for pattern in patterns for arm in pattern.arms))


def watches(patterns: Sequence[Pattern]) -> tuple[Watch, ...]:
    """Return the watched arms that patterns need, each once."""
    return tuple(dict.fromkeys(watch for pattern in patterns for watch in pattern.watched))


def steps(patterns: Sequence[Pattern], replicates: int) -> int:
    """Return how many runs :func:`validate` makes."""
    return replicates * (len(arms(patterns)) + len(watches(patterns)))


def validate(
    patterns: Sequence[Pattern] = PATTERNS,
    *,
    replicates: int = 20,
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
) -> Validation:
    """Run patterns and judge them.

    Parameters
    ----------
    patterns : sequence of Pattern
    replicates : int
        Runs of each arm, with the seeds 1, 2, …; at least 2.
    workers : int
        Processes to run on; results do not depend on it.
    on_done : callable, optional
        Called after each run.

    Raises
    ------
    ValueError
        With fewer than two replicates.
    RunError
        If a run fails.
    """
    if replicates < 2:
        raise ValueError(f"replicates is {replicates}; an interval needs at least 2")
    needed, lucks = arms(patterns), seeds(SEED, replicates)
    cases = [
        case
        for arm in needed
        for case in replicate(
            arm.scenario,
            resolve_scenario(from_library(arm.scenario), seed=SEED, changes=arm.changes).settings,
            replicates,
        )
    ]  # fmt: skip
    made = run_many(cases, workers=workers, on_done=on_done)
    by_arm: dict[PatternArm, list[RunResult]] = {
        arm: made[place * replicates : (place + 1) * replicates] for place, arm in enumerate(needed)
    }
    figures: dict[Watch, list[Mapping[str, float]]] = {}
    for watch in watches(patterns):
        figures[watch] = []
        for seed in lucks:
            figures[watch].append(_observe(watch, seed))
            if on_done is not None:
                on_done()
    runs = Runs(by_arm, figures)
    return Validation(tuple(judge(pattern, runs) for pattern in patterns), lucks)


def _observe(watch: Watch, seed: int) -> Mapping[str, float]:
    try:
        return watch.observer(watch.arm, seed)
    except Exception as error:
        raise RunError(f"{watch.arm.scenario}, seed {seed}: {type(error).__name__}: {error}") from error
