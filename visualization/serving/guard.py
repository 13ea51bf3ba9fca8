"""What stands between the network and Solara: only what a page of ours asks for comes through."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .addresses import Names, Place, same_origin
from .capacity import Capacity
from .connection import LOST
from .headers import guarded
from .refusals import page

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
COOKIES = ("solara-session-id", "solara-session-id-lax")

# Solara believes these from anybody, and keeps what the first visitor's say for all others.
DISBELIEVED = re.compile(rb"(x-)?(forwarded.*|script-name|original-.*|rewrite-.*)", re.IGNORECASE)


class Refused(Exception):
    """A request that does not come through.

    Attributes
    ----------
    status : int
        HTTP status.
    body : bytes
        What the visitor reads; a page if it begins like one.
    """

    def __init__(self, status: int, why: str | bytes) -> None:
        super().__init__(status, why)
        self.status = status
        self.body = why if isinstance(why, bytes) else f"{why}\n".encode()


@dataclass(slots=True)
class Guard:
    """An ASGI application that checks what another is asked.

    Attributes
    ----------
    app : ASGI application
        Solara's.
    names : Names
        Under which the application may be asked for.
    capacity : Capacity
        Room for visitors.
    assets : Path
        Files that stand in for a content delivery network; what is not there would be fetched from one.
    """

    app: ASGIApp
    names: Names
    capacity: Capacity
    assets: Path

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
        except Refused as refused:
            await _refuse(scope, refused, receive, send)

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Raise an exception for what is wrong with any kind of request."""
        server = scope.get("server")
        connected = Place(server[0].split("%")[0], server[1]) if server else None
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.names.allow(hosts[0], connected, scope["scheme"]):
            raise Refused(400, "This server does not answer to that name; cogov app --allow-host NAME allows one.")
        raw = scope.get("raw_path", b"")
        if len(raw) + len(scope["query_string"]) > LONGEST_TARGET:
            raise Refused(414, "The address is too long.")
        path: str = scope["path"]
        if not path.startswith("/") or any(each in path for each in ("\\", "\0", "//", "%")) or _climbs(path):
            raise Refused(404, "There is nothing here.")

    async def _request(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        size = headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > LARGEST_BODY or "transfer-encoding" in headers:
            raise Refused(413, "The request is too large.")
        if scope["method"] == "POST":
            self._check_close(path, scope, headers)
        elif scope["method"] not in ("GET", "HEAD"):
            raise Refused(405, "Only reading is allowed.")
        elif path.startswith(CDN):
            if not (self.assets / path.removeprefix(CDN)).is_file():
                raise Refused(404, "There is nothing here.")
        elif CLOSED.match(path) and not path.startswith(FILES):
            raise Refused(404, "There is nothing here.")

        host = headers["host"]
        believed = [(name, value) for name, value in scope["headers"] if not DISBELIEVED.fullmatch(name)]
        if scope["method"] != "GET" or path.startswith((*FILES, "/readyz")):
            scope = {**scope, "headers": believed}
            await self.app(scope, receive, lambda message: send(_with_headers(message, host)))
            return
        refusal = self.capacity.refusal(_session(headers))
        if refusal is not None:
            raise Refused(503, page(refusal))
        # The page has to be readable, to mark its scripts.
        plain = [(name, value) for name, value in believed if name != b"accept-encoding"]
        document = Document(send, host)
        await self.app({**scope, "headers": plain}, receive, document.send)

    def _check_close(self, path: str, scope: Scope, headers: Headers) -> None:
        """Raise an exception unless a tab says of itself that it closes; Solara believes it from anybody."""
        found = CLOSE.fullmatch(path)
        tab = _tab(scope)
        if found is None or tab is None:
            raise Refused(404, "There is nothing here.")
        if not same_origin(headers.get("origin", ""), headers["host"]):
            raise Refused(403, "Only a page of this server may do that.")
        kernel = self.capacity.kernels.get(found[1])
        if kernel is None or kernel.session_id != _session(headers) or tab not in getattr(kernel, "page_status", ()):
            raise Refused(404, "There is no such page.")

    async def _socket(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if not same_origin(headers.get("origin", ""), headers["host"]):
            raise Refused(403, "Only a page of this server may connect.")
        found = SOCKET.fullmatch(scope["path"])
        if found is None or _tab(scope) is None:
            raise Refused(404, "There is nothing here.")
        kernel, session = found[1], _session(headers)
        owner = self.capacity.owner(kernel)
        if owner is not None and owner != session:
            raise Refused(403, "That page is another visitor's.")
        refusal = self.capacity.refusal(session, kernel)
        if refusal is not None:
            raise Refused(503, page(refusal))
        surplus = self.capacity.surplus(session, kernel)
        arrived = kernel not in self.capacity.arriving
        self.capacity.arriving.setdefault(kernel, session or "")
        lose = self.capacity.connections.opened(kernel)
        scope[LOST] = lose
        try:
            for each in surplus:
                await anyio.to_thread.run_sync(_close, self.capacity.kernels.get(each))
            await self.app(scope, receive, send)
        finally:
            lose()
            if arrived:
                self.capacity.arriving.pop(kernel, None)


@dataclass(slots=True)
class Document:
    """Sends a page on, with its own scripts marked as ours.

    Attributes
    ----------
    forward : callable
        Where the page goes.
    host : str
        The ``Host`` header.
    """

    forward: Send
    host: str
    nonce: str = ""
    start: Message | None = None
    body: bytes = b""

    async def send(self, message: Message) -> None:
        """Take one ASGI message; a page is sent on when it is whole."""
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            if kind.startswith("text/html"):
                self.start = message
                self.nonce = secrets.token_urlsafe(18)
                return
            message = guarded(message, self.host)
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if message.get("more_body", False):
                return
            # The page is Solara's template: nothing in it was written by a visitor or a scenario.
            marked = re.sub(rb"<script(?=[\s>])", b'<script nonce="%s"' % self.nonce.encode(), self.body)
            headers = [(name, value) for name, value in self.start["headers"] if name != b"content-length"]
            headers.append((b"content-length", str(len(marked)).encode()))
            await self.forward(guarded({**self.start, "headers": headers}, self.host, self.nonce))
            message = {"type": "http.response.body", "body": marked}
        await self.forward(message)


def _with_headers(message: Message, host: str) -> Message:
    return guarded(message, host) if message["type"] == "http.response.start" else message


def _climbs(path: str) -> bool:
    return any(part in (".", "..") for part in path.split("/"))


def _session(headers: Headers) -> str | None:
    """Return the cookie that tells browsers apart, as Solara reads it."""
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    found = [cookies[name].value for name in COOKIES if name in cookies and cookies[name].value]
    return found[0] if found else None


def _tab(scope: Scope) -> str | None:
    """Return the query's number of the tab, which Solara needs; None if it is missing or strange."""
    values = parse_qs(scope["query_string"].decode("latin-1")).get("session_id", [])
    return values[0] if len(values) == 1 and TAB.fullmatch(values[0]) else None


def _close(kernel: object) -> None:
    close = getattr(kernel, "close", None)
    if close is not None:
        close(reason="cull")


async def _refuse(scope: Scope, refused: Refused, receive: Receive, send: Send) -> None:
    kind = b"text/html" if refused.body.startswith(b"<") else b"text/plain"
    headers = [(b"content-type", kind + b"; charset=utf-8"), (b"content-length", str(len(refused.body)).encode())]
    if refused.status == 503:
        headers.append((b"retry-after", b"60"))
    # What a stranger calls this server is not repeated in the policy.
    start = guarded({"type": "http.response.start", "status": refused.status, "headers": headers}, "localhost")
    body = {"type": "http.response.body", "body": refused.body}
    if scope["type"] == "websocket":
        await receive()
        start, body = ({**each, "type": f"websocket.{each['type']}"} for each in (start, body))
    await send(start)
    await send(body)
