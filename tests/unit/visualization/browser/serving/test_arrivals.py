"""Connections and requests by address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cogov.visualization.browser.serving.arrivals import MOST_ADDRESSES, Arrivals, Rates, household
from cogov.visualization.browser.serving.limits import (
    FILES_OF_PLACE,
    RESERVE_SECONDS,
    RESERVED_FILES,
    Limits,
    raise_files,
)
from cogov.visualization.language.translations import words


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class Line:
    def __init__(self, waits=True):
        self.waits = waits
        self.closed = False

    def give_way(self):
        self.closed = True


@pytest.fixture
def arrivals():
    limits = Limits(connections=6, connections_of_address=3, arrivals_of_address=1)  # and 20 at once
    return Arrivals(limits, words("en"), Clock())


def test_an_address_beyond_its_share_gives_way_to_itself(arrivals):
    lines = [Line() for _ in range(3)]
    other = Line()
    assert arrivals.admit("b", other)
    assert all(arrivals.admit("a", line) for line in lines)
    assert arrivals.admit("a", Line())
    assert [line.closed for line in lines] == [True, False, False]
    assert not other.closed


def test_who_is_served_does_not_give_way(arrivals):
    lines = [Line(waits=False) for _ in range(3)]
    assert all(arrivals.admit("a", line) for line in lines)
    assert not arrivals.admit("a", Line())
    arrivals.leave("a", lines[0])
    arrivals.leave("a", lines[0])
    assert arrivals.admit("a", Line())


def test_the_busiest_gives_way_when_all_are_taken(arrivals):
    rude = [Line() for _ in range(3)]
    polite = [Line() for _ in range(3)]
    for line in rude:
        arrivals.admit("a", line)
    for name, line in zip("bcd", polite, strict=True):
        arrivals.admit(name, line)
    assert arrivals.admit("e", Line())
    assert [line.closed for line in rude] == [True, False, False]
    assert not any(line.closed for line in polite)


def test_this_machine_is_not_limited_until_all_are_taken(arrivals):
    assert all(arrivals.admit("here", Line(waits=False), limited=False) for _ in range(6))
    assert not arrivals.admit("here", Line(), limited=False)


def test_rates_come_back_and_are_saved_for_a_rush():
    clock = Clock()
    rates = Rates(2, clock)
    assert [rates.take("a") for _ in range(2 * RESERVE_SECONDS + 1)].count(True) == 2 * RESERVE_SECONDS
    assert rates.take("b", 2 * RESERVE_SECONDS)
    clock.now += 1
    assert [rates.take("a") for _ in range(3)] == [True, True, False]
    for number in range(3 * MOST_ADDRESSES):
        rates.take(str(number))
    assert len(rates._left) <= MOST_ADDRESSES


def test_who_comes_too_fast_is_told_from_who_does_not(arrivals):
    assert [arrivals.is_too_fast("a") for _ in range(RESERVE_SECONDS + 1)] == [False] * RESERVE_SECONDS + [True]
    assert not arrivals.is_too_fast("b")


def test_what_counts_as_one_address():
    assert household("2001:db8:1:2:aaaa::1") == household("2001:db8:1:2:bbbb::1")
    assert household("2001:db8:1:3::1") != household("2001:db8:1:2::1")
    assert household("fe80::1%eth0") != household("fe80::2%eth0")
    assert len(household("x" * 1_000)) < 100


class TestLimits:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_all_that_is_wrong_is_told(self, language):
        texts = ["place=4", "places=0", "places=x", "places", "places=10", "places=11", "connections=9999999999999"]
        with pytest.raises(ValueError, match=r".") as wrong:
            Limits().changed(texts, words(language))
        lines = str(wrong.value).splitlines()
        assert len(lines) == 6
        assert "places" in lines[0]

    def test_are_changed_by_name(self):
        assert Limits().changed(["places=100"], words("en")) == replace(Limits(), places=100)

    @pytest.mark.parametrize("files", [410, 700, 1024, 4096, 65536])
    def test_leave_files_for_the_rest(self, files):
        limits = Limits().within(files)
        assert RESERVED_FILES + FILES_OF_PLACE * limits.places + limits.connections <= files
        assert limits.places >= 1
        assert limits.connections_of_address <= limits.connections

    def test_hold_as_they_are_where_the_machine_allows(self):
        assert Limits().within(4096) == Limits()
        with pytest.raises(ValueError, match="256"):
            Limits().within(256)

    def test_files_are_raised_to_what_is_allowed(self):
        assert raise_files() >= 256
