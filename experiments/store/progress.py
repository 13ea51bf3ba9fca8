"""How far a sweep is, by its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .commit_log import PartEntry


@dataclass(frozen=True, slots=True)
class SweepProgress:
    """How far a sweep is.

    Attributes
    ----------
    points, replicates, total : int
        Of the design; with a rule for stopping, replicates and total are upper bounds.
    ok, failed : int
        Runs with a result, and runs without.
    running : bool
        Whether a process is writing to the folder.
    rate : float or None
        Runs a second of the last process that wrote; None before its second part.
    left : float or None
        Seconds that the rest takes at that rate; None if nothing is known.
    """

    points: int
    replicates: int
    total: int
    ok: int
    failed: int
    running: bool
    rate: float | None
    left: float | None

    @property
    def complete(self) -> bool:
        """Whether each run has a row."""
        return self.ok + self.failed >= self.total


def progress(entries: Sequence[PartEntry], points: int, replicates: int, running: bool) -> SweepProgress:
    """Return how far a sweep of so many points and replicates is."""
    done: dict[tuple[int, int], bool] = {}
    for entry in entries:
        done |= {(point, replicate): done.get((point, replicate), False) for point, replicate, _ in entry.failed}
        done |= {(point, replicate): True for point, replicate, _ in entry.ok}
    ok, total, rate = sum(done.values()), points * replicates, _rate(entries)
    left = max(0, total - len(done)) / rate if rate else None
    return SweepProgress(points, replicates, total, ok, len(done) - ok, running, rate, left)


def _rate(entries: Sequence[PartEntry]) -> float | None:
    """Return runs a second of the process that wrote last, between its first and its last part."""
    if not entries:
        return None
    driver = entries[-1].runs.split("-")[1]
    own = [entry for entry in entries if entry.runs.split("-")[1] == driver]
    span = own[-1].time - own[0].time
    runs = sum(len(entry.ok) + len(entry.failed) for entry in own[1:])
    return runs / span if span > 0 and runs else None
