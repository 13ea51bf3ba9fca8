"""What is counted, week by week. Only :mod:`.indicators` reads it; nothing that happens depends on it."""

from __future__ import annotations

from collections import Counter, deque

from .addition import add_up

QUARTER = 13
"""Weeks that "recent" means."""


class Ledger:
    """Counts of this week and of the last quarter, and cases by the week in which they are due.

    Attributes
    ----------
    weeks : deque of Counter
        Counts of the last 13 weeks, this one last.
    due : dict of str to Counter
        Cases by the week in which they are due, from birth, report and first report; with ``_met`` those that met it.
    ages : deque of list of int
        Ages at resolution in the last 13 weeks.
    """

    def __init__(self) -> None:
        self.weeks: deque[Counter[str]] = deque(maxlen=QUARTER)
        self.ages: deque[list[int]] = deque(maxlen=QUARTER)
        self.due: dict[str, Counter[int]] = {
            name: Counter() for name in ("born", "born_met", "reported", "reported_met", "first", "first_met")
        }

    def open_week(self) -> None:
        """Begin to count a new week."""
        self.weeks.append(Counter())
        self.ages.append([])

    def count(self, name: str, amount: float = 1) -> None:
        """Count something that happened this week."""
        self.weeks[-1][name] += amount  # pyright: ignore[reportArgumentType]

    def now(self, name: str) -> float:
        """Return this week's count."""
        return self.weeks[-1][name]

    def recent(self, name: str) -> float:
        """Return the count of the last 13 weeks."""
        return add_up(week[name] for week in self.weeks)

    def fell_due(self, name: str, week: int) -> int:
        """Return how many cases fell due in the 13 weeks up to `week`."""
        return sum(self.due[name][w] for w in range(max(0, week - QUARTER + 1), week + 1))
