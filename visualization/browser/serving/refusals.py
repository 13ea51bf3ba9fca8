"""What a visitor is told who cannot come in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from starlette.responses import Response

from ...language.translations import words
from ..translations import TAGS
from .capacity import RefusalReason
from .headers import secure_headers

PAGE = Path(__file__).with_name("refusal.html")


class RequestRefused(Exception):
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


def answer(refused: RequestRefused, *, close: bool = False, embed: str = "") -> Response:
    """Return what somebody reads who does not come through, an ASGI application.

    Parameters
    ----------
    refused : RequestRefused
    close : bool
        Whether the connection ends with it.
    embed : str
        Origin whose pages may show it in a frame; empty for none.
    """
    kind = "text/html" if refused.body.startswith(b"<") else "text/plain"
    headers = {503: {"retry-after": "60"}, 429: {"retry-after": "5"}}.get(refused.status, {})
    if close:
        headers["connection"] = "close"
    response = Response(refused.body, refused.status, headers, kind)
    # What a stranger calls this server is not repeated in the policy.
    start = secure_headers({"type": "http.response.start", "headers": response.raw_headers}, "localhost", embed=embed)
    response.raw_headers = start["headers"]
    return response


@cache
def page(refusal: RefusalReason | Literal["rate", "nowhere", "framed"], way: str = "") -> bytes:
    """Return the page that says, in both languages, why there is no room, or nothing, or no frame.

    Parameters
    ----------
    refusal : str
    way : str
        Address of the link below it; empty for the same again.
    """
    template = Environment(autoescape=True).from_string(PAGE.read_text(encoding="utf-8"))
    texts = [
        {
            "language": TAGS[language],
            "title": words(language)(f"serving.{refusal}.title"),
            "text": words(language)(f"serving.{refusal}.text"),
            "again": words(language)("serving.home" if way else "serving.again"),
        }
        for language in ("zh", "en")
    ]
    return template.render(texts=texts, way=way).encode()
