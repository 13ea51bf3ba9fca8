"""The model compiled ahead of use, by several processes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool

from ...model.engine.ahead import TOGETHER, compile_founding, compile_step, compile_week, list_steps
from ...scenarios.message import message
from .runs import RunError
from .worker_pool import hold_signals, likely_cause, open_pool


def count_parts() -> int:
    """Return of how many parts compiling consists."""
    return len(list_steps()) + TOGETHER


def compile_model(workers: int = 1, on_part: Callable[[], None] = lambda: None) -> None:
    """Compile what founds a city, the steps of a week side by side, and the week.

    What lies compiled on disk already is loaded. Where nothing can be kept on disk, compiling ahead is of no use.

    Parameters
    ----------
    workers : int
        Processes. One of them compiles the founding first and the week last, alone.
    on_part : callable
        Called after each of :func:`count_parts` parts.

    Raises
    ------
    RunError
        When a process died.
    """
    compile_founding()
    on_part()
    if workers == 1:
        for step in list_steps():
            compile_step(step)
            on_part()
    else:
        with open_pool(min(workers, len(list_steps()))) as pool:
            with hold_signals():  # workers start as steps are handed in
                futures = [pool.submit(compile_step, step) for step in list_steps()]
            try:
                for future in as_completed(futures):
                    future.result()
                    on_part()
            except BrokenProcessPool as error:
                raise RunError(message("run.died", cause=likely_cause())) from error
    compile_week()
    on_part()
