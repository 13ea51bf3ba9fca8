"""A web socket that notices when the other end has gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LOST = "cogov.lost"
"""Key in the scope of a connection for what is to be called, in the event loop, once it is lost."""


class Connection(WebSocketsSansIOProtocol):
    """Uvicorn's, which gives a silent connection up at once and tells.

    Uvicorn closes it politely, and then waits until what was written has been sent: towards a machine that has left the
    network that is a quarter of an hour.
    """

    def keepalive_timeout(self) -> None:
        """Give up a connection that did not answer in time."""
        super().keepalive_timeout()
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the connection is lost, also while the application is busy and does not listen."""
        super().connection_lost(exc)
        scope = cast("dict[str, Any]", getattr(self, "scope", {}))  # there is none before a whole request has come
        lost = cast("Callable[[], None] | None", scope.get(LOST))
        if lost is not None:
            lost()
