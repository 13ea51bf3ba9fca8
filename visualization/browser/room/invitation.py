"""How phones come in: an address of this machine in the local network, a code, and both as a picture to be scanned."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TextIO

import segno

from ...language.translations import Words
from ..serving.addresses import url

DIGITS = 6
"""Digits of a code. Wrong ones are counted: whoever tries one every two seconds needs some 12 days for half of them."""


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

    def tell(self, out: TextIO, words: Words) -> None:
        """Write how phones come in to the trainer's terminal, with the picture where somebody looks at it."""
        print(f"cogov: {words('serving.phones', link=self.link)}", file=out, flush=True)
        if out.isatty():
            segno.make(self.link, error="l", micro=False).terminal(out, border=2, compact=True)


def make_code() -> str:
    """Return a new code."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
