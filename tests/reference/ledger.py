"""Counts of what happened, by week; only :mod:`.indicators.measuring` reads them (ODD 7.14)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .city import City

QUARTER = 13


class Ledger:
    """How often what happened in which week, and how old problems were when they were resolved."""

    def __init__(self, city: City):
        self.city = city
        self.counts: Counter[tuple[str, int]] = Counter()
        self.durations: dict[int, list[int]] = {}

    def note(self, what: str, week: int | None = None) -> None:
        self.counts[what, self.city.week if week is None else week] += 1

    def note_duration(self, age: int) -> None:
        self.durations.setdefault(self.city.week, []).append(age)

    def this_week(self, what: str) -> int:
        return self.counts[what, self.city.week]

    def quarter(self, what: str) -> int:
        """The sum over the last 13 weeks."""
        return sum(self.counts[what, week] for week in self._weeks())

    def durations_of_the_quarter(self) -> list[int]:
        return sorted(age for week in self._weeks() for age in self.durations.get(week, []))

    def _weeks(self) -> range:
        return range(max(0, self.city.week - QUARTER + 1), self.city.week + 1)
