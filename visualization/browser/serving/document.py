"""A page of Solara's on its way to the browser."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Message, Send

from .headers import secure_headers


@dataclass(slots=True)
class SolaraPage:
    """Sends a page on, with its own scripts marked as ours.

    Attributes
    ----------
    forward : callable
        Where the page goes.
    host : str
        The ``Host`` header.
    cookie : bytes
        Set with the page, unless it is empty.
    embed : str
        Origin whose pages may show this one in a frame; empty for none.
    """

    forward: Send
    host: str
    cookie: bytes = b""
    embed: str = ""
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
            message = secure_headers(message, self.host, embed=self.embed)
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if message.get("more_body", False):
                return
            # The page is Solara's template: nothing in it was written by a visitor or a scenario.
            marked = re.sub(rb"<script(?=[\s>])", b'<script nonce="%s"' % self.nonce.encode(), self.body)
            headers = [(name, value) for name, value in self.start["headers"] if name != b"content-length"]
            headers.append((b"content-length", str(len(marked)).encode()))
            start = secure_headers({**self.start, "headers": headers}, self.host, self.nonce, self.embed)
            if self.cookie and start["status"] == 200:
                start["headers"].append((b"set-cookie", self.cookie))
            await self.forward(start)
            message = {"type": "http.response.body", "body": marked}
        await self.forward(message)
