"""Trying values: those of the search, and further ones that refinement and profiles ask for; none is run twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...scenarios.message import message
from .evaluation import Evaluation
from .journal import Journal
from .task import Point, Task

Phase = Literal["search", "refine", "profile", "check"]


class Halted(Exception):
    """The calibration was asked to stop before it was done; what was tried is kept."""

    def __init__(self, trials: int) -> None:
        super().__init__(message("calibration.stopped", count=trials))
        self.trials = trials


@dataclass(frozen=True, slots=True)
class SearchStage:
    """How far a calibration is.

    Attributes
    ----------
    phase : str
    done, most : int
        Trials, and how many there will be at most.
    best : float
        The least misfit so far.
    """

    phase: Phase
    done: int
    most: int
    best: float


class Search:
    """All that is tried.

    Parameters
    ----------
    task : Task
    journal : Journal
        Where it is kept, and what there is already.
    run : callable
        Runs the model at a point; takes the number of the trial, too.
    on_change, interrupted : callable
        Told the stage after each trial; asked before each whether to stop.

    Attributes
    ----------
    tried : list of (str, Evaluation)
        In the order in which it was asked for, which no interruption changes.
    """

    def __init__(
        self,
        task: Task,
        journal: Journal,
        run: Callable[[Point, int], Evaluation],
        on_change: Callable[[SearchStage], object] = lambda _: None,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> None:
        self.task, self._journal, self._run = task, journal, run
        self._on_change, self._interrupted = on_change, interrupted
        self.tried: list[tuple[Phase, Evaluation]] = []
        self._seen: dict[Point, Evaluation] = {}
        self._phase: Phase = "search"
        self._left = most(task)

    @property
    def evaluations(self) -> list[Evaluation]:
        """All trials in which no run failed."""
        return [result for _, result in self.tried if not result.failed]

    @property
    def best(self) -> Evaluation:
        """The trial of the least misfit, the first of several."""
        return min(self.evaluations, key=lambda result: result.misfit)

    def sample(self) -> None:
        """Make the trials of the search."""
        task = self.task
        same_luck = task.search.method != "abc"
        for result in self._journal.trials[: task.search.trials]:
            self._take("search", result)
        while len(self._journal.trials) < task.search.trials:
            self._stop_if_asked()
            number = len(self._journal.trials)

            def evaluate(point: Point, number: int = number) -> Evaluation:
                return (same_luck and self._seen.get(point)) or self._run(point, number)

            if task.search.method == "tpe":
                result = self._journal.propose(evaluate)
            else:
                result = evaluate(task.point(self._shares(number)))
                self._journal.add(result, search=True)
            self._take("search", result)

    def _shares(self, number: int) -> list[float]:
        """Return the shares of the ranges at which a trial of an even or of a random search is."""
        seed, dimensions = self.task.search.seed, len(self.task.parameters)
        if self.task.search.method == "abc":
            return np.random.default_rng((seed, number)).random(dimensions).tolist()
        from scipy.stats import qmc

        sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
        if number:  # going forward by nothing is an error
            sequence.fast_forward(number)
        return sequence.random(1)[0].tolist()

    def at(self, point: Point, phase: Phase) -> Evaluation:
        """Return what the model gives at a point, running it if that is not known."""
        if point in self._seen:
            return self._seen[point]
        result = self._journal.further(point)
        if result is None:
            self._stop_if_asked()
            result = self._run(point, self.task.search.trials)
            self._journal.add(result, search=False)
        self._take(phase, result)
        return result

    def enter(self, phase: Phase, most: int) -> None:
        """Say that a phase begins, and how many trials are left at most."""
        self._phase, self._left = phase, most
        self._tell()

    def _take(self, phase: Phase, result: Evaluation) -> None:
        self.tried.append((phase, result))
        self._seen.setdefault(result.point, result)
        self._left = max(0, self._left - 1)
        self._tell()

    def _tell(self) -> None:
        best = min((result.misfit for _, result in self.tried), default=float("inf"))
        self._on_change(SearchStage(self._phase, len(self.tried), len(self.tried) + self._left, best))

    def _stop_if_asked(self) -> None:
        if self._interrupted():
            raise Halted(len(self.tried))


def most(task: Task) -> int:
    """Return how many trials a calibration takes at most."""
    search, profile, free = task.search, task.profile, len(task.parameters)
    if search.method == "abc":
        return search.trials + 1
    each = 1 + (profile.inner if free > 1 else 0)
    return search.trials + search.refine + free * 2 * profile.points * each
