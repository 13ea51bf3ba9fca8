"""A map of the answer: D in every cell of a plane of two numbers of the world, with intervals that hold for all cells.

One city's answer depends on numbers that are assumed. The map says where in their plane the parts multiply, where they
stand in for each other, and where neither is shown. Its intervals are widened for the number of cells, so that one cell
of many does not stand out by luck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from ...model.parameter import quantities
from ...model.parameters.settings import Settings
from ...scenarios import Problem, Scenario, ScenarioError
from ...scenarios.arguments import (
    COUNT,
    FUNCTION,
    NUMBERS,
    TEXT,
    ArgumentKind,
    check_arguments,
    faults_of_arguments,
    optional,
)
from ...scenarios.errors import errors_in, nearest, visible
from ...scenarios.message import MessageLanguage, message
from ...scenarios.overrides import Changes, parse_change, read_changes
from ..execution.runs import resolve_scenario
from ..statistics.arrays import Floats
from ..statistics.bootstrap import estimates
from .design import BASELINE, Design, design_experiment
from .experiment import run_design
from .factorial import RunCells, run_in_memory

ROOTS = ("world", "behaviour")
"""Where the numbers stand that an axis may be of; a lever would be one of the players."""

CellAnswer = Literal["more", "less", "open"]


@dataclass(frozen=True, slots=True)
class MapAxis:
    """A number of the world, by its key, and the values of it that are looked at, in order."""

    key: str
    values: tuple[float, ...]


AXIS = ArgumentKind(lambda value: isinstance(value, MapAxis), message("argument.axis"))


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
    scenario: str | Path | Scenario,
    rows: MapAxis,
    columns: MapAxis,
    *,
    players: str | Sequence[str] = "rules",
    baseline: str | Path | Scenario = BASELINE,
    replicates: int = 10,
    changes: Changes | None = None,
    workers: int = 1,
    runs: Callable[[int, int], RunCells] | None = None,
    lang: MessageLanguage = "en",
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
    scenario : str, Path or Scenario
    rows, columns : MapAxis
        Numbers of the world: cities of a cell differ in the players alone.
    players : str or sequence of str
        As for :func:`~.experiment.multiplier`; without Shapley values, so that nobody, each alone and all are enough.
    baseline : str, Path or Scenario
    replicates : int
        Seeds; the same in every cell.
    changes : mapping or sequence of str, optional
        Further settings to change, the same in every cell; as for :func:`~.experiment.multiplier`.
    workers : int
    runs : callable, optional
        Returns what makes the runs of a cell, by its row and column, in place of `workers`: such as
        ``CityRuns(folder, scenario).cells``, each with a folder of its own.
    lang : str
        Language of the message of an error, ``en`` or ``zh``.

    Raises
    ------
    ScenarioError
        If an argument, a key, a value or a player is not valid; with all of the plane's cells, before anything runs.
    RunError
        If a run fails.
    """
    check_arguments(
        lang,
        rows=(rows, AXIS),
        columns=(columns, AXIS),
        workers=(workers, COUNT),
        runs=(runs, optional(FUNCTION)),
    )
    with errors_in(lang):
        _require_plane(rows, columns)
        designs = _design_cells(scenario, rows, columns, players, baseline, replicates, changes or ())
    cells: list[Floats] = []
    found = None
    for (place, number), design in designs.items():
        found = run_design(design, runs(place, number) if runs is not None else run_in_memory(workers=workers))
        cells.append(found.synergy_of_seeds())
    assert found is not None
    shape = (len(rows.values), len(columns.values))
    result = estimates(np.column_stack(cells))
    return AnswerMap(
        resolve_scenario(scenario),
        resolve_scenario(baseline),
        found.names,
        found.judged,
        replicates,
        rows,
        columns,
        result.mean.reshape(shape),
        result.all_low.reshape(shape),
        result.all_high.reshape(shape),
    )


def _design_cells(
    scenario: str | Path | Scenario,
    rows: MapAxis,
    columns: MapAxis,
    players: str | Sequence[str],
    baseline: str | Path | Scenario,
    replicates: int,
    changes: Changes,
) -> dict[tuple[int, int], Design]:
    """Return what each cell runs, by row and column, or raise with what is wrong in any of them."""
    result: dict[tuple[int, int], Design] = {}
    problems: dict[Problem, None] = {}  # what is wrong in a whole row, or everywhere, is told once
    given = read_changes(changes)
    for place, row in enumerate(rows.values):
        for number, column in enumerate(columns.values):
            try:
                design = design_experiment(
                    scenario,
                    players=players,
                    baseline=baseline,
                    replicates=replicates,
                    changes=[*given, parse_change(rows.key, row, "rows"), parse_change(columns.key, column, "columns")],
                    controls=False,
                )
                design.require_difference()
                result[place, number] = design
            except ScenarioError as error:
                problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems)
    return result


def _require_plane(rows: MapAxis, columns: MapAxis) -> None:
    """Refuse what is no plane of two numbers; values that cannot be are told by the scenario itself."""
    problems: list[Problem] = []
    for place, axis in (("rows", rows), ("columns", columns)):
        given = {f"{place}.key": (axis.key, TEXT), f"{place}.values": (axis.values, NUMBERS)}
        if wrong := faults_of_arguments(given):
            problems += wrong
        elif not axis.key.startswith(tuple(f"{root}." for root in ROOTS)):
            known = [each.path for each in quantities(Settings()) if each.path.startswith(ROOTS)]
            what = message("multiplier.axis_key", key=repr(visible(axis.key)))
            problems.append(Problem(place, None, "", what, "", nearest(axis.key, known)))
        elif not axis.values:
            problems.append(Problem(place, None, "", message("multiplier.axis_values", key=axis.key)))
        elif len({str(value) for value in axis.values}) < len(axis.values):
            problems.append(Problem(place, None, "", message("multiplier.axis_twice", key=axis.key)))
    if not problems and rows.key == columns.key:
        problems.append(Problem("columns", None, "", message("multiplier.axis_same", key=rows.key)))
    if problems:
        raise ScenarioError(problems)
