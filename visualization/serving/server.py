"""The server itself: uvicorn, told to be brief, strict and quick to leave."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import warnings
import webbrowser
from types import FrameType
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from ...experiments.sweeps.jobs import warm
from .addresses import Names, Place, reach, url
from .capacity import Capacity
from .connection import Connection
from .environment import APP, ASSETS, environment
from .guard import Guard
from .presence import ANSWERED_WITHIN, ASKED_EVERY, CONNECTIONS

LARGEST_FRAME = 1024 * 1024
"""Most bytes of one message from a browser; an upload comes in pieces."""

LEAVING = 3
"""Seconds that connections get to end when the server does."""


class Server(uvicorn.Server):
    """Uvicorn's, which says where it serves once it does."""

    def __init__(self, config: uvicorn.Config, host: str, port: int, browser: bool) -> None:
        super().__init__(config)
        self._told = f"cogov: serving at {reach(host, port)}; Ctrl-C ends it"
        self._url = url(host, port)
        self._browser = browser

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, tell, and open a browser if one is wanted."""
        await super().startup(sockets)
        if self.started:
            print(self._told, file=sys.stderr, flush=True)
            if self._browser:
                threading.Thread(target=webbrowser.open, args=(self._url,), daemon=True).start()


def _nothing(number: int, frame: FrameType | None) -> None:
    pass


def serve(
    sockets: list[socket.socket], host: str, port: int, others: tuple[Place, ...], browser: bool, app: str
) -> None:
    """Serve the application until a signal ends it.

    Parameters
    ----------
    sockets : list of socket
        Where to listen.
    host, port : str, int
        What they stand for, to be told.
    others : tuple of Place
        Names under which the application may be asked for, beside those of this machine.
    browser : bool
        Open a browser window.
    app : str
        Module that holds the page.
    """
    settled = environment(os.environ, app)
    os.environ.clear()
    os.environ.update(settled)
    logging.basicConfig(level=logging.ERROR, format="cogov: %(name)s: %(message)s")
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    if app == APP:  # the first visitor shall not wait for the kernels
        threading.Thread(target=warm, daemon=True).start()
    from solara.server import kernel_context, starlette

    capacity = Capacity(cast(Any, kernel_context.contexts), CONNECTIONS)
    guard = Guard(cast(ASGIApp, starlette.app), Names(port, others), capacity, ASSETS)
    config = uvicorn.Config(
        cast(Any, guard),
        ws=Connection,
        ws_max_size=LARGEST_FRAME,
        ws_ping_interval=ASKED_EVERY,
        ws_ping_timeout=ANSWERED_WITHIN,
        timeout_graceful_shutdown=LEAVING,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        loop="asyncio",
    )
    # Uvicorn repeats the signal that ended it, to whoever handled it before.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _nothing)
    Server(config, host, port, browser).run(sockets)
