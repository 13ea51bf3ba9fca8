"""Room, and what gives way."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cogov.visualization.serving.capacity import ABANDONED, Capacity
from cogov.visualization.serving.presence import Connections


class Room:
    """Kernels that come and go while a clock stands still."""

    def __init__(self, total=4, each=2):
        self.now = 0.0
        self.kernels = {}
        self.connections = Connections(lambda: self.now)
        self.capacity = Capacity(self.kernels, self.connections, total, each)
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
        assert room.capacity.refusal(f"s{number}", f"k{number}") is None
        room.come(f"k{number}", f"s{number}")
    assert room.capacity.refusal("s9", "k9") == "full"
    assert room.capacity.refusal(None) == "full"
    assert room.capacity.refusal("s1", "k1") is None, "who is in may come back"


@pytest.mark.fault("H7")
def test_one_browser_has_its_share(room):
    room.come("k1", "s")
    room.come("k2", "s")
    assert room.capacity.refusal("s", "k3") == "tabs"
    assert room.capacity.refusal("s") == "tabs"
    assert room.capacity.refusal("t", "k3") is None
    assert room.capacity.refusal(None, "k3") is None


def test_who_is_on_the_way_counts(room):
    room.capacity.arriving |= {"k1": "a", "k2": "b", "k3": "c", "k4": "d"}
    assert room.capacity.refusal("e", "k5") == "full"
    assert room.capacity.owner("k1") == "a"
    assert room.capacity.owner("k5") is None


def test_the_abandoned_give_way_the_longest_abandoned_first(room):
    for number in range(4):
        room.come(f"k{number}", f"s{number}")
    room.leave["k2"]()
    room.now = 1
    room.leave["k1"]()
    assert room.capacity.refusal("s9", "k9") == "full", "they may come back for a while"
    room.now = ABANDONED + 2
    assert room.capacity.refusal("s9", "k9") is None
    assert room.capacity.surplus("s9", "k9") == ["k2"]
    assert room.capacity.surplus("s2", "k2") == []


def test_ones_own_abandoned_tabs_give_way(room):
    room.come("k1", "s")
    room.come("k2", "s")
    room.leave["k1"]()
    room.now = ABANDONED + 1
    assert room.capacity.refusal("s", "k3") is None
    assert room.capacity.surplus("s", "k3") == ["k1"]
    assert room.capacity.surplus("t", "k3") == [], "there is room"
