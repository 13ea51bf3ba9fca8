"""What answers phones: one page, and a web socket for each. Nothing of the application can be reached through it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from starlette.datastructures import Headers, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..serving.addresses import HostAddress, Names, same_origin
from ..serving.arrivals import Rates, household
from ..serving.connection import ABORT, LOST
from ..serving.headers import secure_headers
from ..serving.refusals import RequestRefused, answer, page
from ..serving.sessions import Session, Sessions
from ..translations import LANGUAGES, words
from .room import Room, RoomFull
from .round_game import MoveRefused

HERE = Path(__file__).parent
FILES = {"/phone.js": "text/javascript", "/phone_tables.js": "text/javascript", "/phone.css": "text/css"}
MOVE = "/move"
"""Where tables say what they do; the one path that takes more than a question."""

PHONE_WORDS = {"room.phone.": "", "rounds.phone.": "tables_", "rounds.phase.": "phase_"}
"""Tables of words that phones say, and what their keys begin with there."""

LARGEST_MESSAGE = 2 * 1024
"""Most bytes of a phone's message; a curve of 21 points has some 150."""

LONGEST_QUERY = 256
"""Most bytes of a query; a code has six signs."""

TRIES = 0.5
"""Wrong codes of one address in a second, for long; ten may come at once."""

MESSAGES = 3
"""Messages of one phone in a second, for long; 60 may come at once."""

LINES_OF_PHONE = 4
"""Connections of one phone: those that a bad network dropped are noticed late. The oldest ends."""

SLOWEST_MESSAGE = 5.0
"""Seconds in which a move has to arrive."""

COSTS = {"file": 1, "page": 5, "line": 5, "move": 1}
"""What is taken from an address' rate."""

BUSY = 1008
"""Why a connection is closed: what comes over it is too much."""


