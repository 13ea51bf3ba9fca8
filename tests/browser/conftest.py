"""A real server and a real browser.

For tests of pages: `server` is the application as the command ``cogov app`` serves it, and `page` a page of Chromium
that must not have said an error, asked another machine or missed a file when the test ends.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from .phone import SIZE, close_room, open_room

COMMAND = (sys.executable, "-m", "cogov.visualization.terminal", "app")
MODULE = (sys.executable, "-m", "cogov.visualization.browser.serving")
WINDOW = {"width": 1366, "height": 768}

PATIENCE = 60_000
"""Milliseconds after which something does not come any more, on a machine that does other things as well."""

STARTED = 300
"""Seconds after which a server does not come any more: an idle machine takes 3, one that compiles the kernels for
others at the same time a minute and more."""

expect.set_options(timeout=PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return trial.getsockname()[1]


@dataclass
class Server:
    """A server in a process of its own.

    Attributes
    ----------
    url : str
        Of the page, without a slash at its end.
    port : int
        Where it listens.
    process : Popen
        The command.
    said : list of str
        Lines it wrote to stderr.
    """

    url: str
    port: int
    process: subprocess.Popen
    said: list[str] = field(default_factory=list)

    def wait_for(self, words: str, seconds: float = 60) -> str:
        """Wait until the server says something, and return the line."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in tuple(self.said):
                if words in line:
                    return line
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.said}"
            time.sleep(0.02)
        raise AssertionError(f"it did not say {words!r} but {self.said}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()


def start(command: tuple[str, ...], folder: Path, port: int = 0, **environment: str) -> Server:
    """Start a server on a port, a free one if none is given, and wait until it serves."""
    port = port or free_port()
    process = subprocess.Popen(
        [*command, "--no-browser", "--port", str(port)],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # Who runs the tests under nohup ignores this signal, and would hand that down.
        preexec_fn=partial(signal.signal, signal.SIGHUP, signal.SIG_DFL),
    )
    server = Server(f"http://127.0.0.1:{port}", port, process)

    def read() -> None:
        with process.stderr:
            server.said.extend(iter(process.stderr.readline, ""))

    threading.Thread(target=read, daemon=True).start()
    try:
        server.wait_for("serving at", STARTED)
    except BaseException:
        server.stop()  # nobody else knows of it yet
        raise
    return server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need Chromium: ``-m "not browser"`` leaves them out."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """The application, as the command serves it."""
    server = start(COMMAND, tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def quiet_server(request):
    """Let a test fail in which the shared server wrote a traceback: later ones would meet what it left behind."""
    if "server" not in request.fixturenames:
        yield
        return
    shared = request.getfixturevalue("server")
    before = len(shared.said)
    yield
    said = shared.said[before:]
    assert not any("Traceback" in line for line in said), "".join(said)


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[..., Server]]:
    """Start the command with further words and environment variables; all end with the test."""
    servers: list[Server] = []

    def serve(*words: str, command: tuple[str, ...] = COMMAND, port: int = 0, **environment: str) -> Server:
        servers.append(start((*command, *words), tmp_path, port, **environment))
        return servers[-1]

    yield serve
    for each in servers:
        each.stop()


@pytest.fixture
def serve_working(serve, tmp_path) -> Callable[..., Server]:
    """Serve, with further words, a page that works for its visitor and notes what it does in the file `notes`."""
    here = str(Path(__file__).parent)

    def serve_working(*words: str, command: tuple[str, ...] = MODULE) -> Server:
        return serve(
            *("--app", "working_page", "--allow-host", "127.0.0.1", *words),
            command=command,
            PYTHONPATH=os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH")))),
            WORKING_PAGE_NOTES=str(tmp_path / "notes"),
        )

    return serve_working


@pytest.fixture
def working(serve_working) -> Server:
    """A page that works for its visitor, and notes what it does in the file `notes`."""
    return serve_working()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Not for the whole session: Playwright keeps an event loop running in this thread."""
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("there is no chromium on this machine")
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went wrong in a browser. A test that means to provoke something clears it.

    Attributes
    ----------
    errors : list of str
        Errors of the console and of scripts.
    foreign : list of str
        Requests to another machine.
    missing : list of str
        Answers that were no success.
    """

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext, *, toured: bool = True) -> BrowserContext:
        """Watch all pages of a context, whose visitor has taken the tour of the first page unless she shall see it."""
        if toured:
            context.add_init_script("try { localStorage.setItem('cogov-tour', '1') } catch {}")
        context.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", lambda request: None if at_home(request.url) else self.foreign.append(request.url))
        context.on("response", lambda answer: self._answered(answer.status, answer.url))
        return context

    def _answered(self, status: int, url: str) -> None:
        if status >= 400:
            self.missing.append(f"{status} {url}")

    def clear(self) -> None:
        """Forget what went wrong so far."""
        for each in (self.errors, self.foreign, self.missing):
            each.clear()


def at_home(url: str) -> bool:
    return bool(re.match(r"(data|blob|about):", url)) or urlsplit(url).hostname == "127.0.0.1"


@pytest.fixture
def watch() -> Watch:
    """What goes wrong in `page`."""
    return Watch()


@pytest.fixture
def page(chromium, watch) -> Iterator[Page]:
    """A page of a visitor of its own at 1366 × 768; nothing may have gone wrong in it when the test ends."""
    context = watch.over(chromium.new_context(viewport=WINDOW, accept_downloads=True))
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
    assert watch == Watch()


@pytest.fixture
def lasting():
    """Connections that last as long as the test."""
    with ExitStack() as stack:
        yield stack.enter_context


@pytest.fixture
def trainer(server, page):
    """The trainer's page with an open room, closed again at the end."""
    open_room(page, server.url, "en")
    yield page
    close_room(page, "en")


@pytest.fixture
def phones(chromium, watch):
    """Open a page in a phone of its own."""
    contexts = []

    def open_phone(link, locale="en-GB", viewport=SIZE):
        context = chromium.new_context(viewport=viewport, has_touch=True, is_mobile=True, locale=locale)
        context.set_default_timeout(PATIENCE)
        contexts.append(watch.over(context))
        tab = context.new_page()
        tab.goto(link)
        return tab

    yield open_phone
    for each in contexts:
        each.close()
