"""Room, and what gives way."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cogov.visualization.browser.serving.capacity import ABANDONED, KEPT, Asker, VisitorCapacity
from cogov.visualization.browser.serving.limits import Limits
from cogov.visualization.browser.serving.presence import Connections


class Room:
    """Kernels that come and go while a clock stands still."""

    def __init__(self, total=4, each=2, near=40):
        self.now = 0.0
        self.kernels = {}
        self.connections = Connections(lambda: self.now)
        self.capacity = VisitorCapacity(self.kernels, self.connections, Limits(total, each, near))
        self.leave = {}

    def come(self, kernel, session):
        self.kernels[kernel] = SimpleNamespace(session_id=session)
        self.leave[kernel] = self.connections.opened(kernel)


@pytest.fixture
def room():
    return Room()


@pytest.mark.fault("H7")
def test_full(room):
    for number in range(4):
        assert room.capacity.refusal(Asker(f"s{number}", here=True), f"k{number}") is None
        room.come(f"k{number}", f"s{number}")
    assert room.capacity.refusal(Asker("s9", here=True), "k9") == "full"
    assert room.capacity.refusal(Asker(here=True)) == "full"
    assert room.capacity.refusal(Asker("s1", here=True), "k1") is None, "who is in may come back"


@pytest.mark.fault("H7")
def test_one_browser_has_its_share(room):
    room.come("k1", "s")
    room.come("k2", "s")
    assert room.capacity.refusal(Asker("s", here=True), "k3") == "tabs"
    assert room.capacity.refusal(Asker("s", here=True)) == "tabs"
    assert room.capacity.refusal(Asker("t", here=True), "k3") is None
    assert room.capacity.refusal(Asker(here=True), "k3") is None


def test_who_is_on_the_way_counts(room):
    room.capacity.arriving |= {"k1": "a", "k2": "b", "k3": "c", "k4": "d"}
    assert room.capacity.refusal(Asker("e", here=True), "k5") == "full"
    assert room.capacity.owner("k1") == "a"
    assert room.capacity.owner("k5") is None


def test_the_abandoned_give_way_the_longest_abandoned_first(room):
    for number in range(4):
        room.come(f"k{number}", f"s{number}")
    room.leave["k2"]()
    room.now = 1
    room.leave["k1"]()
    assert room.capacity.refusal(Asker("s9", here=True), "k9") == "full", "they may come back for a while"
    room.now = ABANDONED + 2
    assert room.capacity.refusal(Asker("s9", here=True), "k9") is None
    assert room.capacity.surplus(Asker("s9", here=True), "k9") == ["k2"]
    assert room.capacity.surplus(Asker("s2", here=True), "k2") == []


def test_ones_own_abandoned_tabs_give_way(room):
    room.come("k1", "s")
    room.come("k2", "s")
    room.leave["k1"]()
    room.now = ABANDONED + 1
    assert room.capacity.refusal(Asker("s", here=True), "k3") is None
    assert room.capacity.surplus(Asker("s", here=True), "k3") == ["k1"]
    assert room.capacity.surplus(Asker("t", here=True), "k3") == [], "there is room"


def test_one_address_has_its_share_and_this_machine_all():
    room = Room(total=20, each=9, near=2)
    for number in range(2):
        asker = Asker(f"s{number}", "10.0.0.5")
        assert room.capacity.refusal(asker, f"k{number}") is None
        room.capacity.arrive(asker, f"k{number}")
        room.come(f"k{number}", f"s{number}")
    assert room.capacity.refusal(Asker("s9", "10.0.0.5"), "k9") == "address"
    assert room.capacity.refusal(Asker("s9", "10.0.0.5"), "k1") is None, "who is in may come back"
    assert room.capacity.refusal(Asker("s9", "10.0.0.6"), "k9") is None
    for number in range(2, 20):
        asker = Asker(f"s{number}", f"10.0.1.{number}")
        assert room.capacity.refusal(asker) == ("full" if number >= 20 - KEPT else None)
        here = Asker(f"s{number}", "127.0.0.1", here=True)
        assert room.capacity.refusal(here, f"k{number}") is None
        room.capacity.arrive(here, f"k{number}")
        room.come(f"k{number}", f"s{number}")
    assert room.capacity.refusal(Asker("s99", "127.0.0.1", here=True)) == "full"


def test_an_address_gives_way_to_itself():
    room = Room(total=20, each=9, near=2)
    for number in range(3):
        room.capacity.arrive(Asker(f"s{number}", "10.0.0.5" if number else "10.0.0.6"), f"k{number}")
        room.come(f"k{number}", f"s{number}")
        room.leave[f"k{number}"]()
        room.capacity.arriving.clear()
    room.now = ABANDONED + 1
    assert room.capacity.surplus(Asker("s9", "10.0.0.5"), "k9") == ["k1"]
    assert room.capacity.surplus(Asker("s9", "10.0.0.7"), "k9") == []
    room.capacity.arrive(Asker("s9", "10.0.0.7"), "k9")
    del room.kernels["k1"]
    room.capacity.arrive(Asker("s9", "10.0.0.7"), "k9")
    assert set(room.capacity.addresses) == {"k0", "k2", "k9"}, "places that are free are forgotten"
