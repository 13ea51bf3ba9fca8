"""The server itself: uvicorn, told to be brief, strict and quick to leave.

Stock where stock does it: time-outs between requests, sizes of heads and messages, pings, what proxies say of visitors.
``limit_concurrency`` is not used: it counts requests that never become whole, and then refuses whole ones.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import warnings
import webbrowser
from functools import partial
from types import FrameType
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from ....experiments.execution.task import warm
from ..translations import LANGUAGES
from .addresses import Names, listen, reach, url
from .arrivals import Arrivals, Rates
from .capacity import VisitorCapacity
from .connection import Connection
from .door import DOOR, Build
from .environment import APP, ASSETS, environment
from .exchange import Exchange
from .frame import Painter, frame_only, install
from .guard import Guard
from .journal import ServerLog
from .limits import BACKLOG, QUEUE
from .offer import Offer
from .presence import ANSWERED_WITHIN, ASKED_EVERY, CONNECTIONS
from .proxies import Below, Proxies, entrance
from .sessions import Sessions, load_key

LARGEST_FRAME = 1024 * 1024
"""Most bytes of one message from a browser; an upload comes in pieces."""

LARGEST_HEAD = 32 * 1024
"""Most bytes of a request's head. Browsers send the cookies of every program that was served under this name; web
sockets have the same bound."""

BETWEEN = 5
"""Seconds that a connection may wait between two requests."""

PORTS = 9
"""Ports after our own that a second door is tried at."""

LEAVING = 3
"""Seconds that connections get to end when the server does."""


class Server(uvicorn.Server):
    """Uvicorn's, which says where it serves once it does."""

    def __init__(self, config: uvicorn.Config, offer: Offer, journal: ServerLog, arrivals: Arrivals) -> None:
        super().__init__(config)
        self._offer, self._arrivals = offer, arrivals
        self._door: list[asyncio.Server] = []
        page = "/?page=room" if offer.room else ""
        where = reach(offer.host, offer.port, offer.words, offer.root, page)
        self._told = [offer.words("serving.at", where=where), *([offer.words("serving.room")] if offer.room else [])]
        self._url = url(offer.host, offer.port) + offer.root + (page or ("/" if offer.root else ""))
        self._browser = offer.browser
        self._journal = journal

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, tell, and open a browser if one is wanted."""
        await super().startup(sockets)
        for each in sockets or ():
            each.listen(QUEUE)  # asyncio accepts as many at once as it lets wait
        if self.started:
            DOOR.hang(self._offer.limits, self._open_door, self._shut_door)
            for line in self._told:
                print(f"cogov: {line}", file=sys.stderr, flush=True)
            if self._browser:
                threading.Thread(target=webbrowser.open, args=(self._url,), daemon=True).start()

    async def _open_door(self, build: Build, host: str, largest: int) -> int:
        """Listen at one of the ports after our own, or at any that is free; see :class:`~.door.Door`."""
        await self._shut_door()
        sockets: list[socket.socket] = []
        for port in (*range(self._offer.port + 1, min(self._offer.port + 1 + PORTS, 65536)), 0):
            try:
                sockets = listen(host, port)
                break
            except OSError:
                if not port:
                    raise
        port = sockets[0].getsockname()[1]
        exchange = partial(Exchange, self._arrivals, Proxies())
        config = configure(build(port), exchange, ws_max_size=largest, ws_per_message_deflate=False)
        config.load()
        protocol = partial(exchange, config=config, server_state=self.server_state, app_state={})
        loop = asyncio.get_running_loop()
        for each in sockets:
            self._door.append(await loop.create_server(cast(Any, protocol), sock=each, backlog=BACKLOG))
        self.servers.extend(self._door)
        return port

    async def _shut_door(self) -> None:
        for each in self._door:
            each.close()
            self.servers.remove(each)
        self._door.clear()

    async def on_tick(self, counter: int) -> bool:
        """Tell once a second what the log only counted."""
        if counter % 10 == 0:
            self._journal.tell()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell what is left, and leave."""
        self._journal.tell(everything=True)
        await super().shutdown(sockets)


def configure(app: ASGIApp, exchange: Any, **more: Any) -> uvicorn.Config:
    """Return what uvicorn is told, for whatever it serves."""
    return uvicorn.Config(
        cast(Any, app),
        http=exchange,
        ws=Connection,
        ws_ping_interval=ASKED_EVERY,
        ws_ping_timeout=ANSWERED_WITHIN,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        timeout_keep_alive=BETWEEN,
        timeout_graceful_shutdown=LEAVING,
        backlog=BACKLOG,
        proxy_headers=False,  # the entrance has it
        server_header=False,
        access_log=False,
        log_config=None,
        loop="asyncio",
        **more,
    )


def _nothing(number: int, frame: FrameType | None) -> None:
    pass


def _warm(paint: Painter) -> None:
    """Paint the page as most visitors see it first, and load the kernels."""
    for language in LANGUAGES:
        paint("", language)
    warm()


def serve(sockets: list[socket.socket], offer: Offer) -> None:
    """Serve the application until a signal ends it.

    Parameters
    ----------
    sockets : list of socket
        Where to listen.
    offer : Offer
        What to serve there, to whom.
    """
    settled = environment(os.environ, offer.app, offer.root)
    os.environ.clear()
    os.environ.update(settled)
    journal = ServerLog(offer.words)
    logging.basicConfig(level=logging.ERROR, handlers=[journal])
    logging.getLogger("cogov").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    from solara.server import kernel_context, starlette
    from solara.server import server as solara_server

    from ..first_paint import paint

    install(solara_server, paint if offer.app == APP else frame_only)
    if offer.app == APP:  # the first visitor shall not wait for the kernels
        threading.Thread(target=_warm, args=(paint,), daemon=True).start()

    limits = offer.limits
    guard = Guard(
        app=Below(cast(ASGIApp, starlette.app), offer.root),
        names=Names(offer.port, offer.others),
        capacity=VisitorCapacity(cast(Any, kernel_context.contexts), CONNECTIONS, limits),
        sessions=Sessions(load_key(), f"cogov-{offer.port}", offer.root or "/"),
        rates=Rates(limits.requests_of_address),
        assets=ASSETS,
        embed=offer.embed,
    )
    arrivals = Arrivals(limits, offer.words)
    application = entrance(guard, offer.root, offer.proxies)
    config = configure(application, partial(Exchange, arrivals, offer.proxies), ws_max_size=LARGEST_FRAME)
    # Uvicorn repeats the signal that ended it, to whoever handled it before.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _nothing)
    Server(config, offer, journal, arrivals).run(sockets)
