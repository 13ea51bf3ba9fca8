"""A week that is lived in parts is lived whole, or the city goes on no more.

An error or a signal between two parts leaves a city that is of no week. To go on from it would give numbers that no
run gives, and nothing in them would show it.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from .message import message


class CutShortError(RuntimeError):
    """A week was cut short, and the city of that run must not go on."""


class WholeWeek:
    """Sees that what begins a week also ends it."""

    def __init__(self) -> None:
        self._begun: int | None = None

    @contextmanager
    def live(self, week: int) -> Generator[None]:
        """Live a week within this.

        Raises
        ------
        CutShortError
            When an earlier week did not come to its end.
        """
        self.check()
        self._begun = week
        yield
        self._begun = None

    def check(self) -> None:
        """Refuse a city in the middle of a week.

        Raises
        ------
        CutShortError
        """
        if self._begun is not None:
            raise CutShortError(message("week.cut_short", week=self._begun))
