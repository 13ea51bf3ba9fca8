"""The same hours for every coalition."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.experiments import multiplier
from cogov.experiments.multipliers.budget import hours, organisation_hours, persons, volunteer_hours
from cogov.model.engine.simulation import Simulation
from cogov.scenarios import load

GRIDS = ("rules.party_building.grid_coverage=1.0", "rules.party_building.grid_own_budget=true")


@pytest.fixture(scope="module")
def held(tiny):
    return multiplier(
        "synergy", players="participation,party_building", replicates=5, weeks=60,
        changes=(*tiny, *GRIDS), arms="budget", controls=False,
    )  # fmt: skip


def test_every_coalition_has_the_hours_of_nobody(held):
    free, spent = hours(held.arms["given"]), hours(held.arms["budget"])
    assert np.ptp(free) > 0.02 * free[0]
    assert np.abs(spent / spent[0] - 1).max() < 0.01
    assert spent[0] == pytest.approx(free[0])
    assert held.arms["budget"].settings[0] == held.arms["given"].settings[0]


def test_hours_are_those_that_bodies_had(tiny):
    settings = load("synergy", changes=(*tiny, "run.weeks=3")).settings
    simulation = Simulation(settings)
    simulation.step()
    bodies = simulation.city.bodies
    assert organisation_hours(settings) == pytest.approx(bodies.hours_full[bodies.acts].sum())


def test_grid_workers_with_a_budget_of_their_own_come_on_top(tiny):
    about = (*tiny, "run.weeks=2")
    paid, own = (
        organisation_hours(load("synergy", changes=(*about, *change)).settings) for change in (GRIDS[:1], GRIDS)
    )
    settings = load("synergy", changes=about).settings
    most = settings.behaviour.hours.grid_hours * persons(settings) / 1000 * settings.world.actors.capacity_scale
    assert 0.3 * most < own - paid <= most  # posts that are vacant are not paid


def test_volunteers_hours_follow_persons(tiny):
    settings = load("synergy", changes=tiny).settings
    expected = 0.25 * settings.behaviour.volunteer.output * persons(settings)
    assert volunteer_hours(settings, 0.25) == pytest.approx(expected)
