"""A film is the very run of the command, and what it shows is what the columns held."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.places import COMMUNITY
from cogov.visualization.browser import recording
from cogov.visualization.browser.recording import DECIDED, EMERGENCY, MEETING, MET, NEITHER, OPEN, VOLUNTEERED, film


@pytest.fixture(scope="module")
def settings(together):
    return together


@pytest.fixture(scope="module")
def shown(settings):
    return film(settings)


def test_a_film_is_the_run_of_the_command(settings, shown):
    outcome = run_one(RunSpec("here", settings))
    assert shown.digest == outcome.digest
    assert np.array_equal(shown.series, outcome.series, equal_nan=True)
    assert shown.weeks == settings.run.weeks


def test_what_is_shown_is_what_the_columns_held(settings, shown):
    simulation = Simulation(settings)
    for week in range(settings.run.weeks):
        simulation.step()
        city = simulation.city
        for name in ("trust", "satisfaction"):
            column = getattr(city.residents, name)
            assert np.abs(getattr(shown, name)[week] / 255 - column).max() <= 0.5 / 255 + 1e-12
        assert np.array_equal(shown.participation[week] == VOLUNTEERED, city.residents.volunteered)
        assert np.abs(shown.willingness[week] / 255 - city.bodies.w).max() <= 0.5 / 255 + 1e-12
        share = np.divide(
            city.bodies.effort, city.bodies.hours, out=np.zeros(len(city.bodies.key)), where=city.bodies.hours > 0
        )
        assert np.abs(shown.effort[week] / 255 - np.minimum(share, 1.0)).max() <= 0.5 / 255 + 1e-12
        assert np.array_equal(shown.signs[week] & MET > 0, city.communities.met)
        assert np.array_equal(shown.signs[week] & EMERGENCY > 0, city.communities.emergency)
        stages = city.cases.stage[: city.cases.used[0]]
        assert shown.open[week, :, :5].sum(axis=0).tolist() == [int((stages == stage).sum()) for stage in range(5)]
        assert shown.queue[week].sum() == int(((stages >= 1) & (stages <= 3)).sum())
    assert (shown.signs & DECIDED > 0).any()
    assert {NEITHER, MEETING, VOLUNTEERED} <= set(shown.participation.ravel().tolist())


def test_columns_of_open_problems_have_names_and_the_last_counts_what_is_late(shown):
    assert OPEN == ("latent", "at_desk", "awaiting", "owned", "on_paper", "overdue")
    known = shown.open[:, :, 1:4].sum(axis=2)
    assert (shown.open[:, :, 5] <= known).all()
    assert (shown.open[:, :, 5] > 0).any()


def test_the_layout_is_the_territory(settings, shown):
    city, layout = Simulation(settings).city, shown.layout
    assert [node.name for node in layout.places.tiers[COMMUNITY]] == [
        "Community 1-1-1",
        "Community 1-1-2",
        "Village 1-1-1",
    ]
    assert layout.residents.sum() == len(city.residents.key) == len(layout.citizens)
    assert not layout.sampled
    assert np.array_equal(layout.grid_of, city.residents.grid)
    assert np.array_equal(layout.grids, np.bincount(layout.grids_home))
    addresses = [[node.address for node in tier] for tier in layout.places.tiers]
    rows = [node.address for node in layout.places]
    for body in range(len(layout.kinds)):
        own = rows[int(city.bodies.place[body])]
        assert addresses[int(layout.tiers[body])][int(layout.where[body])] == own


def test_a_large_city_is_sampled_evenly_and_always_the_same(settings, shown, monkeypatch):
    monkeypatch.setattr(recording, "MOST_CITIZENS", 30)
    sample = film(settings)
    rows = sample.layout.citizens
    assert sample.layout.sampled
    assert len(rows) == 30
    assert set(np.diff(rows)) <= {2, 3}
    for name in ("trust", "satisfaction", "participation"):
        assert np.array_equal(getattr(sample, name), getattr(shown, name)[:, rows])
    assert sample.digest == shown.digest


def test_a_long_run_keeps_fewer_citizens(settings, monkeypatch):
    monkeypatch.setattr(recording, "MOST_CELLS", 20 * settings.run.weeks)
    assert film(settings).trust.size <= recording.MOST_CELLS


def test_a_film_can_be_cancelled(settings):
    done = []

    def stop(week):
        done.append(week)
        if week == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        film(settings, stop)
    assert done == [1, 2, 3]
