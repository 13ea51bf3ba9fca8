"""Timing several actions against each other on a machine that may be busy with other things."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cogov.model.engine.initialisation.founded import forget_founded


@dataclass(frozen=True)
class Spread:
    """Seconds of several repeats."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return f"{figure(self.median)} ({figure(min(self.seconds))} … {figure(max(self.seconds))})"


def interleaved(
    actions: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.process_time
) -> dict[str, Spread]:
    """Run all actions in turn, round after round, each round beginning with another; return the seconds of each.

    A city is founded each time that it is wanted.

    Processor time unless another clock is given, for others may use the machine.
    """
    names = list(actions)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            gc.collect()
            forget_founded()
            start = clock()
            actions[name]()
            seconds[name].append(clock() - start)
    return {name: Spread(tuple(each)) for name, each in seconds.items()}


def ratio(slow: Spread, fast: Spread) -> str:
    """Return how many times as long one takes as the other: the median over rounds, least and greatest."""
    ratios = [a / b for a, b in zip(slow.seconds, fast.seconds, strict=True)]
    return f"{statistics.median(ratios):,.0f} ({min(ratios):,.0f} … {max(ratios):,.0f})"


def figure(number: float) -> str:
    """Return a number with three figures."""
    if number == 0.0:
        return "0"
    text = f"{number:.3g}"
    return f"{float(text):,.0f}" if "e" in text and number >= 1000 else text


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Return the least-squares slope of log y over log x: the exponent of growth."""
    result = statistics.linear_regression([math.log(each) for each in x], [math.log(each) for each in y])
    return result.slope
