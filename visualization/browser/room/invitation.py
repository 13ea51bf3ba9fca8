"""How phones come in: an address of this machine in the local network, a code, and both as a picture to be scanned."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass

import segno

from ..serving.addresses import url

DIGITS = 6
"""Digits of a code. Wrong ones are counted: whoever tries one every two seconds needs some 12 days for half of them."""

TEST_NETWORK = ("192.0.2.1", 9)
"""An address that belongs to nobody (RFC 5737); nothing is sent, only the way there is asked."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where a room is, and what is to be shown there to come in.

    Attributes
    ----------
    host : str
        Address of this machine.
    port : int
    code : str
    """

    host: str
    port: int
    code: str

    @property
    def address(self) -> str:
        """What can be typed, without the code."""
        return url(self.host, self.port).removeprefix("http://")

    @property
    def link(self) -> str:
        """What the picture says.

        >>> Invitation("10.0.0.5", 8766, "123456").link
        'http://10.0.0.5:8766/?c=123456'
        """
        return f"{url(self.host, self.port)}/?c={self.code}"

    def draw(self) -> str:
        """Return the picture as the address of an image (``data:``), an SVG."""
        return segno.make(self.link, error="m", micro=False).svg_data_uri(
            scale=8, border=3, dark="#10243a", light="#fff"
        )


def make_code() -> str:
    """Return a new code."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


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
