"""Serve the browser application: what ``cogov app`` starts in a process of its own."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence

from ....scenarios.extensions import refuse_extensions
from ...language.translations import Words, preferred_language
from ...language.translations import words as catalogue
from ..opened import opened_scenarios
from .addresses import HostAddress, listen, read_origin
from .environment import APP
from .limits import FILES_OF_PLACE, RESERVED_FILES, Limits, raise_files
from .offer import Offer
from .proxies import Proxies, network, root_path


def _parse(given: argparse.Namespace, words: Words) -> tuple[Offer | None, list[str]]:
    """Return what the arguments ask for, None if that cannot be, and what is to be told."""
    wrong: list[str] = []
    places = {text: HostAddress.of(text) for text in given.allow_host}
    networks = {text: network(text) for text in given.trust_proxy}
    for option, read in (("allow_host", places), ("trust_proxy", networks)):
        if none := [text for text, result in read.items() if result is None]:
            forms = {"name": "NAME:PORT", "address": "[ADDRESS]:PORT"} if option == "allow_host" else {}
            wrong.append(words(f"serving.{option}", texts=", ".join(map(repr, none)), **forms))
    root = root_path(given.root_path)
    if root is None:
        wrong.append(words("serving.root_path", text=repr(given.root_path)))
    embed = read_origin(given.embed) if given.embed else ""
    if embed is None:
        wrong.append(words("serving.embed", text=repr(given.embed), example="https://school.example"))
    limits, told = Limits(), list[str]()
    try:
        limits = Limits().changed(given.limit, words)
    except ValueError as error:
        wrong += str(error).splitlines()
    files = raise_files()
    try:
        fitting = limits.within(files)
        if fitting != limits:
            told = [words("serving.files_few", files=files, places=fitting.places, connections=fitting.connections)]
        limits = fitting
    except ValueError:
        wrong.append(words("serving.files_none", files=files, least=RESERVED_FILES + FILES_OF_PLACE + 8))
    if wrong or root is None or embed is None:
        return None, wrong
    others = tuple(place for place in places.values() if place is not None)
    proxies = Proxies(tuple(result for result in networks.values() if result is not None))
    return (
        Offer(
            given.host,
            given.port,
            others,
            not given.no_browser,
            given.room,
            given.app,
            root,
            proxies,
            limits,
            words,
            embed,
        ),
        told,
    )


def _end_with_parent() -> None:
    """End when the process that started this one has ended, however it did: its end of the pipe is closed then."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal ends it, and return an exit code."""
    parser = argparse.ArgumentParser(prog="python -m cogov.visualization.browser.serving", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME[:PORT]")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--room", action="store_true", help="begin on the page where a room is opened")
    parser.add_argument("--app", default=APP, metavar="MODULE", help="module with a Page to serve instead")
    parser.add_argument("--tied", action="store_true", help="end when stdin does")
    parser.add_argument("--root-path", default="", metavar="PATH")
    parser.add_argument("--trust-proxy", action="append", default=[], metavar="ADDRESS")
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=NUMBER")
    parser.add_argument("--embed", default="", metavar="ORIGIN")
    given = parser.parse_args(arguments)
    words = catalogue(preferred_language())
    offer, told = _parse(given, words)
    for line in told:
        print(f"cogov: {line}", file=sys.stderr)
    if offer is None:
        return 2
    try:
        sockets = listen(given.host, given.port)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        print(f"cogov: {words('serving.port', port=given.port, host=given.host, why=why)}", file=sys.stderr)
        return 2
    if given.tied:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    opened_scenarios()  # the code of the files that a user named on her machine,
    refuse_extensions()  # and none that comes through a browser
    from .server import serve  # takes seconds, and the above is said at once

    serve(sockets, offer)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # threads of visitors who compute would hold the process back
