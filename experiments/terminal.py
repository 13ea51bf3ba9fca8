"""The terminal: consoles and live progress. Progress goes to stderr, and only when that is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from ..model.sources import is_compiled
from .quoting import clean, unspoken
from .tables import WIDTH
from .words import Words


class Said:
    """A stream on which texts from files give no commands to whoever reads the log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text, made inert."""
        self._stream.write(unspoken(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def output() -> Console:
    """Return the console for results: as wide as the terminal, or as COLUMNS says, or else :data:`tables.WIDTH`."""
    console = Console(file=cast(TextIO, Said(sys.stdout)), highlight=False, markup=False, emoji=False)
    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdecimal():
        console.width = WIDTH
    return console


def notices() -> Console:
    """Return the console for everything that is not a result."""
    return Console(file=cast(TextIO, Said(sys.stderr)), highlight=False, markup=False, emoji=False)


def announce_compilation(words: Words) -> None:
    """Say so when the first run will compile the model."""
    if not is_compiled():
        notices().print(words("run.compiling"))


@contextmanager
def progress(task: str, total: int, unit: str) -> Generator[Callable[[], None]]:
    """Show progress while the block runs, and give a function to call for each step done."""
    console = notices()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        number = bar.add_task(clean(task), total=total)
        yield lambda: bar.advance(number)
