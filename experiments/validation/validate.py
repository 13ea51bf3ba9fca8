"""Run the patterns and say which of them the model shows.

All runs of all patterns are made at once, each only once however many patterns look at it. In a folder each is kept as
it is made, so that the same call goes on where another one ended, however that was.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from ...model.content import name_of
from ...model.engine.simulation import Simulation
from ...model.indicators import NAMES
from ...model.kernel_cache import source_digest
from ...scenarios import load
from ..execution.runs import RunError, seeds
from ..execution.task_pool import make_all
from ..store.run_journal import RunJournal
from . import PATTERNS, Observed, Pattern, PatternArm, PatternRole, PatternVerdict, Runs, ended_cases, judge

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
        (infinite where there is no such end), ``n``, ``value``, ``low``, ``high``, ``null`` (of the null model; NaN
        where it says nothing of it), ``inside``, ``trivial`` and ``met``.
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
                    "null": float("nan") if finding.null is None else finding.null.value,
                    "inside": finding.inside,
                    "trivial": finding.trivial,
                    "met": finding.met,
                }
                for verdict in self.verdicts
                for finding in verdict.findings
            ]
        )


def arms(patterns: Sequence[Pattern]) -> tuple[PatternArm, ...]:
    """Return the arms that patterns need, each once."""
    return tuple(dict.fromkeys(arm for pattern in patterns for arm in pattern.arms))


def steps(patterns: Sequence[Pattern], replicates: int) -> int:
    """Return how many runs :func:`validate` makes."""
    return replicates * len(arms(patterns))


def validate(
    patterns: Sequence[Pattern] = PATTERNS,
    *,
    replicates: int = 20,
    workers: int = 1,
    out: Path | None = None,
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
    out : Path, optional
        Folder in which runs are kept as they are made, and found again. Without it they are kept in memory only.
    on_done : callable, optional
        Called after each run, also of those that were found.

    Raises
    ------
    ValueError
        With fewer than two replicates.
    RunError
        If a run fails.
    StoreError
        If the folder cannot be used as it is.
    """
    if replicates < 2:
        raise ValueError(f"replicates is {replicates}; an interval needs at least 2")
    needed, lucks = arms(patterns), seeds(SEED, replicates)
    keys = {(arm, seed): key for arm in needed for seed, key in zip(lucks, run_keys(arm, lucks), strict=True)}
    with nullcontext() if out is None else RunJournal(out) as journal:
        known: dict[str, dict[str, Any]] = {} if journal is None else journal.known
        made = {place: _read(known[key]) for place, key in keys.items() if key in known}
        for _ in made:
            if on_done is not None:
                on_done()
        for place, run in make_all([place for place in keys if place not in made], make_run, workers):
            made[place] = run
            if journal is not None:
                journal.add(keys[place], asdict(run))
            if on_done is not None:
                on_done()
    runs = Runs({arm: [made[arm, seed] for seed in lucks] for arm in needed})
    return Validation(tuple(judge(pattern, runs) for pattern in patterns), lucks)


def run_keys(arm: PatternArm, seeds: Sequence[int]) -> list[str]:
    """Return the keys of runs: equal keys, equal results; another model or another observer has another key."""
    settings = load(_source(arm), changes=arm.changes).settings
    observer = "" if arm.observer is None else f"{name_of(arm.observer)} {_sources(arm.observer.__module__)}"
    about = "\n".join((settings.digest(), source_digest(), ",".join(arm.keeps), observer))
    return [hashlib.blake2b(f"{about}\n{seed}".encode(), digest_size=16).hexdigest() for seed in seeds]


@cache
def _sources(module: str) -> str:
    """Return a digest of what an observer is written in: its module, and how cases are noted."""
    texts = [Path(str(each.__file__)).read_bytes() for each in (sys.modules[module], ended_cases)]
    return hashlib.sha256(b"\n".join(texts)).hexdigest()


def _source(arm: PatternArm) -> str | Path:
    return Path(arm.scenario) if arm.scenario.endswith(".toml") else arm.scenario


def _read(entry: dict[str, Any]) -> Observed:
    series = {name: tuple(values) for name, values in entry["series"].items()}
    return Observed(entry["final"], series, entry["figures"])


def make_run(arm: PatternArm, seed: int) -> Observed:
    """Make a run of an arm.

    Raises
    ------
    RunError
        If it fails; the message names scenario and seed.
    """
    try:
        settings = load(_source(arm), changes=arm.changes).settings
        simulation = Simulation(settings, seed=seed)
        figures = {} if arm.observer is None else dict(arm.observer(simulation))
        simulation.run()
        series = {name: tuple(simulation.series[:, NAMES.index(name)].tolist()) for name in arm.keeps}
        return Observed(simulation.final(), series, figures)
    except Exception as error:
        raise RunError(f"{arm.scenario}, seed {seed}: {type(error).__name__}: {error}") from error
