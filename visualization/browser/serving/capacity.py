"""How many visitors there may be at once, and what gives way when there is no room.

Solara's own limits do not hold: in 1.64.1 a connection beyond ``SOLARA_KERNEL_MAX_COUNT`` is accepted and waits in
silence, and ``SOLARA_KERNEL_MAX_PER_SESSION`` counts only where state is stored in a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from .limits import Limits
from .presence import Connections

RefusalReason = Literal["full", "tabs", "address"]

KEPT = 2
"""Places that only this machine takes, so that a full room does not lock its trainer out; none where there are few."""

ABANDONED = 30.0
"""Seconds without a connection after which a kernel gives way when room is needed; assumed."""


class Kernel(Protocol):
    """What is asked of Solara's kernels."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a place.

    Attributes
    ----------
    session : str or None
        The visitor's browser, None if it is not known yet.
    address : str
        Where it is.
    here : bool
        Whether that is this machine, for which the limits of one address do not hold.
    """

    session: str | None = None
    address: str = ""
    here: bool = False


@dataclass(slots=True)
class VisitorCapacity:
    """Room for kernels: in all, for each browser, which a cookie tells apart, and for each address.

    Attributes
    ----------
    kernels : mapping
        Solara's, by their id.
    connections : Connections
        Tells which of them somebody looks at.
    limits : Limits
        How many there may be.
    arriving : dict
        Who asked, by kernel, of connections that Solara may not have made a kernel for yet.
    addresses : dict
        Where each kernel was asked for, if not on this machine.
    """

    kernels: Mapping[str, Kernel]
    connections: Connections
    limits: Limits
    arriving: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def refusal(self, asker: Asker, kernel: str | None = None) -> RefusalReason | None:
        """Return why there is no room, or None if there is.

        Parameters
        ----------
        asker : Asker
            The visitor.
        kernel : str, optional
            The kernel asked for; one that exists has its place.
        """
        live = self._live()
        if kernel in live:
            return None
        kept = {each: owner for each, owner in live.items() if not self._is_abandoned(each)}
        if asker.session is not None and self._of_browser(kept, asker) >= self.limits.places_of_browser:
            return "tabs"
        if len(kept) >= self._total(asker):
            return "full"
        return "address" if self._of_address(kept, asker) >= self.limits.places_of_address else None

    def surplus(self, asker: Asker, kernel: str) -> list[str]:
        """Return the abandoned kernels that have to be closed for a new one, the longest abandoned first."""
        live = self._live()
        if kernel in live:
            return []
        left = sorted((each for each in live if self._is_abandoned(each)), key=self.connections.gone, reverse=True)
        closed: list[str] = []

        def close(candidates: list[str], most: int, count: int) -> None:
            closed.extend([each for each in candidates if each not in closed][: max(0, count + 1 - most)])

        if asker.session is not None:
            own = [each for each in left if live[each] == asker.session]
            close(own, self.limits.places_of_browser, self._of_browser(live, asker))
        near = [each for each in left if self.addresses.get(each) == asker.address]
        close(near, self.limits.places_of_address, self._of_address(live, asker) - len(closed))
        close(left, self._total(asker), len(live) - len(closed))
        return closed

    def arrive(self, asker: Asker, kernel: str) -> None:
        """Note that a visitor got a place."""
        self.arriving.setdefault(kernel, asker.session or "")
        live = self._live()
        self.addresses = {each: result for each, result in self.addresses.items() if each in live}
        if not asker.here:
            self.addresses.setdefault(kernel, asker.address)

    def owner(self, kernel: str) -> str | None:
        """Return the session that a kernel belongs to, None if there is no such kernel."""
        return self._live().get(kernel)

    def _total(self, asker: Asker) -> int:
        total = self.limits.places
        return total if asker.here or total < 5 * KEPT else total - KEPT

    def _of_browser(self, kernels: Mapping[str, str], asker: Asker) -> int:
        return sum(owner == asker.session for owner in kernels.values())

    def _of_address(self, kernels: Mapping[str, str], asker: Asker) -> int:
        return 0 if asker.here else sum(self.addresses.get(each) == asker.address for each in kernels)

    def _live(self) -> dict[str, str]:
        return self.arriving | {each: result.session_id for each, result in tuple(self.kernels.items())}

    def _is_abandoned(self, kernel: str) -> bool:
        return self.connections.gone(kernel) > ABANDONED
