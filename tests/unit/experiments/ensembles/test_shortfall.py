"""By how much a city misses a range."""

import math

import pytest

from cogov.experiments.ensembles.selection import CityFigures
from cogov.experiments.ensembles.shortfall import CityShortfalls, shortfall


@pytest.mark.parametrize(
    ("value", "low", "high", "missed"),
    [(0.5, 0.5, 0.6, 0.0), (0.6, 0.5, 0.6, 0.0), (0.4, 0.5, 0.6, 0.2), (0.9, 0.5, 0.6, 0.5), (-0.3, 0.0, 1.2, 0.25)],
)
def test_it_is_a_share_of_the_end_that_is_missed(value, low, high, missed):
    assert shortfall(value, low, high) == pytest.approx(missed)


def test_no_number_is_infinitely_far():
    assert shortfall(math.nan, 0.0, 1.0) == math.inf


class Looks:
    """Figures of cities, with a list of who was looked at."""

    def __init__(self):
        self.seen = []

    def cheap_looks(self):
        yield ("screen_apart",), lambda cities: self._look("screen_apart", cities, 0.1)
        yield ("screen_joined",), lambda cities: self._look("screen_joined", cities, 0.1)

    def _look(self, stage, cities, figure):
        self.seen += [(stage, city) for city in cities]
        return {city: {stage: figure} for city in cities}


def test_nothing_is_looked_at_twice_nor_once_it_missed_too_much(toy):
    looks = Looks()
    shortfalls = CityShortfalls(toy, looks)
    shortfalls.note([CityFigures(1, {"screen_apart": 0.5}, "")])
    found = shortfalls.screens([1, 2], 0.3)
    assert looks.seen == [("screen_apart", 2), ("screen_joined", 1)]  # 2 misses the first by more than .3
    assert found[2] > 0.3
    assert found[1] == pytest.approx(shortfall(0.1, *toy.range_of("screen_joined")))
    shortfalls.screens([1, 2], 0.3)
    assert len(looks.seen) == 2


def test_a_cheap_look_is_wider_by_its_margin(toy):
    low, high = toy.range_of("closing_apart")
    assert toy.range_of("screen_apart") == pytest.approx((low - 0.05, high + 0.05))
