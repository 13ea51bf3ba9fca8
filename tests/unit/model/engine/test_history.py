"""The history of cases: everything that happens to one leaves a record, and keeping it changes nothing."""

from collections import Counter

import numpy as np
import pytest

from cogov.model.engine.history import CaseEvent
from cogov.model.engine.ledger import Count
from cogov.model.engine.simulation import Simulation

WEEKS = 30
EVENTFUL = {
    "run": {"weeks": WEEKS, "seed": 5},
    "behaviour": {"arise": {"rate": 0.01}, "close": {"paper": 0.9}},
    "rules": {"administration": {"assessment": 3.0}},
}


@pytest.fixture(scope="module")
def kept(small, institutions):
    """A busy city in which everything happens, with the history of its cases."""
    return Simulation(small({"rules": institutions}, EVENTFUL), history=True).run()


def counted(simulation: Simulation, count: Count) -> int:
    """How often something was entered in the ledger."""
    return int(simulation.city.ledger.counts[:WEEKS, count].sum())


def test_a_history_changes_nothing(small, institutions, kept):
    plain = Simulation(small({"rules": institutions}, EVENTFUL)).run()
    assert plain.history is None
    assert plain.digest() == kept.digest()


def test_what_happens_is_in_the_history_as_often_as_in_the_ledger(kept):
    seen = Counter(kept.history.records.what.tolist())
    for what, count in (
        (CaseEvent.BORN, Count.BORN), (CaseEvent.REPORTED, Count.REPORTS), (CaseEvent.ON_PAPER, Count.PAPER),
        (CaseEvent.RESOLVED, Count.RESOLVED), (CaseEvent.LAPSED, Count.LAPSED), (CaseEvent.JOINED, Count.JOINED),
        (CaseEvent.AGREED, Count.MATTERS_PASSED),
    ):  # fmt: skip
        assert seen[what] == counted(kept, count) > 0, what.name
    assert seen[CaseEvent.BLOCKED] == counted(kept, Count.MATTERS) - counted(kept, Count.MATTERS_PASSED) > 0
    assert seen[CaseEvent.ACCEPTED] + seen[CaseEvent.FORCED] == counted(kept, Count.ACCEPTED)
    assert seen[CaseEvent.FORCED] > 0
    assert seen[CaseEvent.OVERDUE] > 0


def test_hops_of_a_resolved_case_are_records_since_it_was_last_reported(kept):
    records, cases = kept.history.records, kept.city.cases
    used = int(cases.used[0])
    for j in np.flatnonzero(cases.stage[:used] <= 4):
        own = records.case == cases.key[j]
        passed = own & (records.what == CaseEvent.PASSED_ON) & (records.week >= cases.reported[j])
        assert passed.sum() == cases.hops[j]


def test_records_are_in_order_and_name_places_and_bodies_that_exist(kept):
    records, city = kept.history.records, kept.city
    assert (np.diff(records.week) >= 0).all()
    assert set(city.places.tier[records.place]) == {0}
    assert records.body.min() == -1
    assert records.body.max() < len(city.bodies.key)
    of_nobody = np.isin(records.what, (CaseEvent.BORN, CaseEvent.REPORTED))
    assert (records.body[of_nobody] == -1).all()
    assert (records.body[np.isin(records.what, (CaseEvent.ACCEPTED, CaseEvent.JOINED))] >= 0).all()


def test_a_case_begins_once_and_ends_at_most_once(kept):
    records = kept.history.records
    ends = records.case[np.isin(records.what, (CaseEvent.RESOLVED, CaseEvent.LAPSED))]
    assert len(np.unique(ends)) == len(ends)
    born = records.case[records.what == CaseEvent.BORN]
    assert len(np.unique(born)) == len(born)
    assert set(records.case.tolist()) == set(born.tolist())


def test_a_table_says_it_in_words(kept):
    table = kept.history.frame()
    assert list(table.columns) == ["week", "case", "what", "body", "place"]
    assert set(table["what"]) <= {each.name.lower() for each in CaseEvent}
