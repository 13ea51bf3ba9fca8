"""Who may connect: how many from one address, how fast, and who gives way when there are too many.

Refusing newcomers would let whoever came first keep all others out. So the oldest connection that only waits gives way:
one whose request has not come, or whose next one has not. For the same reason a connection that comes too fast is not
closed: it is let in, and what is asked through it is answered by a refusal. Nobody is met with silence.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from ...language.translations import Words
from .limits import RESERVE_SECONDS, Limits

MOST_ADDRESSES = 4_096
"""Addresses whose rates are remembered; beyond that, those that have been quiet are forgotten."""

logger = logging.getLogger("cogov.serving")


def household(address: str) -> str:
    """Return what counts as one address: of version 6 the network, for one laptop has as many as it likes.

    >>> household("10.0.0.5"), household("::ffff:10.0.0.5"), household("2001:db8::1:2:3:4")
    ('10.0.0.5', '10.0.0.5', '2001:db8::/64')
    >>> household("fe80::1%eth0"), household("")
    ('fe80::1', '')
    """
    try:
        result = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(result, ipaddress.IPv4Address):
        return str(result)
    if result.ipv4_mapped is not None:
        return str(result.ipv4_mapped)
    if result.is_link_local or result.is_loopback:
        return str(result)
    return str(ipaddress.ip_network((result, 64), strict=False))


class Rates:
    """What each address has taken lately: a bucket of tokens that fills again.

    Parameters
    ----------
    rate : float
        Tokens that come back in a second; `RESERVE_SECONDS` of them may be saved.
    clock : callable
        Returns seconds that only grow.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._most, self._clock = rate, rate * RESERVE_SECONDS, clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, address: str, cost: float = 1) -> bool:
        """Take tokens; return whether there were enough."""
        now = self._clock()
        left, since = self._left.get(address, (self._most, now))
        left = min(self._most, left + (now - since) * self._rate)
        enough = left >= cost
        self._left[address] = (left - cost if enough else left, now)
        if len(self._left) > MOST_ADDRESSES:
            quiet = now - RESERVE_SECONDS
            kept = {each: result for each, result in self._left.items() if result[1] > quiet}
            self._left = kept if len(kept) <= MOST_ADDRESSES else {}
        return enough


class Open(Protocol):
    """What is asked of a connection."""

    @property
    def waits(self) -> bool:
        """Whether it only waits for its other end to ask."""
        ...

    def give_way(self) -> None:
        """Close it at once."""
        ...


class Arrivals:
    """The open connections, by address.

    Parameters
    ----------
    limits : Limits
        How many there may be.
    words : Words
        The language of the log.
    clock : callable
        Returns seconds that only grow.
    """

    def __init__(self, limits: Limits, words: Words, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._words = limits, words
        self._rates = Rates(limits.arrivals_of_address, clock)
        self._open: dict[str, dict[Open, None]] = {}
        self._count = 0

    def admit(self, address: str, one: Open, *, limited: bool = True) -> bool:
        """Return whether a connection may stay, after others gave way to it.

        Parameters
        ----------
        address : str
            Where it comes from, as :func:`household` says it.
        one : Open
            The connection.
        limited : bool
            Whether the limits of one address hold for it.
        """
        own = self._open.get(address, {})
        if limited and len(own) >= self._limits.connections_of_address:
            logger.warning(self._words("serving.log.connections"), address)
            if not self._give_way(address, own):
                return False
        if self._count >= self._limits.connections:
            logger.warning(self._words("serving.log.full"))
            busiest = sorted(self._open, key=lambda each: len(self._open[each]), reverse=True)
            if not any(self._give_way(each, self._open[each]) for each in busiest):
                return False
        self._open.setdefault(address, {})[one] = None
        self._count += 1
        return True

    def is_too_fast(self, address: str) -> bool:
        """Take one new connection from an address' rate; return whether that was more than it has."""
        if self._rates.take(address):
            return False
        logger.warning(self._words("serving.log.arrivals"), address)
        return True

    def leave(self, address: str, one: Open) -> None:
        """Forget a connection; more than once does no harm."""
        own = self._open.get(address, {})
        if one in own:
            del own[one]
            self._count -= 1
            if not own:
                del self._open[address]

    def _give_way(self, address: str, candidates: Iterable[Open]) -> bool:
        """Close the oldest that waits, and return whether there was one."""
        oldest = next((each for each in candidates if each.waits), None)
        if oldest is None:
            return False
        self.leave(address, oldest)
        oldest.give_way()
        return True
