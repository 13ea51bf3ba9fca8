"""What an analysis finds, in numbers: one frozen record for each method.

Sentences on a record stand in :mod:`cogov.visualization.narratives.analysis`, its picture in
:mod:`cogov.visualization.charts.analysis`. A record shows itself through one module, that of notebooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ...model.indicators import BY_NAME, Indicator
from ..statistics.arrays import Floats
from .dataset import Both, Table
from .layout import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .estimation import Refusal

Row = Mapping[str, Any]
"""A row of a table, by column."""

Combinations = Mapping[str, Mapping[str, Any]]
"""Policies or states by name, as values of their factors."""


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Finding:
    """What every record of an analysis holds.

    Attributes
    ----------
    method, outcome, study : str
    titles : dict
        What the study calls its factors, in each language.
    tables : dict of str to DataFrame
        The one that matters most first.
    points, replicates, designs : int
        How many points the study has, how often each is repeated, and of how many designs it is crossed.
    gaps : int
        Runs without a result.
    stale : int
        Runs of other code or another scenario.
    measured : Indicator or None
        What is declared about the outcome, by the model or by the study; without it, what the first edition declares.
    undefined : mapping
        Runs that have a result and no value of the outcome, by why.
    lacking : tuple of str
        Factors of which fewer than two levels have results.
    """

    method: str
    outcome: str
    study: str
    titles: Mapping[str, Both]
    points: int
    replicates: int
    designs: int
    gaps: int
    stale: int
    measured: Indicator | None = None
    undefined: Mapping[str, int] = field(default_factory=dict[str, int])
    lacking: tuple[str, ...] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict[str, pd.DataFrame])

    @property
    def indicator(self) -> Indicator:
        """What is declared about the outcome."""
        return self.measured or BY_NAME[self.outcome]

    @property
    def direction(self) -> float:
        """1 if more of the outcome is a gain, -1 if less is."""
        return -1.0 if self.indicator.better < 0 else 1.0

    @property
    def verdict(self) -> Both:
        """What the record says, in one sentence that can be "no", in each language."""
        from ...visualization.reports.notebook import verdict_of

        return verdict_of(self)

    @property
    def notes(self) -> tuple[Both, ...]:
        """What to be careful about, in each language."""
        from ...visualization.reports.notebook import notes_of

        return notes_of(self)

    def __repr__(self) -> str:
        return f"<Finding {self.method} of {self.outcome} in {self.study}: {self.verdict['en']}>"

    def _repr_html_(self) -> str:
        from ...visualization.reports.notebook import of_finding

        return of_finding(self)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the picture with Matplotlib, and return its axes, for a paper to restyle.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; on a new figure if not given.

        Raises
        ------
        ImportError
            If Matplotlib is not installed; the message names the extra that brings it.
        ValueError
            If the record has no picture: no factor moves the outcome.
        """
        from ...visualization.reports.notebook import plot_finding

        return plot_finding(self, ax)


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class ConstantOutcome(Finding):
    """An outcome that no factor moves at all, between `low` and `high` (rounding apart, and from seed to seed)."""

    low: float
    high: float


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class MainEffects(Finding):
    """Main effects; tables ``factors`` and ``levels``.

    Attributes
    ----------
    shown : int
        Factors that move the outcome by more than luck.
    refused : tuple of Refusal
        About which factors nothing can be said, and why.
    """

    shown: int
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class OneAtATime(Finding):
    """Curves around a point; table ``curves``.

    Attributes
    ----------
    point : int
        In the middle.
    factors : tuple of str
        That are moved alone.
    farthest : mapping
        The row of the greatest difference, of those that are shown if any is.
    shown, known : bool
        Whether any difference is more than luck, and whether luck can be told.
    """

    point: int
    factors: tuple[str, ...]
    farthest: Row
    shown: bool
    known: bool


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Screening(Finding):
    """Morris's elementary effects; table ``effects``.

    Attributes
    ----------
    trajectories : int
    shown : int
        Factors that move the outcome by more than luck.
    small : int
        Factors that move it by less than a tenth of the greatest.
    bent : int
        Factors whose direction depends on the others.
    """

    trajectories: int
    shown: int
    small: int
    bent: int


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class VarianceShares(Finding):
    """Sobol' indices; tables ``indices`` (the dummy last) and, with second order, ``pairs``.

    Attributes
    ----------
    base_rows : int
    distinct : int
        Factors that are told from luck and from the dummy.
    unconverged : tuple of str
        Factors whose index is not to be quoted with two digits.
    luck_share : float or None
        Luck's share of the variance of a single run; None with a single replicate.
    """

    base_rows: int
    distinct: int
    unconverged: tuple[str, ...]
    luck_share: float | None


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class ScenarioBox(Finding):
    """The box in which bad outcomes gather; tables ``box`` and ``trajectory``.

    Attributes
    ----------
    border : float
        Outcomes worse than this are bad.
    declared : bool
        Whether that was given, and not taken from these points.
    cases, judged, missing : int
        Bad points, points with a result, and points without.
    base, coverage, density : float
        Share of bad points among all, share of the bad ones in the box, share of the box's that are bad.
    """

    border: float
    declared: bool
    cases: int
    judged: int
    missing: int
    base: float
    coverage: float
    density: float


