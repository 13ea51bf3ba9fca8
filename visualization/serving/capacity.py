"""How many visitors there may be at once, and what gives way when there is no room.

Solara's own limits do not hold: in 1.64.1 a connection beyond ``SOLARA_KERNEL_MAX_COUNT`` is accepted and waits in
silence, and ``SOLARA_KERNEL_MAX_PER_SESSION`` counts only where state is stored in a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from .presence import Connections

Refusal = Literal["full", "tabs"]

ABANDONED = 30.0
"""Seconds without a connection after which a kernel gives way when room is needed; assumed."""


class Kernel(Protocol):
    """What is asked of Solara's kernels."""

    session_id: str


@dataclass(slots=True)
class Capacity:
    """Room for kernels: in all, and for each browser, which a cookie tells apart.

    Attributes
    ----------
    kernels : mapping
        Solara's, by their id.
    connections : Connections
        Tells which of them somebody looks at.
    total, each : int
        Most kernels in all (2.4 MB each beside their models), and most of one browser; assumed.
    arriving : dict
        Sessions by kernel, of connections that Solara may not have made a kernel for yet.
    """

    kernels: Mapping[str, Kernel]
    connections: Connections
    total: int = 60
    each: int = 6
    arriving: dict[str, str] = field(default_factory=dict)

    def refusal(self, session: str | None, kernel: str | None = None) -> Refusal | None:
        """Return why there is no room, or None if there is.

        Parameters
        ----------
        session : str or None
            The visitor's cookie.
        kernel : str, optional
            The kernel asked for; one that exists has its place.
        """
        live = self._live()
        if kernel in live:
            return None
        kept = {each: owner for each, owner in live.items() if not self._abandoned(each)}
        if session is not None and sum(owner == session for owner in kept.values()) >= self.each:
            return "tabs"
        return "full" if len(kept) >= self.total else None

    def surplus(self, session: str | None, kernel: str) -> list[str]:
        """Return the abandoned kernels that have to be closed for a new one, the longest abandoned first."""
        live = self._live()
        if kernel in live:
            return []
        left = sorted((each for each in live if self._abandoned(each)), key=self.connections.gone, reverse=True)
        own = [each for each in left if live[each] == session]
        mine = sum(owner == session for owner in live.values()) if session is not None else 0
        closed = own[: max(0, mine + 1 - self.each)]
        others = [each for each in left if each not in closed]
        return closed + others[: max(0, len(live) - len(closed) + 1 - self.total)]

    def owner(self, kernel: str) -> str | None:
        """Return the session that a kernel belongs to, None if there is no such kernel."""
        return self._live().get(kernel)

    def _live(self) -> dict[str, str]:
        return self.arriving | {each: found.session_id for each, found in tuple(self.kernels.items())}

    def _abandoned(self, kernel: str) -> bool:
        return self.connections.gone(kernel) > ABANDONED
