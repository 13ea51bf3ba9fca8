"""The same budget for every coalition, so that more input does not pass for a multiplier.

What a budget is here: the *hours* that a city has for its problems in a week, counted as the work they would do if all
of them went into it:

* hours of organisations, as they are before rules take their share, with events that cut them. What rules cost (joint
  work, meetings, accounts, …) is paid out of them in every cell. Grid workers are paid out of departments' hours, and
  are on top only where they have a budget of their own (``rules.party_building.grid_own_budget``).
* hours of volunteers, ``behaviour.volunteer.output`` for each person that a volunteer stands for. These come on top,
  and rules raise them.

In the budget-neutral arm every coalition gives back as many hours of organisations as it has more of volunteers and of
grid workers with a budget of their own than the baseline (nobody's coalition): the scale of all capacities,
``world.actors.capacity_scale``, is lowered until

    mean weekly hours of organisations + output . persons . mean share volunteering   is that of the baseline.

Fewer hours change how many volunteer, so the scale is corrected once on a few seeds before the arm is run; what is left
of the difference is reported. It is a plan for the city, not for its luck: one scale for all seeds of a cell.

Not counted: overtime, which is how staff use themselves up; goods that are given as rewards, which have no price in
this model; and how willing organisations are. An hour of an organisation is worked in part only; in work done,
volunteers therefore still bring more than is taken.

Actors have no budget-neutral arm: an absent actor takes its hours along.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...model.engine.levers import Levers
from ...model.engine.simulation import Simulation
from ...model.parameters.places import COMMUNITY
from ...model.parameters.settings import Settings
from .factorial import Arm, ArmPlan

PILOT = 5
"""Seeds on which the scale is corrected."""


def organisation_hours(settings: Settings) -> float:
    """Return the mean weekly hours of all organisations, in work units, as lived week by week.

    Grid workers count where they have a budget of their own.
    """
    simulation = Simulation(settings)
    total = 0.0
    for _ in range(settings.run.weeks):
        simulation.step()
        city = simulation.city
        total += float(city.bodies.hours_full[city.bodies.acts].sum())
        own = city.places.lever[city.communities.at[:, COMMUNITY], Levers.GRID_OWN_BUDGET] > 0.0
        if own.any():
            grids = np.repeat(own, np.diff(city.communities.grid_start))
            total += float(city.grids.staff[grids].sum())
    return total / settings.run.weeks


def persons(settings: Settings) -> float:
    """Return how many persons live in the city."""
    return float(Simulation(settings).city.grids.persons.sum())


def volunteer_hours(settings: Settings, share: float, inhabitants: float | None = None) -> float:
    """Return the mean weekly hours of volunteers, in work units, if this share of residents volunteers."""
    people = persons(settings) if inhabitants is None else inhabitants
    return settings.behaviour.volunteer.output * people * share


def hours(arm: Arm) -> NDArray[np.float64]:
    """Return the mean weekly hours of each cell of an arm, organisations' and volunteers', over its seeds."""
    reckoned = _Reckoned()
    return np.array(
        [
            reckoned.own(settings) + reckoned.brought(settings, float(share))
            for settings, share in zip(arm.settings, arm.volunteering.mean(axis=0), strict=True)
        ]
    )


class _Reckoned:
    """Hours by what decides them: most cells share one number."""

    def __init__(self) -> None:
        self._own: dict[str, float] = {}
        self._persons: dict[str, float] = {}

    def own(self, settings: Settings) -> float:
        rules = settings.rules.party_building
        grid = (rules.grid_own_budget, rules.grid_coverage if rules.grid_own_budget else 0.0)
        about = (settings.world, settings.run.weeks, grid, settings.places, settings.events)
        key = repr(about) if grid[0] or settings.events or settings.places.rules else repr(about[:3])
        if key not in self._own:
            self._own[key] = organisation_hours(settings)
        return self._own[key]

    def brought(self, settings: Settings, share: float) -> float:
        key = repr(settings.world.city)
        if key not in self._persons:
            self._persons[key] = persons(settings)
        return volunteer_hours(settings, share, self._persons[key])


def plan_neutral(given: Arm, correction: Sequence[float] | NDArray[np.float64] = (), name: str = "budget") -> ArmPlan:
    """Return the arm in which organisations give back what a coalition has more than the first cell, nobody's.

    Parameters
    ----------
    given : Arm
        The factorial, as run without regard to the budget.
    correction : sequence of float, optional
        By how much the shares of volunteers of each cell changed in a pilot of the arm.
    name : str
    """
    cities = given.settings
    shares = given.volunteering.mean(axis=0) + (np.asarray(correction) if len(correction) else 0.0)
    reckoned = _Reckoned()
    usual = reckoned.own(cities[0]) + reckoned.brought(cities[0], float(shares[0]))
    settings: list[Settings] = []
    for city, share in zip(cities, shares, strict=True):
        own = reckoned.own(city)
        more = own + reckoned.brought(city, float(share)) - usual
        settings.append(_with_capacity(city, max(0.0, 1.0 - more / own) if own > 0.0 else 1.0))
    return ArmPlan(name, given.coalitions, tuple(settings))


def _with_capacity(settings: Settings, factor: float) -> Settings:
    scale = min(100.0, settings.world.actors.capacity_scale * factor)
    actors = settings.world.actors.model_copy(update={"capacity_scale": scale})
    return settings.model_copy(update={"world": settings.world.model_copy(update={"actors": actors})})
