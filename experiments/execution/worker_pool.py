"""Processes that make runs: begun together, ended together, and deaf to the terminal."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import current_process, resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ...scenarios.message import message

if TYPE_CHECKING:
    pass


PATIENCE = 2.0
"""Seconds that each step of leaving a pool of processes may take."""


def likely_cause() -> str:
    """Return why workers may have died: a script that each of them runs again, or memory."""
    script = getattr(sys.modules["__main__"], "__file__", None)
    with suppress(OSError):
        if script and "__main__" not in Path(script).read_text(encoding="utf-8", errors="replace"):
            return message("run.main_guard", name=Path(script).name)
    return message("run.little_memory")


def end_if_imported_by_worker() -> None:
    """End this process without a word if it is a worker that is still importing the user's script.

    Such a script lacks ``if __name__ == "__main__":``. What it calls would run again in each worker, before the
    worker has begun; the parent says so once (:func:`likely_cause`).
    """
    if getattr(current_process(), "_inheriting", False):  # as Python itself asks before it starts a process
        raise SystemExit(1)


def _ignore_interrupts() -> None:
    # Ctrl-C reaches every process of the terminal; the parent decides what happens.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def hold_signals() -> Generator[None]:
    """Hold back the signals of a terminal, also for good in processes that start meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Python starts this process with the first other one, and lets signals through again when it has.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def open_pool(workers: int) -> Generator[ProcessPoolExecutor]:
    """Give processes that make runs; whatever ends the block ends them, in bounded time."""
    # spawn: the same everywhere, and safe beside the threads of Arrow and the browser.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_interrupts)
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        _abandon(pool)
        raise


def _abandon(pool: ProcessPoolExecutor) -> None:
    """End a pool's processes whatever state it is in, in bounded time."""
    manager: threading.Thread | None = cast(Any, pool)._executor_manager_thread
    processes: list[Any] = list((pool._processes or {}).values())
    hook = threading.excepthook

    def quiet(about: threading.ExceptHookArgs) -> None:
        if about.thread is not manager:  # which may find its pipes closed
            hook(about)

    threading.excepthook = quiet
    try:
        # In a thread, since an interrupt may have left the pool's locks taken.
        asked = threading.Thread(target=pool.shutdown, kwargs={"wait": False, "cancel_futures": True}, daemon=True)
        asked.start()
        asked.join(PATIENCE)
        for end in ("terminate", "kill"):
            until = time.monotonic() + PATIENCE
            for process in processes:
                with suppress(OSError, ValueError):
                    getattr(process, end)()
            for process in processes:
                with suppress(OSError, ValueError, AssertionError):
                    process.join(max(0.0, until - time.monotonic()))
        if manager is not None:
            manager.join(PATIENCE)
    finally:
        threading.excepthook = hook
