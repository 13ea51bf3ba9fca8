"""A tab of a browser without the browser: it speaks Solara's protocol over a bare web socket.

It holds what a page's widgets hold, and can do what a hand does; it draws nothing.
"""

from __future__ import annotations

import json
import socket
import struct
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from http.cookiejar import CookieJar
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from websockets.sync.client import ClientConnection, connect

Widget = dict[str, Any]


def cookie(url: str) -> str:
    """Visit the page and return the cookies it sets, as the header that sends them back."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(url, timeout=30) as answer:
        answer.read()
    return "; ".join(f"{each.name}={each.value}" for each in jar)


def decoded(frame: str | bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return a message and its buffers."""
    if isinstance(frame, str):
        return json.loads(frame), []
    (count,) = struct.unpack("!I", frame[:4])
    offsets = [*struct.unpack(f"!{count}I", frame[4 : 4 * (count + 1)]), len(frame)]
    first, *buffers = (frame[start:end] for start, end in pairwise(offsets))
    return json.loads(first), buffers


class Tab:
    """One tab.

    Parameters
    ----------
    url : str
        Of the page, such as ``http://127.0.0.1:8765/?lang=zh``.
    session : str, optional
        Cookie header of the browser; a new one by default, so that every tab is another visitor's.
    kernel : str, optional
        Its kernel; a new one by default.
    source : str
        Address it comes from; 127.0.0.2 is another laptop's.
    headers : str
        Overrides of request headers, such as ``Origin``.
    """

    def __init__(
        self, url: str, session: str | None = None, kernel: str | None = None, *, source: str = "", **headers: str
    ) -> None:
        self.url = url
        self.session = cookie(url) if session is None else session
        self.kernel, self.number = kernel or str(uuid4()), uuid4().hex
        self.widgets: dict[str, Widget] = {}
        self.frames = self.bytes = 0
        self.heard = 0.0
        self.container: str | None = None
        self._states: dict[str, Any] | None = None
        self._control = uuid4().hex
        self._headers = headers
        self._source = (source, 0) if source else None
        self._lines = ExitStack()
        self.line: ClientConnection = self._connect()

    def _connect(self) -> ClientConnection:
        parts = urlsplit(self.url)
        headers = {"Cookie": self.session, **self._headers}
        host = headers.pop("Host", parts.netloc)
        line = connect(
            f"ws://{host}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.number}",
            origin=headers.pop("Origin", f"{parts.scheme}://{parts.netloc}"),
            additional_headers={name: value for name, value in headers.items() if value},
            sock=socket.create_connection((parts.hostname, parts.port), timeout=30, source_address=self._source),
            proxy=None,
            max_size=None,
            open_timeout=30,
            close_timeout=2,
            ping_interval=None,
        )
        return self._lines.enter_context(line)

    def open(self, timeout: float = 60) -> Tab:
        """Ask for the page and wait until its widgets are there."""
        parts = urlsplit(self.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.tell("comm_open", {"comm_id": self._control, "target_name": "solara.control", "data": {}})
        run = {"method": "run", "args": {"path": path, "appName": None, "dark": False, "themes": THEMES}}
        self.tell("comm_msg", {"comm_id": self._control, "data": run})
        self.until(lambda: self.container is not None, timeout)
        return self

    def back(self) -> None:
        """Connect again after the connection dropped, to the same kernel."""
        self.line = self._connect()

    def close(self) -> None:
        """Close the connection, as a browser's does when it drops; the kernel is kept for some minutes."""
        self._lines.close()

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, kind: str, content: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
        """Send one message."""
        header = {"msg_id": uuid4().hex, "username": "", "session": self.number, "msg_type": kind, "version": "5.2"}
        message = {"header": {**header, "date": "2020-01-01T00:00:00Z"}, "parent_header": {}, "channel": "shell"}
        self.line.send(json.dumps({**message, "metadata": metadata or {}, "content": content, "buffers": []}))

    def set(self, widget: str, **state: object) -> None:
        """Change what a widget holds, as a hand on it does."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        self.tell("comm_msg", {"comm_id": widget, "data": data})

    def event(self, widget: str, name: str = "click", data: object = None) -> None:
        """Send an event of a Vue widget, such as a click."""
        content = {"event": name, "data": {} if data is None else data}
        self.tell("comm_msg", {"comm_id": widget, "data": {"method": "custom", "content": content}})

    def find(self, **state: object) -> list[str]:
        """Return the widgets that hold all these values."""
        wanted = state.items()
        return [each for each, held in self.widgets.items() if all(held.get(key) == value for key, value in wanted)]

    def texts(self) -> list[str]:
        """Return the text on the page, one entry for each widget that has some."""
        children = (held.get("children") for held in self.widgets.values())
        words = (each for some in children if isinstance(some, list) for each in some if isinstance(each, str))
        return [each for each in words if not each.startswith("IPY_MODEL_")]

    def server_holds(self, timeout: float = 30) -> dict[str, Widget]:
        """Ask the server for what the widgets of this kernel hold there."""
        self._states, comm = None, uuid4().hex
        content = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        self.tell("comm_open", content, {"version": "1.0.0"})
        self.tell("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        self.until(lambda: self._states is not None, timeout)
        return {each: found["state"] for each, found in (self._states or {}).items()}

    def until(self, met: Callable[[], bool], timeout: float = 120) -> None:
        """Take messages until something holds; a `TimeoutError` if it does not come to."""
        end = time.monotonic() + timeout
        while not met():
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not met within {timeout} s; the page says {self.texts()[:20]}")
            try:
                frame = self.line.recv(timeout=min(left, 0.2))
            except TimeoutError:
                continue
            self._take(frame)

    def listen(self, seconds: float) -> None:
        """Take messages for some time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self._take(self.line.recv(timeout=left))
            except TimeoutError:
                return

    def _take(self, frame: str | bytes) -> None:
        self.frames, self.heard = self.frames + 1, time.monotonic()
        self.bytes += len(frame)
        message, _ = decoded(frame)
        kind, content = message["header"]["msg_type"], message["content"]
        data = content.get("data", {})
        if kind == "comm_open":
            self.widgets[content["comm_id"]] = dict(data.get("state", {}))
        elif kind == "comm_close":
            self.widgets.pop(content["comm_id"], None)
        elif kind == "comm_msg" and content["comm_id"] == self._control:
            if data.get("method") == "finished":
                self.container = data["widget_id"]
        elif kind == "comm_msg" and data.get("method") == "update_states":
            self._states = data["states"]
        elif kind == "comm_msg" and data.get("method") == "update":
            self.widgets.setdefault(content["comm_id"], {}).update(data["state"])


COLOURS = dict.fromkeys(("primary", "secondary", "accent", "error", "info", "success", "warning"), "#000000")
THEMES = {"light": COLOURS, "dark": COLOURS}
