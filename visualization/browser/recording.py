"""One run recorded for the map: a byte for each citizen and week, so that the browser can play it without the server.

A film is the very run of ``cogov run``: recording reads the columns after each week and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...model.array_types import Column
from ...model.indicators.measuring import WINDOW
from ...model.settings import Settings
from ...model.simulation import Simulation
from ...model.state import City, Kind, Stage

Colour = Literal["trust", "satisfaction", "participation"]
COLOURS: tuple[Colour, ...] = ("trust", "satisfaction", "participation")

MOST_CITIZENS = 20_000
"""Citizens a film keeps at most; of a larger city it keeps every k-th."""

MOST_CELLS = 5_200_000
"""Citizens times weeks a film keeps at most: that many for five years, fewer for longer runs."""

NEITHER, MEETING, VOLUNTEERED = 0, 1, 2
"""Values of participation: this week a volunteer; at a meeting in the last 13 weeks; neither."""

ISSUES = ("latent", "reported", "assigned", "paper_closed", "overdue")
"""Columns of a film's open problems. The last counts those past their deadline, whatever their stage."""

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class CityLayoutOnMap:
    """Who and what is where. Rows are those of the model's columns.

    Attributes
    ----------
    districts, communities : tuple of str
        Names as the scenario has them; see :func:`.labels.place_name`.
    rural : ndarray of bool, (communities,)
    district_of : ndarray of int, (communities,)
    grids, residents : ndarray of int, (communities,)
        Number of grids and of resident agents.
    citizens : ndarray of int, (dots,)
        Rows of the citizens that the film shows: all, or an evenly spaced sample (see :attr:`sampled`).
    grid_of : ndarray of int, (dots,)
        Each one's grid, counted within her community.
    home_of : ndarray of int, (dots,)
        Each one's community.
    kinds : ndarray of int, (organisations,)
        :class:`cogov.model.state.Kind` of each organisation.
    organisation_community, organisation_district : ndarray of int, (organisations,)
        Where it is at home; community -1 for an organisation of a whole district.
    """

    districts: tuple[str, ...]
    communities: tuple[str, ...]
    rural: NDArray[np.bool_]
    district_of: NDArray[np.int64]
    grids: NDArray[np.int64]
    residents: NDArray[np.int64]
    citizens: NDArray[np.int64]
    grid_of: NDArray[np.int64]
    home_of: NDArray[np.int64]
    kinds: NDArray[np.int64]
    organisation_community: NDArray[np.int64]
    organisation_district: NDArray[np.int64]

    @property
    def sampled(self) -> bool:
        """Whether the film shows a sample of the citizens and not all."""
        return len(self.citizens) < int(self.residents.sum())

    def organisations_of(self, community: int) -> dict[Kind, int]:
        """Return how many organisations of each kind are at home in a community."""
        counts = np.bincount(self.kinds[self.organisation_community == community], minlength=int(Kind.CITIZEN))
        return {Kind(kind): int(count) for kind, count in enumerate(counts)}


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
    issues : ndarray of uint16, (weeks, communities, 5)
        Problems not yet resolved at the end of the week, in the order of :data:`ISSUES`.
    willingness, effort : ndarray of uint8, (weeks, organisations)
        Willingness, and committed effort as a share of the organisation's capacity (at most all of it).
    series : ndarray of float64, (weeks, indicators)
        Indicators in the order of :data:`cogov.model.indicators.NAMES`.
    digest : str
        Of the run, as ``cogov run --json`` gives it.
    """

    settings: Settings
    layout: CityLayoutOnMap
    trust: Bytes
    satisfaction: Bytes
    participation: Bytes
    issues: NDArray[np.uint16]
    willingness: Bytes
    effort: Bytes
    series: Column
    digest: str

    @property
    def weeks(self) -> int:
        """Number of weeks."""
        return len(self.trust)

    @property
    def bytes(self) -> int:
        """Memory it takes, roughly."""
        return 3 * self.trust.nbytes + 2 * self.effort.nbytes + self.issues.nbytes + self.series.nbytes

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
    city, weeks = simulation.city, settings.run.weeks
    layout = lay_out(city, weeks)
    rows = layout.citizens if layout.sampled else slice(None)
    dots, organisations = len(layout.citizens), len(city.organisations)
    trust, satisfaction, participation = (np.empty((weeks, dots), np.uint8) for _ in range(3))
    willingness, effort = (np.empty((weeks, organisations), np.uint8) for _ in range(2))
    issues = np.empty((weeks, city.territory.communities, len(ISSUES)), np.uint16)
    capacity = np.maximum(city.organisations.capacity.sum(axis=1), 1e-300)
    citizens = city.citizens
    for week in range(weeks):
        simulation.step()
        _shade(citizens.trust[rows], trust[week])
        _shade(citizens.satisfaction[rows], satisfaction[week])
        lately = week - citizens.took_part[rows] < WINDOW
        np.maximum(lately, VOLUNTEERED * citizens.volunteered[rows], out=participation[week], casting="unsafe")
        _shade(city.organisations.willingness, willingness[week])
        _shade(city.organisations.effort.sum(axis=1) / capacity, effort[week])
        _count(city, issues[week])
        if on_week is not None:
            on_week(week + 1)
    return Film(
        settings, layout, trust, satisfaction, participation, issues, willingness, effort,
        np.array(simulation.series), simulation.digest(),
    )  # fmt: skip


def lay_out(city: City, weeks: int) -> CityLayoutOnMap:
    """Return the layout of a city's film of so many weeks."""
    territory, organisations = city.territory, city.organisations
    kept = min(territory.citizens, MOST_CITIZENS, max(1, MOST_CELLS // weeks))
    rows = np.arange(kept, dtype=np.int64) * territory.citizens // kept
    grid = np.searchsorted(territory.resident_start, rows, side="right") - 1
    home = territory.home_of[grid]
    return CityLayoutOnMap(
        districts=territory.district_names,
        communities=territory.community_names,
        rural=territory.rural,
        district_of=territory.district_of,
        grids=np.diff(territory.grid_start),
        residents=territory.residents,
        citizens=rows,
        grid_of=grid - territory.grid_start[home],
        home_of=home,
        kinds=organisations.kind.astype(np.int64),
        organisation_community=organisations.community,
        organisation_district=organisations.district,
    )


def _shade(values: Column, into: Bytes) -> None:
    """Write shares in [0, 1] as bytes; what exceeds a share by rounding, or all by purchase, is all."""
    np.multiply(np.minimum(values, 1.0), 255.0, out=(scaled := np.empty(len(values))))
    np.rint(scaled, out=into, casting="unsafe")


def _count(city: City, into: NDArray[np.uint16]) -> None:
    """Count problems that are not resolved, by community and stage, and those that are overdue."""
    issues, n, stages = city.issues, city.issues.open, int(Stage.RESOLVED)
    stage, home = issues.stage[:n], city.territory.home_of[issues.grid[:n]]
    alive = stage < stages
    overdue = alive & (city.week - issues.born[:n] > city.types.deadline[issues.type[:n]])
    communities = city.territory.communities
    by_stage = np.bincount(home[alive] * stages + stage[alive], minlength=communities * stages)
    most = np.iinfo(np.uint16).max
    into[:, :stages] = np.minimum(by_stage.reshape(communities, stages), most)
    into[:, stages] = np.minimum(np.bincount(home[overdue], minlength=communities), most)
