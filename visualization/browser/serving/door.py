"""A second place to listen, which is opened while the server runs and leads to something else than the application.

Connections through it are counted with all others, and have the same time-outs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from starlette.types import ASGIApp

from .limits import Limits

T = TypeVar("T")

SECONDS = 10.0
"""Seconds in which the server's loop has to open or shut it."""

Build = Callable[[int], ASGIApp]
"""Makes what stands behind the door, given its port."""


class Door:
    """Opened and shut from another thread than the server's; there is at most one behind it at a time."""

    def __init__(self) -> None:
        self.limits = Limits()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening: Callable[[Build, str, int], Coroutine[Any, Any, int]] | None = None
        self._shutting: Callable[[], Coroutine[Any, Any, None]] | None = None

    def hang(
        self,
        limits: Limits,
        opening: Callable[[Build, str, int], Coroutine[Any, Any, int]],
        shutting: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        """Let a server open and shut it; called in its event loop."""
        self.limits, self._opening, self._shutting = limits, opening, shutting
        self._loop = asyncio.get_running_loop()

    def open(self, build: Build, host: str, largest: int) -> int:
        """Listen at an address, and return the port.

        Parameters
        ----------
        build : callable
            Makes the ASGI application behind it from the port.
        host : str
        largest : int
            Most bytes of one message of a web socket.

        Raises
        ------
        OSError
            If the address cannot be had, or no server runs.
        """
        if self._opening is None:
            raise OSError("no server runs in this process")
        return self._do(self._opening(build, host, largest))

    def close(self) -> None:
        """Listen no longer; connections that are open end by themselves."""
        if self._shutting is not None:
            self._do(self._shutting())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)


DOOR = Door()
"""That of this process."""
