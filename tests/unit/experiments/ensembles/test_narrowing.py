"""Cities come by through generations stand for plain draws that meet the criteria."""

from collections import Counter

import numpy as np
import pytest
from scipy.stats import kstest

from cogov.experiments.ensembles.effective_size import CityWeights
from cogov.experiments.ensembles.narrowing import Narrowing, NarrowingPlan

from .hypercube import CLAIMS, CubeCities, CubeShortfalls, criteria, plain_points, screen

PLAN = NarrowingPlan(survivors=0.15, population=600, looked=300, walk=4, draws=20_000)


def narrow(luck, plan=PLAN, first=800, wanted=100, **misses):
    """Return a narrowing that has ended, its cities, how often each counts, and the plain draw that each comes of."""
    cities = CubeCities(first, luck)
    narrowing = Narrowing(cities, CubeShortfalls(cities, **misses), plan, first)
    counts, roots = Counter(), {}
    for ends in narrowing.rounds():
        counts.update(end.city for end in ends)
        roots |= {end.city: end.root for end in ends}
        if len(counts) >= wanted:
            break
    weights = CityWeights(np.array([*counts.values()], float), np.array([roots[each] for each in counts], np.int64),
                          cities.of([*counts]))  # fmt: skip
    return narrowing, weights, counts


@pytest.fixture(scope="module")
def runs():
    return [narrow(luck) for luck in range(60)]


@pytest.fixture(scope="module")
def truth():
    return plain_points(3_000_000, 1)


def test_shares_are_those_of_plain_draws_and_their_intervals_cover_them(runs, truth):
    kept, _ = truth
    for holds in CLAIMS.values():
        true = holds(kept).mean()
        found = np.array([weights.share(holds(weights.columns)) for _, weights, _ in runs])
        error = found[:, 0].std() / np.sqrt(len(runs)) + np.sqrt(true * (1 - true) / len(kept))
        assert abs(found[:, 0].mean() - true) < 3.5 * error
        covered = ((found[:, 1] <= true) & (true <= found[:, 2])).mean()
        assert covered >= 0.95 - 3.0 * np.sqrt(0.95 * 0.05 / len(runs))


def test_the_cities_are_worth_what_is_said(runs):
    said = np.mean([weights.effective for _, weights, _ in runs])
    idle = np.array([weights.share(CLAIMS["idle"](weights.columns))[0] for _, weights, _ in runs])
    worth = idle.mean() * (1.0 - idle.mean()) / idle.var(ddof=1)
    assert 0.5 * worth < said < 1.8 * worth
    assert said < 0.5 * np.mean([len(counts) for *_, counts in runs])  # or alikeness would not matter


def test_the_rate_is_that_of_plain_draws(runs, truth):
    _, true = truth
    rates = [np.prod([each.share for each in narrowing.generations]) for narrowing, *_ in runs]
    assert np.mean(rates) == pytest.approx(true, rel=0.2)


def test_every_city_that_is_kept_meets_everything_and_tolerances_fall(runs):
    for narrowing, weights, _ in runs:
        assert (screen(weights.columns) == 0.0).all()
        assert (criteria(weights.columns) == 0.0).all()
        for looked in (False, True):
            tolerances = [each.tolerance for each in narrowing.generations if each.criteria == looked]
            assert tolerances == sorted(tolerances, reverse=True)
            assert tolerances[-1] == 0.0
        assert narrowing.generations[-1].reached
        assert narrowing.drawn <= PLAN.draws


def test_where_everything_is_plausible_they_are_plain_draws():
    nothing = {name: (lambda points: np.zeros(len(points))) for name in ("screen", "criteria")}
    narrowing, weights, counts = narrow(3, wanted=1000, **nothing)
    assert [each.share for each in narrowing.generations] == [1.0, 1.0]
    assert set(counts.values()) == {1}  # every step is taken
    chances = [kstest(column, "uniform").pvalue for column in weights.columns[:300].T]
    assert np.mean(np.array(chances) < 0.05) < 0.15


def test_where_nothing_is_plausible_nothing_is_kept_and_no_more_is_drawn_than_may_be():
    narrowing, _, counts = narrow(4, criteria=lambda points: np.full(len(points), np.inf))
    assert not counts
    assert narrowing.drawn <= PLAN.draws
    assert not narrowing.generations[-1].reached


def test_a_ladder_of_criteria_is_climbed_as_well():
    """The cheap looks tell nothing here, so that the tolerance of the criteria itself must fall."""
    narrowing, weights, counts = narrow(5, screen=lambda points: np.zeros(len(points)))
    assert sum(each.criteria for each in narrowing.generations) > 1
    assert counts
    assert (criteria(weights.columns) == 0.0).all()


def test_more_draws_go_on_where_fewer_ended(runs):
    few, _, kept = narrow(0, wanted=60)
    more, _, all_kept = runs[0]
    assert [*all_kept][: len(kept)] == [*kept]
    assert few.drawn < more.drawn
    assert few.generations == more.generations
