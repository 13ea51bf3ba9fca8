"""A map of the answer: D in every cell of a plane of two numbers of the world, with intervals that hold for all cells.

One city's answer depends on numbers that are assumed. The map says where in their plane the parts multiply, where they
stand in for each other, and where neither is shown. Its intervals are widened for the number of cells, so that one cell
of many does not stand out by luck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...model.parameter import quantities
from ...model.parameters.settings import Settings
from ...scenarios import Problem, Scenario, ScenarioError, load
from ...scenarios.errors import nearest, visible
from ...scenarios.message import message
from ..statistics.arrays import Floats
from ..statistics.bootstrap import estimates
from .experiment import multiplier
from .factorial import RunCells, run_in_memory

ROOTS = ("world", "behaviour")
"""Where the numbers stand that an axis may be of; a lever would be one of the players."""

CellAnswer = Literal["more", "less", "open"]


@dataclass(frozen=True, slots=True)
class MapAxis:
    """A number of the world, by its key, and the values of it that are looked at, in order."""

    key: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class AnswerMap:
    """D over a plane.

    Attributes
    ----------
    scenario, baseline : Scenario
        All together, and nobody, before the plane's numbers are set.
    names : tuple of str
        Of the players.
    scale : str
        On which D is judged.
    seeds : int
    rows, columns : MapAxis
    mean, low, high : ndarray, shape (rows, columns)
        D with 95 % intervals that hold for all cells at once; NaN with fewer than five seeds.
    """

    scenario: Scenario
    baseline: Scenario
    names: tuple[str, ...]
    scale: str
    seeds: int
    rows: MapAxis
    columns: MapAxis
    mean: Floats
    low: Floats
    high: Floats

    def answer(self, row: int, column: int) -> CellAnswer:
        """Return on which side of 0 a cell's whole interval lies."""
        if self.low[row, column] > 0.0:
            return "more"
        return "less" if self.high[row, column] < 0.0 else "open"

    def count(self, answer: CellAnswer) -> int:
        """Return how many cells have an answer."""
        rows, columns = self.mean.shape
        return sum(self.answer(row, column) == answer for row in range(rows) for column in range(columns))


def map_answers(
    scenario: str | Scenario,
    rows: MapAxis,
    columns: MapAxis,
    *,
    players: str | Sequence[str] = "rules",
    baseline: str | Scenario = "fragmented",
    replicates: int = 10,
    changes: Mapping[str, object] | None = None,
    workers: int = 1,
    runs: Callable[[int, int], RunCells] | None = None,
) -> AnswerMap:
    """Return D in every cell of a plane, on common random numbers.

    >>> from cogov.experiments.multipliers.answer_map import MapAxis, map_answers
    >>> load = MapAxis("behaviour.arise.rate", (0.003, 0.006))
    >>> exponent = MapAxis("behaviour.work.substitution", (-0.5, 1.0))
    >>> found = map_answers("synergy", load, exponent, players="goals,law", replicates=2, changes={"run.weeks": 4})
    >>> found.mean.shape, found.count("open")  # two seeds have no interval
    ((2, 2), 4)

    Parameters
    ----------
    scenario : str or Scenario
    rows, columns : MapAxis
        Numbers of the world: cities of a cell differ in the players alone.
    players : str or sequence of str
        As for :func:`~.experiment.multiplier`; without Shapley values, so that nobody, each alone and all are enough.
    baseline : str or Scenario
    replicates : int
        Seeds; the same in every cell.
    changes : mapping, optional
        Further settings to change, the same in every cell.
    workers : int
    runs : callable, optional
        Returns what makes the runs of a cell, by its row and column, in place of `workers`: such as
        ``CityRuns(folder, scenario).cells``, each with a folder of its own.

    Raises
    ------
    ScenarioError
        If a key, a value or a player is not valid.
    RunError
        If a run fails.
    """
    _require_plane(rows, columns)
    cells: list[Floats] = []
    found = None
    for place, row in enumerate(rows.values):
        for number, column in enumerate(columns.values):
            found = multiplier(
                scenario,
                players=players,
                baseline=baseline,
                replicates=replicates,
                changes={**(changes or {}), rows.key: row, columns.key: column},
                controls=False,
                run=runs(place, number) if runs is not None else run_in_memory(workers=workers),
            )
            cells.append(found.synergy_of_seeds())
    assert found is not None
    shape = (len(rows.values), len(columns.values))
    result = estimates(np.column_stack(cells))
    named = [each if isinstance(each, Scenario) else load(each) for each in (scenario, baseline)]
    return AnswerMap(
        named[0],
        named[1],
        found.names,
        found.judged,
        replicates,
        rows,
        columns,
        result.mean.reshape(shape),
        result.all_low.reshape(shape),
        result.all_high.reshape(shape),
    )


def _require_plane(rows: MapAxis, columns: MapAxis) -> None:
    """Refuse what is no plane of two numbers; values that cannot be are told by the scenario itself."""
    problems: list[Problem] = []
    for place, axis in (("rows", rows), ("columns", columns)):
        if not axis.key.startswith(tuple(f"{root}." for root in ROOTS)):
            known = [each.path for each in quantities(Settings()) if each.path.startswith(ROOTS)]
            what = message("multiplier.axis_key", key=repr(visible(axis.key)))
            problems.append(Problem(place, None, "", what, "", nearest(axis.key, known)))
        elif not axis.values:
            problems.append(Problem(place, None, "", message("multiplier.axis_values", key=axis.key)))
        elif len({str(value) for value in axis.values}) < len(axis.values):
            problems.append(Problem(place, None, "", message("multiplier.axis_twice", key=axis.key)))
    if rows.key == columns.key:
        problems.append(Problem("columns", None, "", message("multiplier.axis_same", key=rows.key)))
    if problems:
        raise ScenarioError(problems)
