"""The cells of a factorial: one city for each coalition, all on the same seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ...model.parameters.settings import Settings
from ...scenarios import Text
from ...scenarios.form import Form, form_of
from ..execution.runs import replicate, run_many
from ..outcomes.expression import Expression
from ..outcomes.of_results import evaluate_run
from ..outcomes.outcome import Outcome, Window
from .factors import Player

_AT_ONCE = 1000  # runs whose weeks are held in memory together


def settings_of(coalition: int, players: Sequence[Player], settings: Settings, baseline: Settings) -> Settings:
    """Return the city in which only the members of a coalition play; all of them give `settings` themselves."""
    for place, player in enumerate(players):
        if not coalition >> place & 1:
            settings = player.absent(settings, baseline)
    return settings


@dataclass(frozen=True)
class Arm:
    """A factorial, or the part of one that the synergy needs, and what its runs gave.

    Attributes
    ----------
    name : str
        ``given``, ``budget`` or that of a control.
    coalitions : tuple of int
        Members as bits: all coalitions, or those of :func:`~.shapley.star`.
    settings : tuple of Settings
        One city for each coalition.
    finals : ndarray, shape (seeds, coalitions, indicators)
        Means of the last year, indicators in the order of their edition.
    volunteering : ndarray, shape (seeds, coalitions)
        Share of residents who volunteer, mean over all weeks.
    own : mapping of str to ndarray, shape (seeds, coalitions)
        Outcomes of your own.
    """

    name: str
    coalitions: tuple[int, ...]
    settings: tuple[Settings, ...]
    finals: NDArray[np.float64]
    volunteering: NDArray[np.float64]
    own: Mapping[str, NDArray[np.float64]] = field(default_factory=dict[str, NDArray[np.float64]])

    @property
    def complete(self) -> bool:
        """Whether every coalition was run."""
        return len(self.coalitions) == self.coalitions[-1] + 1


@dataclass(frozen=True)
class ArmPlan:
    """An arm that is yet to be run; attributes as of :class:`Arm`."""

    name: str
    coalitions: tuple[int, ...]
    settings: tuple[Settings, ...]


def count_runs(plans: Sequence[ArmPlan], replicates: int) -> int:
    """Return how many runs plans take: cells with equal settings are run once."""
    return replicates * len({settings.digest() for plan in plans for settings in plan.settings})


@dataclass(frozen=True)
class CellRuns:
    """What runs of some cities gave.

    Attributes
    ----------
    finals : ndarray, shape (cities, seeds, indicators)
    volunteering : ndarray, shape (cities, seeds)
        Share of residents who volunteer, mean over all weeks.
    own : mapping of str to ndarray, shape (cities, seeds)
        Outcomes of your own; not a number where a run has no value.
    """

    finals: NDArray[np.float64]
    volunteering: NDArray[np.float64]
    own: Mapping[str, NDArray[np.float64]] = field(default_factory=dict[str, NDArray[np.float64]])


VOLUNTEERS = "volunteers"
"""Name of the outcome that is kept of each run besides its indicators."""


def volunteer_share(form: Form) -> Outcome:
    """Return the share of residents who volunteer, as a mean over all weeks of a run."""
    title = Text(en="Residents who volunteer, all weeks", zh="志愿服务居民比例（全部周）")
    return Outcome(VOLUNTEERS, title, Expression.parse("volunteering", form.names), "mean", Window(), unit="share")


class RunCells(Protocol):
    """Runs each of some named cities on so many seeds: that of its settings and those that follow it."""

    def __call__(
        self, cities: Sequence[tuple[str, Settings]], replicates: int, outcomes: Mapping[str, Outcome], /
    ) -> CellRuns:
        """Run them, and work out these outcomes besides."""
        ...


def run_in_memory(*, workers: int = 1, check: bool = False, on_done: Callable[[], object] | None = None) -> RunCells:
    """Return what runs cities and keeps nothing of them on disk.

    Parameters
    ----------
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every week.
    on_done : callable, optional
        Called after each run.
    """

    def run(cities: Sequence[tuple[str, Settings]], replicates: int, outcomes: Mapping[str, Outcome], /) -> CellRuns:
        cases = [case for label, settings in cities for case in replicate(label, settings, replicates, check)]
        form = form_of(cases[0].settings)
        names, asked = form.names, {VOLUNTEERS: volunteer_share(form), **outcomes}
        finals = np.empty((len(cases), len(names)))
        columns = {name: np.empty(len(cases)) for name in asked}
        for first in range(0, len(cases), _AT_ONCE):
            batch = cases[first : first + _AT_ONCE]
            for place, made in enumerate(run_many(batch, workers=workers, on_done=on_done), first):
                finals[place] = [made.final[name] for name in names]
                for name, found in evaluate_run(asked, made, cases[place].settings).items():
                    columns[name][place] = found.value
        own = {name: column.reshape(len(cities), replicates) for name, column in columns.items()}
        return CellRuns(finals.reshape(len(cities), replicates, -1), own.pop(VOLUNTEERS), own)

    return run


def run_plans(
    plans: Sequence[ArmPlan], replicates: int, run: RunCells, outcomes: Mapping[str, Outcome] | None = None
) -> list[Arm]:
    """Run plans, all on the same seeds; cells with equal settings are run once.

    Parameters
    ----------
    plans : sequence of ArmPlan
    replicates : int
        Seeds: that of the settings and those that follow it.
    run : callable
        See :class:`RunCells`.
    outcomes : mapping of str to Outcome, optional
        Outcomes of your own to work out besides.
    """
    digests = [[settings.digest() for settings in plan.settings] for plan in plans]
    distinct: dict[str, tuple[str, Settings]] = {}
    for plan, row in zip(plans, digests, strict=True):
        for coalition, settings, digest in zip(plan.coalitions, plan.settings, row, strict=True):
            distinct.setdefault(digest, (f"{plan.name} {coalition}", settings))
    made = run(list(distinct.values()), replicates, outcomes or {})
    order = {digest: place for place, digest in enumerate(distinct)}
    rows = [[order[digest] for digest in row] for row in digests]
    return [
        Arm(
            plan.name,
            plan.coalitions,
            plan.settings,
            made.finals[row].swapaxes(0, 1),
            made.volunteering[row].T,
            {name: values[row].T for name, values in made.own.items()},
        )
        for plan, row in zip(plans, rows, strict=True)
    ]
