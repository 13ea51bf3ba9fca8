"""Keys of things, and the luck that follows from them (ODD 4, Stochasticity, and 5.1)."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from cogov.model import random_draws as draws


def key(name: str) -> int:
    """The 64-bit key of a named place."""
    return int.from_bytes(blake2b(name.encode("utf-8"), digest_size=8).digest(), "little")


def child(parent: int, ordinal: int) -> int:
    """The key of a thing by its parent's key and its place among its siblings."""
    return int(draws.child(np.uint64(parent), ordinal))


class Luck:
    """Everything random, by stream, week and the key of whom it befalls."""

    def __init__(self, seed: int):
        self.seed = seed

    def uniform(self, stream: int, week: int, whom: int, draw: int = 0) -> float:
        return float(draws.uniform(self.seed, stream, week, np.uint64(whom), draw))

    def two(self, stream: int, week: int, whom: int, draw: int = 0) -> tuple[float, float]:
        return draws.two(self.seed, stream, week, np.uint64(whom), draw)

    def four(self, stream: int, week: int, whom: int, draw: int = 0) -> tuple[float, float, float, float]:
        return draws.four(self.seed, stream, week, np.uint64(whom), draw)

    def normal(self, stream: int, week: int, whom: int, draw: int = 0) -> float:
        return float(draws.normal(self.seed, stream, week, np.uint64(whom), draw))

    def gamma(self, stream: int, whom: int, draw: int, shape: float) -> float:
        return float(draws.gamma(self.seed, stream, 0, np.uint64(whom), draw, shape))

    def beta(self, stream: int, whom: int, draw: int, a: float, b: float) -> float:
        return float(draws.beta(self.seed, stream, 0, np.uint64(whom), draw, a, b))

    def poisson(self, stream: int, week: int, whom: int, mean: float) -> int:
        return int(draws.poisson(self.seed, stream, week, np.uint64(whom), mean))

    def dirichlet(self, stream: int, whom: int, draw: int, shape: float, parts: int) -> list[float]:
        """Shares of a whole: gammas at every 64th draw number, divided by their sum."""
        weights = [self.gamma(stream, whom, draw + 64 * part, shape) for part in range(parts)]
        return [weight / sum(weights) for weight in weights]
