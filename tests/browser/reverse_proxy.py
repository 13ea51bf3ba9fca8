"""A small reverse proxy: it shows a server of this machine below a path, as JupyterHub and nginx do."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class ReverseProxy:
    """Passes requests below a path on to a port of this machine; others are answered by 404.

    Parameters
    ----------
    port : int
        Of the server.
    root : str
        The path.
    strip : bool
        Take the path away, as most proxies do, or leave it.
    headers : str
        Added to each request.
    """

    def __init__(self, port: int, root: str, *, strip: bool, **headers: str) -> None:
        self._to, self._root, self._strip = port, root, strip
        self._headers = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()).encode()
        self._entry = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._entry.getsockname()[1]
        self.asked: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no further requests."""
        self._entry.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._entry.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        """Pass one request on, and both directions from then on: a connection asks once, or is a web socket."""
        with suppress(OSError), near:
            head = b""
            while b"\r\n\r\n" not in head:
                part = near.recv(65536)
                if not part:
                    return
                head += part
            first, _, rest = head.partition(b"\r\n")
            method, target, version = first.split(b" ")
            self.asked.append(target.decode())
            path = target.decode()
            if path != self._root and not path.startswith((f"{self._root}/", f"{self._root}?")):
                near.sendall(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                return
            if self._strip:
                path = path.removeprefix(self._root)
                path = path if path.startswith("/") else f"/{path}"
            if b"upgrade: websocket" not in rest.lower():
                rest = b"Connection: close\r\n" + b"\r\n".join(
                    line for line in rest.split(b"\r\n") if not line.lower().startswith(b"connection:")
                )
            with socket.create_connection(("127.0.0.1", self._to)) as far:
                far.sendall(method + b" " + path.encode() + b" " + version + b"\r\n" + self._headers + rest)
                back = threading.Thread(target=self._pass_on, args=(far, near), daemon=True)
                back.start()
                self._pass_on(near, far)
                back.join()

    @staticmethod
    def _pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
