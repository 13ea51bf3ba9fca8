"""A week that was begun is lived whole, or the city goes on no more.

An error or a signal in the middle of a week leaves a city that is of no week. To go on from it would give numbers that
no run gives, and nothing in them would show it.
"""

from __future__ import annotations

from .message import message


class CutShortError(RuntimeError):
    """A week was cut short, and the city of that run must not go on."""


class WholeWeek:
    """Sees that a week that was begun is over before anything else is done with its city."""

    def __init__(self) -> None:
        self._begun: int | None = None

    def begin(self, week: int) -> None:
        """Note that a week begins; it is over when the city is in another.

        Raises
        ------
        CutShortError
            When it was begun before.
        """
        self.check(week)
        self._begun = week

    def check(self, week: int) -> None:
        """Refuse a city in the middle of the week that it is in.

        Raises
        ------
        CutShortError
        """
        if self._begun == week:
            raise CutShortError(message("week.cut_short", week=week))
