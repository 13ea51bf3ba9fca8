"""By how much a city misses what it must meet, as a share of the end that it misses: 0 where it misses nothing."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from .declaration import Declaration
from .selection import CityFigures, CitySelection, Look


def shortfall(value: float, low: float, high: float) -> float:
    """Return how far a figure lies outside its range, as a share of the end that it misses.

    Where that end is 0 the width of the range stands for it. What is no number is infinitely far.

    >>> shortfall(0.5, 0.4, 0.6), shortfall(0.2, 0.4, 0.6), round(shortfall(0.9, 0.4, 0.6), 6)
    (0.0, 0.5, 0.5)
    """
    if math.isnan(value):
        return math.inf
    if low <= value <= high:
        return 0.0
    end = low if value < low else high
    return abs(value - end) / (abs(end) or high - low or 1.0)


class CityShortfalls:
    """Shortfalls of cities: of the cheap looks, and of the criteria. Figures are kept, and no look is made twice.

    Parameters
    ----------
    declaration : Declaration
    selection : CitySelection
    """

    def __init__(self, declaration: Declaration, selection: CitySelection) -> None:
        self._declaration, self._selection = declaration, selection
        self.figures: dict[int, dict[str, float]] = defaultdict(dict)

    def note(self, judged: Iterable[CityFigures]) -> None:
        """Take figures that are there already."""
        for each in judged:
            self.figures[each.draw] |= each.figures

    def screens(self, cities: Sequence[int], within: float) -> dict[int, float]:
        """Return by how much cities miss the cheap looks, the larger of both.

        What misses the first look by more than `within` is looked at no further.
        """
        return self._worst(cities, within, self._selection.cheap_looks())

    def criteria(self, cities: Sequence[int], within: float) -> dict[int, float]:
        """Return by how much cities miss the criteria, the largest of all; likewise."""
        return self._worst(cities, within, self._selection.looks())

    def found(self, city: int) -> CityFigures:
        """Return a city that meets all, with its figures."""
        return CityFigures(city, dict(self.figures[city]), "")

    def _worst(
        self, cities: Sequence[int], within: float, looks: Iterable[tuple[tuple[str, ...], Look]]
    ) -> dict[int, float]:
        worst = dict.fromkeys(cities, 0.0)
        for names, look in looks:
            left = [city for city in worst if worst[city] <= within]
            unseen = [city for city in left if not all(name in self.figures[city] for name in names)]
            if unseen:
                for city, figures in look(unseen).items():
                    self.figures[city] |= {name: figures[name] for name in names}
            for city in left:
                missed = [shortfall(self.figures[city][name], *self._declaration.range_of(name)) for name in names]
                worst[city] = max(worst[city], *missed)
        return worst
