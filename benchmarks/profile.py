"""Where a week's time goes, by process and by size: measured inside the compiled week.

The week's own source is read, a look at the processor's clock is put after each of its steps, and the result is
compiled in place of the week. So there is no second list of the steps that could differ from the first.
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
from cogov.model.parameters.settings import Settings
from cogov.scenarios import load

from .section import Section
from .timing import figure
from .turn import CITIES

SIZES = {name: {f"world.city.{key}": value for key, value in layout.items()} for name, layout in CITIES.items()}
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
    steps: list[str] = []
    week.body = [ast.parse("lap(spent, 0)").body[0], *_with_laps(week.body, steps)]
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
    return njit(error_model="numpy")(outer["through"]), tuple(steps)


def _with_laps(statements: list[ast.stmt], steps: list[str]) -> list[ast.stmt]:
    """Return statements with a look at the clock after each step; note the steps by name.

    A step is a call, or a call that is asked whether there was room, and stands below the condition that it is wanted.
    """
    body: list[ast.stmt] = []
    for statement in statements:
        body.append(statement)
        call = getattr(statement, "value", None)
        if isinstance(statement, ast.If):
            if isinstance(statement.test, ast.Compare):
                statement.body = _with_laps(statement.body, steps)
            else:
                call = getattr(statement.test, "operand", None)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            steps.append(call.func.id)
            body.append(ast.parse(f"lap(spent, {len(steps)})").body[0])
    return body


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
