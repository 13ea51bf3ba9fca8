"""A cable between a client and a server that can be cut: both ends stay open, and nothing comes through any more."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Cable:
    """Passes connections to a port of this machine on; what is sent after the cut is lost without a word."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._cut = threading.Event()
        self._ends: list[socket.socket] = []
        self._entry = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._entry.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing through from now on."""
        self._cut.set()

    def mend(self) -> None:
        """Let new connections through; those from before the cut are closed."""
        for each in self._ends:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._ends = []
        self._cut.clear()

    def close(self) -> None:
        """Close all ends."""
        self.cut()
        self._ends.append(self._entry)
        self.mend()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._entry.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += (near, far)
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._cut.is_set():
                    return  # a router that is switched off takes nothing either
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
