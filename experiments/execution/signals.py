"""How the process meets the world: a reader that goes away, an encoding that knows no Chinese, signals."""

from __future__ import annotations

import _thread
import atexit
import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, TextIO, cast

from ...scenarios.message import message
from .exit_codes import ENDED_BY_A_SIGNAL

PATIENCE = 15.0
"""Seconds that leaving may take after a signal."""


FINISHING = 20.0
"""Seconds that runs under way have after a first signal: a decision of somebody's own may never end. A batch system
that has asked waits half a minute."""


UNFINISHED: set[Path] = set()
"""Folders of half-made files, removed also when the process has to be ended from outside its main thread."""


class Interrupted(BaseException):
    """A signal asked the program to end. Like KeyboardInterrupt, it passes through ``except Exception``."""

    def __init__(self, number: int, about: str = "") -> None:
        super().__init__(number)
        self.number, self.about = number, about or message("run.interrupted")


class Outlet:
    """A text stream that goes silent when it cannot be written, so that the work is finished.

    Attributes
    ----------
    fault : OSError or None
        Why it went silent, such as a full disk; None also when its reader has gone (``| head``).
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.fault: OSError | None = None

    def write(self, text: str) -> int:
        """Write text, or drop it."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._silence(error)
            return len(text)

    def flush(self) -> None:
        """Flush, or drop what is left."""
        try:
            self._stream.flush()
        except OSError as error:
            self._silence(error)

    def _silence(self, error: OSError) -> None:
        if not isinstance(error, BrokenPipeError):
            self.fault = self.fault or error
        # What is still in buffers goes to the null device, also when the interpreter flushes them at exit.
        with suppress(OSError, ValueError, AttributeError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._stream.fileno())
            os.close(null)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def outlets() -> Generator[Outlet]:
    """Make stdout (which it gives) and stderr outlets that print ``?`` for what their encoding does not know.

    One that is closed (``>&-``) is None in Python; it leads to the null device.
    """
    before = cast("tuple[TextIO | None, TextIO | None]", (sys.stdout, sys.stderr))
    with ExitStack() as opened:
        streams = [stream or opened.enter_context(Path(os.devnull).open("w", encoding="utf-8")) for stream in before]
        for stream in streams:
            with suppress(AttributeError, ValueError):
                cast(Any, stream).reconfigure(errors="replace")
        stdout, stderr = (Outlet(stream) for stream in streams)
        sys.stdout, sys.stderr = cast(TextIO, stdout), cast(TextIO, stderr)
        try:
            yield stdout
        finally:
            stdout.flush()
            stderr.flush()
            sys.stdout, sys.stderr = cast("tuple[TextIO, TextIO]", before)


def end_process(code: int) -> None:
    """End the process after its exit functions, but without taking the interpreter apart.

    A thread that was left in the middle of compiled code would be torn out of it, and that aborts the process. Where
    children are still alive nothing is done: Python's own way of ending waits for them.
    """
    if multiprocessing.active_children():
        return
    cast(Any, atexit)._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)


def _leave(code: int) -> None:
    time.sleep(PATIENCE)
    for folder in tuple(UNFINISHED):
        shutil.rmtree(folder, ignore_errors=True)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)


@contextmanager
def signals(at_last: bool = False) -> Generator[None]:
    """Raise :class:`Interrupted` on SIGINT, SIGTERM and SIGHUP, so that half-made files are removed.

    The first counts; those that follow do not disturb the leaving. A SIGHUP that is ignored (nohup) stays so.

    Parameters
    ----------
    at_last : bool
        End the process, however it hangs, some seconds after a signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        if at_last:
            _thread.start_new_thread(_leave, (ENDED_BY_A_SIGNAL + number,))
        raise Interrupted(number)

    numbers = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            # Python ends by giving signals that are not ignored to the system, which would kill: who has asked once is
            # being obeyed, and a second signal shall not change the exit code.
            if not (at_last and signal.getsignal(number) is signal.SIG_IGN):
                signal.signal(number, handler)


class StopRequest:
    """Whether a signal has asked the program to end, and which."""

    number: int | None = None


@contextmanager
def draining(say: Callable[[str], object]) -> Generator[StopRequest]:
    """Take note of the first signal, so that work under way can be finished; the second ends it.

    Where nobody asks a second time, the program does itself, :data:`FINISHING` seconds later.

    Raises
    ------
    Interrupted
        On the second signal.
    """
    asked = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def note(number: int, frame: FrameType | None) -> None:
        if asked.number is None:
            asked.number = number
            say(message("run.finishing", seconds=f"{FINISHING:g}"))
            _thread.start_new_thread(ask_again, (number,))
        else:
            for each in numbers:
                signal.signal(each, signal.SIG_IGN)
            raise Interrupted(number, message("run.stopped"))

    left = threading.Event()
    main = threading.get_ident()

    def ask_again(number: int) -> None:
        if left.wait(FINISHING):
            return
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(main, number)  # a real signal, which wakes what sleeps
        else:
            _thread.interrupt_main(signal.Signals(number))

    numbers = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = [signal.signal(number, note) for number in numbers]
    try:
        yield asked
    finally:
        left.set()
        # Who has asked once is being obeyed: a second signal on the way out shall not change what is said of it.
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler if asked.number is None else signal.SIG_IGN)
