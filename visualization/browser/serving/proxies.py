"""Behind a proxy: below a path of another site, and what a proxy says about who asks.

``--root-path`` says below which path the application stands. Some proxies take that path away before they ask, others
do not; both are understood. What a proxy says in headers is believed only of addresses that ``--trust-proxy`` names.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

ROOT = re.compile(r"(/[A-Za-z0-9._~@-]+)+")
"""A path whose signs need no escapes; spelt twice it could not be compared."""


def root_path(text: str) -> str | None:
    """Return a path as it is used, without a slash at its end; None if it is none.

    >>> root_path("/user/ada/cogov/"), root_path("/"), root_path("cogov"), root_path("/a/../b")
    ('/user/ada/cogov', '', None, None)
    """
    path = text.rstrip("/")
    if not path:
        return "" if text.startswith("/") or not text else None
    return path if ROOT.fullmatch(path) and not {".", ".."} & set(path.split("/")) else None


def network(text: str) -> Network | None:
    """Return an address or a network of addresses; None if it is neither.

    >>> str(network("10.0.0.0/8")), str(network("::1")), network("*")
    ('10.0.0.0/8', '::1/128', None)
    """
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose word is taken.

    Attributes
    ----------
    networks : tuple
        Their addresses.
    """

    networks: tuple[Network, ...] = ()

    def __call__(self, address: str) -> bool:
        """Whether an address is a proxy's."""
        try:
            result = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(result in each for each in self.networks)


@dataclass(frozen=True, slots=True)
class Entrance:
    """An ASGI application that takes the path of the proxy away, and believes the proxies that may be.

    Attributes
    ----------
    app : ASGI application
        Sees the visitor's address, scheme and ``Host``, and paths from ``/``.
    root : str
        Path below which the application stands, without a slash at its end.
    proxies : Proxies
        Those that are believed.
    """

    app: ASGIApp
    root: str
    proxies: Proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        if client and self.proxies(client[0]):
            scope["headers"] = _host_asked(scope["headers"])
        path: str = scope["path"]
        if self.root and (path == self.root or path.startswith(f"{self.root}/")):
            scope["path"] = path.removeprefix(self.root) or "/"
            scope["raw_path"] = scope["path"].encode()
        await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Below:
    """An ASGI application that tells another below which path it stands.

    Attributes
    ----------
    app : ASGI application
        Gets the whole path, and which part of it is the proxy's.
    root : str
        That part.
    """

    app: ASGIApp
    root: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "lifespan" and self.root:
            path = self.root + scope["path"]
            scope = {**scope, "root_path": self.root, "path": path, "raw_path": path.encode()}
        await self.app(scope, receive, send)


def entrance(app: ASGIApp, root: str, proxies: Proxies) -> Entrance:
    """Return an application behind its proxies; uvicorn's own middleware reads what they say of visitors."""
    if proxies.networks:
        trusted = [str(each) for each in proxies.networks]
        app = cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, app), trusted))
    return Entrance(app, root, proxies)


def _host_asked(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers with the ``Host`` that the proxy was asked for, if it says one."""
    headers = list(headers)
    asked = [value for name, value in headers if name == b"x-forwarded-host"]
    if len(asked) != 1:
        return headers
    return [(name, asked[0] if name == b"host" else value) for name, value in headers]
