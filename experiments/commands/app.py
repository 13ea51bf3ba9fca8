"""``cogov app``: the browser application, served on this machine."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from ..streams import Interrupted

SERVER = f"{__name__.partition('.experiments.')[0]}.visualization.serving"
"""Started by name in a process of its own: experiments import nothing of the browser."""

LEAVING = 10.0
"""Seconds the server gets to leave."""


class ExtraMissing(Exception):
    """An optional part of the program is not installed."""


class PortTaken(Exception):
    """The address to listen on cannot be had."""


def _refuse_taken(host: str, port: int) -> None:
    """Raise an exception if nothing can listen there; it is asked by listening."""
    try:
        kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as trial:
            if os.name == "posix":  # as servers do, so that a port just left is free
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "is taken by another program; choose another --port" if taken else f"cannot be had: {error.strerror}"
        raise PortTaken(f"port {port} of {host} {why}") from None
    except UnicodeError:
        raise PortTaken(f"{host!r} is no name of a host") from None


def _left(server: subprocess.Popen[bytes], end: Interrupted) -> int:
    """Let the server leave, in `LEAVING` seconds or by force, and return the exit code for the signal."""
    server.terminate()
    try:
        server.wait(LEAVING)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    return 0 if end.number == signal.SIGINT else 128 + end.number  # Ctrl-C is how one leaves


def app(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; by default only this machine is served.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8765,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME[:PORT]",
            help="Name under which browsers may ask for the application, beside localhost and the address it listens "
            "on; needed behind a proxy. Can be repeated.",
        ),
    ] = None,
    results: Annotated[
        Path, typer.Option("--results", metavar="FOLDER", help="Folder whose studies the page Studies shows.")
    ] = Path("results"),
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
) -> None:
    """Open the application in the browser."""
    if find_spec("solara") is None:
        raise ExtraMissing(
            "the browser application is not installed; in a checkout of cogov: pip install -r requirements-dev.lock, "
            "or make app"
        )
    _refuse_taken(host, port)
    command = [sys.executable, "-m", SERVER, "--tied", "--host", host, "--port", str(port)]
    for name in allow_host or ():
        command += ["--allow-host", name]
    if not browser:
        command.append("--no-browser")
    # The pipe is never written to; it ends with this process, and the server with it.
    environment = {**os.environ, "COGOV_RESULTS": str(results.absolute())}
    server = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    try:
        code = server.wait()
    except Interrupted as end:
        code = _left(server, end)
    raise typer.Exit(code)
