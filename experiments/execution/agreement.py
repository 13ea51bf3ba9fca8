"""Both editions of an extension side by side, week by week, over cities drawn at random; or its one edition twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ...model.agents import GovernanceModel
from ...model.agents import columns as columns_of_agents
from ...model.engine.columns import columns as columns_of_engine
from ...model.engine.simulation import Simulation
from ...model.extensions.bundle import ExtendedSettings
from ...model.parameter import quantities
from ...model.parameters.settings import Settings
from ...scenarios import Scenario, load
from ...scenarios.form import EXTENSIONS
from .edition import edition_of

TOLERANCE = 1e-9
"""Largest difference of a number, relative to its size if that is above 1."""

LEFT = frozenset({"place.levers"})
"""Columns that are not compared: in rows of larger places nobody reads all of them."""

TIMED = 8
"""Weeks that are timed."""

STATES = frozenset({"place.need_share"})
"""Columns that hold nothing before the first week."""


@dataclass(frozen=True, slots=True)
class EditionsCompared:
    """What came of holding both editions against each other.

    Attributes
    ----------
    cities, weeks, values : int
        How many were compared.
    largest : float
        Largest difference that was met, relative as in :data:`TOLERANCE`.
    apart : str
        Column or indicator and row that differ by more than that, and city and week; empty if none does.
    """

    cities: int
    weeks: int
    values: int
    largest: float
    apart: str = ""


def compare_editions(
    scenario: Scenario, cities: int = 20, weeks: int = 12, on_city: Callable[[], object] = lambda: None
) -> EditionsCompared:
    """Let both editions live through small cities drawn at random, with the rules of a scenario.

    The sizes of a city, its luck and every number of the extensions are drawn; the numbers within the ranges over which
    studies vary them.

    Parameters
    ----------
    scenario : Scenario
        One that uses extensions which both editions can run.
    cities, weeks : int
    on_city : callable
        Called after each city.
    """
    values, largest = 0, 0.0
    for number in range(cities):
        settings = load(scenario, changes=_draw(scenario, number, weeks)).settings
        agents, engine = GovernanceModel(settings, register_citizens=False), Simulation(settings)
        try:
            for week in range(weeks):
                agents.step()
                engine.step()
                for name, (mine, theirs) in _pairs(agents, engine).items():
                    apart = _distance(mine, theirs)
                    values += mine.size
                    largest = max(largest, apart)
                    if apart > TOLERANCE:
                        place = f"{name}, {number}, {week}"
                        return EditionsCompared(number + 1, weeks, values, apart, place)
        finally:
            agents.release()
        on_city()
    return EditionsCompared(cities, weeks, values, largest)


@dataclass(frozen=True, slots=True)
class EditionRepeated:
    """What came of an extension that one edition alone can run.

    Attributes
    ----------
    cities, weeks : int
        How many lived twice.
    apart : int or None
        The first city that did not live twice in the same way; None if all did.
    seconds, compiled : float
        A week of the scenario, and one of the compiled edition without its extensions.
    """

    cities: int
    weeks: int
    apart: int | None
    seconds: float
    compiled: float


def repeat_edition(
    scenario: Scenario, cities: int = 20, weeks: int = 12, on_city: Callable[[], object] = lambda: None
) -> EditionRepeated:
    """Let the one edition of an extension live twice through each of some small cities, and time it in its own.

    Parameters
    ----------
    scenario, cities, weeks, on_city
        As in :func:`compare_editions`.
    """
    seconds, compiled = _time_week(scenario.settings), _time_week(_without_extensions(scenario.settings))
    for number in range(cities):
        settings = load(scenario, changes=_draw(scenario, number, weeks)).settings
        if _live(settings) != _live(settings):
            return EditionRepeated(number + 1, weeks, number, seconds, compiled)
        on_city()
    return EditionRepeated(cities, weeks, None, seconds, compiled)


def _live(settings: Settings) -> str:
    """Return the digest of a run."""
    edition = edition_of(settings)
    city = edition.begin(settings)
    try:
        city.live(settings.run.weeks)
        return city.digest()
    finally:
        edition.end(city)


def _time_week(settings: Settings) -> float:
    """Return the seconds of processor that a week takes, founding aside."""
    edition = edition_of(settings)
    run = settings.run.model_copy(update={"weeks": 1 + TIMED})
    city = edition.begin(settings.model_copy(update={"run": run}))
    try:
        city.live(1)  # loads what is compiled
        start = time.process_time()
        city.live(1 + TIMED)
        return (time.process_time() - start) / TIMED
    finally:
        edition.end(city)


def _without_extensions(settings: Settings) -> Settings:
    return Settings.model_construct(**{name: getattr(settings, name) for name in Settings.model_fields})


def _draw(scenario: Scenario, number: int, weeks: int) -> dict[str, Any]:
    """Return the changes that make a small city of a scenario."""
    luck = np.random.default_rng(number)
    counts = ("streets_per_district", "communities_per_street", "townships_per_county", "villages_per_township")
    city = {f"world.city.{name}": int(luck.integers(1, 3)) for name in counts}
    city |= {"world.city.urban_districts": int(luck.integers(1, 3)), "world.city.rural_counties": 1}
    city |= {"world.city.grids_per_community": 2, "world.city.agents_per_grid": int(luck.integers(6, 16))}
    changes: dict[str, Any] = {**city, "world.city.places": [], "events": [], "places.rules": []}
    changes |= {"run.weeks": weeks, "run.seed": number, "behaviour.arise.rate": float(luck.uniform(0.002, 0.01))}
    assert isinstance(scenario.settings, ExtendedSettings)
    for each in quantities(scenario.settings.extensions, EXTENSIONS):
        value = float(luck.uniform(*each.sweep))
        changes[each.path] = round(value) if each.whole else value
    return changes


def _pairs(agents: GovernanceModel, engine: Simulation) -> Mapping[str, tuple[NDArray[Any], NDArray[Any]]]:
    """Return what both editions have, by name: state, columns of the extensions, indicators."""
    mine, theirs = columns_of_agents(agents), columns_of_engine(engine)
    for found, added in ((mine, agents.added), (theirs, engine.added)):
        found |= dict(cast(Any, added).columns())
    measured = dict(zip(engine.names, engine.series[-1], strict=True))
    mine |= {f"indicator.{name}": np.array(value) for name, value in agents.indicators.items()}
    theirs |= {f"indicator.{name}": np.array(measured[name]) for name in agents.indicators}
    return {name: (mine[name], theirs[name]) for name in theirs if name not in LEFT | STATES}


def _distance(mine: NDArray[Any], theirs: NDArray[Any]) -> float:
    """Return the largest difference of two columns; infinite if they have other shapes, or one lacks a number."""
    if mine.size == 0 == theirs.size:
        return 0.0
    if mine.shape != theirs.shape:
        return np.inf
    if "f" not in (mine.dtype.kind, theirs.dtype.kind):
        return 0.0 if np.array_equal(mine, theirs) else np.inf
    one, other = mine.astype(float), theirs.astype(float)
    both = np.isnan(one) & np.isnan(other)
    apart = np.abs(one - other) / np.maximum(1.0, np.maximum(np.abs(one), np.abs(other)))
    return float(np.max(np.nan_to_num(np.where(both, 0.0, apart), nan=np.inf)))
