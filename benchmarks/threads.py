"""One thread and two on a large city: weeks by the clock, in turn, to the same bit."""

from __future__ import annotations

import gc
import statistics
import time

from cogov.model import Settings, Simulation

from .cities import HUNDREDS, MILLION, Size
from .section import Section
from .timing import Spread, figure

BEFORE, ROUNDS = 2, 5
"""Weeks that are not counted: they load the kernels and make room for cases."""
CITIES = {Size(10, 20, 10, 50): 40, HUNDREDS: 26, MILLION: 12}
"""Sizes, and weeks that are lived."""


def threads() -> Section:
    rows = []
    for size, weeks in CITIES.items():
        for scenario in ("fragmented", "synergy"):
            settings = size.settings(BEFORE + weeks, scenario)
            one, two = in_turn(settings)
            ratio = statistics.median(a / b for a, b in zip(one.seconds, two.seconds, strict=True))
            rows.append((
                f"{size.citizens:,}, `{scenario}`", figure(1e3 * one.median / weeks), figure(1e3 * two.median / weeks),
                f"{ratio:.2f}",
            ))  # fmt: skip
    return Section(
        "Two threads on a large city",
        f"Milliseconds a week by the clock, medians of {ROUNDS} rounds in turn. All digests are the same.",
        ("citizens", "one thread", "two", "times as fast"),
        rows,
    )


def in_turn(settings: Settings) -> tuple[Spread, Spread]:
    """Return the seconds of the weeks that count by one thread and by two, after seeing that they give the same."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    digests = set()
    for turn in range(ROUNDS):
        for number in (1, 2) if turn % 2 else (2, 1):
            simulation = Simulation(settings, threads=number)
            simulation.live(BEFORE)
            gc.collect()
            start = time.perf_counter()
            simulation.run()
            seconds[number].append(time.perf_counter() - start)
            digests.add(simulation.digest())
    if len(digests) > 1:
        raise SystemExit("two threads live other weeks than one")
    return Spread(tuple(seconds[1])), Spread(tuple(seconds[2]))
