"""``cogov app``: the browser application, served on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from ..streams import Interrupted

LOCAL = ("127.0.0.1", "localhost", "::1")


class ExtraMissing(Exception):
    """An optional part of the program is not installed."""


def app(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; by default only this machine is served.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
) -> None:
    """Open the application in the browser."""
    if find_spec("solara") is None:
        raise ExtraMissing('the browser application is not installed; install it with: pip install "cogov[app]"')
    if host not in LOCAL:
        typer.echo(f"cogov: serving on {host}: everybody who reaches this address can use the application", err=True)
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
