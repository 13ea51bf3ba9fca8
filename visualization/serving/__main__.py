"""Serve the browser application: what ``cogov app`` starts in a process of its own."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence

from .addresses import Place, listen
from .environment import APP


def _names(texts: Sequence[str]) -> tuple[Place, ...]:
    """Read the names given by ``--allow-host``; all that are none are told at once."""
    places = [Place.of(text) for text in texts]
    if wrong := [text for text, place in zip(texts, places, strict=True) if place is None]:
        raise ValueError(", ".join(repr(each) for each in wrong))
    return tuple(place for place in places if place is not None)


def _end_with_parent() -> None:
    """End when the process that started this one has ended, however it did: its end of the pipe is closed then."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal ends it, and return an exit code."""
    parser = argparse.ArgumentParser(prog="python -m cogov.visualization.serving", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME[:PORT]")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--app", default=APP, metavar="MODULE", help="module with a Page to serve instead")
    parser.add_argument("--tied", action="store_true", help="end when stdin does")
    given = parser.parse_args(arguments)
    try:
        others = _names(given.allow_host)
        sockets = listen(given.host, given.port)
    except ValueError as error:  # UnicodeError, of a host that is no name, is one too
        print(f"cogov: --allow-host: {error}: not a name, name:port or [address]:port", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"cogov: port {given.port} of {given.host} cannot be had: {error.strerror or error}", file=sys.stderr)
        return 2
    if given.tied:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    from .server import serve  # takes seconds, and the above is said at once

    serve(sockets, given.host, given.port, others, not given.no_browser, given.app)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # threads of visitors who compute would hold the process back
