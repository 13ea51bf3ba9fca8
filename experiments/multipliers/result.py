"""What a multiplier experiment on a city found: cells, runs, and how the record shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from ...model.indicators import Indicator
from ...scenarios import Scenario
from ...scenarios.form import Form, form_of
from ...scenarios.message import count
from ..outcomes.outcome import Outcome
from ..outcomes.own_indicator import as_indicator
from ..statistics.arrays import Floats
from ..statistics.bootstrap import estimates
from . import budget
from .factorial import Arm
from .factorial_result import FactorialResult, rows_of
from .factors import Player
from .measures import WorthMeasure, choose_measures

__all__ = ["Multiplier", "rows_of"]

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class Multiplier(FactorialResult):
    """A factorial of players on common random numbers, with its arms.

    >>> from cogov.experiments import multiplier
    >>> found = multiplier("synergy", players="goals,law", replicates=2, weeks=4, controls=False)
    >>> found
    <Multiplier synergy against fragmented: goals, law; 2 seeds from 1, 4 weeks; not shown>
    >>> found.shapley.query("scale == 'log'")["player"].tolist()
    ['goals', 'law']

    ``dataclasses.replace(found, outcome="trust")`` gives the tables of another outcome without a new run.

    Attributes
    ----------
    scenario : Scenario
        The grand coalition: all players as they are there.
    baseline : Scenario
        The scenario whose rules stand where a player is absent.
    players : tuple of Player
    outcome : str
        Name of an indicator, or of an outcome of your own.
    seeds : tuple of int
    weeks : int
    arms : dict of str to Arm
        ``given`` first, then controls and what else was asked for.
    own : mapping of str to Outcome
        Outcomes of your own.
    """

    scenario: Scenario
    baseline: Scenario
    players: tuple[Player, ...]
    outcome: str
    seeds: tuple[int, ...]
    weeks: int
    arms: Mapping[str, Arm]
    own: Mapping[str, Outcome] = field(default_factory=dict[str, Outcome])

    def __repr__(self) -> str:
        about = f"{self.scenario.name} against {self.baseline.name}: {', '.join(self.names)}"
        luck = f"{count(len(self.seeds), 'seed')} from {self.seeds[0]}, {count(self.weeks, 'week')}"
        return f"<Multiplier {about}; {luck}; {self.verdict.answer.replace('_', ' ')}>"

    def _repr_html_(self) -> str:
        from ...visualization.reports.notebook import of_multiplier

        return of_multiplier(self)

    def plot(
        self, ax: Axes | None = None, *, table: Literal["contributions", "shapley", "dividends"] = "contributions"
    ) -> Axes:
        """Draw gains with their intervals (all at once) as bars with Matplotlib.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; without it on axes of a new figure.
        table : str
            ``contributions``, what each part brings alone and as the last; where every coalition was run ``shapley``,
            what is owed to each, or ``dividends``, the largest of the coalitions.

        Returns
        -------
        Axes
            To be restyled as the paper needs.

        Raises
        ------
        ImportError
            If Matplotlib is missing.
        ValueError
            If there is no such table.
        """
        from ...visualization.reports.notebook import plot_multiplier

        return plot_multiplier(self, ax, table)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the players."""
        return tuple(player.name for player in self.players)

    @property
    def seed_count(self) -> int:
        """Replicates."""
        return len(self.seeds)

    @property
    def coalitions(self) -> Mapping[str, tuple[int, ...]]:
        """The coalitions of each arm."""
        return {name: arm.coalitions for name, arm in self.arms.items()}

    @property
    def form(self) -> Form:
        """What the edition of its scenario measures."""
        return form_of(self.scenario.settings)

    @property
    def asked_measures(self) -> tuple[WorthMeasure, ...]:
        """The measure that is judged, and those beside it."""
        return choose_measures(self._declared(self.outcome), self.form.by_name)

    def _declared(self, name: str) -> Indicator:
        return as_indicator(self.own[name]) if name in self.own else self.form.by_name[name]

    def values(self, arm: str, column: str) -> Floats:
        """Return an outcome, or an indicator's means of the last year, in each cell of an arm, (seeds, coalitions)."""
        if column in self.own:
            return self.arms[arm].own[column]
        return self.arms[arm].finals[..., self.form.names.index(column)]

    def indicator_of(self, measure: WorthMeasure) -> Indicator:
        """Return what is declared about a measure's outcome."""
        return self._declared(measure.outcome)

    def is_one_city(self, arm: str) -> bool:
        """Tell whether every cell of an arm is the same by its settings."""
        cells = self.arms[arm].settings
        return all(settings == cells[0] for settings in cells)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each arm, coalition and seed.

        Columns: ``arm``, ``coalition``, ``size``, a truth value ``with_…`` for each player, ``seed`` and a column for
        each indicator (mean of the last year), and each outcome of your own.
        """
        parts: list[pd.DataFrame] = []
        for name, arm in self.arms.items():
            for place, members in enumerate(arm.coalitions):
                frame = pd.DataFrame(arm.finals[:, place], columns=list(self.form.names))
                frame = frame.assign(**{name: values[:, place] for name, values in arm.own.items()})
                head = {"arm": name, "coalition": self.coalition(members), "size": members.bit_count()}
                head |= {f"with_{player}": bool(members >> bit & 1) for bit, player in enumerate(self.names)}
                for column, value in enumerate({**head, "seed": np.array(self.seeds)}.items()):
                    frame.insert(column, *value)
                parts.append(frame)
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Each cell's outcome and hours, means over seeds.

        Columns: ``arm``, ``coalition``, ``size``, ``outcome``, ``low``, ``high``; ``beside``, the bounded index beside
        it (the outcome again where there is none); ``hours``, weekly work units of organisations and volunteers, in the
        budget-neutral arm and beside it.
        """
        parts: list[pd.DataFrame] = []
        beside = next((each for each in self.asked_measures[1:] if each.scale == "raw"), self.asked_measures[0])
        reckoned = "budget" in self.arms
        for name, arm in self.arms.items():
            result = estimates(self.values(name, self.outcome))
            hours = (
                budget.hours(arm) if reckoned and name in ("given", "budget") else np.full(len(arm.settings), np.nan)
            )
            parts.append(
                pd.DataFrame(
                    {
                        "arm": name,
                        "coalition": [self.coalition(members) for members in arm.coalitions],
                        "size": [members.bit_count() for members in arm.coalitions],
                        "outcome": result.mean,
                        "low": result.low,
                        "high": result.high,
                        "beside": self.values(name, beside.outcome).mean(axis=0),
                        "hours": hours,
                    }
                )
            )
        return pd.concat(parts, ignore_index=True)
