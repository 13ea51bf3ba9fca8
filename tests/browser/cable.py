"""A cable between a client and a server that can be cut, or slow: both ends stay open, and nothing comes through."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Cable:
    """Passes connections to a port of this machine on; what is sent after the cut is lost without a word."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._cut = threading.Event()
        self._flows = threading.Event()
        self._flows.set()
        self._guard = threading.Lock()  # connections come in while others are closed
        self._ends: list[socket.socket] = []
        self._entry = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._entry.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self) -> None:
        """Let nothing through from now on."""
        self._cut.set()

    def hold(self, seconds: float) -> None:
        """Keep all that is sent for some time, and then let it through, as a machine does that has too much to do."""
        self._flows.clear()
        threading.Timer(seconds, self._flows.set).start()

    def mend(self) -> None:
        """Let new connections through; those from before the cut are closed."""
        with self._guard:
            self._drop()
            self._cut.clear()

    def close(self) -> None:
        """Close all ends; no connection is taken any more."""
        self.cut()
        with suppress(OSError):
            self._entry.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for the next one
        self._accepting.join(timeout=30)
        self._entry.close()
        with self._guard:
            self._drop()

    def _drop(self) -> None:
        for each in self._ends:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._ends = []

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._entry.accept()
                with self._guard:
                    self._ends.append(near)
                    far = socket.create_connection(("127.0.0.1", self._to))
                    self._ends.append(far)
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                if self._cut.is_set():
                    return  # a router that is switched off takes nothing either
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
