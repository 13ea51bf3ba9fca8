"""The terminal: consoles and live progress. Progress goes to stderr, and only when that is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable
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

from ...scenarios import Scenario
from ...scenarios.message import say
from ...scenarios.toml.sanitize import clean, disarm_commands
from ..language.translations import Words
from .tables import WIDTH


class SafeStream:
    """A stream on which texts from files give no commands to whoever reads the log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text, made inert."""
        self._stream.write(disarm_commands(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def output(aside: bool = False) -> Console:
    """Return the console for results: as wide as the terminal, or as COLUMNS says, or else :data:`tables.WIDTH`.

    Parameters
    ----------
    aside : bool
        Whether standard output has a document already, which stands there alone: results are then told on stderr.
    """
    stream = sys.stderr if aside else sys.stdout
    console = Console(file=cast(TextIO, SafeStream(stream)), highlight=False, markup=False, emoji=False)
    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdecimal():
        console.width = WIDTH
    return console


def notices() -> Console:
    """Return the console for everything that is not a result."""
    return Console(file=cast(TextIO, SafeStream(sys.stderr)), highlight=False, markup=False, emoji=False)


def show(text: object, words: Words, *, style: str | None = None, aside: bool = False) -> None:
    """Print a line of the results, in the user's language; what the line quotes cannot command the terminal."""
    output(aside).print(clean_lines(say(text, words.language)), style=style, soft_wrap=True)


def tell(text: object, words: Words) -> None:
    """Print what is not a result, in the same way, on stderr."""
    notices().print(clean_lines(say(text, words.language)), soft_wrap=True)


def tell_warnings(scenarios: Iterable[Scenario], words: Words) -> None:
    """Print what may not be meant in scenarios, and what speaks against their values, each once."""
    for sentence in dict.fromkeys(each.sentence for one in scenarios for each in one.warnings):
        tell(sentence, words)


def clean_lines(text: str) -> str:
    """Return lines, each :func:`~.sanitize.clean`; the blanks at their beginnings stay."""
    return "\n".join(clean(line) for line in text.split("\n"))


def announce_compilation(words: Words) -> None:
    """Set aside compiled kernels that are damaged; say so, and when the first run will compile them."""
    from ...model.stock import is_compiled, mend  # here, since `cogov --help` shall not wait for numba

    if damaged := mend():
        shown = ", ".join(damaged[:3]) + (" …" if len(damaged) > 3 else "")
        notices().print(words("run.recompiling", count=len(damaged), kernels=shown))
    elif not is_compiled():
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
