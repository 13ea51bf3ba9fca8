"""How fast the engine is: `make bench`. Medians over repeats in one process, with the spread; nothing here is a test.

Founding is part of a run. Sizes beyond the default city run fewer weeks. Peak memory is the growth of the process's
resident set over one city, per citizen.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from cogov.model.founding import found
from cogov.model.simulation import Simulation
from cogov.scenarios import load

SIZES = {
    # name: (districts, one of them rural, communities each, grids each, residents each, weeks, repeats)
    "500 citizens": (2, 2, 5, 25, 260, 15),
    "1,000 citizens": (2, 2, 5, 50, 260, 15),
    "2,880 citizens (default)": (3, 4, 4, 60, 260, 11),
    "20,000 citizens": (4, 10, 10, 50, 104, 5),
    "200,000 citizens": (10, 40, 10, 50, 26, 3),
    "1,000,000 citizens": (10, 200, 10, 50, 10, 1),
}


def timed(
    action: Callable[[], object], repeats: int, clock: Callable[[], float] = time.process_time
) -> tuple[float, float, float]:
    """Return least, median and greatest seconds; of processor time, for others may use the machine."""
    seconds: list[float] = []
    for _ in range(repeats):
        start = clock()
        action()
        seconds.append(clock() - start)
    return min(seconds), statistics.median(seconds), max(seconds)


def resident_bytes() -> int:
    """Return the largest resident set of this process so far."""
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def started(code: str) -> float:
    """Return the median seconds that a fresh interpreter takes to run a line, less what an empty one takes."""

    def run(line: str) -> float:
        return timed(
            lambda: subprocess.run([sys.executable, "-c", line], check=True, capture_output=True), 5, time.perf_counter
        )[1]

    return run(code) - run("pass")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="synergy")
    parser.add_argument("--quick", action="store_true", help="leave out the two largest cities")
    options = parser.parse_args()
    console = Console(width=120)
    console.print(f"Python {platform.python_version()}, {platform.machine()}, scenario {options.scenario}, one core")
    Simulation(load(options.scenario, changes=["run.weeks=8"]).settings).run()  # compiled from here on

    table = Table(
        "city", "weeks", "runs/s", "a run (s)", "least … most", "founding (s)", "a week (ms)", "bytes/citizen"
    )
    for name, (districts, communities, grids, residents, weeks, repeats) in SIZES.items():
        if options.quick and repeats <= 3:
            continue
        settings = load(
            options.scenario,
            changes=[
                f"run.weeks={weeks}",
                f"world.city.urban_districts={districts - 1}",
                "world.city.rural_counties=1",
                f"world.city.communities_per_district={communities}",
                f"world.city.villages_per_county={communities}",
                f"world.city.grids_per_community={grids}",
                f"world.city.residents_per_grid={residents}",
            ],
        ).settings
        before = resident_bytes()
        _, founding, _ = timed(lambda settings=settings: found(settings), repeats)
        least, median, most = timed(lambda settings=settings: Simulation(settings).run(), repeats)
        citizens = found(settings).territory.citizens
        grown = (resident_bytes() - before) / citizens
        memory = f"{grown:.0f}" if citizens >= 200_000 else ""
        weekly = 1000 * (median - founding) / weeks
        spread = f"{least:.3f} … {most:.3f}"
        figures = f"{1 / median:.2f}", f"{median:.3f}", spread, f"{founding:.4f}", f"{weekly:.3f}", memory
        table.add_row(name, str(weeks), *figures)
    console.print(table)
    console.print(f"import cogov.model and its engine: {started('import cogov.model.simulation'):.2f} s")
    console.print(f"import cogov.scenarios: {started('import cogov.scenarios'):.2f} s")
    console.print(f"import of the command line: {started('import cogov.experiments.cli'):.2f} s")


if __name__ == "__main__":
    main()