RankingDoubt = Literal["resamples", "weights", "units"]


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PolicyRanking(Finding):
    """Policies by regret; tables ``policies`` (the best first) and ``states``.

    Attributes
    ----------
    doubts : tuple of str
        Why the first is not surely the most robust: ``resamples``, in which it is first too seldom; ``weights``, the
        same under other index weights; ``units``, over which it does not beat each other one. Empty if it surely is.
    threshold : float
        What satisfies.
    declared : bool
        Whether that was given, and not the mean of all.
    draws : int
        Of index weights; 0 if none were drawn.
    rivals : tuple of str
        The best by regret and those that are best by other measures; empty if all agree.
    policies, states : mapping
    """

    doubts: tuple[RankingDoubt, ...]
    threshold: float
    declared: bool
    draws: int
    rivals: tuple[str, ...]
    policies: Combinations
    states: Combinations


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PhaseMap(Finding):
    """The outcome over two factors; tables ``cells`` and, where policies meet states, ``best``.

    Attributes
    ----------
    row, column : str
        The two factors.
    row_levels, column_levels : tuple of str
    structures : tuple of str
        How the two stand in the design.
    highest, lowest : mapping
        Cells.
    known, above, below : int
        Cells with a result, and those above and below the overall mean by more than luck.
    policies, states : mapping
        Of the table ``best``.
    """

    row: str
    column: str
    row_levels: tuple[str, ...]
    column_levels: tuple[str, ...]
    structures: tuple[str, ...]
    highest: Row
    lowest: Row
    known: int
    above: int
    below: int
    policies: Combinations
    states: Combinations


@dataclass(frozen=True, slots=True)
class WeeklyDifference:
    """The outcome at a level of a factor less that at its first one, by week, with its interval; and the sum of all."""

    factor: str
    level: str
    mean: Floats
    low: Floats
    high: Floats
    total: float


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PaybackTimes(Finding):
    """When a change begins to pay; tables ``levels`` and ``quarters``.

    Attributes
    ----------
    best : mapping or None
        The row of the change that gains most; None if none pays.
    paying : int
        Changes that pay.
    weeks : tuple of WeeklyDifference
    quarter : int
        Weeks of a quarter.
    unit, units
        What replicates the differences, and how many there are.
    """

    best: Row | None
    paying: int
    weeks: tuple[WeeklyDifference, ...]
    quarter: int
    unit: Unit
    units: int


def subject(table: Table, method: str) -> dict[str, Any]:
    """Return what every record of a table holds, its tables apart."""
    return {
        "method": method,
        "outcome": table.outcome,
        "study": table.name,
        "titles": {name: table.title(name) for name in table.names},
        "points": table.points,
        "replicates": table.replicates,
        "designs": len(table.parts),
        "gaps": table.gaps,
        "stale": table.stale,
        "measured": table.measured,
        "undefined": table.undefined,
        "lacking": table.lacking,
    }


def constant(table: Table, method: str) -> ConstantOutcome | None:
    """Return what every method finds of an outcome that no factor moves at all; None of one that varies."""
    if not table.constant:
        return None
    values = table.values[np.isfinite(table.values)]
    return ConstantOutcome(**subject(table, method), low=float(values.min()), high=float(values.max()))
