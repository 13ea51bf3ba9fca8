"""A web socket that notices when the other end has gone, and only then.

Uvicorn's gives a connection up when a ping is not answered in time. It does not read the answer while the page is busy
and a message waits for it, nor count other signs of life; and it takes messages as fast as they come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

LOST = "cogov.lost"
"""Key in the scope of a connection for what is to be called, in the event loop, once it is lost."""

ABORT = "cogov.abort"
"""Key in the scope for what ends the connection at once."""

MOST_MESSAGES = 200
"""Messages that may wait for a busy page; what comes then is left with the sender."""

MOST_BYTES = 4 * 1024 * 1024
"""Most bytes of these."""

MESSAGES_A_SECOND = 100
"""Messages of one page that are taken in a second, for long; a lever that is dragged sends some 60. Assumed."""

MESSAGES_AT_ONCE = 500
"""Messages that may be taken at once after a rest; assumed."""

BUSY = 60.0
"""Seconds for which a connection is kept without a sign of life because the page is busy, and nothing is read."""


class Connection(WebSocketsSansIOProtocol):
    """Uvicorn's, which gives a silent connection up at once and tells.

    Uvicorn closes it politely, and then waits until what was written has been sent: towards a machine that has left the
    network that is a quarter of an hour.
    """

    leave: Callable[[], None] | None = None
    """Called once the connection is lost: it has a place among the arrivals."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._heard = self.loop.time()
        self._waiting = 0
        self._left, self._since = float(MESSAGES_AT_ONCE), self._heard

    def handle_connect(self, event: Request) -> None:
        """Let the application end the connection at once."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            cast("dict[str, Any]", self.scope)[ABORT] = self.transport.abort

    def data_received(self, data: bytes) -> None:
        """Note a sign of life: whatever comes is one."""
        self._heard = self.loop.time()
        super().data_received(data)

    def send_receive_event_to_app(self) -> None:
        """Queue a message for the page, and go on reading until many wait: the next may be the answer to a ping."""
        paused, before = self.read_paused, self.queue.qsize()
        size = sum(map(len, self.frames))
        self.read_paused = True  # uvicorn stops reading after each message unless it has
        super().send_receive_event_to_app()
        self.read_paused = paused
        if self.queue.qsize() > before:
            self._waiting += size
        if not paused and (self.queue.qsize() >= MOST_MESSAGES or self._waiting >= MOST_BYTES):
            self.read_paused = True
            self.transport.pause_reading()

    async def receive(self) -> Any:
        """Give the page its next message, not faster than it may come."""
        message = await super().receive()
        if message["type"] != "websocket.receive":
            return message
        if self.queue.empty():
            self._waiting = 0
        now = self.loop.time()
        self._left = min(float(MESSAGES_AT_ONCE), self._left + (now - self._since) * MESSAGES_A_SECOND) - 1
        self._since = now
        if self._left < 0:
            await asyncio.sleep(-self._left / MESSAGES_A_SECOND)
        return message

    async def send(self, message: Any) -> None:
        """Send what the application says; one that refuses has answered, which uvicorn takes for a fault and logs."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self.handshake_complete = True

    def keepalive_timeout(self) -> None:
        """Give up a connection that gave no sign of life in time; wait on for one that did."""
        if self.close_sent or self.transport.is_closing():
            return
        assert self.ping_timeout is not None
        until = max(self._heard, self.ping_sent_at) + (BUSY if self.read_paused else self.ping_timeout)
        left = until - self.loop.time()
        if left > 0:
            self.pong_timer = self.loop.call_later(left, self.keepalive_timeout)
            return
        super().keepalive_timeout()
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the connection is lost, also while the application is busy and does not listen."""
        super().connection_lost(exc)
        if self.leave is not None:
            self.leave()
        scope = cast("dict[str, Any]", getattr(self, "scope", {}))  # there is none before a whole request has come
        lost = cast("Callable[[], None] | None", scope.get(LOST))
        if lost is not None:
            lost()
