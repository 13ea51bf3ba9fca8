"""What stands between the network and Solara: only what a page of ours asks for comes through."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import anyio.to_thread
from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .addresses import HostAddress, Names, same_origin
from .arrivals import Rates, household
from .capacity import Asker, VisitorCapacity
from .connection import ABORT, LOST
from .document import SolaraPage
from .frame import ASKED
from .headers import secure_headers
from .refusals import RequestRefused, answer, page
from .sessions import Session, Sessions

LONGEST_TARGET = 8 * 1024
"""Most bytes of path and query; a link that holds a page's state is shorter."""

LARGEST_BODY = 4 * 1024
"""Most bytes of a request's body; the only one that is sent, by a tab that closes, is empty."""

SOCKET = re.compile(r"/jupyter/api/kernels/([A-Za-z0-9-]{1,64})/channels")
CLOSE = re.compile(r"/_solara/api/close/([A-Za-z0-9-]{1,64})")
TAB = re.compile(r"[A-Za-z0-9-]{1,64}")
CDN = "/_solara/cdn/"
FILES = ("/static/", CDN, "/jupyter/nbextensions/")
CLOSED = re.compile(r"/(resourcez|_solara|jupyter|docs|openapi\.json)(/|$)")  # what is left of these after the rest
COOKIE = b"solara-session-id"

COSTS = {"file": 1, "page": 10, "socket": 20}
"""What is taken from an address' rate: in thousandths of a second of one core, and more than measured."""

SOCKETS_OF_KERNEL = 4
"""Connections of one page: a browser has one, and for a while those that a bad network dropped. The oldest ends."""

# Solara believes these from anybody, and keeps what the first visitor's say for all others.
DISBELIEVED = re.compile(rb"(x-)?(forwarded.*|script-name|original-.*|rewrite-.*)", re.IGNORECASE)


