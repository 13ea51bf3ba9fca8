"""Whether a visitor is still there.

A browser that is closed says so. A lid that is shut, a network that drops or a browser that is killed says nothing: the
connection is asked every few seconds and given up when no answer comes, and work for that visitor must then stop:

    me = solara.use_memo(visitor, [])
    ...
    while me.here:  # in a loop that plays or computes
        ...

Solara calls what one browser tab sees a kernel. It keeps a dropped one for some minutes, so that it can come back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

ASKED_EVERY = 4.0
"""Seconds between two questions whether a connection is alive; assumed."""

ANSWERED_WITHIN = 15.0
"""Seconds without a sign of life after a question; a laptop that starts ten programs answers late. Assumed."""

GRACE = 3.0
"""Seconds that a visitor may be gone and still count as here: browsers come back from a stumble in one or two; assumed.

With the two above, a connection that dropped without a word is noticed after at most 22 s."""

FORGOTTEN = 3600.0
"""Seconds after which a kernel that was left is forgotten."""


class Connections:
    """The open connections of each kernel. Safe to use from any thread.

    Parameters
    ----------
    clock : callable
        Returns seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, int] = {}
        self._left: dict[str, float] = {}
        self._local: dict[str, bool] = {}

    def opened(self, kernel: str, *, local: bool = False) -> Callable[[], None]:
        """Note a connection, and return what is to be called, once or more, when it is lost.

        Parameters
        ----------
        kernel : str
        local : bool
            Whether it comes from this machine, under a name of this machine.
        """
        with self._lock:
            self._local = {each: result for each, result in self._local.items() if each in self._open | self._left}
            self._local[kernel] = local and self._local.get(kernel, True)
            now = self._clock()
            self._left = {each: since for each, since in self._left.items() if now - since < FORGOTTEN}
            self._open[kernel] = self._open.get(kernel, 0) + 1
            self._left.pop(kernel, None)
        lost = threading.Event()

        def lose() -> None:
            with self._lock:
                if lost.is_set():
                    return
                lost.set()
                self._open[kernel] -= 1
                if not self._open[kernel]:
                    del self._open[kernel]
                    self._left[kernel] = self._clock()

        return lose

    def gone(self, kernel: str) -> float:
        """Return for how many seconds a kernel has had no connection; 0 if it has one, or was never seen here."""
        with self._lock:
            left = self._left.get(kernel)
            return 0.0 if left is None else self._clock() - left

    def is_local(self, kernel: str) -> bool:
        """Whether a kernel was only ever seen from this machine."""
        with self._lock:
            return self._local.get(kernel, False)


CONNECTIONS = Connections()
"""Those of this process."""


class Presence:
    """Whoever looks at one kernel's page.

    Parameters
    ----------
    kernel : str or None
        None outside a server, as in a test that renders a page: such a visitor is always here.
    connections : Connections
        Where to look.
    """

    def __init__(self, kernel: str | None, connections: Connections = CONNECTIONS) -> None:
        self.kernel = kernel
        self._connections = connections

    @property
    def gone(self) -> float:
        """Seconds since the last connection was lost; 0 while there is one."""
        return 0.0 if self.kernel is None else self._connections.gone(self.kernel)

    @property
    def here(self) -> bool:
        """Whether work for this visitor should go on. It may become true again."""
        return self.gone < GRACE

    @property
    def local(self) -> bool:
        """Whether the visitor sits at the machine that the server runs on."""
        return self.kernel is None or self._connections.is_local(self.kernel)


def visitor() -> Presence:
    """Return the visitor whose page this thread renders; call it while rendering, in ``use_memo``."""
    import solara.server.kernel_context as kernels

    return Presence(kernels.get_current_context().id if kernels.has_current_context() else None)
