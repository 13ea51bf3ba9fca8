"""A film is the run of the command, in bytes."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.model.indicators import NAMES
from cogov.model.simulation import Simulation
from cogov.model.state import Kind, Stage
from cogov.visualization.browser import recording
from cogov.visualization.browser.recording import ISSUES, MEETING, NEITHER, VOLUNTEERED, film


@pytest.fixture(scope="module")
def settings(settings_of, coordinated):
    return settings_of(coordinated, {"rules": {"administration": {"assessment": 2.0}}})


@pytest.fixture(scope="module")
def shown(settings):
    return film(settings)


@pytest.mark.fault("E7")
def test_a_film_is_the_run_of_the_command(settings, shown):
    outcome = run_one(RunSpec("it", settings))
    assert shown.digest == outcome.digest
    assert np.array_equal(shown.series, outcome.series)


def test_every_week_says_what_the_columns_said(settings, shown):
    simulation = Simulation(settings)
    city = simulation.city
    for week in range(settings.run.weeks):
        simulation.step()
        assert np.abs(shown.trust[week] / 255 - city.citizens.trust).max() <= 0.5 / 255 + 1e-12
        assert np.abs(shown.satisfaction[week] / 255 - city.citizens.satisfaction).max() <= 0.5 / 255 + 1e-12
        assert np.array_equal(shown.participation[week] == VOLUNTEERED, city.citizens.volunteered)
        assert np.abs(shown.willingness[week] / 255 - city.organisations.willingness).max() <= 0.5 / 255 + 1e-12
        effort, capacity = (column.sum(axis=1) for column in (city.organisations.effort, city.organisations.capacity))
        share = np.divide(effort, capacity, out=np.zeros(len(effort)), where=capacity > 0.0)
        assert np.abs(shown.effort[week] / 255 - np.minimum(share, 1.0)).max() <= 0.5 / 255 + 1e-12
        stages = city.issues.stage[: city.issues.open]
        expected = [int((stages == stage).sum()) for stage in range(Stage.RESOLVED)]
        assert shown.issues[week, :, :4].sum(axis=0).tolist() == expected


def test_numbers_of_the_film_are_those_of_the_indicators(shown):
    assert ISSUES == ("latent", "reported", "assigned", "paper_closed", "overdue")
    for name, values in (
        ("latent", shown.issues[:, :, 0].sum(axis=1)),
        ("open_issues", shown.issues[:, :, 1:3].sum(axis=(1, 2))),
        ("paper_closed", shown.issues[:, :, 3].sum(axis=1)),
        ("overdue", shown.issues[:, :, 4].sum(axis=1)),
        ("volunteering", (shown.participation == VOLUNTEERED).mean(axis=1)),
    ):
        assert values == pytest.approx(shown.series[:, NAMES.index(name)])
    # The indicator counts volunteers of the last 13 weeks among those who took part, and so does the film.
    took_part = (shown.participation != NEITHER).mean(axis=1)
    assert took_part == pytest.approx(shown.series[:, NAMES.index("participation")])
    assert (shown.participation == MEETING).any()
    assert (shown.issues[:, :, 3] > 0).any()


def test_the_layout_is_the_territory(settings, shown):
    territory, layout = Simulation(settings).city.territory, shown.layout
    assert layout.districts == territory.district_names
    assert layout.communities == territory.community_names
    assert layout.residents.sum() == territory.citizens == len(layout.citizens)
    assert not layout.sampled
    for dot, row in enumerate(layout.citizens):
        grid = territory.grid_start[layout.home_of[dot]] + layout.grid_of[dot]
        assert territory.resident_start[grid] <= row < territory.resident_start[grid + 1]
    assert layout.organisations_of(0)[Kind.ENTERPRISE] == settings.world.actors.enterprise.number
    assert layout.organisations_of(0)[Kind.GOVERNMENT] == 0
    assert len(layout.kinds) == shown.effort.shape[1]


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
    assert np.array_equal(film(settings).layout.citizens, rows)


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
