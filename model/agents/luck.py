"""Draws: every draw of a run by its stream, week and key. See :mod:`..random_draws`."""

from __future__ import annotations

import math

import numpy as np

from .. import random_draws as draws
from ..array_types import Column, Flags, Keys, Word
from .addition import add_up


def child(parent: Word, ordinal: int | Word) -> Word:
    """Return the key of a thing by the key of what holds it and its place in there."""
    return np.uint64(draws.child(parent, ordinal))


def gumbel(u: float) -> float:
    """Return the Gumbel variate of a uniform."""
    return -math.log(-math.log(u))


SURE = 700.0
"""Log-odds beyond which nothing changes any more; the exponential of more is no number."""


def happens(u: float, odds: float) -> bool:
    """Tell whether something with these log-odds happens to whoever draws `u`."""
    return u * (1.0 + math.exp(-max(odds, -SURE))) < 1.0


def happen_to(u: Column, odds: Column) -> Flags:
    """Tell the same of many at once."""
    # NumPy's own exponential rounds as the processor at hand does.
    rare = np.array([math.exp(-each) for each in np.maximum(odds, -SURE).tolist()])
    return u * (1.0 + rare) < 1.0


class Draws:
    """The draws of one run; `week` is the present one, 0 the first."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.week = 0

    def uniform(self, stream: int, key: Word) -> float:
        """Return this week's uniform of an entity."""
        return draws.uniform(self.seed, stream, self.week, key, 0)

    def four(self, stream: int, key: Word) -> tuple[float, float, float, float]:
        """Return four uniforms of this week for yes-or-no decisions."""
        return draws.four(self.seed, stream, self.week, key, 0)

    def once(self, stream: int, key: Word, draw: int = 0) -> float:
        """Return a uniform that an entity draws once and keeps."""
        return draws.uniform(self.seed, stream, 0, key, draw)

    def uniforms(self, stream: int, keys: Keys, week: int | None = None) -> np.ndarray:
        """Return a uniform for each of many entities, of this week or of another."""
        out = np.empty(len(keys))
        draws.uniforms(self.seed, stream, self.week if week is None else week, keys, out)
        return out

    def pairs(self, stream: int, keys: Keys) -> tuple[np.ndarray, np.ndarray]:
        """Return the first two of four uniforms of this week for each of many entities."""
        first, second = np.empty(len(keys)), np.empty(len(keys))
        draws.pairs(self.seed, stream, self.week, keys, 0, first, second)
        return first, second

    def pair_again(self, stream: int, key: Word) -> tuple[float, float]:
        """Return the first two of four uniforms of this week at draw number 1."""
        first, second, _, _ = draws.four(self.seed, stream, self.week, key, 1)
        return first, second

    def normal(self, stream: int, week: int, key: Word, draw: int = 0) -> float:
        """Return a standard normal."""
        return draws.normal(self.seed, stream, week, key, draw)

    def gamma(self, stream: int, week: int, key: Word, draw: int, shape: float) -> float:
        """Return a gamma variate of scale 1."""
        return draws.gamma(self.seed, stream, week, key, draw, shape)

    def beta(self, stream: int, key: Word, draw: int, a: float, b: float) -> float:
        """Return a Beta variate that an entity draws once and keeps."""
        return draws.beta(self.seed, stream, 0, key, draw, a, b)

    def two(self, stream: int, key: Word, draw: int) -> tuple[float, float]:
        """Return two uniforms that an entity draws once and keeps."""
        return draws.two(self.seed, stream, 0, key, draw)

    def poisson(self, stream: int, key: Word, mean: float) -> int:
        """Return this week's count of an entity."""
        return draws.poisson(self.seed, stream, self.week, key, mean)

    def simplex(self, stream: int, key: Word, draw: int, shape: float) -> list[float]:
        """Return Dirichlet shares of the five domains, once and for all."""
        parts = [self.gamma(stream, 0, key, draw + 64 * d, shape) for d in range(5)]
        total = add_up(parts)
        return [part / total for part in parts]