class Gateway:
    """An ASGI application for the phones of one room.

    Parameters
    ----------
    room : Room
    code : str
        Lets a phone in.
    names : Names
        Under which the page may be asked for.
    sessions : Sessions
        Tells phones apart.
    rates : Rates
        What each address asked lately.
    """

    def __init__(self, room: Room, code: str, names: Names, sessions: Sessions, rates: Rates) -> None:
        self._room, self._code, self._names = room, code, names
        self._sessions, self._rates = sessions, rates
        self._tries, self._messages = Rates(TRIES), Rates(MESSAGES)
        self._lines: dict[str, list[Callable[[], None]]] = {}
        self._page = (HERE / "phone.html").read_text("utf-8").replace("{words}", phone_words())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one connection."""
        headers = Headers(scope=scope)
        try:
            self._check(scope, headers)
            if scope["type"] == "websocket":
                await self._line(scope, headers, receive, send)
            else:
                await self._request(scope, headers, receive, send)
        except RequestRefused as refused:
            await answer(refused)(scope, receive, send)

    def _check(self, scope: Scope, headers: Headers) -> None:
        server = scope.get("server")
        connected = HostAddress(server[0].split("%")[0], server[1]) if server else None
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._names.allow(hosts[0], connected, scope["scheme"]):
            raise RequestRefused(400, "This server does not answer to that name.")
        if len(scope["query_string"]) > LONGEST_QUERY:
            raise RequestRefused(414, "The address is too long.")

    def _take(self, scope: Scope, what: str) -> None:
        if _is_elsewhere(scope) and not self._rates.take(_address(scope), COSTS[what]):
            raise RequestRefused(429, page("rate"))

    def _session(self, headers: Headers) -> Session | None:
        """Return the phone that a cookie names; one that is there twice names none."""
        cookies = "; ".join(headers.getlist("cookie"))
        return self._sessions.read(cookies) if cookie_parser(cookies) else None

    async def _request(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if scope["path"] == MOVE and scope["method"] == "POST":
            await self._move(scope, headers, receive, send)
            return
        size = headers.get("content-length", "0")
        if size != "0" or "transfer-encoding" in headers:
            raise RequestRefused(413, "The request is too large.")
        if scope["method"] not in ("GET", "HEAD"):
            raise RequestRefused(405, "Only reading is allowed.")
        path: str = scope["path"]
        self._take(scope, "page" if path == "/" else "file")
        if path in FILES:
            content = (HERE / path[1:]).read_bytes()
            await _give(Response(content, media_type=FILES[path]), headers["host"])(scope, receive, send)
        elif path == "/here":  # a page that lost its connection asks whether its place is still there
            status = 204 if self._session(headers) is not None and not self._room.state.closed else 403
            await _give(Response(status_code=status), headers["host"])(scope, receive, send)
        elif path == "/":
            await self._open(scope, headers, receive, send)
        else:
            raise RequestRefused(404, "There is nothing here.")

    async def _open(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Give the page: of the room to a phone that has the code or a place, else with a field for the code."""
        session, given = self._session(headers), QueryParams(scope["query_string"]).get("c")
        cookie, state = b"", "room"
        if session is None:
            state = "ask"
            if given is not None:
                # A right code costs a try too: else the refusal would tell a right one from a wrong one.
                if _is_elsewhere(scope) and not self._tries.take(_address(scope)):
                    raise RequestRefused(429, page("rate"))
                state = "room" if given == self._code else "wrong"
            if state == "room":
                cookie = self._sessions.header(self._sessions.new(), secure=False)
        body = self._page.replace("{state}", state).encode()
        status = 403 if state == "wrong" else 200
        await _give(Response(body, status, media_type="text/html"), headers["host"], cookie)(scope, receive, send)

    async def _move(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Take what a table does, and answer with what it is then shown."""
        if not same_origin(headers.get("origin", ""), headers["host"]):
            raise RequestRefused(403, "Only a page of this server may say that.")
        session = self._session(headers)
        if session is None or self._room.state.closed:
            raise RequestRefused(403, "Only a phone that gave the code may say that.")
        self._take(scope, "move")
        if not self._messages.take(session.id):
            raise RequestRefused(429, page("rate"))
        size = headers.get("content-length", "")
        if not size.isdecimal() or len(size) > 6 or int(size) > LARGEST_MESSAGE or "transfer-encoding" in headers:
            raise RequestRefused(413, "The request is too large.")
        try:
            said = json.loads(await asyncio.wait_for(_read(receive), SLOWEST_MESSAGE))
        except (ValueError, RecursionError):
            raise RequestRefused(400, "This is no JSON.") from None
        except TimeoutError:
            raise RequestRefused(408, "The request did not come.") from None
        if not isinstance(said, dict):
            raise RequestRefused(400, "This is no move.")
        said = cast("dict[str, Any]", said)
        try:
            self._room.play(session.id, said.get("number"), said)
        except MoveRefused as refused:
            raise RequestRefused(refused.status, str(refused)) from None
        body = json.dumps(self._room.view(session.id), ensure_ascii=False).encode()
        await _give(Response(body, media_type="application/json"), headers["host"])(scope, receive, send)

    async def _line(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if not same_origin(headers.get("origin", ""), headers["host"]):
            raise RequestRefused(403, "Only a page of this server may connect.")
        if scope["path"] != "/line":
            raise RequestRefused(404, "There is nothing here.")
        session = self._session(headers)
        if session is None or self._room.state.closed:
            raise RequestRefused(403, "Only a phone that gave the code may connect.")
        self._take(scope, "line")
        try:
            leave = self._room.enter(session.id, _address(scope), limited=_is_elsewhere(scope))
        except RoomFull:
            raise RequestRefused(503, page("full")) from None
        scope[LOST] = leave
        end = cast("Callable[[], None]", scope.get(ABORT, leave))
        lines = self._lines.setdefault(session.id, [])
        lines.append(end)
        for each in lines[:-LINES_OF_PHONE]:
            each()
        try:
            await self._talk(WebSocket(scope, receive, send), session.id)
        finally:
            leave()
            lines.remove(end)
            if not lines:
                self._lines.pop(session.id, None)

    async def _talk(self, line: WebSocket, phone: str) -> None:
        """Tell a phone what it is shown, whenever that changes, and take what it says."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()
        changed.set()
        await line.accept()

        def wake() -> None:
            loop.call_soon_threadsafe(changed.set)

        quiet = self._room.listen(wake)

        async def tell() -> None:
            while True:
                await changed.wait()
                changed.clear()
                shown = self._room.view(phone)
                await line.send_text(json.dumps(shown, ensure_ascii=False))
                if shown["closed"]:
                    await line.close()
                    return

        teller = asyncio.create_task(tell())
        try:
            while True:
                text = await line.receive_text()
                if not self._messages.take(phone):
                    await line.close(BUSY)
                    return
                self._obey(phone, text)
                changed.set()  # so that the phone knows what was taken
        except (WebSocketDisconnect, KeyError, RuntimeError):  # gone, bytes where text is meant, or closed by us
            return
        finally:
            quiet()
            teller.cancel()
            await asyncio.gather(teller, return_exceptions=True)

    def _obey(self, phone: str, text: str) -> None:
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(said, dict):
            return
        said = cast("dict[str, Any]", said)
        if "name" in said:
            self._room.name(phone, said["name"])
        elif "answer" in said:
            self._room.answer(phone, said.get("task"), said["answer"])


def phone_words() -> str:
    """Return what phones say, in both languages, as JSON that may stand in a page."""
    lines: dict[str, dict[str, str]] = {each: {} for each in LANGUAGES}
    for language in LANGUAGES:
        for key, line in words(language).lines.items():
            for prefix, short in PHONE_WORDS.items():
                if key.startswith(prefix):
                    lines[language][short + key.removeprefix(prefix)] = line
    return json.dumps(lines, ensure_ascii=False).replace("<", "\\u003c")


async def _read(receive: Receive) -> bytes:
    """Return the body of a request, whose length is known to be small."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ValueError("the phone is gone")
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _give(response: Response, host: str, cookie: bytes = b"") -> Response:
    start: Message = {"type": "http.response.start", "headers": response.raw_headers}
    headers = secure_headers(start, host)["headers"]
    headers.append((b"cache-control", b"no-store"))
    if cookie:
        headers.append((b"set-cookie", cookie))
    response.raw_headers = headers
    return response


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return household(client[0] if client else "")


def _is_elsewhere(scope: Scope) -> bool:
    """Whether somebody asks from another machine than this one."""
    client, server = scope.get("client"), scope.get("server")
    return not (client and server and client[0] == server[0])
