"""A branch: runs that go on from a checkpoint under rules of their own."""

from __future__ import annotations

from pathlib import Path

from ...experiments.execution.edition import count_saved_weeks
from ...model.engine.simulation import YEAR
from ..language.translations import Words
from . import consoles


def tell_weeks_before(start: Path, weeks: int, say: Words) -> None:
    """Say how many of the weeks that means are taken over were lived before the checkpoint, if any.

    Parameters
    ----------
    start : Path
        The checkpoint.
    weeks : int
        Weeks of the runs, those before the checkpoint among them.
    say : Words
    """
    done, window = count_saved_weeks(start), min(YEAR, weeks)
    shared = done - (weeks - window)
    if shared > 0:
        consoles.show(say("run.weeks_before", shared=shared, window=window, needed=done + YEAR), say)
