"""The loop of a sweep: hand out runs, take rows, keep them; the same for every engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..execution.executors import Engine, Finished
from ..execution.record import RunRecord
from ..execution.task import lost
from ..store.store import Store
from .pending import PendingRuns, RunPlace
from .plan import Plan
from .stopping import StoppingRule

ATTEMPTS = 2
"""A run whose process is killed, or hangs, so many times is set apart."""

BEAT = 0.5
"""Seconds after which the loop looks up, whether or not something has happened."""


@dataclass(slots=True)
class Tally:
    """What a driver has done so far.

    Attributes
    ----------
    ok, failed : int
        Runs with a result, and runs set apart or in error.
    lost : int
        Times a process died or hung.
    """

    ok: int = 0
    failed: int = 0
    lost: int = 0


def drive(
    plan: Plan,
    agenda: PendingRuns,
    store: Store,
    engine: Engine,
    *,
    rounds: StoppingRule | None = None,
    limit: float | None = None,
    on_change: Callable[[Tally], object] = lambda _: None,
    interrupted: Callable[[], bool] = lambda: False,
) -> Tally:
    """Make all runs of an agenda and keep their rows.

    A run that was lost is made again alone, so that it can harm no other; what is lost twice is kept as failed. When
    interrupted, nothing new is begun, and what is under way is finished and kept.

    Raises
    ------
    OSError
        If rows cannot be kept.
    RunError
        If no worker can make runs at all.
    """
    tally, names = Tally(), plan.study.form.names
    losses: dict[RunPlace, int] = {}
    suspects: deque[RunPlace] = deque()
    alone = False  # a suspect is under way

    def keep(row: RunRecord) -> None:
        store.add(row)
        tally.failed += row.failed
        tally.ok += not row.failed
        if rounds is not None:
            own = {name: each.value for name, each in row.outcomes.items()}
            final = None if row.failed else {**dict(zip(names, row.final, strict=True)), **own}
            rounds.told(row.point, row.replicate, final)

    while True:
        if not interrupted():
            if suspects and not engine.busy:
                engine.submit(plan.job(*suspects.popleft()))
                alone = True
            while not suspects and not alone and engine.room > 0 and (place := agenda.take()) is not None:
                engine.submit(plan.job(*place))
        if not engine.busy:
            break
        for happening in engine.wait(max(0.0, min(BEAT, store.due))):
            job = happening.job
            place = job.point, job.replicate
            alone = False
            if isinstance(happening, Finished):
                row = happening.row
                attempts = losses.get(place, 0) + 1
                if row.origin == "time" and attempts < ATTEMPTS:
                    losses[place] = attempts
                    suspects.append(place)
                    tally.lost += 1
                else:
                    keep(row if attempts == 1 else _after(row, attempts))
                continue
            tally.lost += 1
            losses[place] = losses.get(place, 0) + 1
            if losses[place] < ATTEMPTS:
                suspects.append(place)
            else:
                keep(lost(job, happening.origin, losses[place], limit))
        if store.due <= 0:
            store.flush()
        on_change(tally)
    store.flush()
    return tally


def _after(row: RunRecord, attempts: int) -> RunRecord:
    return replace(row, attempts=attempts)
