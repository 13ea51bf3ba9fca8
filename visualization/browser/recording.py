"""One run recorded for the map: a byte for each citizen and week, and what happens to cases.

A film is the very run of ``cogov run``: recording reads the columns after each week and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...model.array_types import Column
from ...model.engine.ledger import WINDOW
from ...model.engine.simulation import Simulation
from ...model.engine.state import City
from ...model.parameters.places import COMMUNITY, DISTRICT, STREET, Places
from ...model.parameters.places import lay_out as list_places
from ...model.parameters.settings import Settings
from .case_stories import CaseRecorder, CaseStories, Ints, count_open

Colour = Literal["trust", "satisfaction", "participation"]
COLOURS: tuple[Colour, ...] = ("trust", "satisfaction", "participation")

MOST_CITIZENS = 20_000
"""Citizens a film keeps at most; of a larger city it keeps every k-th."""

MOST_CELLS = 5_200_000
"""Citizens times weeks a film keeps at most: that many for five years, fewer for longer runs."""

NEITHER, MEETING, VOLUNTEERED = 0, 1, 2
"""Values of participation: this week a volunteer; at a meeting in the last 13 weeks; neither."""

MET, DECIDED, EMERGENCY = 1, 2, 4
"""Bits of a community's week: residents met; they agreed on something; an emergency."""

