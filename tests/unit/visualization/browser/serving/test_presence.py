"""Who is here."""

from __future__ import annotations

from cogov.visualization.browser.serving.presence import FORGOTTEN, GRACE, Connections, Presence, visitor


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_gone_when_the_last_connection_is_lost():
    clock = Clock()
    connections = Connections(clock)
    me = Presence("k", connections)
    assert me.here, "a kernel that was never seen belongs to another server, and stays"
    first, second = connections.opened("k"), connections.opened("k")
    first()
    first()  # a connection can be lost but once
    clock.now += 60
    assert (me.here, me.gone) == (True, 0)
    second()
    assert me.here, "a stumble"
    clock.now += GRACE
    assert (me.here, me.gone) == (False, GRACE)
    connections.opened("k")
    assert (me.here, me.gone) == (True, 0)


def test_forgets_in_the_end():
    clock = Clock()
    connections = Connections(clock)
    connections.opened("k")()
    clock.now += FORGOTTEN
    assert connections.gone("k") == FORGOTTEN
    connections.opened("other")
    assert connections.gone("k") == 0


def test_outside_a_server_everybody_is_here():
    assert visitor().kernel is None
    assert visitor().here
