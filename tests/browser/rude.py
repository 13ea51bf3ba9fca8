"""What one rude laptop does, over the loopback: each is a client with an address of its own, such as 127.0.0.2."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

RUDE = "127.0.0.2"
POLITE = "127.0.0.3"
HERE = "127.0.0.1"


@contextmanager
def connections(port: int, count: int, source: str = RUDE, first: bytes = b"GET / HT") -> Iterator[list[socket.socket]]:
    """Open connections that send the beginning of a request."""
    lines: list[socket.socket] = []
    try:
        for _ in range(count):
            line = socket.socket()
            line.setblocking(False)
            line.bind((source, 0))
            line.connect_ex(("127.0.0.1", port))
            lines.append(line)
        send(lines, first)
        yield lines
    finally:
        for line in lines:
            line.close()


def send(lines: list[socket.socket], data: bytes) -> None:
    """Send to all that are still there."""
    for line in lines:
        with suppress(OSError):
            line.send(data)


def alive(lines: list[socket.socket]) -> list[socket.socket]:
    """Return those that the server has not closed."""
    watch = select.poll()
    for line in lines:
        watch.register(line, select.POLLIN | select.POLLHUP | select.POLLERR | select.POLLRDHUP)
    ended = {number for number, _ in watch.poll(0)}
    return [line for line in lines if line.fileno() not in ended]


def get(port: int, path: str = "/", source: str = HERE, seconds: float = 10, **headers: str) -> tuple[int, bytes]:
    """Ask for a page and return its status and the whole answer."""
    with socket.create_connection(("127.0.0.1", port), seconds, (source, 0)) as line:
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        host = "" if "Host" in headers else f"Host: 127.0.0.1:{port}\r\n"
        line.sendall(f"GET {path} HTTP/1.1\r\n{host}Connection: close\r\n{more}\r\n".encode())
        end, parts = time.monotonic() + seconds, []
        while part := line.recv(1 << 16):
            parts.append(part)
            assert time.monotonic() < end, "it does not come to an end"
    answer = b"".join(parts)
    return int(answer.split(b" ", 2)[1]), answer
