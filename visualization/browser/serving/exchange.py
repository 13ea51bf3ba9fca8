"""A connection that asks for pages and files, and has to do so in time.

Uvicorn has a time-out between two requests only: a request that begins and never ends holds its connection for ever.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from .arrivals import Arrivals, household
from .connection import Connection
from .refusals import RequestRefused, answer, page

PATIENCE = 10.0
"""Seconds for a request to arrive whole, and for an answer to move on; browsers take a fraction of one; assumed."""

LONGEST_ANSWER = 120.0
"""Seconds in which an answer must have been taken: 2.2 MB, the largest file, at 20 kB/s; assumed."""


class Exchange(H11Protocol):
    """Uvicorn's, with time-outs and a place among the :class:`~.arrivals.Arrivals`.

    Parameters
    ----------
    arrivals : Arrivals
        The open connections.
    proxies : callable
        Tells whether an address is a proxy's, which brings many visitors.
    """

    def __init__(self, arrivals: Arrivals, proxies: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._arrivals, self._proxies = arrivals, proxies
        self._address = ""
        self._timer: asyncio.TimerHandle | None = None
        self._since = 0.0
        self._unsent = 0
        self._upgraded = False
        self._refused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Come in, if there is room; from an address that comes too fast, to be refused in words."""
        super().connection_made(cast(asyncio.Transport, transport))
        client = self.client[0] if self.client else ""
        here = self.server is not None and self.server[0] == client  # only this machine reaches itself so
        self._address = household(client)
        limited = not here and not self._proxies(client)
        if not self._arrivals.admit(self._address, self, limited=limited):
            self.transport.abort()
            return
        if limited and self._arrivals.is_too_fast(self._address):
            self._refused = True
            # The next connection may come in time again, so this one does not stay.
            self.app = answer(RequestRefused(429, page("rate")), close=True)
        self._restart()

    @property
    def waits(self) -> bool:
        """Whether a request has still to come, or to become whole."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return not self._upgraded and (cycle is None or cycle.response_complete or cycle.more_body)

    def give_way(self) -> None:
        """Close at once."""
        self.transport.abort()

    def _restart(self) -> None:
        self._since, self._unsent = self.loop.time(), 0
        self._watch()

    def _watch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(PATIENCE, self._look)

    def _look(self) -> None:
        """Close a connection whose request does not arrive, or whose answer is not taken."""
        unsent = self.transport.get_write_buffer_size()
        stuck = unsent == self._unsent or self.loop.time() - self._since > LONGEST_ANSWER
        if stuck if unsent else self.waits:
            self.transport.abort()
        else:
            self._unsent = unsent
            self._watch()

    def on_response_complete(self) -> None:
        """Give the next request its time."""
        self._restart()
        super().on_response_complete()

    def _should_upgrade(self) -> bool:
        """Answer who is refused in HTTP, also where a web socket is asked for."""
        return not self._refused and super()._should_upgrade()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand the connection over to a web socket, which keeps its place."""
        if self._timer is not None:
            self._timer.cancel()
        self._upgraded = True
        super().handle_websocket_upgrade(event)
        socket = self.transport.get_protocol()
        if isinstance(socket, Connection):
            socket.leave = partial(self._arrivals.leave, self._address, self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave."""
        if self._timer is not None:
            self._timer.cancel()
        self._arrivals.leave(self._address, self)
        super().connection_lost(exc)
