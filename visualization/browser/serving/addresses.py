"""Addresses: where the server listens, who reaches that, and under which names a browser may ask for it.

A page of another site can make its own name lead to this machine (DNS rebinding) and then read what it likes, as if it
were ours; only the ``Host`` header tells. So names are allowed one by one. An address in figures cannot be rebound, and
is allowed if it is the one that was connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from ...language.translations import Words

LOCAL = ("127.0.0.1", "localhost", "::1")
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}

TEST_NETWORK = ("192.0.2.1", 9)
"""An address that belongs to nobody (RFC 5737); nothing is sent, only the way there is asked."""


@dataclass(frozen=True, slots=True)
class HostAddress:
    """A name or address, in small letters and without brackets, and a port, None if it was not said."""

    name: str
    port: int | None

    @classmethod
    def of(cls, text: str) -> HostAddress | None:
        """Read ``name``, ``name:port`` or ``[address]:port``; None if it is none of these.

        >>> HostAddress.of("LocalHost:8765"), HostAddress.of("[::1]:80"), HostAddress.of("a@b")
        (HostAddress(name='localhost', port=8765), HostAddress(name='::1', port=80), None)
        """
        if not text or not text.isascii() or any(sign in text for sign in "/\\@?# \t,"):
            return None
        try:
            parts = urlsplit(f"//{text}")
            return cls(parts.hostname, parts.port) if parts.hostname else None
        except ValueError:
            return None

    @property
    def is_figures(self) -> bool:
        """Whether the name is an IP address."""
        try:
            ipaddress.ip_address(self.name)
        except ValueError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Names:
    """The names under which the application may be asked for.

    Attributes
    ----------
    port : int
        Where the server listens.
    others : tuple of HostAddress
        Names that were allowed beside those of this machine; one without a port holds for every port.
    """

    port: int
    others: tuple[HostAddress, ...] = ()

    def allow(self, host: str, connected: HostAddress | None, scheme: str = "http") -> bool:
        """Return whether a ``Host`` header is one of ours.

        Parameters
        ----------
        host : str
            The header.
        connected : HostAddress or None
            The address and port on this machine that the connection came to.
        scheme : str
            Tells the port that a header without one means.
        """
        place = HostAddress.of(host)
        if place is None:
            return False
        port = place.port or PORTS.get(scheme, 80)
        if any(place.name == each.name and each.port in (None, port) for each in self.others):
            return True
        return self.is_own(host, connected, scheme)

    def is_own(self, host: str, connected: HostAddress | None, scheme: str = "http") -> bool:
        """Return whether a ``Host`` header names this machine, and no name that a proxy may have; see :meth:`allow`."""
        place = HostAddress.of(host)
        if place is None or (place.port or PORTS.get(scheme, 80)) != self.port:
            return False
        return place.name in LOCAL or (place.is_figures and connected is not None and place.name == connected.name)


def read_origin(text: str) -> str | None:
    """Return the origin of a site as browsers write it; None if it is none.

    >>> read_origin("https://School.example/"), read_origin("http://localhost:8000")
    ('https://school.example', 'http://localhost:8000')
    >>> read_origin("school.example"), read_origin("https://school.example/a"), read_origin("*"), read_origin("null")
    (None, None, None, None)
    """
    scheme, _, rest = text.removesuffix("/").lower().partition("://")
    place = HostAddress.of(rest) if not any(sign in rest for sign in "*;'\"") else None
    if place is None or scheme not in ("http", "https"):
        return None
    name = f"[{place.name}]" if ":" in place.name else place.name
    return f"{scheme}://{name}" + (f":{place.port}" if place.port not in (None, PORTS[scheme]) else "")


def same_origin(origin: str, host: str) -> bool:
    """Return whether an ``Origin`` header names the site that a ``Host`` header names.

    >>> same_origin("http://localhost:8765", "localhost:8765"), same_origin("https://a.example", "localhost:8765")
    (True, False)
    >>> same_origin("https://a.example", "a.example"), same_origin("null", "a.example")
    (True, False)
    """
    scheme, _, rest = origin.partition("://")
    asked, site = HostAddress.of(host), HostAddress.of(rest)
    if asked is None or site is None or scheme not in ("http", "https"):
        return False
    usual = PORTS[scheme]
    return (site.name, site.port or usual) == (asked.name, asked.port or usual)


def listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen at every address that `host` means.

    Raises
    ------
    OSError
        If the name is unknown or an address cannot be had.
    """
    sockets: list[socket.socket] = []
    result = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    addresses = {(family, address[:2]): None for family, _, _, _, address in result}
    try:
        for family, address in addresses:
            try:
                sockets.append(socket.create_server(address, family=family, backlog=256))
            except OSError:
                if not _spare(family, result):
                    raise
    except OSError:
        for each in sockets:
            each.close()
        raise
    return sockets


def _spare(family: int, result: Iterable[tuple[int, int, int, str, object]]) -> bool:
    """Whether an address may be missing: machines that know ``::1`` by name and have no IPv6."""
    return family == socket.AF_INET6 and any(each[0] == socket.AF_INET for each in result)


def local_addresses() -> tuple[str, ...]:
    """Return the addresses under which other machines may reach this one, the likeliest first; nothing is sent."""
    found: list[object] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect(TEST_NETWORK)
        found.append(way.getsockname()[0])
    with suppress(OSError):
        found += [each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    kept = [each for each in dict.fromkeys(map(str, found)) if _is_local(each)]
    return tuple(kept)


def _is_local(address: str) -> bool:
    result = ipaddress.ip_address(address)
    return not (result.is_loopback or result.is_link_local or result.is_unspecified)


def reach(host: str, port: int, words: Words, root: str = "", page: str = "") -> str:
    """Return one line that says where the application is served, and who can reach it.

    Parameters
    ----------
    host, port : str, int
        Where the server listens.
    words : Words
        The language.
    root : str
        Path below which a proxy shows it.
    page : str
        Query of the page that it begins on, for whoever sits at this machine.
    """
    here = url(host, port) + root + page
    if host in ("0.0.0.0", "::"):
        others = [url(each, port) + root for each in local_addresses()]
        if not others:
            return words("serving.reach.every", url=here)
        return words("serving.reach.both", url=here, others=" ".join(others))
    return words("serving.reach.here" if host in LOCAL else "serving.reach.one", url=here)


def url(host: str, port: int) -> str:
    """Return the address for the browser of this machine.

    >>> url("::1", 80), url("0.0.0.0", 8765)
    ('http://[::1]:80', 'http://127.0.0.1:8765')
    """
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
