"""How the process meets the world: a reader that goes away, an encoding that knows no Chinese, signals."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, TextIO, cast


class Interrupted(BaseException):
    """A signal asked the program to end. Like KeyboardInterrupt, it passes through ``except Exception``."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Outlet:
    """A text stream that goes silent when its reader has gone (``| head``), so that the work is finished."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text, or drop it when nobody reads."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._silence()
            return len(text)

    def flush(self) -> None:
        """Flush, or drop what is left when nobody reads."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._silence()

    def _silence(self) -> None:
        # What is still in buffers goes to the null device, also when the interpreter flushes them at exit.
        with suppress(OSError, ValueError, AttributeError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._stream.fileno())
            os.close(null)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def outlets() -> Generator[None]:
    """Make stdout and stderr outlets that print ``?`` for what their encoding does not know."""
    before = sys.stdout, sys.stderr
    for stream in before:
        with suppress(AttributeError, ValueError):
            cast(Any, stream).reconfigure(errors="replace")
    sys.stdout, sys.stderr = (cast(TextIO, Outlet(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stdout, sys.stderr = before


@contextmanager
def signals() -> Generator[None]:
    """Raise :class:`Interrupted` on SIGINT and SIGTERM, so that half-made files are removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise Interrupted(number)

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
