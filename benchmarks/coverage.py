"""How often intervals hold the truth with few seeds, and how often the multiplier is claimed where there is none.

Coverage of the mean's interval by Student's t (differences, contrasts) and by the bootstrap (multiplier), over normal
and skewed (lognormal, log sd 1) samples; and the share of additive games, with noise, that are called a multiplier or
substitutes.
"""

from __future__ import annotations

import sys

import numpy as np

from cogov.experiments.analysis.estimation import interval
from cogov.experiments.multipliers.table import TableMultiplier
from cogov.experiments.statistics.bootstrap import estimates

SEEDS = (5, 10, 20)
SAMPLES = 2000
GAMES = 300


def draw(kind: str, n: int, luck: np.random.Generator) -> np.ndarray:
    """Return n values whose true mean is 0."""
    if kind == "normal":
        return luck.normal(0.0, 1.0, n)
    return luck.lognormal(0.0, 1.0, n) - np.exp(0.5)


def coverage(kind: str, n: int, samples: int = SAMPLES) -> tuple[float, float]:
    """Return the share of intervals that hold 0: Student's t and the bootstrap."""
    luck = np.random.default_rng(n)
    values = np.stack([draw(kind, n, luck) for _ in range(samples)], axis=1)
    held = [low <= 0.0 <= high for _, low, high in map(interval, values.T)]
    found = estimates(values, draws=1000)
    return float(np.mean(held)), float(((found.low <= 0.0) & (found.high >= 0.0)).mean())


def size(kind: str, n: int, games: int = GAMES) -> float:
    """Return the share of additive games of three parts that are called a multiplier or substitutes."""
    luck = np.random.default_rng(100 + n)
    true = np.array([sum((4.0, 3.0, 2.0)[bit] for bit in range(3) if cell >> bit & 1) for cell in range(8)])
    wrong = 0
    for _ in range(games):
        noise = np.stack([draw(kind, n, luck) for _ in range(8)], axis=1)
        names = tuple(map(str, range(n)))
        record = TableMultiplier("g", ("a", "b", "c"), "y", names, True, tuple(range(8)), 50 + true + noise, "raw")
        wrong += record.verdict.reason in ("multiplier", "substitutes")
    return wrong / games


def main() -> int:
    """Print the table of the documentation."""
    out = ["| values | seeds | Student's t | bootstrap | additive game called otherwise |", "|---|---|---|---|---|"]
    for kind in ("normal", "skewed"):
        for n in SEEDS:
            t, boot = coverage(kind, n)
            out.append(f"| {kind} | {n} | {t:.1%} | {boot:.1%} | {size(kind, n):.1%} |")
    sys.stdout.write("\n".join(out) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
