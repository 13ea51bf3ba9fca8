"""Where a week's time goes, by process and by size: measured inside the compiled week.

The week's own source is read, a look at the processor's clock is put after each of its steps, and the result is
compiled in place of the week.
"""

from __future__ import annotations

import ast
import ctypes
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from cogov.model.engine import week as weeks
from cogov.model.engine.cases import with_room
from cogov.model.engine.simulation import WHOLE_WEEK, Simulation
from cogov.model.named_columns import STEPS
from cogov.model.parameters.settings import Settings
from cogov.scenarios import load

from .section import Section
from .timing import figure

SIZES = {"default city": {}, "20,000 citizens": {"world.city.urban_districts": 14, "world.city.rural_counties": 7}}
WEEKS, ROUNDS = 130, 5

_clock = ctypes.CDLL(None).clock
_clock.restype, _clock.argtypes = ctypes.c_long, ()


@njit
def _lap(spent: Any, step: int) -> None:
    """Add the processor time since the last look, in microseconds, to a step; the last look stands in the first row."""
    now = _clock()
    spent[step] += now - spent[0]
    spent[0] = now


def timed_week() -> tuple[Callable[..., bool], tuple[str, ...]]:
    """Return the compiled week that takes its time, as its last argument an array, and the names of its steps."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(weeks.live.py_func)))
    week = tree.body[0]
    assert isinstance(week, ast.FunctionDef)
    week.decorator_list = []
    week.name = "timed"
    week.args.args.append(ast.arg("spent"))
    steps = (*STEPS, "measure")
    body: list[ast.stmt] = [ast.parse("lap(spent, 0)").body[0]]
    seen = 0
    for statement in week.body:
        body.append(statement)
        if isinstance(statement, ast.If):  # each step of the week is one
            seen += 1
            body.append(ast.parse(f"lap(spent, {seen})").body[0])
    assert seen == len(steps), "the week has another number of steps than it has names"
    week.body = body
    space = {**vars(weeks), "lap": _lap}
    exec(compile(ast.fix_missing_locations(tree), "<timed week>", "exec"), space)
    timed = njit(error_model="numpy")(space["timed"])
    names = ("places", "communities", "grids", "households", "bodies", "residents", "cases", "types", "ledger")
    lines = ["def through(seed, first, last, city, n, record, spent):"]
    lines += [f"    {name} = pack(city.{name})" for name in names]
    lines += [
        "    n = pack(n)",
        "    for week in range(first, last):",
        f"        if not timed(seed, week, 0, {WHOLE_WEEK}, {', '.join(names)}, n, record[week], spent):",
        "            return week",
        "    return last",
    ]
    outer: dict[str, Any] = {"timed": timed, "pack": weeks.pack}
    exec("\n".join(lines), outer)
    return njit(error_model="numpy")(outer["through"]), steps


def profile() -> Section:
    """Time each step of the week in cities of several sizes."""
    through, steps = timed_week()
    columns = []
    for changes in SIZES.values():
        for scenario in ("fragmented", "synergy"):
            settings = load(scenario, changes={"run.weeks": WEEKS, **changes}).settings
            columns.append(spend(through, steps, settings))
    header = ("step", *(f"{size}, {name}" for size in SIZES for name in ("fragmented", "synergy")))
    rows = [(step, *(figure(column[k]) for column in columns)) for k, step in enumerate(steps)]
    rows.append(("a week", *(figure(sum(column)) for column in columns)))
    return Section(
        "The week by its steps",
        f"Microseconds of processor time a week, mean of {WEEKS} weeks, median of {ROUNDS} seeds, measured inside the "
        "compiled week.",
        header,
        rows,
    )


def spend(through: Callable[..., int], steps: tuple[str, ...], settings: Settings) -> list[float]:
    """Return the microseconds a week that each step takes."""
    spent = np.zeros((ROUNDS, len(steps) + 1), np.int64)
    for seed in range(ROUNDS + 1):
        simulation = Simulation(settings, seed=seed)
        simulation.step()  # rules are in force
        row = spent[max(seed - 1, 0)]
        row[:] = 0
        record = np.zeros((settings.run.weeks, simulation.series.shape[1]))
        week = simulation.week
        while week < settings.run.weeks:
            week = through(seed, week, settings.run.weeks, simulation.city, simulation.city.numbers, record, row)
            if week < settings.run.weeks:
                simulation.city = simulation.city._replace(cases=with_room(simulation.city.cases))
    return [float(value) / (WEEKS - 1) for value in np.median(spent[:, 1:], axis=0)]
