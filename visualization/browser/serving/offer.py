"""What is served, to whom: what the arguments come to."""

from __future__ import annotations

from dataclasses import dataclass

from ...language.translations import Words
from .addresses import HostAddress
from .limits import Limits
from .proxies import Proxies


@dataclass(frozen=True, slots=True)
class Offer:
    """What is served, to whom.

    Attributes
    ----------
    host, port : str, int
        Where the server listens, to be told.
    others : tuple of HostAddress
        Names under which the application may be asked for, beside those of this machine.
    browser : bool
        Open a browser window.
    room : bool
        It, and the address that is told, begins on the page where a room is opened.
    app : str
        Module that holds the page.
    root : str
        Path below which a proxy shows the application.
    proxies : Proxies
        Whose word on visitors is taken.
    limits : Limits
        How much there is.
    words : Words
        Language of the log.
    embed : str
        Origin of the one site whose pages may show ours in a frame; empty for none.
    """

    host: str
    port: int
    others: tuple[HostAddress, ...]
    browser: bool
    room: bool
    app: str
    root: str
    proxies: Proxies
    limits: Limits
    words: Words
    embed: str = ""
