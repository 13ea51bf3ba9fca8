"""How far hours of the four resources do a kind of work (ODD, (9))."""

import math

import pytest

from cogov.model.agents.match import match


def test_without_complementarity_the_match_is_a_sum():
    needs, hours, fungible = (0.5, 0.0, 0.2, 0.3), (1.0, 2.0, 0.5, 0.25), 0.2
    whole = sum(hours)
    expected = 0.8 * (1.0 + 0.5 + 0.25) + 0.2 * whole
    assert match(hours, needs, fungible, 1.0) == pytest.approx(expected)


@pytest.mark.parametrize("r", [-50.0, -3.0, -0.5, 0.0, 0.4, 1.0])
def test_the_match_of_hours_in_the_proportion_of_needs_is_their_sum(r):
    needs = (0.4, 0.3, 0.0, 0.3)
    assert match([2.0 * n for n in needs], needs, 0.1, r) == pytest.approx(2.0)


def test_the_match_is_nothing_where_a_needed_resource_is_missing_and_none_stands_in():
    assert match((1.0, 0.0, 0.0, 0.0), (0.5, 0.5, 0.0, 0.0), 0.0, -0.5) == 0.0
    assert match((1.0, 0.0, 0.0, 0.0), (0.5, 0.5, 0.0, 0.0), 0.0, 0.5) == pytest.approx((0.5 * math.sqrt(2.0)) ** 2)
