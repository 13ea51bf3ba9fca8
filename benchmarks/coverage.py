"""How often intervals hold the truth with few seeds, and how often the multiplier is claimed where there is none.

Coverage of the mean's interval by Student's t (differences, contrasts) and by the bootstrap (multiplier), over normal
and skewed (lognormal, log sd 1) samples; and the share of additive games, with noise, that are called a multiplier or
substitutes. ``python -m benchmarks.coverage`` prints the table; ``make coverage`` writes it, in both languages, to
where docs/explanation/statistics shows it. A few minutes; the same numbers each time.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

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


WORDS = {
    "en": ("values", "seeds", "Student's t", "bootstrap", "additive game called otherwise"),
    "zh": ("数值", "种子数", "学生 t", "自助法", "可加博弈被误判"),
}
KINDS = {"normal": {"en": "normal", "zh": "正态"}, "skewed": {"en": "skewed", "zh": "偏态"}}
PAGES = {"en": "coverage.table.md", "zh": "coverage.table.zh.md"}
MADE = {"en": "Made by make coverage; do not edit.", "zh": "由 make coverage 生成，请勿手改。"}


def measure() -> list[tuple[str, int, str, str, str]]:
    """Return the rows of the table: kind, seeds, and three shares."""
    rows: list[tuple[str, int, str, str, str]] = []
    for kind in KINDS:
        for n in SEEDS:
            t, boot = coverage(kind, n)
            rows.append((kind, n, f"{t:.1%}", f"{boot:.1%}", f"{size(kind, n):.1%}"))
    return rows


def table(rows: list[tuple[str, int, str, str, str]], language: str) -> str:
    """Return the table in a language."""
    lines = [WORDS[language], ("---",) * len(WORDS[language])]
    cells = [(KINDS[kind][language], str(n), *shares) for kind, n, *shares in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in [*lines, *cells])


def main(arguments: list[str] | None = None) -> int:
    """Print the table of the documentation, or write it into a folder in each language."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write coverage.table.md, in each language, there")
    asked = parser.parse_args(arguments)
    rows = measure()
    sys.stdout.write(table(rows, "en"))
    if asked.write:
        for language, name in PAGES.items():
            text = f"<!-- {MADE[language]} -->\n\n{table(rows, language)}"
            (asked.write / name).write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
