"""How fast the engine is, by the size of the city."""

from __future__ import annotations

import subprocess
import sys

import psutil  # comes with Solara

from cogov.model import Simulation
from cogov.model.engine.initialisation.city import initialise
from cogov.model.engine.simulation import WHOLE_WEEK
from cogov.model.named_columns import STEPS

from .cities import DEFAULT, HALF, HUNDREDS, MILLION, THOUSAND, TWENTY, Size
from .section import Section
from .timing import figure, interleaved

SIZES: tuple[tuple[Size, int, int], ...] = (
    (HALF, 260, 9), (THOUSAND, 260, 9), (DEFAULT, 260, 9), (TWENTY, 104, 5), (HUNDREDS, 26, 3), (MILLION, 12, 3),
)  # fmt: skip
"""Size, weeks of a run, repeats."""


def engine() -> Section:
    """Time runs with their founding, the founding alone, and the measuring of a week alone."""
    Simulation(THOUSAND.settings(8)).run()  # compiled from here on
    rows = []
    for size, weeks, rounds in SIZES:
        settings, silo = size.settings(weeks), size.settings(weeks, "fragmented")
        lived = Simulation(settings, threads=1).run()

        def look(end: int, lived: Simulation = lived) -> None:
            # The last step of the last week, once more and again: it changes nothing but its row.
            lived.week = lived.settings.run.weeks - 1
            for _ in range(20):
                lived._live_steps(False, len(STEPS), end)

        actions = {
            "run": lambda settings=settings: Simulation(settings, threads=1).run(),
            "fragmented": lambda silo=silo: Simulation(silo, threads=1).run(),
            "founding": lambda settings=settings: initialise(settings, 1),
            "indicators": lambda look=look: look(WHOLE_WEEK),
            "call": lambda look=look: look(len(STEPS)),  # to hand over a city, for nothing
        }
        spent = interleaved(actions, rounds)
        run, founding = spent["run"], spent["founding"].median
        week = (run.median - founding) / weeks
        indicators = (spent["indicators"].median - spent["call"].median) / 20
        rows.append((
            f"{size.citizens:,}", str(weeks), f"{figure(1 / run.median)} ({figure(1 / spent['fragmented'].median)})",
            str(run), figure(1000 * founding), figure(1000 * week), figure(1000 * indicators),
            figure(1e9 * week / size.citizens), f"{bytes_of(size):.0f}" if size.citizens >= 20_000 else "",
        ))  # fmt: skip
    return Section(
        "The engine by size of the city",
        "Scenario `synergy` (in brackets `fragmented`), one core, founding included; median (least … most). A week "
        "includes its indicators. Bytes are the growth of a fresh process's resident set with a city and its first "
        "weeks.",
        ("citizens", "weeks", "runs/s", "a run (s)", "founding (ms)", "a week (ms)", "its indicators (ms)",
         "ns a citizen and week", "bytes a citizen"),
        rows,
    )  # fmt: skip


def bytes_of(size: Size) -> float:
    """Return the bytes of memory that a citizen takes, measured in a process of its own."""
    layout = (size.districts, size.communities, size.grids, size.residents)
    line = f"from benchmarks.engine import grown; print(grown{layout})"
    done = subprocess.run([sys.executable, "-c", line], check=True, capture_output=True, text=True)
    return float(done.stdout)


def grown(districts: int, communities: int, grids: int, residents: int) -> float:
    """Return by how many bytes a citizen this process grows when it founds a city and lives through two weeks."""
    Simulation(THOUSAND.settings(2)).run()
    size = Size(districts, communities, grids, residents)
    process = psutil.Process()
    before = process.memory_info().rss
    simulation = Simulation(size.settings(2), threads=1).run()
    return (process.memory_info().rss - before) / len(simulation.city.residents.key)
