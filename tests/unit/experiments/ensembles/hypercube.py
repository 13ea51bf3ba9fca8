"""Cities that are points of a cube, with what they must meet written down: a problem whose answer can be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

NUMBERS = 60
WEIGHTS = np.array([1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.2, 0.1, 0.1])


def screen(points: np.ndarray) -> np.ndarray:
    """Return by how much points miss the cheap looks, which are wider than the criteria, and noisy."""
    noise = 0.075 * (np.sin(40 * points[..., 20]) + np.sin(60 * points[..., 21]))
    return np.maximum(np.maximum(np.abs(_apart(points) + noise) - 0.23, 1.0 - _joined(points) - noise), 0.0)


def criteria(points: np.ndarray) -> np.ndarray:
    """Return by how much points miss the criteria."""
    return np.maximum(np.maximum(np.abs(_apart(points)) - 0.15, 1.1 - _joined(points)), 0.0)


def _joined(points: np.ndarray) -> np.ndarray:
    return (points[..., :10] - 0.5) @ WEIGHTS + 0.8 * (points[..., 10] - 0.5) * points[..., 0]


def _apart(points: np.ndarray) -> np.ndarray:
    return (points[..., 5:15] - 0.5) @ WEIGHTS[::-1] - 0.5 * (points[..., 0] - 0.5)


CLAIMS = {
    "pressed": lambda points: points[..., 0] > 0.85,
    "mixed": lambda points: points[..., 3] + points[..., 40] > 1.1,
    "idle": lambda points: points[..., 50] > 0.7,
}
"""Claims about a point: the criteria bear on the first, half on the second, and not at all on the last."""


def plain_points(points: int, luck: int) -> tuple[np.ndarray, float]:
    """Return which of so many plain draws are plausible, and their share."""
    draws = np.random.default_rng(luck)
    found = []
    for _ in range(-(-points // 100_000)):
        drawn = draws.random((100_000, NUMBERS))
        found.append(drawn[(screen(drawn) == 0.0) & (criteria(drawn) == 0.0)])
    kept = np.concatenate(found)
    return kept, len(kept) / (-(-points // 100_000) * 100_000)


class CubeCities:
    """Points of a cube by number, of which some may come of others.

    Parameters
    ----------
    first : int
        Plain draws.
    luck : int
    """

    def __init__(self, first: int, luck: int) -> None:
        self._draws = np.random.default_rng(luck)
        self.points: dict[int, np.ndarray] = dict(enumerate(self._draws.random((first, NUMBERS))))

    def move(self, city: int, parent: int, fraction: float) -> None:
        drawn = self._draws.random(NUMBERS) < fraction
        drawn[self._draws.integers(NUMBERS)] = True
        self.points[city] = np.where(drawn, self._draws.random(NUMBERS), self.points[parent])

    def of(self, cities: Sequence[int]) -> np.ndarray:
        return np.array([self.points[city] for city in cities]).reshape(-1, NUMBERS)


class CubeShortfalls:
    """What points miss.

    Parameters
    ----------
    cities : CubeCities
    screen, criteria : function
    """

    def __init__(self, cities: CubeCities, screen=screen, criteria=criteria) -> None:
        self._cities, self._screen, self._criteria = cities, screen, criteria

    def screens(self, cities: Sequence[int], within: float) -> Mapping[int, float]:
        return dict(zip(cities, self._screen(self._cities.of(cities)).tolist(), strict=True))

    def criteria(self, cities: Sequence[int], within: float) -> Mapping[int, float]:
        return dict(zip(cities, self._criteria(self._cities.of(cities)).tolist(), strict=True))
