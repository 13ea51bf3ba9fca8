"""``cogov app``: the browser application, served on this machine."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from ..streams import Interrupted

LOCAL = ("127.0.0.1", "localhost", "::1")


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


def app(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; by default only this machine is served.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
) -> None:
    """Open the application in the browser."""
    if find_spec("solara") is None:
        raise ExtraMissing(
            "the browser application is not installed; in a checkout of cogov: pip install -r requirements-dev.lock, "
            "or make app"
        )
    if host not in LOCAL:
        typer.echo(f"cogov: serving on {host}: everybody who reaches this address can use the application", err=True)
    _refuse_taken(host, port)
    command = [
        sys.executable,
        "-m",
        "solara",
        "run",
        "cogov.visualization.app",
        "--production",
        "--host",
        host,
        "--port",
        str(port),
    ]
    if not browser:
        command.append("--no-open")
    environment = {**os.environ, "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false", "SOLARA_THEME_SHOW_BANNER": "false"}
    server = subprocess.Popen(command, env=environment)
    try:
        code = server.wait()
    except Interrupted as end:  # Ctrl-C is how one leaves
        server.terminate()
        server.wait()
        code = 0 if end.number == signal.SIGINT else 128 + end.number
    raise typer.Exit(code)
