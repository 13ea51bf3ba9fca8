"""Figures that no indicator shows: single cases of a drawn city, looked at week by week, kept in a journal."""

from __future__ import annotations

import hashlib
import pickle
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ...model.content import name_of
from ...model.engine.simulation import Simulation
from ...model.kernel_cache import source_digest
from ...model.parameters.settings import Settings
from ...scenarios.message import message
from ..execution.runs import RunError
from ..execution.signals import Interrupted
from ..execution.task_pool import make_all
from ..store.run_journal import RunJournal
from ..validation import ended_cases
from ..validation.pattern import Observer
from .stored_runs import RunOptions


@dataclass(frozen=True, slots=True)
class Observation:
    """A city to look at.

    Attributes
    ----------
    label : str
        Names it in messages.
    settings : Settings
    seed : int
    observer : function or None
        What looks; none: the official closing rate alone.
    """

    label: str
    settings: Settings
    seed: int
    observer: Observer | None = None

    @property
    def key(self) -> str:
        """Equal keys, equal figures; another model or another observer has another key."""
        observer = self.observer
        seen = "" if observer is None else f"{name_of(observer)} {_sources(observer.__module__)}"
        about = "\n".join((self.settings.digest(), source_digest(), seen, str(self.seed)))
        return hashlib.blake2b(about.encode(), digest_size=16).hexdigest()


@cache
def _sources(module: str) -> str:
    """Return a digest of what an observer is written in: its module, and how cases are noted."""
    texts = [Path(str(each.__file__)).read_bytes() for each in (sys.modules[module], ended_cases)]
    return hashlib.sha256(b"\n".join(texts)).hexdigest()


def look(settings: bytes, seed: int, observer: Observer | None, label: str) -> Mapping[str, float]:
    """Live through a city and return its figures, the official closing rate of the last year among them.

    Raises
    ------
    RunError
        If it fails; the message names the city and the seed.
    """
    try:
        simulation = Simulation(pickle.loads(settings), seed=seed)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore", RuntimeWarning)  # where nothing is solved no time is a number
            figures = {} if observer is None else dict(observer(simulation))
        simulation.run()
        return {**figures, "closing": float(simulation.final()["official_closing"])}
    except Exception as error:
        raise RunError(f"{label}, seed {seed}: {type(error).__name__}: {error}") from error


def observe(
    wanted: Sequence[Observation],
    folder: Path,
    options: RunOptions,
    on_done: Callable[[int, int], object] = lambda _done, _all: None,
) -> list[Mapping[str, float]]:
    """Return the figures of observations in their order; those that the folder's journal has are not made again.

    Raises
    ------
    Interrupted
        If a signal asked to stop before all were made; what was made is kept.
    RunError
        If one fails.
    StoreError
        If the folder cannot be used as it is.
    """
    keys = [each.key for each in wanted]
    with RunJournal(folder) as journal:
        todo = {key: each for key, each in zip(keys, wanted, strict=True) if key not in journal.known}
        tasks = [(pickle.dumps(each.settings), each.seed, each.observer, each.label) for each in todo.values()]
        names = dict(zip(tasks, todo, strict=True))
        done = len(keys) - len(tasks)
        for task, figures in make_all(tasks, look, options.workers):
            journal.add(names[task], {"figures": dict(figures)})
            done += 1
            on_done(done, len(keys))
            if (number := options.interrupted()) is not None and done < len(keys):
                about = {"done": done, "total": len(keys), "folder": folder}
                raise Interrupted(number, message("city_runs.interrupted", **about))
        return [journal.known[key]["figures"] for key in keys]
