"""A log that does not repeat itself, and stays small whatever happens.

The first lines of a kind are written as they come. Further ones are counted and told in one line; the more often a kind
comes back, the more seldom.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TextIO

from ...language.translations import Words

AT_FIRST = 3
"""Lines of a kind that are written before the rest is counted."""

FIRST_PAUSE = 60.0
"""Seconds for which a kind is counted before it is told; doubled each time."""

LONGEST_PAUSE = 3600.0
"""Longest of these: a fault that never stops writes one line an hour in the end."""

MOST_KINDS = 100
"""Kinds that are told apart; further ones count as one kind."""

LONGEST_LINE = 4_000
"""Most characters of an entry; a traceback beyond that loses its middle."""


@dataclass(slots=True)
class LogKind:
    """What has been logged of one kind.

    Attributes
    ----------
    written : int
        Entries written since it was last quiet.
    more : Counter
        Entries counted only, by address where one is named.
    told : float
        When its number was last told.
    pause : float
        Seconds until it is told again.
    text : str
        The latest entry, in one line.
    """

    written: int = 0
    more: Counter[str] = field(default_factory=Counter)
    told: float = 0.0
    pause: float = FIRST_PAUSE
    text: str = ""


class ServerLog(logging.Handler):
    """Writes entries to a stream.

    Parameters
    ----------
    words : Words
        Its language.
    stream : file, optional
        Where to; stderr by default.
    clock : callable
        Returns seconds that only grow.
    """

    def __init__(self, words: Words, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._words, self._stream, self._clock = words, stream or sys.stderr, clock
        self._kinds: dict[str, LogKind] = {}
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write an entry, or count it."""
        try:
            now = self._clock()
            name = f"{record.name}:{record.msg}"[:200]
            name = name if name in self._kinds or len(self._kinds) < MOST_KINDS else ""
            kind = self._kinds.setdefault(name, LogKind(told=now))
            if kind.written < AT_FIRST:
                kind.written += 1
                kind.told = now
                self._write(self._entry(record))
                return
            # A line names an address in its only argument, if it names one.
            first = record.args[0] if isinstance(record.args, tuple) and len(record.args) == 1 else ""
            address = str(first)[:64]
            kind.more[address if address in kind.more or len(kind.more) < MOST_KINDS else ""] += 1
            kind.text = self._entry(record, brief=True)
        except Exception:
            self.handleError(record)

    def tell(self, *, everything: bool = False) -> None:
        """Write how often each kind came that is due, or all; and forget kinds that have been quiet.

        Nobody else wakes up for what was counted: it is called every second, and at the end.
        """
        now = self._clock()
        with self.lock or nullcontext():
            for name, kind in tuple(self._kinds.items()):
                if kind.more and (everything or now - kind.told >= kind.pause):
                    [(address, most)] = kind.more.most_common(1)
                    key = "serving.log.more_from" if address and most > kind.more.total() / 2 else "serving.log.more"
                    count, seconds = f"{kind.more.total():,}", round(now - kind.told)
                    self._write(f"{kind.text} {self._words(key, count=count, address=address, seconds=seconds)}")
                    kind.more.clear()
                    kind.told, kind.pause = now, min(2 * kind.pause, LONGEST_PAUSE)
                elif not kind.more and now - kind.told >= LONGEST_PAUSE:
                    del self._kinds[name]

    def _entry(self, record: logging.LogRecord, *, brief: bool = False) -> str:
        text = record.getMessage().partition("\n")[0] if brief else self.format(record)
        name = "" if record.name == "cogov.serving" else f"{record.name}: "
        if len(text) > LONGEST_LINE:
            text = f"{text[: LONGEST_LINE // 2]}\n…\n{text[-LONGEST_LINE // 2 :]}"
        return f"cogov: {name}{text}"

    def _write(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()
