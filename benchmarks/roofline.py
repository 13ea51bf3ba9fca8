"""How near the engine comes to what memory and the generator of random numbers allow."""

from __future__ import annotations

import numpy as np

from cogov.model import Simulation
from cogov.model import random_draws as draws

from .cities import HUNDREDS, MILLION, THOUSAND, TWENTY, Size
from .section import Section
from .timing import figure, interleaved

# Bytes that a resident's week must move at least, each column read or written once by each process that passes over it.
PASSES = {
    "deliberate": 2 * 8,  # voice fades
    "volunteer": 8 + 2 * 8  # key; draws written and read
    + 2 * (8 + 1 + 8 + 8)  # neighbours' share: last week's as numbers, two links, the mean
    + 8 * 3 + 1 + 1 + 8 + 2 * 8 + 2 * 8  # trust, motive, fatigue, kind, member, link; belief, odds
    + 1 + 8 + 8 + 2 * 8 + 2 * 8 + 2 * 4,  # served, satisfaction, anchor; motive, fatigue, took part
    "experience": 2 * (2 * 8 + 4 + 4)  # neighbours' trust and norms
    + 2 * 40 + 4 + 4  # neighbours' priorities
    + 2 * 8 + 2 * 8 + 8  # satisfaction, its year, voice
    + 2 * 8 + 8 + 8 + 8 + 2 * 8 + 8  # trust, norms
    + 2 * 40 + 40 + 40  # priorities
    + 8 + 8 + 40,  # means over places
    "measure": 7 * 8 + 1 + 4,
}  # fmt: skip
DRAWS = 1
"""Random numbers that every resident takes every week."""


def roofline() -> Section:
    rows = []
    for size, weeks in ((THOUSAND, 200), (TWENTY, 40), (HUNDREDS, 10), (MILLION, 5)):
        rows.append(row(size, weeks))
    return Section(
        "Roofline",
        f"A resident's week moves at least {sum(PASSES.values())} bytes (each column once for each process that "
        "passes over it) and takes one random number. Bandwidth is that of `b = a * s + b` over arrays that together "
        "are as large as the city's columns, the generator's pace that of the engine's own kernel; the bound is the "
        "sum of both times. The share reached is bound over measured week, which also holds organisations, problems, "
        "arithmetic (exponentials, means in a fixed order) and the calls.",
        ("citizens", "bandwidth (GB/s)", "draws (ns)", "bound (ns a citizen)", "measured (ns a citizen)",
         "share reached"),
        rows,
    )  # fmt: skip


def row(size: Size, weeks: int) -> tuple[str, ...]:
    n = size.citizens
    simulation = Simulation(size.settings(6 * weeks + 12))
    for _ in range(12):
        simulation.step()

    def live() -> None:
        for _ in range(weeks):
            simulation.step()

    words = 32 * n  # the columns of a resident come to some 250 bytes
    a, b = np.ones(words // 2), np.ones(words // 2)
    room = np.empty_like(a)
    times = max(1, 20_000_000 // words)

    def triad() -> None:
        for _ in range(times):
            np.multiply(a, 1.0000001, out=room)
            np.add(room, b, out=b)

    luck, keys = np.empty(n), simulation.city.citizens.key
    turns = max(1, 2_000_000 // n)

    def draw() -> None:
        for week in range(turns):
            draws.uniforms(1, draws.VOLUNTEER, week, keys, luck)

    spent = interleaved({"live": live, "triad": triad, "draw": draw}, 5)
    bandwidth = times * len(a) * 8 * 5 / min(spent["triad"].seconds)
    pace = min(spent["draw"].seconds) / turns / n
    bound = sum(PASSES.values()) / bandwidth + DRAWS * pace
    week = spent["live"].median / weeks / n
    return (
        f"{n:,}", figure(bandwidth / 1e9), figure(1e9 * pace), figure(1e9 * bound), figure(1e9 * week),
        f"{100 * bound / week:.0f} %",
    )  # fmt: skip
