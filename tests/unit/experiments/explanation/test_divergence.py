import asyncio

import numpy as np
import pytest

from cogov.experiments.explanation.divergence import _apart, find_divergence


@pytest.fixture
def part(pause):
    def between(one, other, weeks=12):
        return asyncio.run(find_divergence(one.settings, other.settings, weeks=weeks, pause=pause))

    return between


def test_a_city_does_not_part_from_itself(city, part):
    found = part(city("synergy"), city("synergy"))
    assert (found.weeks, found.partings, found.indicators, found.first) == (12, (), {}, None)


def test_a_lever_that_is_idle_differs_in_force_and_nowhere_else(city, part):
    found = part(city("fragmented"), city("fragmented", "rules.deliberation.rounds=5"))
    assert [(each.table, each.column) for each in found.partings] == [("places", "lever")]
    assert found.first.in_force
    assert found.first_effect is None


def test_cities_part_in_the_week_of_an_event(city, part):
    event = 'events=[{week = 7, surge = {types = ["safety"], factor = 30.0, weeks = 2}}]'
    found = part(city("fragmented"), city("fragmented", event))
    assert found.first_effect.week == 7
    assert min(found.indicators.values()) == 7


def test_what_is_told_of_cases_is_told_of_those_that_both_have(city, part):
    found = part(city("fragmented"), city("fragmented", "rules.mechanism.responsibility_lists=1"))
    told = {(each.table, each.column) for each in found.partings}
    assert {("cases", "desk"), ("cases", "stage")} & told
    assert all(each.rows > 0 for each in found.partings)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ([-np.inf, 1.0, 2.0], [-np.inf, 1.0, 2.5], (1, 0.5)),
        ([-np.inf, 1.0, 2.0], [3.0, 1.0, 2.5], (2, 0.5)),  # none against a number differs, by no size
        ([-np.inf, 1.0], [3.0, 1.0], (1, None)),
        ([-np.inf, np.nan], [-np.inf, np.nan], (0, 0.0)),
    ],
)
def test_what_stands_for_none_has_no_size(one, other, found):
    assert _apart(np.array(one), np.array(other), 0.0) == found