@dataclass(slots=True)
class Guard:
    """An ASGI application that checks what another is asked.

    Attributes
    ----------
    app : ASGI application
        Solara's.
    names : Names
        Under which the application may be asked for.
    capacity : VisitorCapacity
        Room for visitors.
    sessions : Sessions
        Tells browsers apart.
    rates : Rates
        What each address asked lately.
    assets : Path
        Files that stand in for a content delivery network; what is not there would be fetched from one.
    lines : dict
        What ends each connection, by kernel, the oldest first.
    embed : str
        Origin of the one site whose pages may show ours in a frame; empty for none.
    """

    app: ASGIApp
    names: Names
    capacity: VisitorCapacity
    sessions: Sessions
    rates: Rates
    assets: Path
    lines: dict[str, list[Callable[[], None]]] = field(default_factory=dict)
    embed: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check(scope, headers)
            if scope["type"] == "websocket":
                await self._socket(scope, headers, receive, send)
            else:
                await self._request(scope, headers, receive, send)
        except RequestRefused as refused:
            await answer(refused, embed=self.embed)(scope, receive, send)

    def _asker(self, scope: Scope, headers: Headers) -> tuple[Asker, Session | None]:
        """Return who asks, and the session that her cookie names."""
        session = self.sessions.read("; ".join(headers.getlist("cookie")))
        client, server = scope.get("client"), scope.get("server")
        address = client[0] if client else ""
        here = bool(server) and server[0] == address  # only this machine reaches itself so
        return Asker(session.id if session else None, household(address), here), session

    def _take(self, asker: Asker, what: str) -> None:
        """Raise an exception if an address asks too much."""
        if not asker.here and not self.rates.take(asker.address, COSTS[what]):
            raise RequestRefused(429, page("rate"))

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Raise an exception for what is wrong with any kind of request."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.names.allow(hosts[0], _address_reached(scope), scope["scheme"]):
            raise RequestRefused(
                400, "This server does not answer to that name; cogov app --allow-host NAME allows one."
            )
        raw = scope.get("raw_path", b"")
        if len(raw) + len(scope["query_string"]) > LONGEST_TARGET:
            raise RequestRefused(414, "The address is too long.")
        path: str = scope["path"]
        if not path.startswith("/") or any(each in path for each in ("\\", "\0", "//", "%")) or _climbs(path):
            raise RequestRefused(404, "There is nothing here.")

    async def _request(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        size = headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > LARGEST_BODY or "transfer-encoding" in headers:
            raise RequestRefused(413, "The request is too large.")
        if scope["method"] == "POST":
            self._check_close(path, scope, headers)
        elif scope["method"] not in ("GET", "HEAD"):
            raise RequestRefused(405, "Only reading is allowed.")
        elif path.startswith(CDN):
            if not (self.assets / path.removeprefix(CDN)).is_file():
                raise RequestRefused(404, "There is nothing here.")
        elif CLOSED.match(path) and not path.startswith(FILES):
            raise RequestRefused(404, "There is nothing here.")

        host = headers["host"]
        asker, session = self._asker(scope, headers)
        if scope["method"] != "GET" or path.startswith((*FILES, "/readyz")):
            self._take(asker, "file")
            scope = {**scope, "headers": _keep_trusted_headers(scope, asker.session)}
            await self.app(scope, receive, lambda message: send(_with_headers(message, host, self.embed)))
            return
        self._take(asker, "page")
        if path != "/":  # one page for all, whose address says the rest behind a question mark
            raise RequestRefused(404, page("nowhere", "../" * (path.count("/") - 1) or "./"))
        if self.embed and scope["scheme"] != "https" and _is_framed_elsewhere(headers):
            raise RequestRefused(403, page("framed"))  # its cookie would not come back, and it would wait for ever
        refusal = self.capacity.refusal(asker)
        if refusal is not None:
            raise RequestRefused(503, page(refusal))
        visit = session
        if visit is None or self.sessions.is_due(visit):
            visit = self.sessions.new(session)
        # The page has to be readable, to mark its scripts.
        plain = [(name, value) for name, value in _keep_trusted_headers(scope, visit.id) if name != b"accept-encoding"]
        cookie = b"" if visit is session else self._cookie(visit, scope)
        document = SolaraPage(send, host, cookie, self.embed)
        ASKED.set((scope["query_string"].decode("latin-1"), ",".join(headers.getlist("accept-language"))))
        await self.app({**scope, "headers": plain}, receive, document.send)

    def _cookie(self, visit: Session, scope: Scope) -> bytes:
        return self.sessions.header(visit, secure=scope["scheme"] == "https", framed=bool(self.embed))

    def _check_close(self, path: str, scope: Scope, headers: Headers) -> None:
        """Raise an exception unless a tab says of itself that it closes; Solara believes it from anybody."""
        result = CLOSE.fullmatch(path)
        tab = _tab(scope)
        if result is None or tab is None:
            raise RequestRefused(404, "There is nothing here.")
        if not same_origin(headers.get("origin", ""), headers["host"]):
            raise RequestRefused(403, "Only a page of this server may do that.")
        kernel = self.capacity.kernels.get(result[1])
        asker, _ = self._asker(scope, headers)
        known = kernel is not None and asker.session is not None and kernel.session_id == asker.session
        if not known or tab not in getattr(kernel, "page_status", ()):
            raise RequestRefused(404, "There is no such page.")

    async def _socket(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if not same_origin(headers.get("origin", ""), headers["host"]):
            raise RequestRefused(403, "Only a page of this server may connect.")
        result = SOCKET.fullmatch(scope["path"])
        if result is None or _tab(scope) is None:
            raise RequestRefused(404, "There is nothing here.")
        kernel = result[1]
        asker, _ = self._asker(scope, headers)
        if asker.session is None:
            raise RequestRefused(
                403, "Only a browser that opened the page may connect; its cookie is missing or not ours."
            )
        owner = self.capacity.owner(kernel)
        if owner is not None and owner != asker.session:
            raise RequestRefused(403, "That page is another visitor's.")
        self._take(asker, "socket")
        refusal = self.capacity.refusal(asker, kernel)
        if refusal is not None:
            raise RequestRefused(503, page(refusal))
        surplus = self.capacity.surplus(asker, kernel)
        arrived = kernel not in self.capacity.arriving
        self.capacity.arrive(asker, kernel)
        lose = self.capacity.connections.opened(
            kernel, local=asker.here and self.names.is_own(headers["host"], _address_reached(scope), scope["scheme"])
        )
        scope[LOST] = lose
        end = cast("Callable[[], None]", scope.get(ABORT, lose))
        lines = self.lines.setdefault(kernel, [])
        lines.append(end)
        for each in lines[:-SOCKETS_OF_KERNEL]:
            each()
        scope = {**scope, "headers": _keep_trusted_headers(scope, asker.session)}
        try:
            for each in surplus:
                await anyio.to_thread.run_sync(_close, self.capacity.kernels.get(each))
            await self.app(scope, receive, send)
        finally:
            lose()
            lines.remove(end)
            if not lines:
                self.lines.pop(kernel, None)
            if arrived:
                self.capacity.arriving.pop(kernel, None)


def _with_headers(message: Message, host: str, embed: str) -> Message:
    return secure_headers(message, host, embed=embed) if message["type"] == "http.response.start" else message


def _is_framed_elsewhere(headers: Headers) -> bool:
    """Tell whether a browser says that a page goes into a frame of another site."""
    return headers.get("sec-fetch-dest") in ("iframe", "frame") and headers.get("sec-fetch-site") == "cross-site"


def _address_reached(scope: Scope) -> HostAddress | None:
    """Return the address and port on this machine that a connection came to."""
    server = scope.get("server")
    return HostAddress(server[0].split("%")[0], server[1]) if server else None


def _climbs(path: str) -> bool:
    return any(part in (".", "..") for part in path.split("/"))


def _keep_trusted_headers(scope: Scope, session: str | None) -> list[tuple[bytes, bytes]]:
    """Return a request's headers without what a stranger may claim; of the cookies, only the session, as Solara's."""
    headers = [(name, value) for name, value in scope["headers"] if not DISBELIEVED.fullmatch(name)]
    headers = [(name, value) for name, value in headers if name != b"cookie"]
    return [*headers, (b"cookie", COOKIE + b"=" + session.encode())] if session else headers


def _tab(scope: Scope) -> str | None:
    """Return the query's number of the tab, which Solara needs; None if it is missing or strange."""
    values = QueryParams(scope["query_string"]).getlist("session_id")
    return values[0] if len(values) == 1 and TAB.fullmatch(values[0]) else None


def _close(kernel: object) -> None:
    close = getattr(kernel, "close", None)
    if close is not None:
        close(reason="cull")
