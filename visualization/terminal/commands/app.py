"""``cogov app``: the browser application, served on this machine."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from ....experiments.design.outcome_file import load_fitting_outcomes
from ....experiments.execution.edition import edition_of
from ....experiments.execution.extensions import document_extensions
from ....experiments.execution.signals import Interrupted
from ....model.extensions.bundle import Bundle, ExtendedSettings
from ....model.extensions.source import ExtensionError
from ....scenarios import Scenario, ScenarioError, load
from ....scenarios.errors import Problem
from ....scenarios.message import message, reason_of
from ...language.translations import preferred_language
from .options import Lang, OutcomesOption

SERVER = f"{__name__.partition('.visualization.')[0]}.visualization.browser.serving"
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
        about = {"port": port, "host": host}
        if taken:
            raise PortTaken(message("usage.port", **about)) from None
        raise PortTaken(message("usage.port_not", **about, reason=reason_of(error))) from None
    except UnicodeError:
        raise PortTaken(message("usage.host", host=repr(host))) from None


def _stop_server(server: subprocess.Popen[bytes], end: Interrupted) -> int:
    """Let the server leave, in `LEAVING` seconds or by force, and return the exit code for the signal."""
    server.terminate()
    try:
        server.wait(LEAVING)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    return 0 if end.number == signal.SIGINT else 128 + end.number  # Ctrl-C is how one leaves


def _check_scenarios(files: Sequence[Path]) -> list[Scenario]:
    """Return the scenarios that the browser is given, if it can play them; it plays compiled cities alone.

    Raises
    ------
    ScenarioError
    """
    records = [load(path) for path in files]
    for path, record in zip(files, records, strict=True):
        if not edition_of(record.settings).measures_parts:
            what = message("extension.not_played", name=path.name)
            raise ScenarioError([Problem(str(path), None, "scenario.uses", what)])
    try:
        document_extensions(*(record.settings for record in records))
        used = [record.settings.bundle for record in records if isinstance(record.settings, ExtendedSettings)]
        if used:  # they stand side by side in menus and tables
            Bundle(tuple({each.digest: each for one in used for each in one.sources}.values())).check()
    except ExtensionError as error:
        raise ScenarioError([Problem(str(files[-1]), None, "scenario.uses", error.args[0])]) from None
    return records


def app(
    scenarios: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Scenario files for the menus, beside the library; opens on the first."),
    ] = None,
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
    root_path: Annotated[
        str,
        typer.Option(
            "--root-path",
            metavar="PATH",
            help="Path below which a proxy or JupyterHub shows the application, such as /user/ada/proxy/8765.",
        ),
    ] = "",
    trust_proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--trust-proxy",
            metavar="ADDRESS",
            help="Address or network of a proxy whose X-Forwarded-For, -Proto and -Host are believed; nobody's by "
            "default. Can be repeated.",
        ),
    ] = None,
    embed: Annotated[
        str,
        typer.Option(
            "--embed",
            metavar="ORIGIN",
            help="Site whose pages may show the application in a frame, such as https://school.example; none by "
            "default.",
        ),
    ] = "",
    limit: Annotated[
        list[str] | None,
        typer.Option(
            "--limit",
            metavar="NAME=NUMBER",
            help="Change how much the server gives, for example places=100: pages open at once. Also "
            "places_of_browser, places_of_address, connections, connections_of_address, arrivals_of_address (new "
            "connections a second), requests_of_address (in a second), phones (of a room), phones_of_address. Can be "
            "repeated.",
        ),
    ] = None,
    outcomes: OutcomesOption = None,
    results: Annotated[
        Path, typer.Option("--results", metavar="FOLDER", help="Folder whose studies the page Studies shows.")
    ] = Path("results"),
    room: Annotated[
        bool, typer.Option("--room", help="Begin on the page where phones are invited to take part.")
    ] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
    lang: Lang = None,
) -> None:
    """Open the application in the browser."""
    if find_spec("solara") is None:
        raise ExtraMissing(message("app.missing"))
    records = _check_scenarios(scenarios or ())
    if outcomes:
        load_fitting_outcomes(outcomes, records, lang=lang or preferred_language())
    _refuse_taken(host, port)
    command = [sys.executable, "-m", SERVER, "--tied", "--host", host, "--port", str(port)]
    for name in allow_host or ():
        command += ["--allow-host", name]
    if root_path:
        command += ["--root-path", root_path]
    for proxy in trust_proxy or ():
        command += ["--trust-proxy", proxy]
    if embed:
        command += ["--embed", embed]
    for each in limit or ():
        command += ["--limit", each]
    if room:
        command.append("--room")
    if not browser:
        command.append("--no-browser")
    # The pipe is never written to; it ends with this process, and the server with it.
    environment = {**os.environ, "COGOV_RESULTS": str(results.absolute())}
    environment["COGOV_SCENARIOS"] = json.dumps([str(path.absolute()) for path in scenarios or ()])
    environment["COGOV_OUTCOMES"] = str(outcomes.absolute()) if outcomes else ""
    if lang:
        environment["COGOV_LANG"] = lang
    server = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    try:
        code = server.wait()
    except Interrupted as end:
        code = _stop_server(server, end)
    raise typer.Exit(code)
