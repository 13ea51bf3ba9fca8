"""The residents' week of the engine and of JAX, side by side, after seeing that they are equal."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from numba import njit

from cogov.model import Simulation, random_draws
from cogov.model.engine.processes.experience import experience
from cogov.model.engine.processes.volunteer import volunteer
from cogov.model.engine.tables import pack
from cogov.model.parameters import streams

from ..cities import THOUSAND, TWENTY, Size
from ..section import Section
from ..timing import Spread, figure
from .residents_in_jax import make_week, read_city

WEEK, TOGETHER = 30, 64
MEASURED: tuple[tuple[Size, int, int], ...] = ((THOUSAND, 100, 5), (TWENTY, 5, 5))
"""Size, calls of a round, rounds."""


@njit(error_model="numpy")
def _engine_weeks(seed: int, week: int, times: int, city: Any) -> None:
    places, communities, grids = pack(city.places), pack(city.communities), pack(city.grids)
    households, bodies, residents, n = (
        pack(city.households),
        pack(city.bodies),
        pack(city.residents),
        pack(city.numbers),
    )
    for _ in range(times):
        volunteer(seed, week, True, places, communities, grids, households, bodies, residents, n.volunteer)
        experience(week, places, communities, grids, households, residents, n.experience)


def beside_jax() -> Section:
    """Time both, one city and many together; draws apart."""
    jax.config.update("jax_enable_x64", True)
    return Section(
        "Beside JAX on the processor",
        "Microseconds of processor time of all threads for the residents' week alone (who serves, what residents make "
        f"of it), medians. JAX {jax.__version__}, float64, is handed its draws; the engine's week has its own in it, "
        "which cost what the second column says. All columns are equal to 1e-9 before anything is timed. "
        f"× {TOGETHER}: so many cities in one call, a city's share.",
        ("citizens", "draws", "engine with draws", "JAX × 1", f"JAX × {TOGETHER}, each", "JAX × 1 : engine",
         f"JAX × {TOGETHER} : engine"),
        [_measure(*each) for each in MEASURED],
    )  # fmt: skip


def _measure(size: Size, calls: int, rounds: int) -> tuple[str, ...]:
    simulation = Simulation(size.settings(WEEK + 1))
    simulation.live(WEEK)
    city, seed = simulation.city, simulation.seed
    state, given = read_city(simulation)
    drawn = np.empty((2, len(city.residents.key)))

    def draw() -> None:
        for stream, into in ((streams.VOLUNTEER, drawn[0]), (streams.DOMAIN, drawn[1])):
            random_draws.uniforms(seed, stream, WEEK, city.residents.key, into)

    draw()
    week = make_week(simulation)
    one, many = jax.jit(week), jax.jit(jax.vmap(week, in_axes=(0, None, 0, 0)))
    # Waited for: JAX may look at the same memory, which the engine is about to change.
    after, means = jax.block_until_ready(one(state, given, *drawn))
    _engine_weeks(seed, WEEK, 1, city)
    _compare(city, after, means)
    states = {name: np.stack([column] * TOGETHER) for name, column in state.items()}
    given, state, luck = jax.device_put((given, state, tuple(drawn)))
    states, lucks = jax.device_put((states, tuple(np.stack([each] * TOGETHER) for each in drawn)))
    jax.block_until_ready(many(states, given, *lucks))
    draws = _time(draw, calls, rounds).median
    engine = _time(lambda: _engine_weeks(seed, WEEK, calls, city), 1, rounds).median / calls
    single = _time(lambda: jax.block_until_ready(one(state, given, *luck)), calls, rounds).median
    fewer = max(1, calls // 20)
    together = _time(lambda: jax.block_until_ready(many(states, given, *lucks)), fewer, rounds).median / TOGETHER
    spent = [figure(1e6 * each) for each in (draws, engine, single, together)]
    return (f"{size.citizens:,}", *spent, figure(single / engine), figure(together / engine))


def _compare(city: Any, after: Any, means: Any) -> None:
    residents = city.residents
    pairs = {name: (column, getattr(residents, name)) for name, column in after.items()}
    pairs |= {f"grid {name}": (means[name], getattr(city.grids, name)) for name in ("hours", "trust", "norm")}
    there = np.diff(city.grids.day_start) > 0
    pairs["grid day_trust"] = (np.asarray(means["day_trust"])[there], city.grids.day_trust[there])
    pairs["community x"] = (means["community_x"], city.communities.x)
    pairs["household x"] = (means["household_x"], city.households.x)
    for name, (theirs, ours) in pairs.items():
        if not np.allclose(np.asarray(theirs), ours, rtol=1e-9, atol=1e-9):
            raise SystemExit(f"JAX and the engine differ in {name}")


def _time(action: Callable[[], object], calls: int, rounds: int) -> Spread:
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(calls):
            action()
        seconds.append((time.process_time() - start) / calls)
    return Spread(tuple(seconds))