OPEN = ("latent", "at_desk", "awaiting", "owned", "on_paper", "overdue")
"""Columns of a film's open problems. The last counts those known and past their deadline."""

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class CityLayoutOnMap:
    """Who and what is where. Rows are those of the model's columns.

    Attributes
    ----------
    places : Places
        Districts, streets and communities with their names; see :func:`.labels.place_name`.
    grids, residents : ndarray of int, (communities,)
        Number of grids and of resident agents.
    citizens : ndarray of int, (dots,)
        Rows of the citizens that the film shows: all, or an evenly spaced sample (see :attr:`sampled`).
    grid_of : ndarray of int, (dots,)
        Each one's grid, counted through the city.
    grids_home : ndarray of int, (grids,)
        Each grid's community.
    kinds, tiers, domains : ndarray of int, (bodies,)
        :class:`cogov.model.engine.state.Kind`, tier and domain (-1 for none) of each body.
    where : ndarray of int, (bodies,)
        Its place among those of its tier.
    """

    places: Places
    grids: Ints
    residents: Ints
    citizens: Ints
    grid_of: Ints
    grids_home: Ints
    kinds: Ints
    tiers: Ints
    domains: Ints
    where: Ints

    @property
    def sampled(self) -> bool:
        """Whether the film shows a sample of the citizens and not all."""
        return len(self.citizens) < int(self.residents.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """One run as the map shows it.

    Attributes
    ----------
    settings : Settings
    layout : CityLayoutOnMap
    trust, satisfaction : ndarray of uint8, (weeks, dots)
        0 … 255 for 0 … 1.
    participation : ndarray of uint8, (weeks, dots)
        :data:`NEITHER`, :data:`MEETING` or :data:`VOLUNTEERED`.
    open : ndarray of uint16, (weeks, communities, 6)
        Problems not yet solved at the end of the week, in the order of :data:`OPEN`.
    queue : ndarray of uint16, (weeks, bodies)
        Cases at a body's desk or owned by it.
    signs, attendance : ndarray of uint8, (weeks, communities)
        Bits :data:`MET`, :data:`DECIDED` and :data:`EMERGENCY`; share of residents at the last meeting.
    willingness, effort : ndarray of uint8, (weeks, bodies)
        Willingness, and effort for the common work as a share of a body's hours.
    stories : CaseStories
        What happened to cases.
    series : ndarray of float64, (weeks, indicators)
        Indicators of the run.
    digest : str
        Of the run, as ``cogov run --json`` gives it.
    """

    settings: Settings
    layout: CityLayoutOnMap
    trust: Bytes
    satisfaction: Bytes
    participation: Bytes
    open: NDArray[np.uint16]
    queue: NDArray[np.uint16]
    signs: Bytes
    attendance: Bytes
    willingness: Bytes
    effort: Bytes
    stories: CaseStories
    series: Column
    digest: str

    @property
    def weeks(self) -> int:
        """Number of weeks."""
        return len(self.trust)

    @property
    def bytes(self) -> int:
        """Memory it takes, roughly."""
        return (
            3 * self.trust.nbytes + 4 * self.effort.nbytes + self.open.nbytes + self.series.nbytes + self.stories.bytes
        )

    def shades(self, colour: Colour) -> Bytes:
        """Return the bytes that colour the citizens, (weeks, dots)."""
        return {"trust": self.trust, "satisfaction": self.satisfaction, "participation": self.participation}[colour]


def film(settings: Settings, on_week: Callable[[int], object] | None = None) -> Film:
    """Run the settings and record what the map shows.

    Parameters
    ----------
    settings : Settings
    on_week : callable, optional
        Called with the number of weeks done after each; what it raises ends the run and is passed on.
    """
    simulation = Simulation(settings)
    cases = CaseRecorder(simulation)
    weeks, city = settings.run.weeks, simulation.city
    layout = lay_out(settings, city)
    rows = layout.citizens if layout.sampled else slice(None)
    dots, bodies, communities = len(layout.citizens), len(city.bodies.key), len(city.communities.key)
    trust, satisfaction, participation = (np.empty((weeks, dots), np.uint8) for _ in range(3))
    willingness, effort = (np.empty((weeks, bodies), np.uint8) for _ in range(2))
    signs, attendance = (np.empty((weeks, communities), np.uint8) for _ in range(2))
    unsolved = np.empty((weeks, communities, len(OPEN)), np.uint16)
    queue = np.empty((weeks, bodies), np.uint16)
    for week in range(weeks):
        simulation.step()
        cases.observe()
        city = simulation.city
        people, local = city.residents, city.communities
        _shade(people.trust[rows], trust[week])
        _shade(people.satisfaction[rows], satisfaction[week])
        lately = week - people.took_part[rows] < WINDOW
        np.maximum(lately, VOLUNTEERED * people.volunteered[rows], out=participation[week], casting="unsafe")
        _shade(city.bodies.w, willingness[week])
        _shade(city.bodies.effort / np.maximum(city.bodies.hours, 1e-300), effort[week])
        np.add(
            MET * local.met, DECIDED * local.decided + EMERGENCY * local.emergency, out=signs[week], casting="unsafe"
        )
        _shade(local.attendance, attendance[week])
        count_open(simulation, unsolved[week], queue[week])
        if on_week is not None:
            on_week(week + 1)
    return Film(
        settings, layout, trust, satisfaction, participation, unsolved, queue, signs, attendance, willingness, effort,
        cases.finish(), np.array(simulation.series), simulation.digest(),
    )  # fmt: skip


def lay_out(settings: Settings, city: City) -> CityLayoutOnMap:
    """Return the layout of a city's film."""
    residents, grids, bodies = city.residents, city.grids, city.bodies
    people = len(residents.key)
    kept = min(people, MOST_CITIZENS, max(1, MOST_CELLS // settings.run.weeks))
    rows = np.arange(kept, dtype=np.int64) * people // kept
    communities = len(city.communities.key)
    places = list_places(settings.world.city)
    # Places stand in the order city, districts, streets, communities.
    before = {COMMUNITY: 1 + len(places.tiers[DISTRICT]) + len(places.tiers[STREET])}
    before |= {STREET: 1 + len(places.tiers[DISTRICT]), DISTRICT: 1, DISTRICT + 1: 0}
    return CityLayoutOnMap(
        places=places,
        grids=np.bincount(grids.community, minlength=communities),
        residents=np.bincount(grids.community[residents.grid], minlength=communities),
        citizens=rows,
        grid_of=residents.grid[rows].astype(np.int64),
        grids_home=grids.community.astype(np.int64),
        kinds=bodies.kind.astype(np.int64),
        tiers=bodies.tier.astype(np.int64),
        domains=bodies.domain.astype(np.int64),
        where=bodies.place - np.array([before[tier] for tier in range(DISTRICT + 2)])[bodies.tier],
    )


def _shade(values: Column, into: Bytes) -> None:
    """Write shares in [0, 1] as bytes; what exceeds a share by rounding, or all by overtime, is all."""
    np.multiply(np.clip(values, 0.0, 1.0), 255.0, out=(scaled := np.empty(len(values))))
    np.rint(scaled, out=into, casting="unsafe")
