"""The same budget for every coalition, so that more input does not pass for a multiplier.

What a budget is here: the *hours* that a city has for its problems in a week, counted as the work they would do if all
of them went into it:

* hours of organisations, that is their capacity. Rules do not change it; what rules cost (joint work, meetings, grids,
  accounts, …) is paid out of it, in every cell; and services that government buys only move it from one kind of
  organisation to another. All this is the same in all cells by construction.
* hours of volunteers, ``behaviour.volunteer.output`` for each. These come on top, and rules raise them.

So what coordination adds in hours is the volunteers it brings. In the budget-neutral arm every coalition gives back as
many hours of organisations as it has more hours of volunteers than the baseline (nobody's coalition): the scale of all
capacities, ``world.actors.capacity_scale``, is lowered until

    mean weekly capacity + output . residents . mean share volunteering   is that of the baseline.

Fewer hours change how many volunteer, so the scale is corrected once on a few seeds before the arm is run; what is left
of the difference is reported. It is a plan for the city, not for its luck: one scale for all seeds of a cell.

Not counted: goods that are given as rewards, which have no price in this model; and how willing organisations are,
which is how they use their hours, not how many they have. An hour of an organisation is worked in part only; in work
done, volunteers therefore still bring more than is taken.

Actors have no budget-neutral arm: an absent actor takes its hours along.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ...model.initialisation import initialise
from ...model.settings import Settings
from ...model.state import Kind
from ...scenarios import size
from .factorial import Arm, ArmPlan, count_runs, run_plans

PILOT = 5
"""Seeds on which the scale is corrected."""


def organisation_hours(settings: Settings) -> float:
    """Return the mean weekly hours of all organisations, in work units; capacity cut by events counts as cut."""
    city = initialise(settings)
    by_kind = np.zeros(len(Kind))
    np.add.at(by_kind, city.organisations.kind, city.organisations.capacity.sum(axis=1))
    weeks = settings.run.weeks
    factors = np.ones((weeks, len(Kind)))
    for event in settings.events:
        if cut := event.capacity:
            for name in set(cut.actors):
                factors[event.week : event.week + cut.weeks, Kind[name.upper()]] *= cut.factor
    return float(factors.mean(axis=0) @ by_kind)


def volunteer_hours(settings: Settings, share: float) -> float:
    """Return the mean weekly hours of volunteers, in work units, if this share of residents volunteers."""
    residents = size(settings).residents
    return settings.behaviour.volunteer.output * residents * share


def hours(arm: Arm) -> NDArray[np.float64]:
    """Return the mean weekly hours of each cell of an arm, organisations' and volunteers', over its seeds.

    They are reckoned for cities of the first edition; for others they are no numbers.
    """
    own: dict[str, float] = {}  # rules change nothing about them, so that most cells share one number
    spent: list[float] = []
    for settings, share in zip(arm.settings, arm.volunteering.mean(axis=0), strict=True):
        if not isinstance(settings, Settings):
            spent.append(float("nan"))
            continue
        key = repr((settings.world.actors, [event.capacity for event in settings.events], settings.run.weeks))
        if key not in own:
            own[key] = organisation_hours(settings)
        spent.append(own[key] + volunteer_hours(settings, float(share)))
    return np.array(spent)


def balance(given: Arm, *, workers: int = 1, check: bool = False, on_done: Callable[[], object] | None = None) -> Arm:
    """Run the budget-neutral arm of a factorial.

    Parameters
    ----------
    given : Arm
        The factorial, as run without regard to the budget; its first cell is the baseline.
    workers : int
        Processes to run on; results do not depend on it.
    check : bool
        Check conservation, bounds and finiteness after every process.
    on_done : callable, optional
        Called after each run, as often as :func:`runs` says.
    """
    replicates = len(given.finals)
    pilot = min(PILOT, replicates)
    usual = given.volunteering.mean(axis=0)
    first = _plan(given, usual)
    (tried,) = run_plans([first], pilot, workers=workers, check=check, on_done=on_done)
    # The same seeds, so that the change is that of the scale.
    change = tried.volunteering.mean(axis=0) - given.volunteering[:pilot].mean(axis=0)
    second = _plan(given, usual + change)
    (arm,) = run_plans([second], replicates, workers=workers, check=check, on_done=on_done)
    return arm


def runs(plan: ArmPlan, replicates: int) -> int:
    """Return how many runs a budget-neutral arm of a plan takes."""
    return count_runs([plan], replicates) + count_runs([plan], min(PILOT, replicates))


def _plan(given: Arm, shares: Sequence[float] | NDArray[np.float64]) -> ArmPlan:
    """Return the arm in which organisations give back what volunteers bring more than in the first cell."""
    cities = cast("tuple[Settings, ...]", given.settings)
    own = organisation_hours(cities[0])
    brought = [volunteer_hours(settings, float(share)) for settings, share in zip(cities, shares, strict=True)]
    kept = [max(0.0, 1.0 - (more - brought[0]) / own) if own > 0.0 else 1.0 for more in brought]
    settings = tuple(_with_capacity(each, factor) for each, factor in zip(cities, kept, strict=True))
    return ArmPlan("budget", given.coalitions, settings)


def _with_capacity(settings: Settings, factor: float) -> Settings:
    actors = settings.world.actors.model_copy(update={"capacity_scale": min(100.0, _scale(settings) * factor)})
    return settings.model_copy(update={"world": settings.world.model_copy(update={"actors": actors})})


def _scale(settings: Settings) -> float:
    return settings.world.actors.capacity_scale
