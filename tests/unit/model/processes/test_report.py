import numpy as np
import pytest

from cogov.model.processes.report import report
from cogov.model.state import NEVER, Count, Stage

N = 20_000


@pytest.fixture
def city(city_of, hamlet, place_issues):
    city = city_of(hamlet)
    place_issues(city, N, stage=Stage.LATENT, reported=NEVER)
    return city


@pytest.mark.parametrize(
    ("trust", "coverage", "linked"),
    [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.5, 1.0, 0.0), (0.5, 0.0, 1.0), (0.6, 0.7, 0.8)],
)
def test_residents_grid_workers_and_members_look_independently(city, within_luck, trust, coverage, linked):
    city.grids.trust[:], city.communities.grid_coverage[:], city.grids.linked[:] = trust, coverage, linked
    report(city)
    by_residents = 0.1 + 0.3 * trust
    chance = 1.0 - (1.0 - by_residents) * (1.0 - 0.5 * coverage) * (1.0 - 0.4 * linked)
    reported = city.issues.stage[:N] == Stage.REPORTED
    assert within_luck(reported.sum(), N, chance)
    assert within_luck(city.issues.proactive[:N].sum(), N, (1.0 - by_residents) * 0.5 * coverage)
    assert city.ledger.counts[0, Count.REPORTED] == reported.sum()
    assert city.ledger.counts[0, Count.PROACTIVE] == city.issues.proactive[:N].sum()
    assert city.ledger.counts[4, Count.CASE_DUE] == reported.sum()
    assert (city.issues.reported[:N][reported] == 0).all()
    assert (city.issues.reported[:N][~reported] == NEVER).all()


def test_the_delay_is_geometric(city, within_luck):
    city.grids.trust[:] = 0.5
    for week in range(8):
        city.week = week
        report(city)
        assert within_luck((city.issues.stage[:N] == Stage.LATENT).sum(), N, 0.75 ** (week + 1))


def test_reports_of_a_poisson_stream_are_a_poisson_stream(city, place_issues):
    """Thinning: as many reports vary about p Lambda as their mean, however many problems there are."""
    rng = np.random.default_rng(0)
    city.grids.trust[:] = 0.5
    counts = []
    for seed in range(2000):
        city.seed = seed
        place_issues(city, int(rng.poisson(20.0)), stage=Stage.LATENT)
        report(city)
        counts.append((city.issues.stage[: city.issues.open] == Stage.REPORTED).sum())
    assert abs(np.mean(counts) - 5.0) < 4.0 * np.sqrt(5.0 / 2000)
    assert abs(np.var(counts) / 5.0 - 1.0) < 4.5 * np.sqrt(2.2 / 2000)


def test_a_case_closed_on_paper_may_be_reported_again(city, place_issues, within_luck):
    place_issues(city, N, stage=Stage.PAPER_CLOSED, reported=-5, born=-5)
    city.grids.trust[:] = 0.5
    report(city)
    again = city.issues.stage[:N] == Stage.REPORTED
    assert within_luck(again.sum(), N, 0.25)
    assert city.ledger.counts[0, Count.REOPENED] == city.ledger.counts[0, Count.REPORTED] == again.sum()
    assert (city.issues.reported[:N][again] == 0).all()
    assert (city.issues.reported[:N][~again] == -5).all()


def test_nothing_else_is_reported(city, place_issues):
    stages = [Stage.REPORTED, Stage.ASSIGNED, Stage.RESOLVED, Stage.LAPSED] * 100
    place_issues(city, 400, stage=stages)
    city.grids.trust[:], city.communities.grid_coverage[:] = 1.0, 1.0
    report(city)
    assert city.issues.stage[:400].tolist() == stages
