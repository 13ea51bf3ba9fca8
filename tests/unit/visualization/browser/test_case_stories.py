"""Which cases a film tells, and that it tells of them exactly what the history of the run says."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.model.engine.cases import FoundBy
from cogov.model.engine.history import CaseEvent
from cogov.model.engine.simulation import Simulation
from cogov.visualization.browser import case_stories
from cogov.visualization.browser.case_stories import JOINTLY, ON_THE_SPOT
from cogov.visualization.browser.recording import film

CAP = 40


@pytest.fixture(scope="module")
def run(together):
    return Simulation(together, history=True).run()


@pytest.fixture(scope="module")
def whole(together):
    """Every case: no week of this city has so many records."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case_stories, "MOST", 10_000)
        return film(together).stories


@pytest.fixture
def capped(together, monkeypatch):
    monkeypatch.setattr(case_stories, "MOST", CAP)
    return film(together).stories


def rows(records, keys=None):
    """Records of the history as a set of tuples, those of some cases alone."""
    kept = np.ones(len(records.week), bool) if keys is None else np.isin(records.case, keys)
    return sorted(
        zip(
            *(column[kept].tolist() for column in (records.week, records.case, records.what, records.body)), strict=True
        )
    )


def told(stories):
    columns = (stories.week, stories.key[stories.case], stories.what, stories.body)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def test_a_quiet_city_is_told_whole(run, whole):
    assert whole.share == 1.0
    assert told(whole) == rows(run.history.records)


def test_totals_are_those_of_all_cases(run, whole, capped):
    records = run.history.records
    for week in range(len(whole.totals)):
        counts = np.bincount(records.what[records.week == week], minlength=len(CaseEvent))
        assert np.array_equal(whole.totals[week], counts)
    assert np.array_equal(whole.totals, capped.totals)
    assert (whole.totals.sum(axis=0) > 0).sum() >= 12  # nearly everything that can happen does


def test_no_week_has_more_records_than_the_cap_and_some_week_is_near_it(capped):
    by_week = np.bincount(capped.week)
    assert CAP * 0.7 < by_week.max() <= CAP
    assert 0.0 < capped.share < 1.0
    assert (capped.lot < capped.share).all()


def test_a_case_that_is_told_is_told_whole(run, capped):
    assert 10 < len(capped.key) < len(run.history.records.case)
    assert told(capped) == rows(run.history.records, capped.key)


def test_the_sample_is_always_the_same_and_the_same_cases_in_another_city_of_this_seed(apart, capped, monkeypatch):
    monkeypatch.setattr(case_stories, "MOST", CAP)
    other = film(apart).stories
    again = film(apart).stories
    assert np.array_equal(other.key, again.key)
    share = min(other.share, capped.share)
    of_this, of_other = set(capped.key[capped.lot < share].tolist()), set(other.key[other.lot < share].tolist())
    born = {int(key) for key in Simulation(apart, history=True).run().history.records.case}
    assert {key for key in of_this if key in born} <= of_other
    assert of_this & of_other


def test_weights_bring_the_sample_near_the_totals(run, capped):
    estimate = np.bincount(capped.what, minlength=len(CaseEvent)) / capped.share
    total = capped.totals.sum(axis=0)
    assert estimate.sum() == pytest.approx(total.sum(), rel=0.25)


def test_finders_desks_and_ways_of_solving_are_those_of_the_cases(together, whole):
    simulation = Simulation(together)
    seen = dict.fromkeys(FoundBy, 0)
    for week in range(together.run.weeks):
        simulation.step()
        cases = simulation.city.cases
        row = {int(key): j for j, key in enumerate(cases.key[: cases.used[0]])}
        for i in np.flatnonzero(whole.week == week):
            j = row[int(whole.key[whole.case[i]])]
            if whole.what[i] == CaseEvent.REPORTED:
                seen[FoundBy(int(whole.detail[i]))] += 1
                assert whole.detail[i] == cases.found_by[j]
                assert whole.person[i] == cases.reporter[j]
                assert whole.desk[i] >= 0
            elif whole.what[i] == CaseEvent.RESOLVED:
                assert (whole.detail[i] == ON_THE_SPOT) == cases.on_the_spot[j]
                assert (whole.detail[i] == JOINTLY) == (cases.joint[j] and not cases.on_the_spot[j])
            else:
                assert whole.desk[i] == whole.person[i] == -1
    assert all(seen.values())


def test_a_case_is_found_by_its_key(whole):
    assert whole.find(int(whole.key[7])) == 7
    assert whole.find(0) == -1
    assert set(whole.case[whole.of(7)].tolist()) == {7}
